"""Parameters, prices and accounts of a book file, as the second opinion reads them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Optional

from exact import ONE, ZERO

Json = dict[str, Any]


class UnitError(Exception):
    """Why a unit has no valuation."""

    def __init__(self, code: str, missing: Optional[str] = None) -> None:
        super().__init__(code)
        self.code = code
        self.missing = missing


@dataclass(frozen=True)
class Tier:
    """One slice of a progressive table; the last one has no upper edge."""

    up_to: Optional[Decimal]
    rate: Decimal


Tiers = list[Tier]


def tiers_from(rows: list[Json]) -> Tiers:
    """Read a TIERS array of the book."""
    return [
        Tier(Decimal(row["upTo"]) if "upTo" in row else None, Decimal(row["rate"]))
        for row in rows
    ]


def tier_value(tiers: Tiers, value: Decimal) -> Decimal:
    """Value that counts as collateral, each slice at its own rate (section 4.1)."""
    counted, floor = ZERO, ZERO
    for tier in tiers:
        if value <= floor:
            break
        cap = value if tier.up_to is None else min(value, tier.up_to)
        counted += (cap - floor) * tier.rate
        floor = cap
    return counted


def bracket_margin(brackets: Tiers, notional: Decimal) -> Decimal:
    """Maintenance margin notional * rate - cum of the bracket floor < notional <= cap.

    cum grows by floor * (rate - previous rate), so the margin is continuous (sections 4.2, 5.1).
    """
    floor, cum, previous_rate = ZERO, ZERO, None
    for bracket in brackets:
        if previous_rate is not None:
            cum += floor * (bracket.rate - previous_rate)
        if floor < notional and (bracket.up_to is None or notional <= bracket.up_to):
            return notional * bracket.rate - cum
        floor, previous_rate = bracket.up_to, bracket.rate
    return ZERO


@dataclass(frozen=True)
class Contract:
    """A futures contract; `size` is the USD value of one coin-margined contract."""

    symbol: str
    coin_margined: bool
    margin_asset: str
    size: Decimal
    brackets: Tiers


class Book:
    """Parameters, prices and accounts of one book file."""

    def __init__(self, document: Json) -> None:
        parameters, prices = document["parameters"], document["prices"]
        cross, portfolio = parameters["crossMargin"], parameters["portfolioMargin"]
        self.lines = {name: Decimal(line) for name, line in parameters["lines"].items()}
        self.rounding: dict[str, str] = parameters["rounding"]
        self.preset_limit = Decimal(parameters["loan"]["presetLimit"])
        self.ltv_cap = Decimal(parameters["loan"]["ltvCap"])
        self.loanable: list[str] = parameters["loan"]["loanableAssets"]
        self.spot_ratio = {
            row["asset"]: Decimal(row["collateralRatio"]) for row in parameters["spot"]
        }
        self.classic_rate = Decimal(cross["classicMaintenanceRate"])
        self.cross_tiers = {
            row["asset"]: tiers_from(row["liquidation"]) for row in cross["collateral"]
        }
        self.pro_brackets = {
            row["asset"]: tiers_from(row["brackets"]) for row in cross["proBrackets"]
        }
        self.portfolio_tiers = {
            row["asset"]: tiers_from(row["tiers"]) for row in portfolio["collateral"]
        }
        self.loan_rate = Decimal(portfolio["loanMaintenanceRate"])
        self.loan_rates = {
            row["asset"]: Decimal(row["rate"]) for row in portfolio["loanMaintenanceRates"]
        }
        self.contracts = {
            row["symbol"]: Contract(
                row["symbol"],
                row["type"] == "COIN_M",
                row["marginAsset"],
                Decimal(row.get("contractSize", "0")),
                tiers_from(row.get("brackets", [])),
            )
            for row in parameters["contracts"]
        }
        self.margin_index = {
            row["asset"]: Decimal(row["price"]) for row in prices["marginIndex"]
        }
        self.margin_index["USDT"] = ONE
        self.asset_index = {row["asset"]: Decimal(row["price"]) for row in prices["assetIndex"]}
        self.mark = {row["symbol"]: Decimal(row["price"]) for row in prices["mark"]}
        self.accounts: dict[str, Json] = {row["email"]: row for row in document["accounts"]}
        self.units: list[Json] = document["units"]


def price_of(prices: dict[str, Decimal], name: str) -> Decimal:
    """Return the price of `name` or raise PRICE_MISSING."""
    if name not in prices:
        raise UnitError("PRICE_MISSING", name)
    return prices[name]


def get_amount(row: Json, name: str) -> Decimal:
    """Read an amount that is left out of the book when it is 0."""
    return Decimal(row.get(name, "0"))

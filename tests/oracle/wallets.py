"""Wallets by the second opinion (docs/risk-mathematics.md, sections 4 to 6)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Iterable, Iterator, Optional

from exact import EXACT, ZERO, amount_of
from parameters import (Book, Contract, Tiers, UnitError, bracket_margin, get_amount, price_of,
                        tier_value)

Json = dict[str, Any]

ENGINE_LIMIT = Decimal(2**127 - 1).scaleb(-20, EXACT)
"""The largest value a signed 128-bit integer holds at 20 decimals."""


class Watch:
    """Keeps the largest magnitude of a unit's values and refuses what the engine cannot hold."""

    def __init__(self) -> None:
        self.peak = ZERO

    def hold(self, value: Decimal) -> Decimal:
        """Return `value`, or raise OVERFLOW when 128 bits at 20 decimals are too few."""
        self.peak = max(self.peak, abs(value))
        if self.peak > ENGINE_LIMIT:
            raise UnitError("OVERFLOW")
        return value

    def sum(self, values: Iterable[Decimal]) -> Decimal:
        """Add `values` in order, holding every partial sum."""
        total = ZERO
        for value in values:
            total = self.hold(total + value)
        return total


@dataclass
class AssetValue:
    """One asset of a wallet: amount, value, the part that counts, what is owed and needed.

    `liability` is a value in USDT. `maintenance` is a value for Cross Margin and an amount of the
    asset for Portfolio Margin. `value` is None where no price was needed.
    """

    asset: str
    net: Decimal
    value: Optional[Decimal] = ZERO
    counted: Decimal = ZERO
    liability: Decimal = ZERO
    maintenance: Decimal = ZERO


@dataclass
class WalletValue:
    """Exact value of one wallet."""

    email: str
    account_type: str
    net_equity: Decimal
    maintain_margin: Decimal
    assets: list[AssetValue]

    def net_of(self, asset: str) -> Decimal:
        """Net amount of `asset` as it was valued, 0 when the wallet does not hold it."""
        return next((row.net for row in self.assets if row.asset == asset), ZERO)


def value_spot(book: Book, email: str, balances: list[Json], watch: Watch) -> WalletValue:
    """SPOT: free accepted tokens at the margin index price (section 3)."""
    assets = []
    for row in balances:
        asset, free = row["asset"], get_amount(row, "free")
        if free == 0 or asset not in book.spot_ratio:
            continue
        value = watch.hold(free * price_of(book.margin_index, asset))
        counted = watch.hold(value * book.spot_ratio[asset])
        assets.append(AssetValue(asset, free, value, counted))
    equity = watch.sum(row.counted for row in assets)
    return WalletValue(email, "SPOT", equity, ZERO, assets)


def counted_value(tiers: Optional[Tiers], value: Decimal) -> Decimal:
    """Tiers apply to a positive value only; without a table a positive value counts 0."""
    if value <= 0:
        return value
    return ZERO if tiers is None else tier_value(tiers, value)


def value_cross_margin(book: Book, email: str, wallet: Json, watch: Watch) -> WalletValue:
    """CROSS_MARGIN: net per asset, haircut on positive nets, maintenance (sections 4, 4.2)."""
    assets = []
    for row in wallet["balances"]:
        asset = row["asset"]
        owed = get_amount(row, "borrowed") + get_amount(row, "interest")
        net = get_amount(row, "free") + get_amount(row, "locked") - owed
        tiers = book.cross_tiers.get(asset)
        result = AssetValue(asset, net)
        if owed > 0 or net < 0 or (net > 0 and tiers is not None):
            price = price_of(book.margin_index, asset)
            result.value = watch.hold(net * price)
            result.counted = watch.hold(counted_value(tiers, result.value))
            result.liability = watch.hold(owed * price)
            if wallet["mode"] == "PRO" and asset in book.pro_brackets:
                margin = bracket_margin(book.pro_brackets[asset], result.liability)
            else:
                margin = book.classic_rate * result.liability
            result.maintenance = watch.hold(margin)
        elif net != 0:
            result.value = None
        assets.append(result)
    equity = watch.sum(row.counted for row in assets)
    margin = watch.sum(row.maintenance for row in assets)
    return WalletValue(email, "CROSS_MARGIN", equity, margin, assets)


@dataclass
class PositionValue:
    """Amounts a futures position brings to its margin asset (section 5.1)."""

    contract: Contract
    notional: Decimal
    profit: Decimal
    maintenance: Decimal


def value_position(contract: Contract, quantity: Decimal, entry: Decimal,
                   mark: Decimal) -> PositionValue:
    """Notional, unrealized profit and maintenance margin of one position side (section 5.1)."""
    if contract.coin_margined:
        face = quantity * contract.size
        notional = amount_of(Fraction(abs(face)) / Fraction(mark))
        profit = amount_of(Fraction(face) * (1 / Fraction(entry) - 1 / Fraction(mark)))
    else:
        notional = abs(quantity) * mark
        profit = amount_of(quantity * (mark - entry))
    maintenance = amount_of(bracket_margin(contract.brackets, notional))
    return PositionValue(contract, notional, profit, maintenance)


def value_positions(book: Book, rows: list[Json]) -> list[PositionValue]:
    """Value every open position of a PORTFOLIO_MARGIN wallet, each side for itself."""
    positions = []
    for row in rows:
        quantity = get_amount(row, "quantity")
        if quantity != 0:
            mark = price_of(book.mark, row["symbol"])
            contract = book.contracts[row["symbol"]]
            positions.append(value_position(contract, quantity, Decimal(row["entryPrice"]), mark))
    return positions


def value_portfolio_margin(book: Book, email: str, wallet: Json, watch: Watch) -> WalletValue:
    """PORTFOLIO_MARGIN: balances, futures and loans of one asset netted first (section 5)."""
    net: dict[str, Decimal] = {}
    margin: dict[str, Decimal] = {}
    for row in wallet["balances"]:
        asset = row["asset"]
        owed = get_amount(row, "crossMarginBorrowed") + get_amount(row, "crossMarginInterest")
        net[asset] = (
            get_amount(row, "crossMarginFree") + get_amount(row, "crossMarginLocked") - owed
            + get_amount(row, "umWalletBalance") + get_amount(row, "cmWalletBalance")
        )
        margin[asset] = amount_of(owed * book.loan_rates.get(asset, book.loan_rate))
    for position in value_positions(book, wallet.get("positions", [])):
        asset = position.contract.margin_asset
        net[asset] = net.get(asset, ZERO) + position.profit
        margin[asset] = margin.get(asset, ZERO) + position.maintenance

    assets = []
    margin_value = ZERO
    for asset in sorted(net):
        tiers = book.portfolio_tiers.get(asset)
        result = AssetValue(asset, net[asset], maintenance=margin[asset])
        if margin[asset] != 0 or net[asset] < 0 or (net[asset] > 0 and tiers is not None):
            price = price_of(book.asset_index, asset)
            result.value = watch.hold(net[asset] * price)
            result.counted = watch.hold(counted_value(tiers, result.value))
            margin_value = watch.hold(margin_value + watch.hold(margin[asset] * price))
        elif net[asset] != 0:
            result.value = None
        assets.append(result)
    equity = watch.sum(row.counted for row in assets)
    return WalletValue(email, "PORTFOLIO_MARGIN", equity, margin_value, assets)


def value_member(book: Book, member: Json, watch: Watch) -> Iterator[WalletValue]:
    """Value a member's enabled wallets, SPOT first."""
    email = member["email"]
    wallets = book.accounts[email].get("wallets", {})
    if member["enableSpot"]:
        yield value_spot(book, email, wallets.get("SPOT", []), watch)
    if member["enableMargin"] and "CROSS_MARGIN" in wallets:
        yield value_cross_margin(book, email, wallets["CROSS_MARGIN"], watch)
    if member["enableMargin"] and "PORTFOLIO_MARGIN" in wallets:
        yield value_portfolio_margin(book, email, wallets["PORTFOLIO_MARGIN"], watch)

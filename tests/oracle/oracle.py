#!/usr/bin/env python3
"""Second opinion on the valuation of risk units: a slow and obvious implementation.

Reads books in the format of docs/book-format.md and prints one JSON line per active unit with
its wallets, totals, LTV, lines and limits. It shares nothing with the engine but the format and
the mathematics (docs/risk-mathematics.md); compare.py holds the two against each other.

Sums and products are exact decimals (an inexact one is an error), every division is an exact
fraction, and each result is rounded once by the mode the book names for it.

    oracle.py BOOK.json          one book ("-" reads standard input)
    oracle.py --lines [FILE]     one book per line, from FILE or standard input
"""

from __future__ import annotations

import argparse
import decimal
import json
import sys
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Iterable, Iterator, Optional, TextIO, Union

EXACT = decimal.Context(
    prec=150,
    traps=[decimal.Inexact, decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
ZERO = Decimal(0)
ONE = Decimal(1)
AMOUNT_PLACES = 8
LTV_PLACES = 3
RATE_PLACES = 10
HOURS_A_DAY = 24
ENGINE_LIMIT = Decimal(2**127 - 1).scaleb(-20, EXACT)
"""The largest value a signed 128-bit integer holds at 20 decimals."""

Number = Union[Decimal, Fraction]
Json = dict[str, Any]


class UnitError(Exception):
    """Why a unit has no valuation."""

    def __init__(self, code: str, missing: Optional[str] = None) -> None:
        super().__init__(code)
        self.code = code
        self.missing = missing


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


# Rounding and text (section 2.1)


def round_to(value: Number, places: int, mode: str) -> Decimal:
    """Round once to `places` decimals: DOWN toward zero, UP away from it, HALF_UP half away."""
    numerator, denominator = value.as_integer_ratio()
    quotient, rest = divmod(abs(numerator) * 10**places, denominator)
    if mode == "UP":
        quotient += rest > 0
    elif mode == "HALF_UP":
        quotient += 2 * rest >= denominator
    elif mode != "DOWN":
        raise ValueError(f"unknown rounding mode {mode}")
    sign = -1 if numerator < 0 else 1
    return Decimal(sign * quotient).scaleb(-places, EXACT)


def amount_of(value: Number) -> Decimal:
    """Bring a computed amount onto the grid of 8 decimals, HALF_UP."""
    return round_to(value, AMOUNT_PLACES, "HALF_UP")


def floor8(value: Number) -> Decimal:
    """Round down to the grid of 8 decimals, toward zero."""
    return round_to(value, AMOUNT_PLACES, "DOWN")


def plain(value: Decimal) -> str:
    """Write a decimal without exponent, trailing zeros or a negative zero."""
    return "0" if value == 0 else format(value.normalize(EXACT), "f")


# Parameters and prices


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


# Wallets (sections 3, 4 and 5)


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


# Units (section 2) and limits (section 7)


@dataclass
class Borrowable:
    """How much of one asset may still be borrowed, and how many slices were walked."""

    asset: str
    amount: Decimal
    limited_by: str
    slices: int


@dataclass
class UnitValue:
    """Everything said about one unit; after an error only the first five fields."""

    group_id: int
    error: Optional[str] = None
    missing: Optional[str] = None
    peak: Decimal = ZERO
    wallets: list[WalletValue] = field(default_factory=list)
    net_equity: Decimal = ZERO
    maintenance: Decimal = ZERO
    liability: Decimal = ZERO
    adjusted: Decimal = ZERO
    ltv: Decimal = ZERO
    on_lines: dict[str, bool] = field(default_factory=dict)
    max_borrow: Decimal = ZERO
    borrow_limited_by: str = ""
    max_transfer: Decimal = ZERO
    transfer_limited_by: str = ""
    borrowable: list[Borrowable] = field(default_factory=list)
    effective_lines: dict[str, Decimal] = field(default_factory=dict)


LINES = {
    "borrow": "borrowLtv",
    "transferOut": "transferOutLtv",
    "warning": "warningLtv",
    "marginCall": "marginCallLtv",
    "liquidation": "liquidationLtv",
}


@dataclass
class Slice:
    """A stretch of value in which the next unit borrowed counts at one rate."""

    rate: Decimal
    width: Optional[Decimal]


def collateral_slices(tiers: Optional[Tiers], value: Decimal) -> list[Slice]:
    """Slices that lie above `value`: a debt is first paid off at rate 1, then the tiers."""
    slices = [Slice(ONE, -value)] if value < 0 else []
    floor = max(value, ZERO)
    for tier in tiers or [Tier(None, ZERO)]:
        if tier.up_to is None:
            slices.append(Slice(tier.rate, None))
        elif tier.up_to > floor:
            slices.append(Slice(tier.rate, tier.up_to - floor))
            floor = tier.up_to
    return slices


def credit_wallet(unit: Json, wallets: list[WalletValue]) -> Optional[WalletValue]:
    """The credit account's enabled margin wallet, where a new loan arrives."""
    email = next(row["email"] for row in unit["members"] if row["type"] == "CREDIT")
    return next((w for w in wallets if w.email == email and w.account_type != "SPOT"), None)


def max_borrowable(room: Fraction, borrow_line: Decimal, loan_price: Decimal,
                   wallet_price: Decimal, slices: list[Slice]) -> tuple[Decimal, int]:
    """Amount that fills the LTV room, slice by slice, and the number of slices (section 7)."""
    amount, walked = ZERO, 0
    if room <= 0:
        return amount, walked
    for piece in slices:
        walked += 1
        unit_cost = Fraction(loan_price * (1 - borrow_line * piece.rate))
        if piece.width is not None:
            step = floor8(Fraction(piece.width) / Fraction(wallet_price))
            if Fraction(step) * unit_cost <= room:
                amount += step
                room -= Fraction(step) * unit_cost
                continue
        amount += floor8(room / unit_cost)
        break
    return amount, walked


def borrowable_assets(book: Book, unit: Json, result: UnitValue) -> Iterator[Borrowable]:
    """maxBorrowable of every loanable asset whose prices are known (section 7)."""
    line = result.effective_lines["borrowLtv"]
    room = Fraction(line * result.adjusted - result.liability)
    wallet = credit_wallet(unit, result.wallets)
    for asset in sorted(book.loanable):
        loan_price = book.margin_index.get(asset)
        if wallet is None:
            wallet_price, slices = loan_price, [Slice(ZERO, None)]
        else:
            portfolio = wallet.account_type == "PORTFOLIO_MARGIN"
            wallet_price = (book.asset_index if portfolio else book.margin_index).get(asset)
            table = book.portfolio_tiers if portfolio else book.cross_tiers
            value = wallet.net_of(asset) * (wallet_price or ZERO)
            slices = collateral_slices(table.get(asset), value)
        if loan_price is None or wallet_price is None:
            continue
        amount, walked = max_borrowable(room, line, loan_price, wallet_price, slices)
        preset_room = Fraction(max(ZERO, book.preset_limit - result.liability))
        preset = floor8(preset_room / Fraction(loan_price))
        limited_by = "PRESET" if preset < amount else "LTV"
        yield Borrowable(asset, min(amount, preset), limited_by, walked)


def set_ltv(book: Book, result: UnitValue) -> None:
    """LTV = L / A, and the lines it has reached, compared unrounded (section 2)."""
    liability, adjusted = result.liability, result.adjusted
    if liability == 0:
        result.ltv = ZERO
        reached = {name: False for name in LINES}
    elif adjusted <= 0:
        result.ltv = book.ltv_cap
        reached = {name: True for name in LINES}
    else:
        exact = Fraction(liability) / Fraction(adjusted)
        result.ltv = min(round_to(exact, LTV_PLACES, book.rounding["ltv"]), book.ltv_cap)
        reached = {
            name: exact >= Fraction(result.effective_lines[line]) for name, line in LINES.items()
        }
    result.on_lines = reached


def set_limits(book: Book, result: UnitValue) -> None:
    """Borrow and transfer limits of the unit (section 7)."""
    liability, adjusted = result.liability, result.adjusted
    borrow_line = Fraction(result.effective_lines["borrowLtv"])
    transfer_line = Fraction(result.effective_lines["transferOutLtv"])

    limit, result.borrow_limited_by = Fraction(0), "LTV"
    if adjusted > 0:
        room = (borrow_line * Fraction(adjusted) - Fraction(liability)) / (1 - borrow_line)
        preset_room = Fraction(book.preset_limit - liability)
        result.borrow_limited_by = "PRESET" if preset_room < room else "LTV"
        limit = max(Fraction(0), min(room, preset_room))
    mode = book.rounding["maxAllowedBorrowLimit"]
    result.max_borrow = round_to(limit, AMOUNT_PLACES, mode)

    transferable = Fraction(adjusted)
    result.transfer_limited_by = "NONE"
    if liability > 0:
        transferable -= Fraction(liability) / transfer_line
        result.transfer_limited_by = "LTV"
    mode = book.rounding["maxTransferOutAmount"]
    result.max_transfer = round_to(max(Fraction(0), transferable), AMOUNT_PLACES, mode)


def value_liabilities(book: Book, rows: list[Json], watch: Watch) -> Decimal:
    """L: principal and interest of the institutional loan at the margin index (section 2)."""
    values = []
    for row in rows:
        owed = get_amount(row, "principal") + get_amount(row, "interest")
        if owed != 0:
            values.append(watch.hold(owed * price_of(book.margin_index, row["asset"])))
    return watch.sum(values)


def value_unit(book: Book, unit: Json) -> UnitValue:
    """Value one unit; a missing price or an overflow is its only result."""
    watch = Watch()
    result = UnitValue(unit["groupId"])
    lines = {name: Decimal(line) for name, line in unit.get("lines", {}).items()}
    result.effective_lines = book.lines | lines
    try:
        for member in unit["members"]:
            result.wallets.extend(value_member(book, member, watch))
        result.liability = value_liabilities(book, unit.get("liabilities", []), watch)
        result.net_equity = watch.sum(wallet.net_equity for wallet in result.wallets)
        result.maintenance = watch.sum(wallet.maintain_margin for wallet in result.wallets)
        result.adjusted = watch.hold(result.net_equity - result.maintenance)
    except UnitError as error:
        return UnitValue(unit["groupId"], error.code, error.missing, watch.peak)
    result.peak = watch.peak
    set_ltv(book, result)
    set_limits(book, result)
    result.borrowable = list(borrowable_assets(book, unit, result))
    return result


def value_book(document: Json) -> list[UnitValue]:
    """Value the active units of a book in the order of groupId."""
    with decimal.localcontext(EXACT):
        book = Book(document)
        units = sorted(book.units, key=lambda unit: unit["groupId"])
        return [value_unit(book, unit) for unit in units if unit.get("state") != "CLOSED"]


# Ratios and interest that are no part of a unit's line


def uni_mmr(equity: Decimal, maintenance: Decimal, mode: str) -> Decimal:
    """uniMMR of a PORTFOLIO_MARGIN wallet (sections 2.1 and 5)."""
    return round_to(Fraction(equity) / Fraction(maintenance), AMOUNT_PLACES, mode)


def hourly_rate(daily_rate: Decimal) -> Decimal:
    """Hourly rate of a daily rate: 10 decimals, toward zero (section 6)."""
    return round_to(Fraction(daily_rate) / HOURS_A_DAY, RATE_PLACES, "DOWN")


def interest_of_hour(principal: Decimal, daily_rate: Decimal) -> Decimal:
    """Interest of one hour: 8 decimals, rounded up (section 6)."""
    return round_to(principal * hourly_rate(daily_rate), AMOUNT_PLACES, "UP")


# Output


def wallet_record(wallet: WalletValue, mode: str) -> Json:
    """The output record of a wallet."""
    return {
        "email": wallet.email,
        "accountType": wallet.account_type,
        "netEquityExact": plain(wallet.net_equity),
        "netEquity": plain(round_to(wallet.net_equity, AMOUNT_PLACES, mode)),
        "maintainMarginExact": plain(wallet.maintain_margin),
        "maintainMargin": plain(round_to(wallet.maintain_margin, AMOUNT_PLACES, mode)),
    }


def unit_record(unit: UnitValue, rounding: dict[str, str]) -> Json:
    """The output record of a unit."""
    if unit.error is not None:
        record: Json = {"groupId": unit.group_id, "error": unit.error}
        return record if unit.missing is None else record | {"missing": unit.missing}

    def total(value: Decimal, name: str) -> str:
        return plain(round_to(value, AMOUNT_PLACES, rounding[name]))

    return {
        "groupId": unit.group_id,
        "error": None,
        "totalNetEquityExact": plain(unit.net_equity),
        "totalMaintenanceMarginExact": plain(unit.maintenance),
        "totalLiabilityExact": plain(unit.liability),
        "ltv": plain(unit.ltv),
        "totalNetEquity": total(unit.net_equity, "totalNetEquity"),
        "totalMaintenanceMargin": total(unit.maintenance, "totalMaintenanceMargin"),
        "totalLiability": total(unit.liability, "totalLiability"),
        "maxAllowedBorrowLimit": plain(unit.max_borrow),
        "borrowLimitedBy": unit.borrow_limited_by,
        "maxTransferOutAmount": plain(unit.max_transfer),
        "transferLimitedBy": unit.transfer_limited_by,
        "maxBorrowable": [
            {"asset": row.asset, "amount": plain(row.amount), "limitedBy": row.limited_by}
            for row in unit.borrowable
        ],
        "wallets": [wallet_record(wallet, rounding["wallet"]) for wallet in unit.wallets],
        "lines": unit.on_lines,
    }


def print_book(document: Json, output: TextIO) -> None:
    """Print one line per active unit of a book."""
    rounding = document["parameters"]["rounding"]
    for unit in value_book(document):
        record = unit_record(unit, rounding)
        output.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


def main() -> None:
    """Read the books named on the command line and print their units."""
    parser = argparse.ArgumentParser(description="Value the risk units of book files.")
    parser.add_argument("--lines", action="store_true", help="one book per line")
    parser.add_argument("book", nargs="?", default="-", help="file, or - for standard input")
    options = parser.parse_args()
    source = sys.stdin if options.book == "-" else open(options.book, encoding="utf-8")
    with source:
        for text in source if options.lines else [source.read()]:
            print_book(json.loads(text), sys.stdout)


if __name__ == "__main__":
    main()

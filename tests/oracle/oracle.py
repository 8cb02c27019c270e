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
from typing import Any, Iterator, Optional, TextIO

from exact import AMOUNT_PLACES, EXACT, ONE, ZERO, floor8, plain, round_to
from parameters import Book, Tier, Tiers, UnitError, get_amount, price_of
from wallets import WalletValue, Watch, value_member

Json = dict[str, Any]

LTV_PLACES = 3
RATE_PLACES = 10
HOURS_A_DAY = 24


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
                   wallet_price: Decimal, slices: list[Slice], mode: str) -> tuple[Decimal, int]:
    """Amount that fills the LTV room, slice by slice, and the number of slices (section 7).

    Whole slices are cut down to the grid; the part of the last one is rounded by `mode`.
    """
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
        amount += round_to(room / unit_cost, AMOUNT_PLACES, mode)
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
        amount, walked = max_borrowable(room, line, loan_price, wallet_price, slices,
                                        book.rounding["maxBorrowable"])
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

    # The line's amount is rounded by the book's mode; the preset is a cap, so DOWN.
    result.max_borrow, result.borrow_limited_by = ZERO, "LTV"
    if adjusted > 0:
        room = (borrow_line * Fraction(adjusted) - Fraction(liability)) / (1 - borrow_line)
        mode = book.rounding["maxAllowedBorrowLimit"]
        by_line = max(ZERO, round_to(room, AMOUNT_PLACES, mode))
        by_preset = max(ZERO, floor8(book.preset_limit - liability))
        result.max_borrow = min(by_line, by_preset)
        result.borrow_limited_by = "PRESET" if by_preset < by_line else "LTV"

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

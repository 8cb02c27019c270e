"""Counts what a random comparison has met, so that an agreement says something.

compare.py fails when one of the situations named in SITUATIONS was never compared.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Iterator, Optional

import oracle
from oracle import UnitValue
from parameters import Book, Tiers, get_amount
from random_parameters import GRID, HIGHEST_PRICE, MOST_TOKENS
from wallets import AssetValue, WalletValue, value_positions

Json = dict[str, Any]

POSITIONS = [
    f"{kind} position {side}"
    for kind in ("USD_M", "COIN_M")
    for side in ("BOTH long", "BOTH short", "LONG", "SHORT")
]
SITUATIONS = [
    "SPOT", "CROSS_MARGIN CLASSIC", "CROSS_MARGIN PRO", "PORTFOLIO_MARGIN",
    "disabled wallet", "closed unit", "line overrides",
    *POSITIONS,
    "position of quantity 0", "notional on a bracket edge", "coin notional on a bracket edge",
    "tiers crossed: 0", "tiers crossed: 1", "tiers crossed: 2 or more", "value on a tier edge",
    "debt on a Pro bracket edge", "Pro debt without brackets",
    "negative net", "held without a table", "owed without a table", "negative wallet equity",
    "amount of 10^15", "amount of one grain", "lowest price", "highest price",
    "PRICE_MISSING", "held asset without a price", "nothing free and no price",
    "position of quantity 0 without a mark", "L = 0", "LTV capped",
    "A <= 0 with a loan", "A <= 0 without a loan", "several loan assets",
    *[f"LTV on the line {name}" for name in oracle.LINES],
    *[f"LTV below the line {name}" for name in oracle.LINES],
    *[f"LTV above the line {name}" for name in oracle.LINES],
    *[f"LTV rounded {mode}" for mode in ("DOWN", "HALF_UP", "UP")],
    "borrow limited by LTV", "borrow limited by PRESET", "borrow limits equal",
    "transfer limited by LTV, more than 0", "transfer not limited",
    "maxBorrowable limited by LTV, more than 0", "maxBorrowable limited by PRESET",
    "maxBorrowable through several slices", "maxBorrowable against an own debt",
    "maxBorrowable leaves an asset out",
    *[f"maxBorrowable rounded {mode}" for mode in ("DOWN", "HALF_UP", "UP")],
]


def edges(tiers: Optional[Tiers]) -> list[Any]:
    """The upper edges of a table."""
    return [tier.up_to for tier in tiers or [] if tier.up_to is not None]


def of_asset(row: AssetValue, tiers: Optional[Tiers]) -> Iterator[str]:
    """Situations of one asset of a margin wallet."""
    if row.net < 0:
        yield "negative net"
        if tiers is None:
            yield "owed without a table"
    if row.net > 0 and tiers is None:
        yield "held without a table"
    if row.net > 0 and tiers is not None:
        crossed = sum(edge < row.value for edge in edges(tiers))
        yield "tiers crossed: " + ("2 or more" if crossed > 1 else str(crossed))
        if row.value in edges(tiers):
            yield "value on a tier edge"
    if abs(row.net) == MOST_TOKENS:
        yield "amount of 10^15"
    if abs(row.net) == GRID:
        yield "amount of one grain"


def of_positions(book: Book, rows: list[Json]) -> Iterator[str]:
    """Situations of the positions of a wallet."""
    for row in rows:
        quantity = get_amount(row, "quantity")
        if quantity == 0:
            yield "position of quantity 0"
            if row["symbol"] not in book.mark:
                yield "position of quantity 0 without a mark"
            continue
        [position] = value_positions(book, [row])
        coin = position.contract.coin_margined
        side = row.get("side", "BOTH")
        if side == "BOTH":
            side += " long" if quantity > 0 else " short"
        yield f"{'COIN_M' if coin else 'USD_M'} position {side}"
        if position.notional in edges(position.contract.brackets):
            yield ("coin " if coin else "") + "notional on a bracket edge"


def of_pro_debt(book: Book, row: AssetValue) -> Iterator[str]:
    """Situations of a debt in Pro mode."""
    if row.liability > 0 and row.asset not in book.pro_brackets:
        yield "Pro debt without brackets"
    elif row.liability in edges(book.pro_brackets.get(row.asset)):
        yield "debt on a Pro bracket edge"


def of_wallet(book: Book, wallet: WalletValue) -> Iterator[str]:
    """Situations of one wallet."""
    kind = wallet.account_type
    held: Any = book.accounts[wallet.email].get("wallets", {}).get(kind, {})
    prices = book.asset_index if kind == "PORTFOLIO_MARGIN" else book.margin_index
    if kind == "SPOT":
        yield kind
        if any("free" not in row and row["asset"] not in prices for row in held):
            yield "nothing free and no price"
    elif kind == "CROSS_MARGIN":
        yield f"{kind} {held['mode']}"
        for row in wallet.assets:
            yield from of_asset(row, book.cross_tiers.get(row.asset))
            if held["mode"] == "PRO":
                yield from of_pro_debt(book, row)
    else:
        yield kind
        yield from of_positions(book, held.get("positions", []))
        for row in wallet.assets:
            yield from of_asset(row, book.portfolio_tiers.get(row.asset))
    if wallet.net_equity < 0:
        yield "negative wallet equity"
    if any(row.net > 0 and row.asset not in prices for row in wallet.assets):
        yield "held asset without a price"
    met = {prices.get(row.asset) for row in wallet.assets}
    if GRID in met:
        yield "lowest price"
    if HIGHEST_PRICE in met:
        yield "highest price"


def of_ltv(book: Book, unit: UnitValue) -> Iterator[str]:
    """Situations of the LTV."""
    if unit.liability == 0:
        yield "L = 0"
    if unit.adjusted <= 0:
        yield f"A <= 0 {'with' if unit.liability > 0 else 'without'} a loan"
    elif unit.liability > 0:
        yield f"LTV rounded {book.rounding['ltv']}"
        exact = Fraction(unit.liability) / Fraction(unit.adjusted)
        if exact > book.ltv_cap:
            yield "LTV capped"
        for name, line in oracle.LINES.items():
            limit = Fraction(unit.effective_lines[line])
            where = "on" if exact == limit else "below" if exact < limit else "above"
            yield f"LTV {where} the line {name}"


def of_limits(book: Book, unit: UnitValue, raw: Json) -> Iterator[str]:
    """Situations of the limits."""
    yield f"borrow limited by {unit.borrow_limited_by}"
    if unit.adjusted > 0:
        line = unit.effective_lines["borrowLtv"]
        preset_room = book.preset_limit - unit.liability
        if preset_room * (1 - line) == line * unit.adjusted - unit.liability:
            yield "borrow limits equal"
    if unit.transfer_limited_by == "NONE":
        yield "transfer not limited"
    elif unit.max_transfer > 0:
        yield "transfer limited by LTV, more than 0"
    wallet = oracle.credit_wallet(raw, unit.wallets)
    if len(unit.borrowable) < len(book.loanable):
        yield "maxBorrowable leaves an asset out"
    for row in unit.borrowable:
        if row.limited_by == "PRESET":
            yield "maxBorrowable limited by PRESET"
        elif row.amount > 0:
            yield "maxBorrowable limited by LTV, more than 0"
            yield f"maxBorrowable rounded {book.rounding['maxBorrowable']}"
        if row.slices > 1:
            yield "maxBorrowable through several slices"
        if row.slices > 0 and wallet is not None and wallet.net_of(row.asset) < 0:
            yield "maxBorrowable against an own debt"


def of_unit(book: Book, raw: Json, unit: UnitValue) -> Iterator[str]:
    """Situations of one valued unit."""
    if unit.error is not None:
        yield unit.error
        return
    if "lines" in raw:
        yield "line overrides"
    if len(raw.get("liabilities", [])) > 1:
        yield "several loan assets"
    for member in raw["members"]:
        if not (member["enableSpot"] and member["enableMargin"]):
            yield "disabled wallet"
    for wallet in unit.wallets:
        yield from of_wallet(book, wallet)
    yield from of_ltv(book, unit)
    yield from of_limits(book, unit, raw)


def of_book(document: Json, units: list[UnitValue]) -> Iterator[str]:
    """Situations of a book and its valued units."""
    book = Book(document)
    by_group = {unit.group_id: unit for unit in units}
    for raw in book.units:
        if raw["groupId"] in by_group:
            yield from of_unit(book, raw, by_group[raw["groupId"]])
        else:
            yield "closed unit"

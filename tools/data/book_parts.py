"""Pieces of a book file: wallets, accounts and units in the canonical form.

The writers of book files describe members; uids, the order of lists and the
omission of default values are settled here. docs/book-format.md is the form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from typing import Any, Mapping

from canonical import plain

Json = dict[str, Any]

FIRST_PARENT_UID = 1000000001
FIRST_SUB_UID = 1000001001

SPOT_FIELDS = ("free", "locked")
CROSS_FIELDS = ("free", "locked", "borrowed", "interest")
PORTFOLIO_FIELDS = ("crossMarginFree", "crossMarginLocked", "crossMarginBorrowed",
                    "crossMarginInterest", "umWalletBalance", "cmWalletBalance")
POSITION_SIDES = ("BOTH", "LONG", "SHORT")

# One hour of 0.0002 a day, cut to ten decimals: the rate of the institutional loan.
HOURLY_RATE = Decimal("0.0000083333")
AMOUNT_STEP = Decimal("0.00000001")


def amounts(fields: tuple[str, ...], given: Mapping[str, str]) -> dict[str, str]:
    """The given amounts in the order of the format, zeros left out."""
    unknown = set(given) - set(fields)
    if unknown:
        raise ValueError(f"unknown fields {sorted(unknown)}")
    return {name: plain(given[name]) for name in fields
            if name in given and Decimal(given[name]) != 0}


def spot(balances: Mapping[str, str | tuple[str, str]]) -> Json:
    """A SPOT wallet of free amounts, or (free, locked) pairs; empty when nothing is held."""
    entries = []
    for asset in sorted(balances):
        held = balances[asset]
        free, locked = held if isinstance(held, tuple) else (held, "0")
        entries.append({"asset": asset, **amounts(SPOT_FIELDS, {"free": free, "locked": locked})})
    return {"SPOT": entries} if entries else {}


def cross(balances: Mapping[str, Mapping[str, str]], mode: str = "CLASSIC") -> Json:
    """A CROSS_MARGIN wallet."""
    entries = [{"asset": asset, **amounts(CROSS_FIELDS, balances[asset])}
               for asset in sorted(balances)]
    return {"CROSS_MARGIN": {"mode": mode, "balances": entries}}


@dataclass(frozen=True)
class Position:
    """A futures position; contracts for COIN_M, base coins for USD_M."""

    symbol: str
    quantity: str
    entry_price: str
    side: str = "BOTH"

    def entry(self) -> Json:
        """The position as the book writes it."""
        side = {} if self.side == "BOTH" else {"side": self.side}
        return {"symbol": self.symbol, **side, "quantity": plain(self.quantity),
                "entryPrice": plain(self.entry_price)}


def portfolio(balances: Mapping[str, Mapping[str, str]], *positions: Position) -> Json:
    """A PORTFOLIO_MARGIN wallet."""
    wallet: Json = {"balances": [{"asset": asset, **amounts(PORTFOLIO_FIELDS, balances[asset])}
                                 for asset in sorted(balances)]}
    if positions:
        ordered = sorted(positions, key=lambda p: (p.symbol, POSITION_SIDES.index(p.side)))
        wallet["positions"] = [position.entry() for position in ordered]
    return {"PORTFOLIO_MARGIN": wallet}


@dataclass(frozen=True)
class Member:
    """A sub-account and its place in a unit."""

    email: str
    kind: str
    wallets: Json
    enable_spot: bool = True
    enable_margin: bool = True


@dataclass(frozen=True)
class Unit:
    """One risk unit; times in Unix milliseconds."""

    group_id: int
    parent: str
    create_time: int
    members: tuple[Member, ...]
    loans: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    lines: Mapping[str, str] = field(default_factory=dict)
    close_time: int | None = None


@dataclass(frozen=True)
class Parent:
    """A parent account, its rebate, and the sub-accounts it keeps outside any unit."""

    email: str
    frozen: str = "0"
    wallets: Json = field(default_factory=dict)
    spares: tuple[tuple[str, Json], ...] = ()
    rebate: tuple[str, str] = ("0", "0")  # granted, consumed


def accrued(principal: str, hours: int) -> str:
    """Interest of whole hours, every hour rounded up to eight decimals."""
    hour = (Decimal(principal) * HOURLY_RATE).quantize(AMOUNT_STEP, ROUND_CEILING)
    return plain(hour * hours)


def unit_entry(unit: Unit) -> Json:
    """The unit as the book writes it."""
    entry: Json = {"groupId": unit.group_id, "parentEmail": unit.parent}
    if unit.close_time is not None:
        entry["state"] = "CLOSED"
    entry["createTime"] = unit.create_time
    if unit.close_time is not None:
        entry["closeTime"] = unit.close_time
    if unit.lines:
        entry["lines"] = dict(unit.lines)
    entry["members"] = [{"email": member.email, "type": member.kind,
                         "enableSpot": member.enable_spot, "enableMargin": member.enable_margin}
                        for member in unit.members]
    if unit.loans:
        entry["liabilities"] = [
            {"asset": asset, **amounts(("principal", "interest"),
                                       dict(zip(("principal", "interest"), unit.loans[asset])))}
            for asset in sorted(unit.loans)]
    return entry


def account_entry(uid: int, email: str, parent: str | None, wallets: Json,
                  frozen: str = "0") -> Json:
    """The account as the book writes it."""
    entry: Json = {"uid": uid, "email": email}
    if parent is not None:
        entry["parentEmail"] = parent
    if Decimal(frozen) != 0:
        entry["frozenAmount"] = plain(frozen)
    if wallets:
        entry["wallets"] = wallets
    return entry


def account_entries(parents: tuple[Parent, ...], units: tuple[Unit, ...]) -> list[Json]:
    """Every account by uid: the parents, then members as their units name them, then spares."""
    entries = [account_entry(FIRST_PARENT_UID + index, parent.email, None, parent.wallets,
                             parent.frozen)
               for index, parent in enumerate(parents)]
    subs: dict[str, tuple[str, Json]] = {}
    for unit in units:
        for member in unit.members:
            held = subs.setdefault(member.email, (unit.parent, member.wallets))
            if held != (unit.parent, member.wallets):
                raise ValueError(f"{member.email} is described twice")
    for parent in parents:
        for email, wallets in parent.spares:
            subs[email] = (parent.email, wallets)
    entries += [account_entry(FIRST_SUB_UID + index, email, parent_email, wallets)
                for index, (email, (parent_email, wallets)) in enumerate(subs.items())]
    return entries


def price_entries(key: str, prices: Mapping[str, str], time: int) -> list[Json]:
    """Prices by name, all of one moment."""
    return [{key: name, "price": plain(prices[name]), "time": time} for name in sorted(prices)]


def pool_entries(pools: Mapping[str, str]) -> Json:
    """The lending pools by asset; nothing at all when there are none."""
    entries = [{"asset": asset, "amount": plain(pools[asset])} for asset in sorted(pools)]
    return {"pools": entries} if entries else {}


def rebate_entries(parents: tuple[Parent, ...]) -> Json:
    """The rebates of the parents that have one; nothing at all when none has."""
    entries = [{"parentEmail": parent.email,
                **amounts(("granted", "consumed"),
                          dict(zip(("granted", "consumed"), parent.rebate)))}
               for parent in parents if Decimal(parent.rebate[0]) != 0]
    return {"rebates": entries} if entries else {}


def book(time: int, parameters: Json, prices: Mapping[str, Mapping[str, str]],
         parents: tuple[Parent, ...], units: tuple[Unit, ...],
         pools: Mapping[str, str] | None = None) -> Json:
    """The whole document."""
    return {
        "format": "plimsoll-book",
        "version": 1,
        "time": time,
        "parameters": parameters,
        "prices": {
            "marginIndex": price_entries("asset", prices["marginIndex"], time),
            "assetIndex": price_entries("asset", prices["assetIndex"], time),
            "mark": price_entries("symbol", prices["mark"], time),
        },
        "accounts": account_entries(parents, units),
        "units": [unit_entry(unit) for unit in sorted(units, key=lambda u: u.group_id)],
        **pool_entries(pools or {}),
        **rebate_entries(parents),
    }

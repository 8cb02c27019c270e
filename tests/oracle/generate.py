#!/usr/bin/env python3
"""Writes random books for the comparison of the engine with the second opinion.

One book per line in the format of docs/book-format.md, lists sorted and defaults left out. Half
of the books take friendly numbers (prices of factors 2 and 5, ratios of two decimals), so that
values land exactly on tier edges and LTVs exactly on lines; the others take every decimal there
is. The same seed always gives the same books.

    generate.py --seed N --count UNITS [--units-per-book K]
"""

from __future__ import annotations

import argparse
import decimal
import json
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any, Iterator, Optional

import oracle
from exact import EXACT, ONE, ZERO, floor8, plain
from random_parameters import ASSETS, GRID, MOST_TOKENS, RISING_LINES, ParameterMaker

Json = dict[str, Any]

UNITS_PER_BOOK = 4
UNITS_PER_PARENT = 4
BOOK_TIME = 1_767_225_600_000


def amounts(name: str, **fields: Decimal) -> Json:
    """A row of an asset with the amounts that are not 0."""
    return {"asset": name, **{key: plain(value) for key, value in fields.items() if value != 0}}


class BookMaker(ParameterMaker):
    """Makes one random book."""

    def __init__(self, seed: int, index: int, units: int, first_group: int) -> None:
        super().__init__(seed, index)
        self.units = units
        self.first_group = first_group
        self.accounts: list[Json] = []

    # Wallets

    def held_assets(self) -> list[str]:
        """The assets of one wallet, sorted."""
        return sorted(self.rng.sample(ASSETS, self.rng.choice((0, 1, 2, 2, 3, 3, 4, 6))))

    def spot_wallet(self) -> list[Json]:
        """Balances of a SPOT wallet; only the free ones count."""
        rows = []
        for asset in self.held_assets():
            locked = self.holding(self.margin_index[asset], None) if self.chance(0.2) else ZERO
            free = self.holding(self.margin_index[asset], None)
            rows.append(amounts(asset, free=free, locked=locked))
        return rows

    def split(self, net: Decimal, owed: Decimal) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """Free, locked, borrowed and interest that net to `net`, with `owed` or more owed."""
        owed = max(owed, -net)
        held = min(MOST_TOKENS, net + owed)
        free = floor8(held * self.part()) if self.chance(0.3) else held
        interest = min(owed, floor8(owed * Decimal("0.0003"))) if self.chance(0.5) else ZERO
        return free, held - free, owed - interest, interest

    def balance(self, price: Decimal, tiers: Optional[list[Json]],
                brackets: Optional[list[Json]],
                debts: float) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """Free, locked, borrowed and interest of one asset."""
        if self.chance(debts):
            owed = self.holding(price, brackets)
            net = floor8(owed * self.part()) - owed if self.chance(0.4) else -owed
            return self.split(net, owed)
        owed = self.holding(price, brackets) if self.chance(0.2) else ZERO
        return self.split(self.holding(price, tiers), owed)

    def cross_margin_wallet(self, parameters: Json, debts: float) -> Json:
        """A CROSS_MARGIN wallet of either mode."""
        tables = {row["asset"]: row["liquidation"] for row in parameters["collateral"]}
        brackets = {row["asset"]: row["brackets"] for row in parameters["proBrackets"]}
        rows = []
        for asset in self.held_assets():
            free, locked, borrowed, interest = self.balance(
                self.margin_index[asset], tables.get(asset), brackets.get(asset), debts)
            rows.append(amounts(asset, free=free, locked=locked, borrowed=borrowed,
                                interest=interest))
        return {"mode": "PRO" if self.chance(0.4) else "CLASSIC", "balances": rows}

    def quantity(self, contract: Json) -> Decimal:
        """Size of a position: whole contracts when coin-margined, often on a bracket edge."""
        mark = self.mark[contract["symbol"]]
        size = Decimal(contract.get("contractSize", "1"))
        brackets = contract["brackets"]
        notional = self.log_uniform(-1, 6)
        if contract["type"] == "COIN_M":
            if len(brackets) > 1 and self.chance(0.4):
                notional = Decimal(self.rng.choice(brackets[:-1])["upTo"]) * mark
            return Decimal(min(10**10, max(1, int(notional / size))))
        if len(brackets) > 1 and self.chance(0.4):
            return self.near_edge(brackets, mark)
        return GRID if self.chance(0.02) else self.tokens(notional, mark)

    def position(self, contract: Json, side: str) -> Json:
        """One side of a contract; a quantity of 0 is an empty slot."""
        quantity = ZERO if self.chance(0.05) else self.quantity(contract)
        if side == "SHORT" or (side == "BOTH" and self.chance(0.5)):
            quantity = -quantity
        row: Json = {"symbol": contract["symbol"]}
        if side != "BOTH":
            row["side"] = side
        if quantity != 0:
            row["quantity"] = plain(quantity)
        row["entryPrice"] = plain(self.near(self.mark[contract["symbol"]], "0.6", "1.6"))
        return row

    def positions(self, contracts: list[Json]) -> list[Json]:
        """Positions of one wallet, by symbol and side."""
        rows = []
        for contract in contracts:
            if self.chance(0.3) and not (self.clean and contract["type"] == "COIN_M"):
                sides = self.rng.choice((("BOTH",), ("LONG",), ("SHORT",), ("LONG", "SHORT")))
                rows.extend(self.position(contract, side) for side in sides)
        return rows

    def portfolio_margin_wallet(self, parameters: Json, debts: float) -> Json:
        """A PORTFOLIO_MARGIN wallet, half of them with positions."""
        tables = {row["asset"]: row["tiers"]
                  for row in parameters["portfolioMargin"]["collateral"]}
        rows = []
        for asset in self.held_assets():
            price, tiers = self.asset_index[asset], tables.get(asset)
            free, locked, borrowed, interest = self.balance(price, tiers, None, debts)
            futures = {}
            for name in ("umWalletBalance", "cmWalletBalance"):
                moved = self.holding(price, None) if self.chance(0.15) else ZERO
                futures[name] = -moved if self.chance(0.3) else moved
                if self.chance(0.3) and ZERO <= free - futures[name] <= MOST_TOKENS:
                    free -= futures[name]
            rows.append(amounts(asset, crossMarginFree=free, crossMarginLocked=locked,
                                crossMarginBorrowed=borrowed, crossMarginInterest=interest,
                                **futures))
        wallet: Json = {"balances": rows}
        positions = self.positions(parameters["contracts"]) if self.chance(0.5) else []
        return wallet | ({"positions": positions} if positions else {})

    # Accounts and units

    def add_account(self, email: str, parent: Optional[str], wallets: Json) -> None:
        """Append an account with the next uid."""
        last = self.accounts[-1]["uid"] if self.accounts else 1000
        account: Json = {"uid": last + self.rng.randint(1, 9), "email": email}
        if parent is not None:
            account["parentEmail"] = parent
        elif self.chance(0.3):
            account["frozenAmount"] = plain(floor8(self.log_uniform(0, 4)))
        self.accounts.append(account | ({"wallets": wallets} if wallets else {}))

    def wallets(self, parameters: Json, debts: float, credit: bool) -> Json:
        """SPOT and at most one margin wallet; a credit account has one."""
        wallets: Json = {}
        spot = self.spot_wallet() if self.chance(0.6) else []
        if spot:
            wallets["SPOT"] = spot
        kind = self.rng.random() * (0.92 if credit else 1)
        if kind < 0.45:
            wallets["CROSS_MARGIN"] = self.cross_margin_wallet(parameters["crossMargin"], debts)
        elif kind < 0.92:
            wallets["PORTFOLIO_MARGIN"] = self.portfolio_margin_wallet(parameters, debts)
        return wallets

    def members(self, group: int, parent: str, parameters: Json) -> list[Json]:
        """One credit account and its collateral accounts, in any order."""
        debts = 0.8 if self.chance(0.06) else 0.12
        self.clean = self.friendly and self.chance(0.6)
        kinds = ["COLLATERAL"] * self.rng.choice((1, 1, 1, 2, 2, 3, 4, 10)) + ["CREDIT"]
        self.rng.shuffle(kinds)
        rows = []
        for number, kind in enumerate(kinds):
            email = f"{kind.lower()}{group}.{number}@example.com"
            wallets = self.wallets(parameters, debts, kind == "CREDIT")
            self.add_account(email, parent, wallets)
            can_count = bool(wallets.keys() & {"CROSS_MARGIN", "PORTFOLIO_MARGIN"})
            rows.append({"email": email, "type": kind, "enableSpot": not self.chance(0.06),
                         "enableMargin": can_count and
                         (kind == "CREDIT" or not self.chance(0.06))})
        return rows

    def make_units(self, parameters: Json) -> list[Json]:
        """Active units, and now and then a closed one with the members of its neighbour."""
        units = []
        for number in range(self.units):
            group = self.first_group + 2 * number
            parent = f"parent{self.first_group + number // UNITS_PER_PARENT}@example.com"
            if number % UNITS_PER_PARENT == 0:
                self.add_account(parent, None, {})
            created = BOOK_TIME - self.rng.randint(10**6, 10**10)
            unit: Json = {"groupId": group, "parentEmail": parent, "createTime": created}
            overrides = self.line_overrides() if self.chance(0.25) else {}
            if overrides:
                unit["lines"] = overrides
            unit["members"] = self.members(group, parent, parameters)
            units.append(unit)
            if self.chance(0.05):
                units.append({
                    "groupId": group + 1, "parentEmail": parent, "state": "CLOSED",
                    "createTime": created, "closeTime": created + self.rng.randint(1, 10**6),
                    "members": unit["members"],
                })
        return units

    # Loans

    def loan_value(self, adjusted: Decimal, unit: Json, parameters: Json) -> Decimal:
        """L of a unit: nothing, on a line, near the preset limit, or anything."""
        draw = self.rng.random()
        lines = parameters["lines"] | unit.get("lines", {})
        preset = Decimal(parameters["loan"]["presetLimit"])
        if draw < 0.12:
            return ZERO
        if draw < 0.22:
            return max(GRID, preset * self.rng.choice((Decimal("0.9"), ONE, Decimal("1.1"))))
        if adjusted <= 0 or draw < 0.28:
            return self.usd_value()
        if draw < 0.32:
            # The LTV room and the preset room are equal: (q*A - L) / (1 - q) = preset - L.
            line = Fraction(lines["borrowLtv"])
            return floor8(max(Fraction(0), Fraction(adjusted) - Fraction(preset) * (1 / line - 1)))
        if draw < 0.72:
            return adjusted * Decimal(lines[self.rng.choice(RISING_LINES)])
        return adjusted * self.ratio(Decimal("0.01"), Decimal("1.3"))

    def liabilities(self, value: Decimal) -> list[Json]:
        """Spread a loan over one to three assets; the last takes what is left exactly."""
        names = self.rng.sample(self.loanable, self.rng.randint(1, min(3, len(self.loanable))))
        names.sort(key=lambda asset: asset == "USDT")
        owed: dict[str, Decimal] = {}
        for asset in names[:-1]:
            price = self.margin_index[asset]
            owed[asset] = self.tokens(value * self.part() * Decimal("0.3"), price)
            value = max(ZERO, value - owed[asset] * price)
        last = self.tokens(value, self.margin_index[names[-1]])
        if self.chance(0.1):
            last = min(MOST_TOKENS, last + GRID)
        owed[names[-1]] = last
        rows = []
        for asset in sorted(owed):
            interest = floor8(owed[asset] * self.part() / 100) if self.chance(0.5) else ZERO
            rows.append(amounts(asset, principal=owed[asset] - interest, interest=interest))
        return rows

    def add_loans(self, book: Json) -> None:
        """Give the active units loans that suit their adjusted equity A."""
        by_group = {unit.group_id: unit for unit in oracle.value_book(book)}
        for unit in book["units"]:
            if unit["groupId"] in by_group:
                adjusted = by_group[unit["groupId"]].adjusted
                value = self.loan_value(adjusted, unit, book["parameters"])
                if value > 0:
                    unit["liabilities"] = self.liabilities(value)
                elif self.chance(0.2):
                    unit["liabilities"] = [{"asset": self.loanable[0]}]

    # The book

    def price_rows(self, prices: dict[str, Decimal], key: str) -> list[Json]:
        """Rows of one price list, sorted by name."""
        return [
            {key: name, "price": plain(prices[name]),
             "time": BOOK_TIME - self.rng.randint(0, 60_000)}
            for name in sorted(prices)
        ]

    def unneeded_prices(self, parameters: Json) -> list[tuple[str, str]]:
        """Prices (list, name) that a row of some wallet names and does not need."""
        cross = [row["asset"] for row in parameters["crossMargin"]["collateral"]]
        portfolio = [row["asset"] for row in parameters["portfolioMargin"]["collateral"]]
        found = []
        for wallets in (account.get("wallets", {}) for account in self.accounts):
            for row in wallets.get("SPOT", []):
                if "free" not in row:
                    found.append(("marginIndex", row["asset"]))
            for row in wallets.get("CROSS_MARGIN", {}).get("balances", []):
                if not {"borrowed", "interest"} & row.keys() and row["asset"] not in cross:
                    found.append(("marginIndex", row["asset"]))
            margin = wallets.get("PORTFOLIO_MARGIN", {"balances": []})
            for row in margin["balances"]:
                if "crossMarginFree" in row and row["asset"] not in portfolio:
                    found.append(("assetIndex", row["asset"]))
            for row in margin.get("positions", []):
                if "quantity" not in row:
                    found.append(("mark", row["symbol"]))
        return sorted(set(found))

    def lose_unneeded_price(self, book: Json) -> None:
        """Take away a price that some row names, yet no unit needs."""
        prices = book["prices"]
        candidates = self.unneeded_prices(book["parameters"])
        self.rng.shuffle(candidates)
        for kind, name in candidates:
            kept = prices[kind]
            prices[kind] = [row for row in kept if name not in row.values()]
            if all(unit.error is None for unit in oracle.value_book(book)):
                return
            prices[kind] = kept

    def lose_price(self, book: Json) -> None:
        """Take away a price: any, the asset index of a loanable asset, or an unneeded one."""
        prices = book["prices"]
        draw = self.rng.random()
        if draw < 0.03:
            rows = prices[self.rng.choice(("marginIndex", "assetIndex", "mark"))]
            del rows[self.rng.randrange(len(rows))]
        elif draw < 0.06:
            lost = self.rng.choice(self.loanable)
            prices["assetIndex"] = [row for row in prices["assetIndex"] if row["asset"] != lost]
        elif draw < 0.14:
            self.lose_unneeded_price(book)

    def make(self) -> Json:
        """Make the book."""
        self.make_prices()
        parameters = self.parameters()
        units = self.make_units(parameters)
        listed = {asset: price for asset, price in self.margin_index.items() if asset != "USDT"}
        book = {
            "format": "plimsoll-book",
            "version": 1,
            "time": BOOK_TIME,
            "parameters": parameters,
            "prices": {
                "marginIndex": self.price_rows(listed, "asset"),
                "assetIndex": self.price_rows(self.asset_index, "asset"),
                "mark": self.price_rows(self.mark, "symbol"),
            },
            "accounts": self.accounts,
            "units": units,
        }
        self.add_loans(book)
        self.lose_price(book)
        return book


def book_count(units: int, units_per_book: int) -> int:
    """How many books hold `units` active units."""
    return -(-units // units_per_book)


def make_book(seed: int, index: int, units: int, units_per_book: int) -> Json:
    """Book number `index` of a stream of `units` active units; groupIds are unique in it."""
    inside = min(units_per_book, units - index * units_per_book)
    with decimal.localcontext(EXACT):
        return BookMaker(seed, index, inside, 2 * units_per_book * index + 1).make()


def book_text(book: Json) -> str:
    """A book on one line."""
    return json.dumps(book, ensure_ascii=False, separators=(",", ":"))


def make_lines(seed: int, units: int, units_per_book: int) -> Iterator[str]:
    """The books of a stream, one line each."""
    for index in range(book_count(units, units_per_book)):
        yield book_text(make_book(seed, index, units, units_per_book))


def main() -> None:
    """Print the books asked for on the command line."""
    parser = argparse.ArgumentParser(description="Write random books, one per line.")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, required=True, help="number of active units")
    parser.add_argument("--units-per-book", type=int, default=UNITS_PER_BOOK)
    options = parser.parse_args()
    for line in make_lines(options.seed, options.count, options.units_per_book):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()

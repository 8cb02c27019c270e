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
import random
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any, Iterator, Optional

import oracle
from oracle import ONE, ZERO, floor8, plain

Json = dict[str, Any]

UNITS_PER_BOOK = 4
UNITS_PER_PARENT = 4
BOOK_TIME = 1_767_225_600_000
GRID = Decimal("0.00000001")
HIGHEST_PRICE = Decimal(200_000)
MOST_TOKENS = Decimal(10) ** 15
MODES = ("DOWN", "HALF_UP", "UP")

ASSETS = ("ADA", "BNB", "BTC", "DOGE", "ETH", "PEPE", "SOL", "TRX", "USDC", "USDT", "XPL")
STABLE = ("USDC", "USDT")
LOAN_CANDIDATES = ("BTC", "ETH", "PEPE", "SOL", "USDC", "USDT")
# symbol, type, base asset, margin asset, contract size
CONTRACTS = (
    ("BTCUSDT", "USD_M", "BTC", "USDT", None),
    ("BTCUSD_PERP", "COIN_M", "BTC", "BTC", 100),
    ("DOGEUSD_PERP", "COIN_M", "DOGE", "DOGE", 10),
    ("ETHUSDC", "USD_M", "ETH", "USDC", None),
    ("ETHUSD_PERP", "COIN_M", "ETH", "ETH", 10),
    ("PEPEUSDT", "USD_M", "PEPE", "USDT", None),
    ("SOLUSDT", "USD_M", "SOL", "USDT", None),
)
DEFAULT_ROUNDING = {
    "wallet": "HALF_UP",
    "totalNetEquity": "DOWN",
    "totalMaintenanceMargin": "DOWN",
    "totalLiability": "DOWN",
    "ltv": "HALF_UP",
    "maxAllowedBorrowLimit": "HALF_UP",
    "maxTransferOutAmount": "DOWN",
    "uniMmr": "HALF_UP",
}
RISING_LINES = ("transferOutLtv", "borrowLtv", "warningLtv", "marginCallLtv", "liquidationLtv")


def amounts(name: str, **fields: Decimal) -> Json:
    """A row of an asset with the amounts that are not 0."""
    return {"asset": name, **{key: plain(value) for key, value in fields.items() if value != 0}}


class BookMaker:
    """Makes one random book."""

    def __init__(self, seed: int, index: int, units: int, first_group: int) -> None:
        self.rng = random.Random(f"{seed}:{index}")
        self.units = units
        self.first_group = first_group
        self.friendly = self.chance(0.5)
        self.clean = False
        self.margin_index: dict[str, Decimal] = {}
        self.asset_index: dict[str, Decimal] = {}
        self.mark: dict[str, Decimal] = {}
        self.accounts: list[Json] = []
        self.loanable = sorted(self.rng.sample(LOAN_CANDIDATES, self.rng.randint(1, 4)))

    # Numbers

    def chance(self, probability: float) -> bool:
        """True with the given probability."""
        return self.rng.random() < probability

    def log_uniform(self, low: int, high: int) -> Decimal:
        """A number between 10^low and 10^high: two digits when friendly, else many."""
        exponent = self.rng.randint(low, high - 1)
        if self.friendly:
            return Decimal(self.rng.randint(10, 99)).scaleb(exponent - 1)
        return Decimal(self.rng.randint(10**11, 10**12 - 1)).scaleb(exponent - 11)

    def part(self) -> Decimal:
        """A share between 0 and 1 of two or four decimals."""
        return self.ratio(ZERO, ONE)

    def ratio(self, low: Decimal, high: Decimal) -> Decimal:
        """A ratio between `low` and `high`, both included."""
        places = 2 if self.friendly else 4
        first, last = int(low.scaleb(places)), int(high.scaleb(places))
        return Decimal(self.rng.randint(first, last)).scaleb(-places)

    def tokens(self, value: Decimal, price: Decimal) -> Decimal:
        """Amount on the 8-decimal grid that is worth about `value`, at least one grain."""
        return min(MOST_TOKENS, max(GRID, floor8(Fraction(value) / Fraction(price))))

    def usd_value(self) -> Decimal:
        """What a holding is worth: mostly 1 to 10 million, seldom up to 10^13."""
        return self.log_uniform(7, 13) if self.chance(0.01) else self.log_uniform(0, 7)

    def near_edge(self, tiers: list[Json], price: Decimal) -> Decimal:
        """Amount whose value lies on an edge of `tiers`, or one grain off."""
        edge = Decimal(self.rng.choice(tiers[:-1])["upTo"])
        amount = self.tokens(edge, price)
        nudge = ZERO if self.clean else self.rng.choice((ZERO, ZERO, ZERO, GRID, -GRID))
        return min(MOST_TOKENS, max(GRID, amount + nudge))

    def holding(self, price: Decimal, tiers: Optional[list[Json]]) -> Decimal:
        """A positive amount: on an edge, one grain, a lot, nothing, or anything."""
        draw = self.rng.random()
        if tiers is not None and len(tiers) > 1 and draw < 0.35:
            return self.near_edge(tiers, price)
        if draw > 0.97:
            return ZERO
        if draw > 0.95 and not self.clean:
            return GRID * self.rng.randint(1, 9)
        if draw > 0.93:
            return min(MOST_TOKENS, self.tokens(Decimal(10) ** 12, price))
        return self.tokens(self.usd_value(), price)

    # Prices

    def price(self) -> Decimal:
        """A price from 0.00000001 to 200000 with up to 8 decimals."""
        if self.chance(0.06):
            return self.rng.choice((GRID, HIGHEST_PRICE))
        if self.friendly:
            digits = Decimal(self.rng.choice((1, 2, 4, 5, 8, 16, 25, 125)))
            return max(GRID, min(HIGHEST_PRICE, digits.scaleb(self.rng.randint(-8, 4))))
        return max(GRID, min(HIGHEST_PRICE, floor8(self.log_uniform(-8, 6))))

    def near(self, price: Decimal, low: str, high: str) -> Decimal:
        """A price between `low` and `high` times another one."""
        first, last = int(Decimal(low) * 10**4), int(Decimal(high) * 10**4)
        factor = Decimal(self.rng.randint(first, last)).scaleb(-4)
        return max(GRID, floor8(price * factor))

    def make_prices(self) -> None:
        """Draw the two index prices of every asset and the mark of every contract."""
        for asset in ASSETS:
            if asset in STABLE:
                base = ONE if self.friendly else self.near(ONE, "0.99", "1.01") + 7 * GRID
            else:
                base = self.price()
            self.margin_index[asset] = ONE if asset == "USDT" else base
            self.asset_index[asset] = base
            if asset not in STABLE and self.chance(0.05):
                self.asset_index[asset] = self.near(base, "0.1", "10")
            elif asset not in STABLE and not self.friendly:
                self.asset_index[asset] = self.near(base, "0.97", "1.03")
        for symbol, _, base_asset, _, _ in CONTRACTS:
            index = self.asset_index[base_asset]
            self.mark[symbol] = index if self.friendly else self.near(index, "0.95", "1.05")

    # Parameters

    def edges(self, count: int) -> list[Decimal]:
        """Strictly rising tier edges; most are round."""
        edges: set[Decimal] = set()
        while len(edges) < count:
            if self.friendly or self.chance(0.7):
                digits = Decimal(self.rng.choice((1, 2, 25, 5, 8)))
                edges.add(digits.scaleb(self.rng.randint(-1, 6)))
            else:
                edges.add(max(GRID, floor8(self.log_uniform(-2, 7))))
        return sorted(edges)

    def tiers(self, rates: list[Decimal]) -> list[Json]:
        """TIERS with the given rates, one slice each."""
        table = [
            {"upTo": plain(edge), "rate": plain(rate)}
            for edge, rate in zip(self.edges(len(rates) - 1), rates)
        ]
        return table + [{"rate": plain(rates[-1])}]

    def collateral_tiers(self) -> list[Json]:
        """One to six slices with falling shares."""
        rates = sorted((self.part() for _ in range(self.rng.randint(1, 6))), reverse=True)
        if self.chance(0.5):
            rates[0] = ONE
        return self.tiers(rates)

    def bracket_tiers(self) -> list[Json]:
        """One to six brackets with rising maintenance rates."""
        low, high = Decimal("0.01"), Decimal("0.5")
        return self.tiers(sorted(self.ratio(low, high) for _ in range(self.rng.randint(1, 6))))

    def lines(self) -> Json:
        """LTV lines, each above the one before."""
        lows = ("0.3", "0.56", "0.76", "0.82", "0.88")
        highs = ("0.55", "0.75", "0.81", "0.87", "0.97")
        drawn = {
            name: plain(self.ratio(Decimal(low), Decimal(high)))
            for name, low, high in zip(RISING_LINES, lows, highs)
        }
        if self.chance(0.15):
            drawn["borrowLtv"] = "0.64"
        stop = ZERO if self.chance(0.5) else self.ratio(ZERO, Decimal("0.29"))
        order = ("borrowLtv", "transferOutLtv", "warningLtv", "marginCallLtv", "liquidationLtv")
        return {name: drawn[name] for name in order} | {"stopLiquidationLtv": plain(stop)}

    def line_overrides(self) -> Json:
        """Some of another set of lines; any mixture of two sets still rises."""
        drawn = self.lines()
        return {name: line for name, line in drawn.items() if self.chance(0.5)}

    def loan_parameters(self) -> Json:
        """Limits of the institutional loan."""
        preset = self.rng.choice(("10000000", "1000000", "50000", "1000", "1000000000"))
        if self.chance(0.2):
            preset = plain(floor8(self.log_uniform(3, 8)))
        return {
            "presetLimit": preset,
            "ltvCap": self.rng.choice(("999", "999", "10", "2.125")),
            "maxCollateralAccounts": 10,
            "loanableAssets": self.loanable,
            "liquidationFeeRate": self.rng.choice(("0", "0.01")),
            "slippage": self.rng.choice(("0", "0.002")),
        }

    def some(self, probability: float) -> list[str]:
        """Some of the assets, sorted."""
        return [asset for asset in ASSETS if self.chance(probability)]

    def contracts(self) -> list[Json]:
        """All contracts; now and then one has no brackets."""
        rows = []
        for symbol, kind, base, margin, size in CONTRACTS:
            row: Json = {"symbol": symbol, "type": kind, "baseAsset": base, "marginAsset": margin}
            if size is not None:
                row["contractSize"] = str(size)
            row["brackets"] = [] if self.chance(0.04) else self.bracket_tiers()
            rows.append(row)
        return rows

    def parameters(self) -> Json:
        """Every parameter of the book."""
        rounding = dict(DEFAULT_ROUNDING)
        if self.chance(0.3):
            rounding = {name: self.rng.choice(MODES) for name in rounding}
        return {
            "assets": [{"asset": asset} for asset in ASSETS],
            "lines": self.lines(),
            "loan": self.loan_parameters(),
            "rounding": rounding,
            "spot": [
                {"asset": asset,
                 "collateralRatio": plain(ONE if self.chance(0.6) else self.part())}
                for asset in ASSETS if asset in STABLE or self.chance(0.6)
            ],
            "crossMargin": {
                "classicMaintenanceRate": plain(self.ratio(ZERO, Decimal("0.2"))),
                "collateral": [
                    {"asset": asset, "liquidation": self.collateral_tiers(),
                     "borrow": plain(self.part()), "transferOut": plain(self.part())}
                    for asset in self.some(0.85)
                ],
                "proBrackets": [
                    {"asset": asset, "brackets": self.bracket_tiers()}
                    for asset in self.some(0.7)
                ],
            },
            "portfolioMargin": {
                "collateral": [
                    {"asset": asset, "tiers": self.collateral_tiers()}
                    for asset in self.some(0.85)
                ],
                "loanMaintenanceRate": plain(self.ratio(ZERO, Decimal("0.2"))),
                "loanMaintenanceRates": [
                    {"asset": asset, "rate": plain(self.ratio(ZERO, Decimal("0.3")))}
                    for asset in self.some(0.3)
                ],
            },
            "contracts": self.contracts(),
            "interestRates": [
                {"asset": asset, "dailyRate": plain(GRID * self.rng.randint(0, 10**5) / 100)}
                for asset in self.loanable
            ],
        }

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

    def wallets(self, parameters: Json, debts: float) -> Json:
        """SPOT and at most one margin wallet."""
        wallets: Json = {}
        spot = self.spot_wallet() if self.chance(0.6) else []
        if spot:
            wallets["SPOT"] = spot
        kind = self.rng.random()
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
            self.add_account(email, parent, self.wallets(parameters, debts))
            rows.append({"email": email, "type": kind, "enableSpot": not self.chance(0.06),
                         "enableMargin": not self.chance(0.06)})
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
    with decimal.localcontext(oracle.EXACT):
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

"""Random numbers, prices and parameters: what the books of generate.py are made from.

A friendly maker draws prices of factors 2 and 5 and ratios of two decimals, so that values land
exactly on tier edges and LTVs exactly on lines; any other takes every decimal there is.
"""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any, Optional

from exact import ONE, ZERO, floor8, plain

Json = dict[str, Any]

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
    "maxBorrowable": "HALF_UP",
    "uniMmr": "HALF_UP",
}
RISING_LINES = ("transferOutLtv", "borrowLtv", "warningLtv", "marginCallLtv", "liquidationLtv")


class ParameterMaker:
    """Draws numbers, prices and parameters of one random book."""

    def __init__(self, seed: int, index: int) -> None:
        self.rng = random.Random(f"{seed}:{index}")
        self.friendly = self.chance(0.5)
        self.clean = False
        self.margin_index: dict[str, Decimal] = {}
        self.asset_index: dict[str, Decimal] = {}
        self.mark: dict[str, Decimal] = {}
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
        instant = self.rng.choice((ZERO, self.ratio(Decimal("0.97"), Decimal("0.99"))))
        return {name: drawn[name] for name in order} | {
            "stopLiquidationLtv": plain(stop),
            "instantLiquidation": plain(instant),
            "hysteresis": plain(self.ratio(ZERO, Decimal("0.05"))),
            "cureMs": self.rng.choice((0, 3600000)),
        }

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
            "quietMs": 120000,
            "requestMemoryMs": 86400000,
            "liquidationPriceAgeMs": 0,
            "clampTransferOut": False,
            "checkSpotTransfer": True,
            "acceptCrossMarginPro": False,
            "accrueMemberLoans": True,
            "externalSeller": False,
            "externalSettlement": False,
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
                "transferOutLevel": "2",
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
                "transferOutUniMmr": "1.05",
            },
            "contracts": self.contracts(),
            "interestRates": [
                {"asset": asset, "dailyRate": plain(GRID * self.rng.randint(0, 10**5) / 100)}
                for asset in self.loanable
            ],
        }

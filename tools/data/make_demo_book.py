"""Write data/demo/book.json: twenty-one risk units at the first minute of the demo tape.

Usage: make_demo_book.py [--check]

Group 1 is the documented example unit, revalued at the tape's prices. Groups 2 to 21
are invented desks of every shape the product knows, with loans of a million to ten
million USD. Their LTVs start between 0.2 and 0.79, so that the fall of the tape takes
some of them over the warning, margin-call and liquidation lines and leaves most afloat.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from typing import Iterable, Mapping

from book_parts import (Json, Member, Parent, Position, Unit, accrued, book, cross, portfolio,
                        spot)
from canonical import DATA, canonical_json, finish
from make_seed_book import SEED_PARENT, seed_unit

TAPE = DATA / "demo" / "tape.csv.gz"
PARAMETERS = DATA / "parameters" / "default.json"
OUTPUT = DATA / "demo" / "book.json"

# Prices the tape does not carry.
USDT_IN_USD = "1.00024667"
USDC_PRICE = "1"

FIRST_CREATE_TIME = 1612137600000  # 2021-02-01 00:00 UTC
CREATE_STEP = 345678000  # units were opened one after the other, about four days apart
CLOSE_TIME = 1617613200000  # 2021-04-05 09:00 UTC, before group 16 opened

ALPHA = Parent("desk-alpha@example.com", wallets=spot({"USDT": "1000000"}), spares=(
    ("alpha-spare@example.com", spot({"BTC": "18.25"}) | cross({"USDT": {"free": "250000"}})),))
BRAVO = Parent("desk-bravo@example.com", frozen="25000", spares=(
    ("bravo-spare@example.com", spot({"USDC": "640000"})),))
CHARLIE = Parent("desk-charlie@example.com", rebate=("2500", "312.5"))
DELTA = Parent("desk-delta@example.com", frozen="1250.5", spares=(
    ("delta-spare@example.com",
     spot({"ETH": "75"}) | portfolio({"USDT": {"crossMarginFree": "90000"}})),))
PARENTS = (SEED_PARENT, ALPHA, BRAVO, CHARLIE, DELTA)
POOLS = {"USDC": "200000000", "USDT": "500000000"}


def first_bars() -> tuple[int, dict[str, str]]:
    """The tape's first time and the closing price of each asset there."""
    with gzip.open(TAPE, "rt", encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        time = ""
        closes: dict[str, str] = {}
        for row in rows:
            time = time or row["ts_ms"]
            if row["ts_ms"] != time:
                break
            closes[row["symbol"].removesuffix("USDT")] = row["close"]
    return int(time), closes


def prices(closes: Mapping[str, str], parameters: Json) -> dict[str, dict[str, str]]:
    """All three price kinds from the closes; marks for the tape assets' contracts."""
    known = {contract["symbol"] for contract in parameters["contracts"]}
    marks = {symbol: price for asset, price in closes.items()
             for symbol in (asset + "USDT", asset + "USD_PERP") if symbol in known}
    return {"marginIndex": {**closes, "USDC": USDC_PRICE},
            "assetIndex": {**closes, "USDC": USDC_PRICE, "USDT": USDT_IN_USD},
            "mark": marks}


def credit(email: str, wallets: Json) -> Member:
    """The account that received the loan."""
    return Member(email, "CREDIT", wallets)


def collateral(email: str, wallets: Json, enable_spot: bool = True,
               enable_margin: bool = True) -> Member:
    """An account that backs the loan; a margin wallet that counts is open, be it empty."""
    opened = wallets.keys() & {"CROSS_MARGIN", "PORTFOLIO_MARGIN"}
    if enable_margin and not opened:
        wallets = wallets | cross({})
    return Member(email, "COLLATERAL", wallets, enable_spot, enable_margin)


def desk(group_id: int, parent: Parent, members: Iterable[Member],
         loans: Mapping[str, str] | None = None, hours: int = 0,
         lines: Mapping[str, str] | None = None, close_time: int | None = None) -> Unit:
    """An invented unit whose loans carry some hours of unpaid interest."""
    owed = {asset: (principal, accrued(principal, hours))
            for asset, principal in (loans or {}).items()}
    return Unit(group_id, parent.email, FIRST_CREATE_TIME + group_id * CREATE_STEP,
                tuple(members), owed, lines or {}, close_time)


def alpha_units() -> list[Unit]:
    """Plain loans: cash, long coins, crossed collateral tiers, a big mix, nothing drawn."""
    return [
        # The loan lies unspent in portfolio margin; bitcoin and ether in spot back it.
        desk(2, ALPHA, [
            credit("alpha-02-credit@example.com",
                   portfolio({"USDT": {"crossMarginFree": "2000000"}})),
            collateral("alpha-02-vault@example.com",
                       spot({"BTC": ("60.1204", "1.5"), "ETH": "305.75"})
                       | cross({"USDT": {"free": "250000"}})),
        ], {"USDT": "2000000"}, hours=311),
        # Most of the loan went into coins: falls with the market.
        desk(3, ALPHA, [
            credit("alpha-03-credit@example.com",
                   portfolio({"BTC": {"crossMarginFree": "40.5"},
                              "USDT": {"crossMarginFree": "1150000"}})),
            collateral("alpha-03-spot@example.com",
                       spot({"BTC": "44.00125", "ETH": "201.4"})),
            collateral("alpha-03-margin@example.com",
                       cross({"ETH": {"free": "150.2"},
                              "USDT": {"borrowed": "150000", "interest": "61.24"}})),
        ], {"USDT": "5000000"}, hours=187),
        # Classic cross margin on the credit account too; tron crosses three collateral tiers.
        desk(4, ALPHA, [
            credit("alpha-04-credit@example.com",
                   cross({"TRX": {"free": "12000000"}, "USDC": {"free": "1000000"},
                          "USDT": {"free": "900000", "locked": "45000"}})),
            collateral("alpha-04-tron@example.com",
                       cross({"ADA": {"free": "500000"}, "TRX": {"free": "9000000"}})),
            collateral("alpha-04-spot@example.com", spot({"BTC": "30.5"})),
        ], {"USDC": "1000000", "USDT": "3000000"}, hours=95),
        # A large loan on every coin that counts in spot.
        desk(5, ALPHA, [
            credit("alpha-05-credit@example.com",
                   portfolio({"ETH": {"crossMarginFree": "700.5", "crossMarginLocked": "12"},
                              "USDT": {"crossMarginFree": "2500000"}})),
            collateral("alpha-05-btcsol@example.com", spot({"BTC": "60", "SOL": "20000.5"})),
            collateral("alpha-05-bnbeth@example.com",
                       spot({"BNB": "2500", "ETH": "180.25", "USDC": "400000"})),
        ], {"USDT": "8000000"}, hours=402),
        # Ready, nothing drawn.
        desk(6, ALPHA, [
            credit("alpha-06-credit@example.com",
                   portfolio({"USDT": {"crossMarginFree": "50000"}})),
            collateral("alpha-06-spot@example.com",
                       spot({"BTC": "25.4"}) | cross({"USDT": {"free": "12500.75"}})),
        ]),
    ]


def bravo_units() -> list[Unit]:
    """Traders: margin Pro, levered longs, shorts, a coin-margined hedge, own lines."""
    return [
        # Cross margin Pro: ether against borrowed bitcoin and dollars.
        desk(7, BRAVO, [
            credit("bravo-07-credit@example.com",
                   portfolio({"USDT": {"crossMarginFree": "780000",
                                       "crossMarginLocked": "20000"}})),
            collateral("bravo-07-pro@example.com",
                       cross({"BTC": {"borrowed": "20", "interest": "0.00208333"},
                              "ETH": {"free": "1000", "locked": "25"},
                              "USDC": {"free": "300000", "borrowed": "400000",
                                       "interest": "88.4"}}, mode="PRO")),
        ], {"USDT": "1500000"}, hours=60),
        # Long futures on top of long coins: the first to go under.
        desk(8, BRAVO, [
            credit("bravo-08-credit@example.com",
                   portfolio({"USDT": {"crossMarginFree": "1800000",
                                       "umWalletBalance": "1500000"}},
                             Position("BTCUSDT", "118.5", "55100"),
                             Position("ETHUSDT", "1000", "4150.25"))),
            collateral("bravo-08-spot@example.com", spot({"BTC": "55", "ETH": "400"})),
            collateral("bravo-08-pm@example.com",
                       portfolio({"BTC": {"crossMarginFree": "20"}})),
        ], {"USDT": "6000000"}, hours=240),
        # Short the market: the fall lifts this one.
        desk(9, BRAVO, [
            credit("bravo-09-credit@example.com",
                   portfolio({"USDT": {"crossMarginFree": "4200000",
                                       "umWalletBalance": "400000"}},
                             Position("BTCUSDT", "-45", "56200.5"),
                             Position("DOGEUSDT", "-2000000", "0.4712"),
                             Position("ETHUSDT", "-300", "4120"))),
            collateral("bravo-09-spot@example.com", spot({"BTC": "40.75"})),
        ], {"USDT": "4000000"}, hours=33),
        # Coins hedged with coin-margined shorts: the market hardly matters.
        desk(10, BRAVO, [
            credit("bravo-10-credit@example.com",
                   portfolio({"BTC": {"crossMarginFree": "20", "cmWalletBalance": "30"},
                              "USDC": {"crossMarginFree": "1200000"}},
                             Position("BTCUSD_PERP", "-27000", "54900"))),
            collateral("bravo-10-ether@example.com",
                       portfolio({"ETH": {"cmWalletBalance": "250"}},
                                 Position("ETHUSD_PERP", "-95000", "4102.5"))),
        ], {"USDC": "1500000", "USDT": "1500000"}, hours=168),
        # Tighter lines than the product's: its margin call comes at 0.7.
        desk(11, BRAVO, [
            credit("bravo-11-credit@example.com",
                   cross({"BTC": {"free": "25"}, "USDT": {"free": "400000"}})),
            collateral("bravo-11-spot@example.com", spot({"BNB": "1150", "ETH": "310"})),
        ], {"USDT": "2500000"}, hours=512,
             lines={"borrowLtv": "0.65", "transferOutLtv": "0.4", "warningLtv": "0.65",
                    "marginCallLtv": "0.7", "liquidationLtv": "0.8"}),
    ]


def charlie_units() -> list[Unit]:
    """A disabled spot wallet, two loan assets, top collateral tiers, a closed unit, a full one."""
    vault = collateral("charlie-vault@example.com",
                       spot({"BTC": "50.75"}) | cross({"USDC": {"free": "50000"}}))
    return [
        # Fifty bitcoin beside the unit: that spot wallet does not count.
        desk(12, CHARLIE, [
            credit("charlie-12-credit@example.com",
                   portfolio({"USDT": {"crossMarginFree": "3000000"}})),
            collateral("charlie-12-apart@example.com",
                       spot({"BTC": "50"}) | cross({"ETH": {"free": "400"}}), enable_spot=False),
            collateral("charlie-12-spot@example.com", spot({"ETH": "100.5", "XRP": "75000"})),
        ], {"USDT": "3000000"}, hours=20),
        # Two loan assets, everything in coins.
        desk(13, CHARLIE, [
            credit("charlie-13-credit@example.com",
                   portfolio({"BTC": {"crossMarginFree": "45"}, "ETH": {"crossMarginFree": "400"},
                              "USDC": {"crossMarginFree": "500000"}})),
            collateral("charlie-13-spot@example.com",
                       spot({"BNB": "1500", "BTC": "50", "SOL": "8000"})),
        ], {"USDC": "2000000", "USDT": "4000000"}, hours=222),
        # So much tron that its last coins count almost nothing.
        desk(14, CHARLIE, [
            credit("charlie-14-credit@example.com",
                   cross({"ADA": {"free": "600000"}, "USDT": {"free": "1200000"}})),
            collateral("charlie-14-tron@example.com", cross({"TRX": {"free": "20000000"}})),
            collateral("charlie-14-cash@example.com",
                       spot({"USDC": "120000", "USDT": "180000"})),
        ], {"USDT": "2000000"}, hours=77),
        # Repaid and closed; its vault now backs group 16.
        desk(15, CHARLIE, [
            credit("charlie-15-credit@example.com",
                   portfolio({"USDT": {"crossMarginFree": "1875.21"}})),
            vault,
        ], close_time=CLOSE_TIME),
        # Over the warning line before the fall begins.
        desk(16, CHARLIE, [
            credit("charlie-16-credit@example.com",
                   portfolio({"BTC": {"crossMarginFree": "25"},
                              "ETH": {"crossMarginFree": "605.5"}},
                             Position("BTCUSDT", "10.25", "54750.1"))),
            vault,
        ], {"USDT": "5000000"}, hours=640),
    ]


def delta_units() -> list[Unit]:
    """Ten collaterals, coin-margined longs, margin debt, the preset limit, both sides."""
    many = [("BTC", "5.5"), ("BTC", "7.25"), ("ETH", "90"), ("ETH", "110.4"), ("SOL", "6100"),
            ("SOL", "4800"), ("BNB", "420"), ("BNB", "505.5"), ("USDC", "260000"),
            ("USDT", "310000")]
    return [
        # As many collateral accounts as a unit may have.
        desk(17, DELTA, [
            credit("delta-17-credit@example.com",
                   portfolio({"USDT": {"crossMarginFree": "1000000"}})),
            *(collateral(f"delta-17-member{number:02d}@example.com",
                         spot({asset: amount}) | cross({"USDT": {"free": "22500"}}))
              for number, (asset, amount) in enumerate(many, start=1)),
        ], {"USDT": "1000000"}, hours=5),
        # Coin-margined longs on ether: twice the fall.
        desk(18, DELTA, [
            credit("delta-18-credit@example.com",
                   portfolio({"ETH": {"cmWalletBalance": "332"},
                              "USDT": {"crossMarginFree": "140000"}},
                             Position("ETHUSD_PERP", "185000", "4150"))),
            collateral("delta-18-spot@example.com", spot({"ETH": "24.5"})),
        ], {"USDT": "1000000"}, hours=450),
        # Borrowed bitcoin, dogecoin as collateral, a futures wallet below zero.
        desk(19, DELTA, [
            credit("delta-19-credit@example.com",
                   portfolio({"BTC": {"crossMarginBorrowed": "12",
                                      "crossMarginInterest": "0.000425"},
                              "DOGE": {"crossMarginFree": "2500000"},
                              "USDT": {"crossMarginFree": "3100000",
                                       "umWalletBalance": "-120000.5"}})),
            collateral("delta-19-spot@example.com", spot({"ETH": "350"})),
        ], {"USDT": "2500000"}, hours=128),
        # Close to the preset limit of ten million.
        desk(20, DELTA, [
            credit("delta-20-credit@example.com",
                   portfolio({"BTC": {"crossMarginFree": "70"},
                              "USDT": {"crossMarginFree": "3950000"}})),
            collateral("delta-20-btc@example.com", spot({"BTC": "80"})),
            collateral("delta-20-eth@example.com", spot({"ETH": "480"})),
        ], {"USDT": "9800000"}, hours=300),
        # Both sides of one contract, small and large brackets.
        desk(21, DELTA, [
            credit("delta-21-credit@example.com",
                   portfolio({"USDT": {"crossMarginFree": "3400000",
                                       "umWalletBalance": "300000"}},
                             Position("ETHUSDT", "600", "3900", "LONG"),
                             Position("ETHUSDT", "-450", "4200", "SHORT"),
                             Position("SOLUSDT", "9000", "41.2", "LONG"),
                             Position("TRXUSDT", "-3000000", "0.1333", "SHORT"))),
            collateral("delta-21-margin@example.com",
                       cross({"BNB": {"free": "900"}, "BTC": {"free": "30"},
                              "USDC": {"borrowed": "500000", "interest": "30.2"}})),
        ], {"USDC": "600000", "USDT": "2400000"}, hours=14),
    ]


def demo_book() -> Json:
    """The whole document."""
    time, closes = first_bars()
    parameters = json.loads(PARAMETERS.read_text(encoding="utf-8"))
    units = (seed_unit(FIRST_CREATE_TIME + CREATE_STEP), *alpha_units(), *bravo_units(),
             *charlie_units(), *delta_units())
    return book(time, parameters, prices(closes, parameters), PARENTS, units, POOLS)


def main(arguments: list[str]) -> int:
    """Write or check the file; the exit status."""
    if arguments not in ([], ["--check"]):
        print("usage: make_demo_book.py [--check]", file=sys.stderr)
        return 2
    return finish(OUTPUT, canonical_json(demo_book()), check=bool(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

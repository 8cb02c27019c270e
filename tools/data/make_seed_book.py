"""Write data/vectors/seed_book.json: the documented example unit alone.

Usage: make_seed_book.py [--check]

The exchange's documentation prints one answer of ltv-details. The balances,
prices and rates below are invented so that they give that answer digit for digit;
data/vectors/seed_response.json holds the answer.
"""

from __future__ import annotations

import sys

from book_parts import Json, Member, Parent, Unit, book, cross, portfolio, spot
from canonical import DATA, canonical_json, finish
from make_parameters import LINES, LOAN, ROUNDING, TRANSFER_OUT_LEVEL, TRANSFER_OUT_UNI_MMR

OUTPUT = DATA / "vectors" / "seed_book.json"

SEED_TIME = 1752137105623  # the answer's updateTime
SEED_CREATE_TIME = 1747637956083  # the createTime another page of the documentation prints
SEED_PARENT = Parent("andrew.kemmer001@test.com", frozen="8.18753688")
SEED_LOANS = {"USDT": ("15.30718771", "0")}
SEED_MEMBERS = (
    Member("collateral001@test.com", "COLLATERAL",
           spot({"USDT": "5"})
           | cross({"SOL": {"borrowed": "0.03124", "interest": "0.00001"},
                    "USDT": {"free": "6.5", "locked": "3.5"}})),
    Member("collateral003@test.com", "COLLATERAL", spot({"USDT": "5.4284319"}) | cross({})),
    Member("CREDIT20241120@test.com", "CREDIT",
           portfolio({"USDT": {"crossMarginFree": "4.9309925"}})),
    Member("collateral004l@test.com", "COLLATERAL",
           portfolio({"USDT": {"crossMarginFree": "1"}})),
    Member("collatera005@test.com", "COLLATERAL", spot({"USDT": "5"}) | cross({})),
)


def seed_unit(create_time: int) -> Unit:
    """The documented unit, group 1."""
    return Unit(1, SEED_PARENT.email, create_time, SEED_MEMBERS, SEED_LOANS)


def seed_parameters() -> Json:
    """No more than this unit needs."""
    return {
        "assets": [{"asset": "SOL"}, {"asset": "USDT"}],
        "lines": LINES,
        "loan": LOAN | {"loanableAssets": ["USDT"]},
        "rounding": ROUNDING,
        "spot": [{"asset": "USDT", "collateralRatio": "1"}],
        "crossMargin": {
            "classicMaintenanceRate": "0.1",
            "transferOutLevel": TRANSFER_OUT_LEVEL,
            "collateral": [{"asset": asset, "liquidation": [{"rate": "1"}],
                            "borrow": "1", "transferOut": "1"} for asset in ("SOL", "USDT")],
            "proBrackets": [],
        },
        "portfolioMargin": {
            "collateral": [{"asset": "USDT", "tiers": [{"rate": "0.9999"}]}],
            "loanMaintenanceRate": "0.1",
            "loanMaintenanceRates": [],
            "transferOutUniMmr": TRANSFER_OUT_UNI_MMR,
        },
        "contracts": [],
        "interestRates": [{"asset": "USDT", "dailyRate": "0.0002"}],
    }


def seed_book() -> Json:
    """The book whose one unit has the documented ltv-details."""
    prices = {"marginIndex": {"SOL": "160.33976768"}, "assetIndex": {"USDT": "1.00063333"},
              "mark": {}}
    return book(SEED_TIME, seed_parameters(), prices, (SEED_PARENT,),
                (seed_unit(SEED_CREATE_TIME),))


def main(arguments: list[str]) -> int:
    """Write or check the file; the exit status."""
    if arguments not in ([], ["--check"]):
        print("usage: make_seed_book.py [--check]", file=sys.stderr)
        return 2
    return finish(OUTPUT, canonical_json(seed_book()), check=bool(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

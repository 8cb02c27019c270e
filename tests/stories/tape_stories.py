#!/usr/bin/env python3
"""Two crashes, row by row: a leveraged unit through real price tapes, told to the program over its
signed HTTP API, with every answer and every record compared with a recomputation from the tape.

Usage: tape_stories.py PROGRAM 2021-05-12|2025-10-10
"""

import csv
import gzip
import sys
from fractions import Fraction
from pathlib import Path

from story import Difference, Story, same
from unit import (CROSS, MARGIN_CALL, PORTFOLIO, SPOT, WARNING, Asset, Member, Rules, Unit,
                  time_text)

DATA = Path(__file__).resolve().parents[2] / "data"
MINUTE = 60_000


def tape(path, symbols):
    """(time, asset, close) of the bars, in order."""
    with gzip.open(DATA / path, "rt", encoding="utf-8", newline="") as lines:
        return [(int(row["ts_ms"]), row["symbol"].removesuffix("USDT"), row["close"])
                for row in csv.DictReader(lines) if row["symbol"] in symbols]


def asset(name, daily, spot, cross, portfolio):
    """Ratios as texts; a table of tiers is a list of (rate, upper edge)."""
    def tiers(table):
        pairs = table if isinstance(table, list) else [(table, None)]
        return tuple((Fraction(rate), edge) for rate, edge in pairs)
    return Asset(name, Fraction(daily), Fraction(spot), tiers(cross), tiers(portfolio))


def first_prices(story, rows):
    """Of all assets at the first moment; the rows that are left."""
    first = rows[0][0]
    for _, name, close in (row for row in rows if row[0] == first):
        story.price(name, close)
    return [row for row in rows if row[0] != first]


def play(story, rows):
    for time, name, close in rows:
        story.at(time)
        story.price(name, close)


def crash_2021():
    """BTC falls by 15 % in two hours. Everything is repaid, out of all wallets in their order."""
    credit, cross, spot = Member("C", PORTFOLIO), Member("K", CROSS), Member("S", None)
    assets = [asset("USDT", "0.0002", "1", "1", "0.9999"),
              asset("BTC", "0.00024", "1", "0.95", "0.95"),
              asset("ETH", "0.00024", "1", [("0.95", 50000), ("0.9", None)], "0.95"),
              asset("BNB", "0.00048", "1", "0.9", "0.9")]
    rows = tape("demo/tape.csv.gz", {"BTCUSDT", "ETHUSDT", "BNBUSDT"})
    rules = Rules(liquidation=Fraction("0.845"), cure_ms=2 * MINUTE)
    unit = Unit(assets, [credit, cross, spot], rules, rows[0][0])
    story = Story(unit)
    story.index("USDT", "1.00024667")
    rows = first_prices(story, rows)
    story.wallet(cross, CROSS, "ETH", free="20")
    story.wallet(cross, CROSS, "USDT", free="2500", borrowed="12000", interest="3.5")
    story.wallet(spot, SPOT, "BTC", free="0.45", locked="0.05")
    story.wallet(spot, SPOT, "BNB", free="40")
    early = [row for row in rows if row[0] <= unit.now + 5 * MINUTE]
    play(story, early)
    story.borrow("300000.1205")
    story.trade(credit, "BTC", "5.43", "294366.67")
    play(story, rows[len(early):])
    return story


def crash_2025():
    """SOL loses a quarter within half an hour. The lender's lines are stricter, a fee is charged,
    sales slip, and the liquidation stops at 0.1; the rest is owed on, at interest."""
    credit, portfolio, spot = Member("C", CROSS), Member("L", PORTFOLIO), Member("S", None)
    assets = [asset("USDT", "0.0003", "1", "1", "0.9999"),
              asset("BTC", "0.00024", "1", "0.95", "0.95"),
              asset("DOGE", "0.00048", "0", [("0.9", 20000), ("0.7", None)], "0.8"),
              asset("ETH", "0.00024", "1", "0.95", "0.9"),
              asset("SOL", "0.00048", "1", [("0.95", 100000), ("0.9", None)], "0.85")]
    rows = tape("tapes/2025-10-10.csv.gz", {"BTCUSDT", "DOGEUSDT", "ETHUSDT", "SOLUSDT"})
    rules = Rules(margin_call=Fraction("0.77"), liquidation=Fraction("0.8"), stop=Fraction("0.1"),
                  cure_ms=3 * MINUTE, fee=Fraction("0.01"), slippage=Fraction("0.005"))
    unit = Unit(assets, [credit, portfolio, spot], rules, rows[0][0])
    story = Story(unit)
    story.index("USDT", "0.9996")
    rows = first_prices(story, rows)
    story.wallet(portfolio, PORTFOLIO, "ETH", free="10")
    story.wallet(portfolio, PORTFOLIO, "DOGE", free="100000")
    story.wallet(spot, SPOT, "BTC", free="0.2")
    story.wallet(spot, SPOT, "USDT", free="1500")
    story.borrow("196000.98765431")
    story.trade(credit, "SOL", "895", "186983.4")
    play(story, rows)
    return story


STORIES = {"2021-05-12": crash_2021, "2025-10-10": crash_2025}


def first_reach(story, line):
    """When the recomputed LTV, row by row, is at the line for the first time."""
    return next(time for time, assessment in story.standings if assessment.reaches(line))


def check_crossings(story, answers):
    """The first time of each state is that of the first row at which the LTV reaches its line."""
    rules, found = story.unit.rules, {}
    for time, (_, happened, _) in zip(story.times, answers):
        for line in happened:
            found.setdefault(line.split(" until ")[0], time)
    cure = next(line for _, happened, _ in answers for line in happened if " until " in line)
    same("warning", found[f"unit 1 is {WARNING}"], first_reach(story, rules.warning))
    same("margin call", found[f"unit 1 is {MARGIN_CALL}"], first_reach(story, rules.margin_call))
    same("cure time", cure.split(" until ")[1],
         time_text(first_reach(story, rules.liquidation) + rules.cure_ms))


def main(arguments):
    if len(arguments) != 2 or arguments[1] not in STORIES:
        print(f"usage: tape_stories.py PROGRAM {'|'.join(STORIES)}", file=sys.stderr)
        return 2
    story = STORIES[arguments[1]]()
    story.ask_for_records()
    try:
        answers = story.run(arguments[0])
        check_crossings(story, answers)
    except Difference as difference:
        print(f"{arguments[1]}: {difference}", file=sys.stderr)
        return 1
    print(f"{arguments[1]}: {len(answers)} statements, {len(story.standings)} rows,"
          f" {len(story.unit.repayments)} repayments, {len(story.unit.interest_rows)} hours")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

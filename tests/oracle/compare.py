#!/usr/bin/env python3
"""Holds the engine against the second opinion on random books.

Generates books, gives them to the engine and to oracle.py, and compares every field of every
unit (but `missing`, which only informs). The engine is a program that reads books on standard
input, one per line, and writes one JSON line per active unit. The first books that differ are
saved; the end says how many units were compared and which situations were met.

    compare.py --engine PATH --seed N --count UNITS

The exit code is 1 after a difference or when a situation was never met (covered.py); from ten
thousand units on every situation is met.
"""

from __future__ import annotations

import argparse
import decimal
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Iterator, Optional

import covered
import generate
import oracle
from exact import EXACT

Json = dict[str, Any]

BOOKS_PER_BATCH = 50
SHOWN = 5
STOP_AFTER = 100
ENGINE_SECONDS = 120
OVERFLOW_IS_FAIR = Decimal(10) ** 17
"""The engine may give up on a unit only if some value is larger than this."""


@dataclass(frozen=True)
class Batch:
    """Some books of the stream, and the engine to try them on."""

    engine: str
    seed: int
    units: int
    units_per_book: int
    books: range


@dataclass
class Difference:
    """A unit, or a whole book, on which the two disagree."""

    what: str
    book: str


@dataclass
class Outcome:
    """What came of a batch."""

    units: int = 0
    differences: list[Difference] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)

    def add(self, other: Outcome) -> None:
        """Add what came of another batch."""
        self.units += other.units
        self.differences += other.differences
        self.met += other.met


def run_engine(engine: str, lines: list[str]) -> tuple[list[str], Optional[str]]:
    """Give the books to the engine; return its lines and what went wrong, if anything."""
    text = "".join(line + "\n" for line in lines)
    try:
        done = subprocess.run([engine], input=text, capture_output=True, encoding="utf-8",
                              errors="replace", timeout=ENGINE_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return [], f"no end after {ENGINE_SECONDS} s"
    output = done.stdout.splitlines()
    if done.returncode != 0:
        return output, f"exit code {done.returncode}: {done.stderr.strip()[:500]}"
    return output, None


def differing(expected: Any, actual: Any, path: str = "") -> Iterator[str]:
    """Name every field in which two JSON values differ, except `missing`."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        names = [*expected, *(name for name in actual if name not in expected)]
        for name in names:
            if name == "missing":
                continue
            if name not in actual or name not in expected:
                whose = "engine" if name not in actual else "oracle"
                yield f"{path}.{name}: absent in the {whose}"
            else:
                yield from differing(expected[name], actual[name], f"{path}.{name}")
    elif isinstance(expected, list) and isinstance(actual, list):
        if len(expected) != len(actual):
            yield f"{path}: {len(expected)} rows expected, engine has {len(actual)}"
        for index, (left, right) in enumerate(zip(expected, actual)):
            yield from differing(left, right, f"{path}[{index}]")
    elif type(expected) is not type(actual) or expected != actual:
        yield f"{path}: oracle {json.dumps(expected)}, engine {json.dumps(actual)}"


def compare_unit(unit: oracle.UnitValue, rounding: dict[str, str], line: str) -> Optional[str]:
    """Say how the engine's line differs from the second opinion, or None."""
    try:
        actual = json.loads(line)
    except json.JSONDecodeError:
        return f"groupId {unit.group_id}: engine's line is no JSON: {line[:200]}"
    overflow = isinstance(actual, dict) and actual.get("error") == "OVERFLOW"
    if overflow and actual.get("groupId") == unit.group_id and unit.peak > OVERFLOW_IS_FAIR:
        return None
    found = list(differing(oracle.unit_record(unit, rounding), actual))
    if not found:
        return None
    return "\n  ".join([f"groupId {unit.group_id}: {len(found)} fields", *found[:10]])


def compare_lines(books: list[Json], engine: str) -> Outcome:
    """Compare the two on some books; a failing engine is tried book by book."""
    texts = [generate.book_text(book) for book in books]
    output, problem = run_engine(engine, texts)
    values = [oracle.value_book(book) for book in books]
    expected = sum(len(units) for units in values)
    outcome = Outcome()
    if problem is None and len(output) != expected:
        problem = f"{expected} lines expected, engine wrote {len(output)}"
    if problem is not None and len(books) == 1:
        outcome.differences.append(Difference(f"the book as a whole: {problem}", texts[0]))
        return outcome
    if problem is not None:
        for book in books:
            outcome.add(compare_lines([book], engine))
            if len(outcome.differences) >= SHOWN:
                break
        if not outcome.differences:
            what = f"{len(books)} books together, none of them alone: {problem}"
            outcome.differences.append(Difference(what, "\n".join(texts)))
        return outcome
    lines = iter(output)
    for book, text, units in zip(books, texts, values):
        for unit in units:
            what = compare_unit(unit, book["parameters"]["rounding"], next(lines))
            if what is not None:
                outcome.differences.append(Difference(what, text))
        outcome.units += len(units)
        outcome.met.update(covered.of_book(book, units))
    return outcome


def compare_batch(batch: Batch) -> Outcome:
    """Make the books of a batch and compare the two on them."""
    with decimal.localcontext(EXACT):
        books = [
            generate.make_book(batch.seed, index, batch.units, batch.units_per_book)
            for index in batch.books
        ]
        return compare_lines(books, batch.engine)


def batches(options: argparse.Namespace) -> Iterator[Batch]:
    """Cut the stream into batches."""
    count = generate.book_count(options.count, options.units_per_book)
    for first in range(0, count, BOOKS_PER_BATCH):
        books = range(first, min(count, first + BOOKS_PER_BATCH))
        yield Batch(str(Path(options.engine).resolve()), options.seed, options.count,
                    options.units_per_book, books)


def save(text: str) -> str:
    """Keep a book in a temporary file."""
    with tempfile.NamedTemporaryFile("w", prefix="book-", suffix=".json", delete=False,
                                     encoding="utf-8") as file:
        file.write(text + "\n")
    return file.name


def report(total: Outcome) -> bool:
    """Print the counts; True when nothing differs and everything was met."""
    print("met:")
    for name in covered.SITUATIONS:
        print(f"  {total.met[name]:8d}  {name}")
    never = [name for name in covered.SITUATIONS if total.met[name] == 0]
    if never:
        print("never met: " + "; ".join(never))
    print(f"{total.units} units compared, {len(total.differences)} differences")
    return not never and not total.differences


def main() -> int:
    """Compare as asked on the command line; the exit code says whether all is well."""
    parser = argparse.ArgumentParser(description="Compare the engine with the second opinion.")
    parser.add_argument("--engine", required=True, help="program that reads books, one per line")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, required=True, help="number of units")
    parser.add_argument("--units-per-book", type=int, default=generate.UNITS_PER_BOOK)
    options = parser.parse_args()
    if not os.access(options.engine, os.X_OK):
        parser.error(f"{options.engine} is no program")

    total = Outcome()
    with multiprocessing.Pool() as pool:
        for outcome in pool.imap(compare_batch, batches(options)):
            for difference in outcome.differences[:max(0, SHOWN - len(total.differences))]:
                print(f"{difference.what}\n  book saved as {save(difference.book)}")
            total.add(outcome)
            if len(total.differences) >= STOP_AFTER:
                print(f"stopped after {len(total.differences)} differences")
                break
    return 0 if report(total) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Cut the tapes of this tree out of longer files of bars.

Usage: make_tape.py [--check] NAME SOURCE.csv.gz

NAME is one of TAPES. SOURCE has the columns ts_ms,symbol,open,high,low,close,volume. Rows
are copied unchanged and in order; only a window of time and some symbols stay. `gzip -n -9`
keeps the bytes reproducible: no file name and no time in the header. With --check nothing
is written and the exit status is 1 if the rows of the tape are not those of SOURCE.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from canonical import DATA, ROOT

HEADER = "ts_ms,symbol,open,high,low,close,volume"
TAPE_ASSETS = ("ADA", "BNB", "BTC", "DOGE", "DOT", "ETH", "LINK", "LTC", "MATIC",
               "SOL", "TRX", "XRP")


@dataclass(frozen=True)
class Tape:
    """A window of a source: all bars that open in [start, end)."""

    path: Path
    assets: tuple[str, ...]
    start: datetime
    end: datetime
    bar_ms: int


def utc(*parts: int) -> datetime:
    """A moment in UTC."""
    return datetime(*parts, tzinfo=timezone.utc)


TAPES = {
    # Opens two hours before the fall of 12 May 2021 (22:00 UTC) and shows its lowest
    # minutes (00:03 to 00:05 UTC) and the recovery.
    "demo": Tape(DATA / "demo" / "tape.csv.gz", TAPE_ASSETS, utc(2021, 5, 12, 20),
                 utc(2021, 5, 13, 7), 60_000),
    # Three quiet hours, the cascade of 10 October 2025 (20:50 to 21:20 UTC), the rebound.
    "2025-10-10": Tape(DATA / "tapes" / "2025-10-10.csv.gz", ("BTC", "DOGE", "ETH", "SOL"),
                       utc(2025, 10, 10, 18), utc(2025, 10, 11), 300_000),
}


def cut(tape: Tape, source: Path) -> str:
    """The header and the rows of the window, as they stand in the source."""
    symbols = {asset + "USDT" for asset in tape.assets}
    first = int(tape.start.timestamp() * 1000)
    end = int(tape.end.timestamp() * 1000)
    kept: list[str] = []
    with gzip.open(source, "rt", encoding="utf-8", newline="") as lines:
        header = next(lines).rstrip("\n")
        if header != HEADER:
            raise SystemExit(f"{source}: expected the columns {HEADER}, found {header}")
        for line in lines:
            time_text, symbol, _ = line.split(",", 2)
            if symbol in symbols and first <= int(time_text) < end:
                kept.append(line)
    expected = len(symbols) * (end - first) // tape.bar_ms
    if len(kept) != expected:
        raise SystemExit(f"{source}: expected {expected} rows in the window, found {len(kept)}")
    return HEADER + "\n" + "".join(kept)


def is_made(path: Path, text: str) -> bool:
    """Whether the file holds this text; how it was packed does not matter."""
    return path.is_file() and gzip.decompress(path.read_bytes()) == text.encode()


def main(arguments: list[str]) -> int:
    """Make or check the tape; the exit status."""
    check = arguments[:1] == ["--check"]
    names = arguments[1:] if check else arguments
    if len(names) != 2 or names[0] not in TAPES:
        print(f"usage: make_tape.py [--check] {'|'.join(TAPES)} SOURCE.csv.gz", file=sys.stderr)
        return 2
    tape = TAPES[names[0]]
    text = cut(tape, Path(names[1]))
    name = tape.path.relative_to(ROOT)
    if check:
        if is_made(tape.path, text):
            return 0
        print(f"{name} is not what its script makes", file=sys.stderr)
        return 1
    packed = subprocess.run(["gzip", "-n", "-9", "-c"], input=text.encode(),
                            stdout=subprocess.PIPE, check=True).stdout
    tape.path.parent.mkdir(parents=True, exist_ok=True)
    tape.path.write_bytes(packed)
    print(f"{name}: {text.count(chr(10)) - 1} rows, {len(packed)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

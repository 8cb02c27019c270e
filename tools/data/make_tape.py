"""Cut the demo tape data/demo/tape.csv.gz out of a day file of one-minute bars.

Usage: make_tape.py SOURCE.csv.gz [OUTPUT.csv.gz]

SOURCE has the columns ts_ms,symbol,open,high,low,close,volume. Rows are copied
unchanged and in order; only a window of time and a dozen symbols stay. The window
opens two hours before the fall of 12 May 2021 (22:00 UTC) and shows its lowest
minutes (00:03 to 00:05 UTC) and the recovery. `gzip -n -9` keeps the bytes
reproducible: no file name and no time in the header.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

from canonical import DATA

HEADER = "ts_ms,symbol,open,high,low,close,volume"
TAPE_ASSETS = ("ADA", "BNB", "BTC", "DOGE", "DOT", "ETH", "LINK", "LTC", "MATIC",
               "SOL", "TRX", "XRP")
START = datetime(2021, 5, 12, 20, 0, tzinfo=timezone.utc)
END = datetime(2021, 5, 13, 7, 0, tzinfo=timezone.utc)  # the last bar opens a minute before
OUTPUT = DATA / "demo" / "tape.csv.gz"


def cut(source: Path) -> str:
    """The header and the rows of the window, as they stand in the source."""
    symbols = {asset + "USDT" for asset in TAPE_ASSETS}
    first = int(START.timestamp() * 1000)
    end = int(END.timestamp() * 1000)
    kept: list[str] = []
    with gzip.open(source, "rt", encoding="utf-8", newline="") as lines:
        header = next(lines).rstrip("\n")
        if header != HEADER:
            raise SystemExit(f"{source}: expected the columns {HEADER}, found {header}")
        for line in lines:
            time_text, symbol, _ = line.split(",", 2)
            if symbol in symbols and first <= int(time_text) < end:
                kept.append(line)
    expected = len(symbols) * (end - first) // 60_000
    if len(kept) != expected:
        raise SystemExit(f"{source}: expected {expected} rows in the window, found {len(kept)}")
    return HEADER + "\n" + "".join(kept)


def main(arguments: list[str]) -> int:
    """Make the tape; the exit status."""
    if len(arguments) not in (1, 2):
        print("usage: make_tape.py SOURCE.csv.gz [OUTPUT.csv.gz]", file=sys.stderr)
        return 2
    output = Path(arguments[1]) if len(arguments) == 2 else OUTPUT
    text = cut(Path(arguments[0]))
    packed = subprocess.run(["gzip", "-n", "-9", "-c"], input=text.encode(),
                            stdout=subprocess.PIPE, check=True).stdout
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(packed)
    print(f"{output.name}: {text.count(chr(10)) - 1} rows, {len(packed)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

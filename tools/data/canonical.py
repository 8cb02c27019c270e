"""Canonical text of the shipped data files: one way to write decimals and JSON.

Every make_*.py script uses this module, so that a file is the same to the byte
whoever makes it. docs/book-format.md describes the form.
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"


def plain(value: Decimal | int | str) -> str:
    """A plain decimal without exponent, plus sign or trailing zeros."""
    number = Decimal(value)
    if number == 0:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def canonical_json(document: Any) -> str:
    """Members in the given order, two-space indent, one line feed at the end."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def finish(path: Path, text: str, check: bool) -> int:
    """Write the file, or with check only compare it; the exit status."""
    name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    if check:
        if path.is_file() and path.read_bytes() == text.encode():
            return 0
        print(f"{name} is not what its script makes", file=sys.stderr)
        return 1
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    print(f"{name}: {len(text.encode())} bytes")
    return 0

#!/usr/bin/env python3
"""The tables of docs/journal-format.md against the types of the source, as plimsoll_layout prints
them.

Usage: event_table.py PLIMSOLL_LAYOUT [--write]
"""

import pathlib
import re
import subprocess
import sys

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/journal-format.md"
HEADS = {
    "structures": "| structure | fields |\n|---|---|\n",
    "events": "| tag | event | fields |\n|---|---|---|\n",
    "commands": "| tag | command | fields |\n|---|---|---|\n",
}


def with_tables(text, tables):
    for name, rows in tables.items():
        block = re.compile(rf"(<!-- {name}: [^\n]*-->\n).*?(<!-- end -->)", re.DOTALL)
        text, count = block.subn(lambda m: m[1] + HEADS[name] + rows + m[2], text)
        if count != 1:
            sys.exit(f"{PAGE}: no place for the table of {name}")
    return text


def main():
    printed = subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True).stdout
    structures, events, commands = printed.split("\n\n")
    tables = {"structures": structures + "\n", "events": events + "\n", "commands": commands}
    text = PAGE.read_text(encoding="utf-8")
    wanted = with_tables(text, tables)
    if "--write" in sys.argv[2:]:
        PAGE.write_text(wanted, encoding="utf-8")
    elif wanted != text:
        sys.exit(f"{PAGE} does not say what the source does; write its tables anew:\n"
                 f"  {' '.join(sys.argv)} --write")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Writes the transcript in docs/api.md: good and bad requests with the answers a real server gave.

It starts servers on free ports with books made for it, sends every request as bytes over a socket,
and puts what came back between the two markers of the page. What differs from run to run is masked:
times, signatures, keys. `--check` writes nothing and fails if the page says otherwise.
"""

import argparse
import difflib
import pathlib
import sys

import transcript_conventions
import transcript_loan
from program import ROOT
from transcript_tools import Transcript

PAGE = ROOT / "docs/api.md"
BEGIN = "<!-- transcript begin: written by scripts/api_transcript.py -->\n"
END = "<!-- transcript end -->\n"


def write_transcript(binary):
    transcript = Transcript()
    transcript_conventions.write(transcript, binary)
    transcript_loan.write(transcript, binary)
    return "\n".join(transcript.lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--plimsoll", default=ROOT / "build/plimsoll", type=pathlib.Path)
    parser.add_argument("--check", action="store_true", help="fail if the page differs")
    arguments = parser.parse_args()
    page = PAGE.read_text()
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        sys.exit(f"{PAGE.name} has lost its markers")
    transcript = write_transcript(arguments.plimsoll.resolve())
    fresh = f"{before}{BEGIN}\n{transcript}{END}{after}"
    if fresh == page:
        print("docs/api.md says what the server does")
    elif arguments.check:
        difference = difflib.unified_diff(page.splitlines(), fresh.splitlines(), "docs/api.md",
                                          "the server", lineterm="")
        print("\n".join(difference))
        sys.exit("docs/api.md differs: run scripts/api_transcript.py")
    else:
        PAGE.write_text(fresh)
        print("docs/api.md: transcript written")


if __name__ == "__main__":
    main()

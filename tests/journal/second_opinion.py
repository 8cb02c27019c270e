#!/usr/bin/env python3
"""`plimsoll journal verify` and the checker written from docs/journal-format.md give the same
verdict: on what released versions and a server of today wrote, and on damaged copies of it.

Usage: second_opinion.py PLIMSOLL
"""

import pathlib
import random
import re
import shutil
import sqlite3
import sys
import tempfile

import writer
from check_journal import PAGE, Layout, check
from program import Program

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "golden"
LAYOUT = Layout(PAGE)
RECORDS = 40
DAMAGED_BYTES = 120


def record_of(text):
    found = re.search(r"record (\d+)", text)
    return int(found[1]) if found else None


def same_verdict(program, path, what):
    """Whether both call it sound; the same record is named when either names one."""
    sound, opinion = check(path, LAYOUT)
    status, text = program.attempt("journal", "verify", path)
    assert (status == 0) == sound, f"{what}: verify says {text!r}, the checker {opinion!r}"
    if sound:
        head = re.search(r"head +(\S+)", text)[1]
        assert head == opinion.split()[-1], f"{what}: {text!r} and {opinion!r}"
    else:
        assert status == 1, f"{what}: {text}"
        assert record_of(text) == record_of(opinion), f"{what}: {text!r} and {opinion!r}"
    return sound


def changed_by_sql(whole, copy, sql):
    shutil.copyfile(whole, copy)
    database = sqlite3.connect(copy)
    database.executescript("PRAGMA journal_mode=DELETE;" + sql)
    database.close()


STATEMENTS = [
    "UPDATE records SET payload = CAST(payload || 'x' AS BLOB) WHERE sequence = 7",
    "UPDATE records SET payload = zeroblob(length(payload)) WHERE sequence = 1",
    "UPDATE records SET time_ms = time_ms + 1 WHERE sequence = 12",
    "UPDATE records SET hash = zeroblob(32) WHERE sequence = 3",
    "UPDATE records SET hash = x'' WHERE sequence = 3",
    "UPDATE records SET hash = (SELECT hash FROM records WHERE sequence = 4) WHERE sequence = 5",
    "DELETE FROM records WHERE sequence = 9",
    "DELETE FROM records WHERE sequence = 1",
    "UPDATE records SET sequence = 0 WHERE sequence = 1",
    "UPDATE records SET sequence = 1000000 WHERE sequence = 20",
    "DELETE FROM meta",
    "UPDATE meta SET value = '3'",
    "PRAGMA user_version = 1",
    "PRAGMA application_id = 1",
    "DROP TABLE records",
]


def damaged_copies(program, whole, folder):
    copy = folder / "damaged.sqlite"
    for sql in STATEMENTS:
        changed_by_sql(whole, copy, sql)
        assert not same_verdict(program, copy, sql), f"{sql} is not found"
    # What only a head noted before can tell: the chain has no key.
    changed_by_sql(whole, copy, f"DELETE FROM records WHERE sequence > {RECORDS - 5}")
    assert same_verdict(program, copy, "a journal cut at its end")
    content = whole.read_bytes()
    chance = random.Random(20211012)
    found = 0
    for _ in range(DAMAGED_BYTES):
        offset = chance.randrange(len(content))
        damaged = bytearray(content)
        damaged[offset] ^= chance.randrange(1, 256)
        copy.write_bytes(damaged)
        found += not same_verdict(program, copy, f"byte {offset}")
    assert found > DAMAGED_BYTES // 2, f"only {found} of {DAMAGED_BYTES} damaged bytes are found"
    for size in (0, 50, 4096, len(content) // 2, len(content) - 1):
        copy.write_bytes(content[:size])
        assert not same_verdict(program, copy, f"cut to {size} bytes")


def main():
    program = Program(sys.argv[1])
    golden = sorted(GOLDEN.glob("*/*.sqlite"))
    assert golden, f"nothing in {GOLDEN}"
    for path in golden:
        assert same_verdict(program, path, path)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        state = folder / "state"
        with writer.serve_demo(program, state):
            writer.wait_for_records(program, state, RECORDS)
            journal = state / "journal.sqlite"
            assert check(journal, LAYOUT)[0]  # beside the server, as is the next
            program.run("journal", "verify", journal)
        # Killed: the newest records stand in the log only.
        assert same_verdict(program, journal, "after a kill")
        with program.serve("--state-dir", state) as server:
            server.stop()
        assert not (state / "journal.sqlite-wal").exists()
        assert same_verdict(program, journal, "at rest")
        damaged_copies(program, journal, folder)


if __name__ == "__main__":
    main()

"""A server that writes a journal by itself: the demo's prices, fast."""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))

from program import PATIENCE_S, check  # noqa: E402  (found by the line above)


def serve_demo(program, state):
    return program.serve("--state-dir", state, "--demo", "--speed", "1000")


def head(program, state):
    """(sequence, "SEQUENCE:HASH")."""
    text = program.run("journal", "head", "--state-dir", state).strip()
    return int(text.split(":")[0]), text


def wait_for_records(program, state, count):
    deadline = time.monotonic() + PATIENCE_S
    while head(program, state)[0] < count:
        check(time.monotonic() < deadline, f"no {count} records in {PATIENCE_S} s")
        time.sleep(0.05)

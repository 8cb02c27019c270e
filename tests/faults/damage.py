#!/usr/bin/env python3
"""A journal cut or overwritten at random offsets: refused with what is wrong, or all of it there.

Never silently less, never silently other. Journals are damaged: one whose server was stopped,
with every record in the file, without and with snapshots of the book beside it, and one whose
server was killed, with the newest in the write-ahead log.

    damage.py [--trials 200] [--seed 1]
"""

import argparse
import random
import shutil
import sys
import time

import loan
import process
from memory import make_state
from process import EXIT_REFUSED, check, check_equal

ORDERS = 150
FILE = ("journal.sqlite",)
LOG = ("journal.sqlite", "journal.sqlite-wal", "journal.sqlite-wal")
KINDS = ("borrow", "repay", "transfer-out", "transfer")


def flip_bit(data, choose):
    at = choose.randrange(len(data))
    data[at] ^= 1 << choose.randrange(8)
    return f"a bit flipped at {at}"


def overwrite(data, choose):
    at, size = choose.randrange(len(data)), choose.choice([1, 16, 512, 4096])
    data[at:at + size] = choose.randbytes(len(data[at:at + size]))
    return f"{size} bytes overwritten at {at}"


def zero(data, choose):
    at, size = choose.randrange(len(data)), choose.choice([64, 4096, 65536])
    data[at:at + size] = bytes(len(data[at:at + size]))
    return f"{size} bytes zeroed at {at}"


def cut(data, choose):
    at = choose.randrange(len(data))
    del data[at:]
    return f"cut at {at}"


DAMAGES = (flip_bit, flip_bit, overwrite, zero, cut)


def answered(state, snapshots):
    """Orders that were all answered, also by the history."""
    with state.server("--snapshot-every", snapshots) as server:
        with server.caller(state.keys["borrower"]) as borrower, \
                server.caller(state.keys["desk"]) as desk:
            for number in range(1, ORDERS):
                order = loan.Order(KINDS[number % len(KINDS)], number)
                status, body = order.send({"borrower": borrower, "desk": desk}[order.who])
                check_equal(status, 200, body)
            loan.all_records(borrower, "borrow")
        yield server


def recovered(folder):
    """(records, digest) of a start on this folder, or the log of one that was refused."""
    with process.Server(["--state-dir", folder, "--snapshot-every", "0"], wait=False) as server:
        try:
            server.wait_until_ready()
        except process.Failed:
            return None, server.ends(EXIT_REFUSED)
        return server.recovered, server.log


def tried(state, whole, choose, name):
    """One damaged copy: "refused" or "identical", and what was done to it."""
    copy = state.folder.parent / "damaged"
    shutil.copytree(state.folder, copy)
    try:
        file = copy / name
        data = bytearray(file.read_bytes())
        what = f"{name}: " + choose.choice(DAMAGES)(data, choose)
        file.write_bytes(data)
        found, log = recovered(copy)
        if found is None:
            named = "journal" in log or "record " in log
            return ("refused" if named else f"refused without a reason: {log}"), what
        return ("identical" if found == whole else f"accepted {found}, was {whole}"), what
    finally:
        shutil.rmtree(copy)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("--trials", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=int(time.time()))
    asked = arguments.parse_args()
    print(f"seed {asked.seed}", flush=True)
    choose = random.Random(asked.seed)
    counts, wrong = {"refused": 0, "identical": 0}, []
    for end, snapshots, names in (("stop", 0, FILE), ("stop", 50, FILE), ("kill", 0, LOG),
                                  ("kill", 50, LOG)):
        with process.temporary_folder() as folder:
            state = make_state(folder)
            for server in answered(state, snapshots):
                getattr(server, end)()
            copy = folder / "whole"
            shutil.copytree(state.folder, copy)
            whole, log = recovered(copy)
            check(whole, f"the undamaged journal: {log}")
            for _ in range(asked.trials // 4):
                outcome, what = tried(state, whole, choose, choose.choice(names))
                if outcome in counts:
                    counts[outcome] += 1
                else:
                    wrong.append(f"{what}: {outcome}")
    print(f"damaged copies: {sum(counts.values()) + len(wrong)}, refused: {counts['refused']}, "
          f"recovered whole: {counts['identical']}, wrong: {len(wrong)}")
    if wrong:
        raise process.Failed("\n".join(["silently less, or other:", *wrong]))


if __name__ == "__main__":
    try:
        main()
    except process.Failed as failure:
        sys.exit(f"FAILED: {failure}")

#!/usr/bin/env python3
"""Runs the tables of hostile requests against a server: each line must be answered exactly so.

After each table a good signed request is still answered,
and no money has moved: the lender's ledger
is what it was. `--list` prints the lines without running anything.
"""

import argparse
import concurrent.futures
import json
import pathlib
import sys
import tempfile
import time

import connections
import duplicates
import encoding
import framing
import lender
import lengths
import quantities
import parameters
import signatures
from table import OK, ask
from world import World, replies

TABLES = [encoding, duplicates, lengths, quantities, parameters, signatures, framing, connections,
          lender]
SIDE_BY_SIDE = 32  # as many clients at once, where a case is mostly waiting

JSON_TYPE = "Content-Type: application/json;charset=UTF-8"


def complaints(expected, reply, port):
    """What is wrong with an answer."""
    if reply.status != expected.status:
        yield f"status {reply.status}, not {expected.status}"
        return
    for field in expected.fields:
        if field not in reply.lines:
            yield f"no {field!r}"
    if expected.empty:
        if reply.body:
            yield f"a body of {len(reply.body)} bytes"
        return
    if JSON_TYPE not in reply.lines:
        yield "it does not say that it is JSON"
    try:
        said = json.loads(reply.body)
    except ValueError:
        yield "its body is no JSON"
        return
    code = said.get("code") if isinstance(said, dict) else None
    if code != expected.code:
        yield f"code {code}, not {expected.code}"
    elif expected.message is not None and said["msg"] != expected.message:
        yield f"message {said['msg']!r}, not {expected.message!r}"
    if expected.holds not in reply.body:
        yield f"no {expected.holds!r} in the body"
    if port == "lender" and reply.status != 200 and "error" not in said:
        yield "it names no error"


def judge(world, case):
    """None, or what is wrong."""
    try:
        received = world.exchange(case)
        answers = replies(received, case.heads)
    except (OSError, ValueError) as trouble:
        return str(trouble)
    if len(answers) != len(case.answers):
        return f"{len(answers)} answers, not {len(case.answers)}: {[str(one) for one in answers]}"
    for number, (expected, reply) in enumerate(zip(case.answers, answers), 1):
        for complaint in complaints(expected, reply, case.port):
            return f"answer {number}: {complaint}: {reply}"
    return None


def run_table(world, table):
    """The lines that were answered otherwise, with what is wrong."""
    if table is connections:
        with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            verdicts = list(pool.map(lambda case: judge(world, case), table.CASES))
    else:
        verdicts = [judge(world, case) for case in table.CASES]
    verdicts = list(zip(table.CASES, verdicts))
    good = ask("a good request afterwards", OK, "groupId=1")
    return [(case.title, wrong) for case, wrong in [*verdicts, (good, judge(world, good))] if wrong]


def this_hour():
    return int(time.time()) // 3600


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--plimsoll", type=pathlib.Path, default="build/plimsoll")
    parser.add_argument("--list", action="store_true", help="print the lines")
    parser.add_argument("table", nargs="*", help="only these")
    arguments = parser.parse_args()
    chosen = [table for table in TABLES
              if not arguments.table or table.__name__ in arguments.table]
    if arguments.list:
        for table in chosen:
            print(f"{table.__name__}: {len(table.CASES)}")
            for case in table.CASES:
                print(f"  {case.title}: {', '.join(str(one.status) for one in case.answers)}")
        return
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        with World(arguments.plimsoll.resolve(), folder) as world:
            for table in chosen:
                begin, hour, ledger = time.monotonic(), this_hour(), world.ledger()
                wrong = run_table(world, table)
                # At the full hour interest moves by itself.
                if world.ledger() != ledger and this_hour() == hour:
                    wrong.append(("the ledger", "money has moved"))
                failed += len(wrong)
                seconds = time.monotonic() - begin
                print(f"{table.__name__:12} {len(table.CASES):4} requests, "
                      f"{len(wrong)} answered otherwise, {seconds:.1f} s", flush=True)
                for title, what in wrong:
                    print(f"    {title}: {what}")
    print(f"{sum(len(table.CASES) for table in chosen)} hostile requests, {failed} wrong")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

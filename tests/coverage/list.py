#!/usr/bin/env python3
"""Which of the answers that the API describes the tests have seen: the list in clients.txt.

    (cd tests/clients && PLIMSOLL_COVERAGE_LOG=/tmp/log node --test)
    python3 tests/coverage/list.py --plimsoll build/plimsoll --log /tmp/log \\
        -o tests/coverage/clients.txt

A log has a line for each answer, with tabs between: method, path, status, and the code of a refusal
or 0. What may be answered is asked of the server itself: /openapi.json. An answer that it does not
describe is an error. Paths and methods it does not have at all are left out, and so are refusals of
bytes that are no request (-1013).
"""

import argparse
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))

from program import Program  # noqa: E402  (found by the line above)

NO_REQUEST = -1013


def description(plimsoll):
    with tempfile.TemporaryDirectory() as folder, \
            Program(plimsoll, folder).serve("--journal", "memory") as server:
        return json.loads(server.get("/openapi.json")[1])


def codes_of(response):
    """The codes that one response of the description may carry."""
    found = set()

    def walk(part):
        if isinstance(part, dict):
            found.update(part.get("properties", {}).get("code", {}).get("enum", []))
            for value in part.values():
                walk(value)
        elif isinstance(part, list):
            for value in part:
                walk(value)

    walk(response)
    return found


def described(api):
    """{(method, path): {(status, code)}}, in the order of the description."""
    answers = {}
    for path, operations in api["paths"].items():
        for method, operation in operations.items():
            possible = answers.setdefault((method.upper(), path), set())
            for status, response in operation["responses"].items():
                codes = {0} if status == "200" else codes_of(response)
                possible.update((int(status), code) for code in codes)
    return answers


def seen_in(paths):
    seen = set()
    for path in paths:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                method, where, status, code = line.rstrip("\n").split("\t")
                seen.add((method, where, int(status), int(code)))
    return seen


def main():
    options = argparse.ArgumentParser(description=__doc__,
                                      formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--plimsoll", required=True, help="the program")
    options.add_argument("--log", required=True, action="append", help="may be given again")
    options.add_argument("-o", "--output", help="instead of standard output")
    chosen = options.parse_args()

    possible = described(description(chosen.plimsoll))
    seen = seen_in(chosen.log)
    undescribed = sorted(
        (method, path, status, code) for method, path, status, code in seen
        if (method, path) in possible and (status, code) not in possible[method, path]
        and code != NO_REQUEST)
    lines = ["# Written by tests/coverage/list.py: for every call the codes of its answers, 0 for",
             "# success; first those that the tests have seen, then those that they have not.", ""]
    total = hit = 0
    for (method, path), answers in possible.items():
        have = {code for status, code in answers if (method, path, status, code) in seen}
        lack = {code for _, code in answers} - have
        hit, total = hit + len(have), total + len(have) + len(lack)
        lines.append(f"{method} {path}")
        for word, codes in (("seen", have), ("unseen", lack)):
            if codes:
                lines.append(f"  {word:7}" + " ".join(map(str, sorted(codes, reverse=True))))
    lines += ["", f"{hit} of {total}"]
    text = "\n".join(lines) + "\n"
    if chosen.output:
        with open(chosen.output, "w", encoding="utf-8") as file:
            file.write(text)
    else:
        sys.stdout.write(text)
    for method, path, status, code in undescribed:
        print(f"not described: {method} {path} {status} {code}", file=sys.stderr)
    return 1 if undescribed else 0


if __name__ == "__main__":
    sys.exit(main())

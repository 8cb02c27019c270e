#!/usr/bin/env python3
"""Runs the fuzz targets, each for so many seconds, and says what they found.

New inputs gather in build-fuzz/corpus/, which a later run goes on from; the seeds stay in
fuzz/corpus/. An input that crashes a target is written to fuzz/crashes/<target>/, where the tests
of every build try it again; the run then fails.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build-fuzz"
FUZZ = ROOT / "fuzz"

MOST_BYTES = {"book_file": 16_384, "scenario": 4_096, "tape": 8_192}
USUAL_MOST_BYTES = 4_096
ONE_INPUT_SECONDS = 10
MEMORY_MIB = 2_048


def known_targets():
    return sorted(path.name.removesuffix("_fuzz.cc") for path in FUZZ.glob("*_fuzz.cc"))


def files_in(folder):
    return {path for path in folder.glob("*") if path.is_file()}


def command_of(target, seconds, grown, crashes):
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={MOST_BYTES.get(target, USUAL_MOST_BYTES)}",
        f"-timeout={ONE_INPUT_SECONDS}",
        f"-rss_limit_mb={MEMORY_MIB}",
        f"-artifact_prefix={crashes}/",
        "-print_final_stats=1",
    ]
    dictionary = FUZZ / "dictionaries" / f"{target}.dict"
    if dictionary.exists():
        options.append(f"-dict={dictionary}")
    program = BUILD / "fuzz" / f"{target}_fuzz"
    return ["nice", "-n", "10", program, *options, grown, FUZZ / "corpus" / target]


def statistic(report, name):
    found = re.search(rf"^stat::{name}: *(\d+)$", report, re.M)
    return int(found[1]) if found else 0


def run(target, seconds):
    """One target for its time: its line of the summary, and whether it held."""
    grown = BUILD / "corpus" / target
    crashes = FUZZ / "crashes" / target
    grown.mkdir(parents=True, exist_ok=True)
    crashes.mkdir(parents=True, exist_ok=True)
    before = files_in(crashes)
    done = subprocess.run(command_of(target, seconds, grown, crashes), cwd=ROOT,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    report = done.stdout.decode(errors="replace")
    fresh = sorted(files_in(crashes) - before)
    if not files_in(crashes):
        crashes.rmdir()
    lines = [f"{target:20} {statistic(report, 'number_of_executed_units'):>12,} runs "
             f"{statistic(report, 'average_exec_per_sec'):>8,}/s "
             f"{len(files_in(grown)):>6} inputs kept  {len(fresh)} crashes"]
    if done.returncode != 0:
        lines.append(report[-6_000:])
    lines += [f"  {path.relative_to(ROOT)}" for path in fresh]
    print("\n".join(lines), flush=True)  # at once: another target may have something to say
    return done.returncode == 0


def main():
    parser = argparse.ArgumentParser(prog="./dev fuzz", description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=int, default=20, help="for each target (default 20)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(),
                        help="targets at a time (default one per processor)")
    parser.add_argument("target", nargs="*", help=f"of {', '.join(known_targets())}; all if none")
    arguments = parser.parse_args()
    if min(arguments.seconds, arguments.jobs) < 1:
        parser.error("--seconds and --jobs start at 1")
    for target in arguments.target:
        if target not in known_targets():
            parser.error(f"no target '{target}'")
    targets = arguments.target or known_targets()
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        held = pool.map(lambda target: run(target, arguments.seconds), targets)
        wrong = [target for target, well in zip(targets, held) if not well]
    if wrong:
        sys.exit(f"{', '.join(wrong)}: not as promised; mend it and keep the input")


if __name__ == "__main__":
    main()

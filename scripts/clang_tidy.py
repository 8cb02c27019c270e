#!/usr/bin/env python3
"""Runs clang-tidy 14 on every C++ file of a build tree, in parallel; quiet about what is clean.

    scripts/clang_tidy.py build-clang [--jobs N] [--security] [FILE...]

A file that was clean is not read again until something it is made of changes: its preprocessed text
with comments (they can silence a check), its command line, .clang-tidy or the tool. What was clean
is remembered in BUILD/clang-tidy/. With FILEs only those are checked. --security runs clang's
analyzer and the CERT rules in place of the checks of .clang-tidy.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

import sources

TOOL = "clang-tidy-14"

# Off, with the reasons of .clang-tidy: err58 (a constant that cannot be made ends the program),
# err33 (an fprintf to stderr has nobody to tell), dcl21 and dcl16, oop54 (style), padding (members
# stand in the order in which they are understood).
SECURITY = (
    "-*,clang-analyzer-*,cert-*,-cert-err58-cpp,-cert-err33-c,-cert-dcl21-cpp,-cert-dcl16-c,"
    "-cert-oop54-cpp,-clang-analyzer-optin.performance.Padding"
)


def preprocess_command(entry):
    """The compile command turned into one that prints the preprocessed text with its comments."""
    words = shlex.split(entry["command"])
    if os.path.basename(words[0]) == "ccache":
        del words[0]
    output = words.index("-o")
    del words[output : output + 2]
    words.remove("-c")
    return words + ["-E", "-CC"]


def fingerprint(entry, common):
    """What the verdict on this file depends on, or None when it does not even preprocess."""
    result = subprocess.run(
        preprocess_command(entry), cwd=entry["directory"], capture_output=True, check=False
    )
    if result.returncode != 0:
        return None
    return hashlib.sha256(common + entry["command"].encode() + result.stdout).hexdigest()


def marks_of(build, checks):
    return build / ("clang-tidy-security" if checks else "clang-tidy")


def check(entry, build, common, checks):
    """What clang-tidy says about one file; empty when it is clean."""
    path = os.path.relpath(entry["file"], sources.ROOT)
    mark = marks_of(build, checks) / (path.replace("/", "+") + ".clean")
    key = fingerprint(entry, common)
    if key and mark.exists() and mark.read_text() == key:
        return ""
    result = subprocess.run(
        [TOOL, "--quiet", "-p", str(build), *checks, entry["file"]],
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode == 0 and not result.stdout.strip():
        if key:
            mark.write_text(key)
        return ""
    # On stderr stand counts of what was suppressed; they matter only when nothing else was said.
    return result.stdout.replace(f"{sources.ROOT}/", "") or result.stderr


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("build", help="a configured tree with compile_commands.json")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--security", action="store_true")
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_intermixed_args()

    build = (sources.ROOT / arguments.build).resolve()
    checks = [f"--checks={SECURITY}"] if arguments.security else []
    marks_of(build, checks).mkdir(exist_ok=True)
    version = subprocess.run([TOOL, "--version"], capture_output=True, check=True).stdout
    common = version + (sources.ROOT / ".clang-tidy").read_bytes() + "".join(checks).encode()
    entries = json.loads((build / "compile_commands.json").read_text())
    wanted = {str(pathlib.Path(file).resolve()) for file in arguments.files}
    # A file of several targets is one file.
    entries = {
        entry["file"]: entry
        for entry in entries
        if entry["file"].endswith(".cc") and (not wanted or entry["file"] in wanted)
    }.values()

    failed = 0
    told = set()  # a finding in a header comes back with every file that includes it
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for said in pool.map(lambda entry: check(entry, build, common, checks), entries):
            if said:
                failed += 1
                for finding in re.split(r"^(?=\S+:\d+:\d+: (?:error|warning): )", said, flags=re.M):
                    if finding.strip() and finding not in told:
                        print(finding.rstrip(), flush=True)
                    told.add(finding)
    print(f"clang-tidy: {failed} of {len(entries)} files with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Looks into a finished program for the hardening that the build asked for.

    scripts/check_hardening.py build/plimsoll
    scripts/check_hardening.py --self-test PROGRAM   proves that a program without it is refused

readelf, of the compiler's own package, says what the file holds: position-independent code, no
executable stack, no segment both writable and executable, relocations read-only and bound at the
start, stack canaries, checked library calls. Control-flow marks (CET) are not asked for: Debian 12
starts programs with objects that lack them, so the kernel would not enforce them.
"""

import pathlib
import re
import subprocess
import sys
import tempfile


def readelf(path, *options):
    return subprocess.run(
        ["readelf", "--wide", *options, path], capture_output=True, text=True, check=True
    ).stdout


def findings(path):
    """What is missing, as sentences; empty when all is there."""
    header, segments = readelf(path, "--file-header"), readelf(path, "--program-headers")
    dynamic, symbols = readelf(path, "--dynamic"), readelf(path, "--dyn-syms")
    flags = {}
    row = r"^\s+(\S+)\s+0x\w+\s+0x\w+\s+0x\w+\s+0x\w+\s+0x\w+\s+([RWE ]{3})\s+0x"
    for kind, rights in re.findall(row, segments, re.M):
        flags.setdefault(kind, []).append(rights)

    missing = []
    if not re.search(r"Type:\s+DYN", header) or "PIE" not in dynamic:
        missing.append("it is not position-independent (PIE)")
    if "GNU_STACK" not in flags or any("E" in rights for rights in flags["GNU_STACK"]):
        missing.append("its stack is executable")
    if any("W" in rights and "E" in rights for rights in flags.get("LOAD", [])):
        missing.append("a segment is writable and executable")
    if "GNU_RELRO" not in flags or not re.search(r"BIND_NOW|FLAGS_1.*\bNOW\b", dynamic):
        missing.append("its relocations stay writable (full RELRO)")
    if "__stack_chk_fail" not in symbols:
        missing.append("it has no stack canaries")
    if not re.search(r"\b__(mem|str|v?s?n?printf|f?printf|read)\w*_chk\b", symbols):
        missing.append("no library call is checked (_FORTIFY_SOURCE)")
    return missing


def self_test(good):
    """A program built against every rule must be refused for each; `good` for none."""
    wrong = findings(good)
    with tempfile.TemporaryDirectory() as folder:
        source, plain = pathlib.Path(folder) / "plain.c", pathlib.Path(folder) / "plain"
        source.write_text("int main(void) { return 0; }\n")
        bare = "-no-pie -fno-stack-protector -U_FORTIFY_SOURCE".split()
        link = ["-Wl,-z,execstack", "-Wl,-z,norelro", "-Wl,-z,lazy"]
        subprocess.run(["cc", *bare, *link, source, "-o", plain], check=True)
        found = findings(plain)
    for text in ("position", "stack is", "relocations", "canaries", "checked"):
        if not any(text in finding for finding in found):
            wrong.append(f"a bare program was not refused for: {text}")
    print("\n".join(wrong) or "hardening self-test: a bare program is refused for five reasons")
    return 1 if wrong else 0


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--self-test":
        return self_test(sys.argv[2])
    missing = findings(sys.argv[1])
    for text in missing:
        print(f"{sys.argv[1]}: {text}")
    if not missing:
        print("hardening: all there")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

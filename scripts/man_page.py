#!/usr/bin/env python3
"""Writes packaging/plimsoll.1, the manual page, from what the program's own help says.

    scripts/man_page.py --plimsoll build/plimsoll            writes the page
    scripts/man_page.py --plimsoll build/plimsoll --check    status 1 when the page is not that

The commands, their options and the settings come from `--help`, so that the page cannot say
anything else; what help does not say - files, signals, exit status - stands here.
"""

import argparse
import re
import subprocess
import sys

import sources

PAGE = sources.ROOT / "packaging" / "plimsoll.1"

DESCRIPTION = """\
Plimsoll holds the risk units of institutional crypto loans, values them exactly and answers how
loaded they are. It speaks the Institutional Loan REST API, so that the clients trading firms run
work unchanged. One program serves, and looks after what it serves."""

FILES = [
    ("plimsoll-data/journal.sqlite", "the journal, the only truth; --state-dir moves the folder"),
    ("plimsoll-data/master.key", "seals the secrets of HMAC keys; keep a copy elsewhere"),
    ("plimsoll-data/snapshots/", "shortcuts for starting; may be deleted"),
    ("plimsoll-data/history.sqlite", "the records clients page through; made from the journal"),
    ("/etc/plimsoll/plimsoll.toml", "settings of the server that systemd starts"),
]

SIGNALS = [
    ("SIGINT, SIGTERM", "stop: nothing new is accepted, requests under way may finish"),
    ("SIGHUP", "read the TLS certificates and keys again; connections stay"),
]

EXIT_STATUS = [
    ("0", "done; for serve: asked to stop"),
    ("1", "it could not be done; the message says why"),
    ("2", "the command line or a setting is wrong"),
    ("3", "replay --redecide found differences"),
    ("70", "the journal failed while serving"),
    ("134", "a check of the program itself failed (SIGABRT); starting recovers"),
]


def help_of(binary, words):
    result = subprocess.run(
        [binary, *words, "--help"], capture_output=True, text=True, check=True, env={}
    )
    return result.stdout


class Help:
    """One command's help: what it is for, its options, the commands below it, its last words."""

    def __init__(self, text):
        head, _, rest = text.partition("\nUsage:")
        self.purpose = " ".join(head.split())
        self.usage = rest.split("\n", 1)[0]
        self.options = []
        self.commands = []
        section, last_words = None, []
        for line in rest.split("\n")[1:]:
            if line in ("Options:", "Positionals:", "Subcommands:"):
                section = line
            elif section and (match := re.match(r"  (\S.*?)(?:  +(\S.*))?$", line)):
                into = self.commands if section == "Subcommands:" else self.options
                into.append([match[1], match[2] or ""])
            elif section and (match := re.match(r" {10,}(\S.*)$", line)):
                into = self.commands if section == "Subcommands:" else self.options
                into[-1][1] = f"{into[-1][1]} {match[1]}".strip()
            elif line.strip():
                section = None
                last_words.append(line)
            elif section is None and last_words:
                last_words.append(line)
        self.last_words = "\n".join(last_words).strip("\n")


def escape(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.M)


def terms(rows):
    lines = []
    for term, text in rows:
        lines += [".TP", f".B {escape(term)}", escape(text) or "\\&"]
    return lines


def own_options(page):
    return [row for row in page.options if not row[0].startswith("-h,")]


def describe_command(binary, words):
    """The page of a command and of those below it, as lines."""
    page = Help(help_of(binary, words))
    lines = [f".SS {escape('plimsoll ' + ' '.join(words))}", escape(page.purpose) + "."]
    if words == ["serve"]:
        lines += [".PP", "Its options are the settings below."]
    else:
        lines += terms(own_options(page))
    if page.last_words:
        lines += [".PP", ".nf", escape(page.last_words), ".fi"]
    for name, _ in page.commands:
        lines += describe_command(binary, words + [name])
    return lines


def make_page(binary):
    top = Help(help_of(binary, []))
    serve = Help(help_of(binary, ["serve"]))
    version = subprocess.run([binary, "version"], capture_output=True, text=True, check=True)
    name = version.stdout.split("\n", 1)[0]
    lines = [
        '.\\" Written by scripts/man_page.py from the help of the program; change it there.',
        f'.TH PLIMSOLL 1 "" "{escape(name)}" "User Commands"',
        ".SH NAME",
        "plimsoll \\- exact risk engine and API server for institutional crypto loans",
        ".SH SYNOPSIS",
        ".B plimsoll",
        ".I COMMAND",
        "[\\fIOPTION\\fR...]",
        ".SH DESCRIPTION",
        escape(DESCRIPTION),
        ".SH COMMANDS",
    ]
    for command, _ in top.commands:
        lines += describe_command(binary, [command])
    lines += [".SH SETTINGS"] + terms(own_options(serve))
    lines += [".SH SIGNALS", "Of", ".BR \"plimsoll serve\" :"] + terms(SIGNALS)
    lines += [".SH FILES"] + terms(FILES)
    lines += [".SH EXIT STATUS"] + terms(EXIT_STATUS)
    lines += [".SH SEE ALSO", "The documentation in the folder docs/ of the source.", ""]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--plimsoll", required=True)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    page = make_page(arguments.plimsoll)
    if not arguments.check:
        PAGE.write_text(page)
        return 0
    if PAGE.exists() and PAGE.read_text() == page:
        print("manual page: true")
        return 0
    print("packaging/plimsoll.1 is not what the program says; run scripts/man_page.py")
    return 1


if __name__ == "__main__":
    sys.exit(main())

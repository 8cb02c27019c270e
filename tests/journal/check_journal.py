#!/usr/bin/env python3
"""Checks a journal by docs/journal-format.md and nothing else: identity, structure, the hash chain,
the order of times, and every byte of every payload by the tables of that page.

Usage: check_journal.py FILE...

Prints a verdict per file, "sound: N records, head SEQUENCE:HASH" or "bad: ...", and ends with 1
when one is bad.
"""

import hashlib
import pathlib
import re
import sqlite3
import struct
import sys
import urllib.parse

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/journal-format.md"
FORMAT = 2
PAYLOAD_VERSION = 2
REQUEST_ANSWERED = 34
OPERATOR_ACTED = 39


class Bad(Exception):
    """What is wrong with the file, and where."""


# --- The page's tables ----------------------------------------------------------------------------


def rows_of(text, table):
    place = rf"<!-- {table}: [^\n]*-->\n.*?\n\|[-|]+\|\n(.*?)<!-- end -->"
    block = re.search(place, text, re.DOTALL)
    for line in block[1].splitlines():
        yield [cell.strip().strip("`") for cell in line.strip().strip("|").split(" | ")]


def parse_type(words):
    """A type as (name, arguments), taken from the list of words."""
    name, arguments = words.pop(0), []
    if words and words[0] == "<":
        while words.pop(0) in "<,":
            arguments.append(parse_type(words))
            if words[0] == ">":
                words.pop(0)
                break
    return name, arguments


def parse_fields(text):
    """The types of "name: type, name: type"."""
    words = re.findall(r"[\w/]+|[<>,:]", text)
    types = []
    while words:
        words.pop(0)  # the field's name
        if words.pop(0) != ":":
            raise ValueError(text)
        types.append(parse_type(words))
        if words and words.pop(0) != ",":
            raise ValueError(text)
    return types


class Layout:
    def __init__(self, page):
        text = page.read_text(encoding="utf-8")
        self.structures = {}
        for name, fields in rows_of(text, "structures"):
            self.structures[name] = parse_fields(fields)
        self.events = self.tagged(text, "events")
        self.commands = self.tagged(text, "commands")

    @staticmethod
    def tagged(text, table):
        return {int(row[0]): parse_fields(row[2] if len(row) > 2 else "")
                for row in rows_of(text, table)}


# --- A payload ------------------------------------------------------------------------------------


class Payload:
    """Takes a payload apart; too short or impossible is Bad."""

    def __init__(self, layout, data):
        self.layout, self.data, self.at = layout, data, 0

    def take(self, size):
        if size > len(self.data) - self.at:
            raise Bad("the payload ends too early")
        self.at += size
        return self.data[self.at - size:self.at]

    def number(self, size):
        return int.from_bytes(self.take(size), "little")

    def byte_below(self, limit):
        value = self.number(1)
        if value >= limit:
            raise Bad(f"a byte is {value}, not below {limit}")
        return value

    def value(self, kind):
        name, arguments = kind
        if name == "bool":
            self.byte_below(2)
        elif name == "choice":
            self.byte_below(int(arguments[0][0]))
        elif name == "text":
            self.take(self.number(4))
        elif name == "time":
            self.take(8)
        elif size := re.fullmatch(r"[iu](\d+)(/\d+)?", name):
            self.take(int(size[1]) // 8)
        elif name == "list":
            for _ in range(self.number(4)):
                self.value(arguments[0])
        elif name == "optional":
            if self.byte_below(2):
                self.value(arguments[0])
        elif name == "one":
            self.value(arguments[self.byte_below(len(arguments))])
        elif name != "nothing":
            for field in self.layout.structures[name]:
                self.value(field)

    def fields(self, table, tag):
        if tag not in table:
            raise Bad(f"unknown tag {tag}")
        for field in table[tag]:
            self.value(field)

    def end(self, what):
        if self.at != len(self.data):
            raise Bad(f"{what} go on after their end")

    def check(self):
        if self.number(1) != PAYLOAD_VERSION:
            raise Bad("the payload has another version")
        events = []
        for _ in range(self.number(4)):
            tag, begin = self.number(2), self.at
            self.fields(self.layout.events, tag)
            events.append((tag, self.data[begin:self.at]))
        causes = Payload(self.layout, self.take(self.number(4)))
        self.end("the events and causes")
        causes.check_causes(events)

    def check_causes(self, events):
        self.byte_below(2)
        self.number(4)
        self.byte_below(2)
        free_from = 0
        for _ in range(self.number(4)):
            first = self.number(4)
            self.byte_below(2)
            acted = self.byte_below(2)
            answered = self.byte_below(2)
            commands = self.number(4)
            own = events[first:first + acted + commands + answered]
            if first < free_from or len(own) != acted + commands + answered:
                raise Bad("a submission does not fit the events")
            if acted and own[0][0] != OPERATOR_ACTED:
                raise Bad("a submission is given by another event")
            if answered and own[-1][0] != REQUEST_ANSWERED:
                raise Bad("a submission is answered by another event")
            for tag, data in own[acted:acted + commands]:
                self.check_command(tag, data)
            free_from = first + len(own)
        self.end("the causes")

    def check_command(self, event_tag, event):
        tag = self.number(2)
        if self.byte_below(2):
            if tag != event_tag:
                raise Bad("a command says what another event says")
            fields = Payload(self.layout, event)
        else:
            fields = Payload(self.layout, self.take(self.number(4)))
        fields.fields(self.layout.commands, tag)
        fields.end("the fields of a command")


# --- A file ---------------------------------------------------------------------------------------


def check_header(path):
    with open(path, "rb") as file:
        head = file.read(100)
    if len(head) < 100 or head[:16] != b"SQLite format 3\0" or head[68:72] != b"PLIM":
        raise Bad("no journal")
    version = int.from_bytes(head[60:64], "big")
    if version != FORMAT:
        raise Bad(f"format {version}")


def connect(path, at_rest):
    uri = f"file:{urllib.parse.quote(str(path.resolve()))}?mode=ro" + "&immutable=1" * at_rest
    database = sqlite3.connect(uri, uri=True)
    database.text_factory = bytes
    return database


def check_structure(database, path, at_rest):
    if database.execute("SELECT value FROM meta WHERE key='format_version'").fetchone() != (b"2",):
        raise Bad("no format")
    if at_rest and path.stat().st_size % database.execute("PRAGMA page_size").fetchone()[0]:
        raise Bad("cut short")
    database.execute("PRAGMA cell_size_check=ON")
    finding = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    if finding != b"ok":
        raise Bad(finding.decode(errors="replace"))


def check_records(database, layout):
    """The newest record's number and hash."""
    head, last, before = bytes(32), 0, None
    rows = database.execute(
        "SELECT sequence, time_ms, payload, hash FROM records ORDER BY sequence")
    while True:
        try:
            row = rows.fetchone()
        except sqlite3.DatabaseError as error:
            raise Bad(f"record {last + 1} cannot be read: {error}") from error
        if row is None:
            return last, head
        sequence, time, payload, stored = row
        if sequence != last + 1:
            raise Bad(f"record {last + 1} is missing" if last else f"first record is {sequence}")
        last = sequence
        head = hashlib.sha256(head + struct.pack("<Qq", sequence, time) + payload).digest()
        if stored != head:
            raise Bad(f"record {sequence} does not fit its hash")
        if before is not None and time < before:
            raise Bad(f"record {sequence} goes back in time")
        before = time
        try:
            Payload(layout, payload).check()
        except Bad as bad:
            raise Bad(f"record {sequence}: {bad}") from bad


def check(path, layout):
    """The verdict on a file: (sound?, text)."""
    path = pathlib.Path(path)
    at_rest = not pathlib.Path(f"{path}-wal").exists()
    try:
        check_header(path)
        database = connect(path, at_rest)
        try:
            check_structure(database, path, at_rest)
            last, head = check_records(database, layout)
        finally:
            database.close()
    except (Bad, sqlite3.DatabaseError, OSError) as error:
        return False, f"bad: {error}"
    return True, f"sound: {last} records, head {last}:{head.hex()}"


def main():
    layout = Layout(PAGE)
    verdicts = [(path, *check(path, layout)) for path in sys.argv[1:]]
    for path, _, text in verdicts:
        print(f"{path}: {text}")
    return 0 if verdicts and all(sound for _, sound, _ in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Backups of a server that writes, and what is restored from them.

Usage: backup_test.py PLIMSOLL
"""

import pathlib
import re
import stat
import sys
import tempfile

import writer
from program import Program


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def head_in(text):
    return re.search(r"head +(\d+:[0-9a-f]{64})", text)[1]


def back_up_while_serving(program, state, folder):
    """The last backup's folder and head."""
    backups = []
    for number in range(3):
        writer.wait_for_records(program, state, 20 * (number + 1))
        backup = folder / f"backup{number}"
        text = program.run("backup", "--state-dir", state, "--to", backup)
        head = head_in(text)
        assert head == program.run("journal", "head", backup / "journal.sqlite").strip()
        assert sorted(path.name for path in backup.iterdir()) == ["journal.sqlite"], text
        assert mode(backup) == 0o700 and mode(backup / "journal.sqlite") == 0o600
        assert "master key is not in it" in text
        backups.append((backup, head))
    sequences = [int(head.split(":")[0]) for _, head in backups]
    assert sequences == sorted(set(sequences)), f"the server wrote meanwhile: {sequences}"
    # What the server wrote since goes on from each of them.
    for _, head in backups:
        program.run("journal", "verify", "--state-dir", state, "--expect", head)
    status, text = program.attempt("journal", "verify", "--state-dir", state, "--expect", "1:abc")
    assert status == 2 and "SEQUENCE:HASH is expected" in text
    before = (backups[0][0] / "journal.sqlite").read_bytes()
    assert "is not empty" in program.refuses("backup", "--state-dir", state, "--to", backups[0][0])
    assert (backups[0][0] / "journal.sqlite").read_bytes() == before
    return backups[-1]


def restore_and_start(program, backup, head, state):
    text = program.run("restore", "--from", backup, "--state-dir", state)
    assert head_in(text) == head
    assert mode(state) == 0o700 and mode(state / "journal.sqlite") == 0o600
    with program.serve("--state-dir", state) as server:
        assert server.recovered[0] == int(head.split(":")[0])
        server.stop()
    program.run("journal", "verify", "--state-dir", state, "--expect", head)
    return text


def refuse_what_is_not_whole(program, backup, folder):
    state = folder / "refused"
    journal = backup / "journal.sqlite"
    whole = journal.read_bytes()
    damaged = bytearray(whole)
    damaged[len(whole) // 2] ^= 0xFF
    journal.write_bytes(damaged)
    assert "is damaged" in program.refuses("restore", "--from", backup, "--state-dir", state)
    assert not state.exists(), "nothing of a damaged backup stays"
    journal.rename(backup / "journal.sqlite.new")  # as a backup that was broken off
    text = program.refuses("restore", "--from", backup, "--state-dir", state)
    assert "no complete backup" in text
    (backup / "journal.sqlite.new").unlink()
    journal.write_bytes(whole)
    program.run("restore", "--from", backup, "--state-dir", state)
    assert "is not empty" in program.refuses("restore", "--from", backup, "--state-dir", state)


def restore_what_a_kill_left(program, folder):
    """The newest records are in the write-ahead log only: none of them is lost."""
    killed = folder / "killed"
    with writer.serve_demo(program, killed) as server:
        writer.wait_for_records(program, killed, 20)
        server.kill()
    assert (killed / "journal.sqlite-wal").stat().st_size > 0
    head = program.run("journal", "head", "--state-dir", killed).strip()
    restore_and_start(program, killed, head, folder / "restored-from-killed")


def main():
    program = Program(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        state = folder / "state"
        assert "no journal" in program.refuses("backup", "--state-dir", state, "--to", folder / "b")
        with writer.serve_demo(program, state):
            backup, head = back_up_while_serving(program, state, folder)
            with_key = folder / "with-key"
            text = program.run("backup", "--state-dir", state, "--to", with_key,
                                "--with-master-key")
            key_head = head_in(text)
        key = (state / "master.key").read_bytes()
        assert (with_key / "master.key").read_bytes() == key
        assert mode(with_key / "master.key") == 0o600
        text = restore_and_start(program, with_key, key_head, folder / "restored-with-key")
        assert "master key" not in text

        # The demo's keys are sealed: without the master key the start says what is missing.
        bare = folder / "bare"
        assert "master.key" in program.run("restore", "--from", backup, "--state-dir", bare)
        assert "master.key is gone" in program.refuses("keys", "list", "--state-dir", bare)
        (bare / "master.key").touch(0o600)
        (bare / "master.key").write_bytes(key)
        program.run("keys", "list", "--state-dir", bare)
        refuse_what_is_not_whole(program, backup, folder)
        restore_what_a_kill_left(program, folder)


if __name__ == "__main__":
    main()

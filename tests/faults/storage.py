#!/usr/bin/env python3
"""What the disk can do to a running server: full, read-only, taken away; and who else may want it.

In every case: nothing that was not durable is answered, the process says what is wrong and ends
with its documented exit code, and once the cause is gone everything answered is there.
"""

import contextlib
import os
import pathlib
import random
import shutil
import subprocess
import time
import unittest

import loan
import process
from memory import Memory, Numbers, heard_by, make_state, under_load
from process import EXIT_JOURNAL, EXIT_REFUSED, GROUP

NO_MOUNT = None
if os.geteuid() != 0:
    NO_MOUNT = "needs root, to mount a small file system"
elif not shutil.which("mount"):
    NO_MOUNT = "needs the program mount"


@contextlib.contextmanager
def small_disk(folder, kilobytes):
    """A file system of this size at `folder`; the test is skipped where none can be mounted."""
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k,mode=700", "tmpfs",
                           str(folder)], capture_output=True, text=True)
    if made.returncode != 0:
        raise unittest.SkipTest(f"cannot mount: {made.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder, leave_kilobytes, name="ballast"):
    """A file that leaves only so much room; returns its path."""
    ballast = folder / name
    space = os.statvfs(folder)
    ballast.write_bytes(b"x" * max(0, space.f_bavail * space.f_frsize - leave_kilobytes * 1024))
    return ballast


class Storage(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(process.temporary_folder())
        self.memory = Memory()
        self.numbers = Numbers()

    def load(self, server, state):
        return under_load(server, state, self.numbers, random.Random(1), 3)

    def assert_everything_is_there(self, state, orders):
        with state.server() as server:
            self.memory.learn(server, state.keys, orders)
            self.memory.compare_all(server, state.keys)
            server.stop()
        self.memory.compare_wallets(state.export())
        state.balance()

    def borrow(self, server, state, amount="1.5"):
        with server.caller(state.keys["borrower"]) as caller:
            return caller.send("POST", f"{GROUP}/borrow", groupId=loan.UNIT, assetName="USDT",
                               amount=amount)

    @contextlib.contextmanager
    def history_on_a_small_disk(self):
        """A state of which only the history lies on a disk that can be filled."""
        state = make_state(self.folder)
        with small_disk(self.folder / "disk", 1024) as disk:
            (state.folder / "history.sqlite").unlink()
            (state.folder / "history.sqlite").symlink_to(disk / "history.sqlite")
            yield state, disk

    @unittest.skipIf(NO_MOUNT, NO_MOUNT)
    def test_a_full_disk_ends_the_server_and_loses_nothing(self):
        with small_disk(self.folder / "disk", 8192) as disk:
            state = make_state(disk)
            with state.server() as server:
                ballast = fill(disk, 200)
                clients = self.load(server, state)
                log = server.ends(EXIT_JOURNAL)
                self.assertIn("the journal failed, stopping at once", log)
                self.assertIn("disk is full", log)
                orders = heard_by(clients)
            for order in orders:
                self.assertIn(order.answer and order.answer[0], (None, 200, 400, 500, 503))
                if order.answer and order.answer[0] >= 500:
                    order.answer = None  # it was told that nothing is known
            self.assertTrue(any(order.done for order in orders))
            # On the full disk it recovers and answers questions; the first change ends it again.
            ballast.unlink()
            self.assert_everything_is_there(state, orders)
            self.assertGreater(self.memory.unanswered, 0)

    @unittest.skipIf(NO_MOUNT, NO_MOUNT)
    def test_a_full_disk_under_the_history_stops_only_the_records(self):
        with self.history_on_a_small_disk() as (state, disk):
            with state.server() as server:
                ballast = fill(disk, 0)
                self.assertEqual(self.borrow(server, state)[0], 200)
                self.wait_for(lambda: server.health()[1]["historyFailure"])
                status, health = server.health()
                self.assertEqual((status, health["status"]), (503, "degraded"))
                self.assertIn("disk is full", health["historyFailure"])
                self.assertEqual(server.get("/health/ready")[0], 200)
                self.assertEqual(self.borrow(server, state)[0], 200)
                with server.caller(state.keys["borrower"]) as caller:
                    status, body = caller.send("GET", f"{GROUP}/borrow-repay", type="BORROW")
                    self.assertEqual(status, 503, body)
                    self.assertIn("-1004", body)
                    ballast.unlink()
                    self.wait_for(lambda: not server.health()[1]["historyFailure"])
                    answer = caller.ask(f"{GROUP}/borrow-repay", type="BORROW")
                    self.assertEqual(answer["total"], 3)
                self.assertIn("the history cannot be written", server.log)
                self.assertIn("the history is written again", server.log)
                server.stop()

    @unittest.skipIf(NO_MOUNT, NO_MOUNT)
    def test_a_restart_while_the_historys_disk_is_full_stops_only_the_records(self):
        with self.history_on_a_small_disk() as (state, disk):
            with state.server() as server:
                server.stop()
            for total, end in ((2, "stop"), (3, "kill")):
                with state.server() as server:
                    ballast = fill(disk, 0)
                    self.assertEqual(self.borrow(server, state)[0], 200)
                    self.wait_for(lambda: server.health()[1]["historyFailure"])
                    getattr(server, end)()
                rest = fill(disk, 0, "rest")  # what the end made free
                with state.server() as server:
                    status, health = server.health()
                    self.assertEqual((status, health["status"]), (503, "degraded"))
                    self.assertIn("a restart catches up", health["historyFailure"])
                    self.assertEqual(server.get("/health/ready")[0], 200)
                    with server.caller(state.keys["borrower"]) as caller:
                        status, body = caller.send("GET", f"{GROUP}/borrow-repay", type="BORROW")
                        self.assertEqual(status, 503, body)
                        self.assertIn("-1004", body)
                        self.assertGreater(loan.debt(caller), loan.FIRST_LOAN)
                    server.stop()
                ballast.unlink()
                rest.unlink()
                with state.server() as server:
                    self.assertEqual(server.health()[1]["historyFailure"], "")
                    with server.caller(state.keys["borrower"]) as caller:
                        answer = caller.ask(f"{GROUP}/borrow-repay", type="BORROW")
                        self.assertEqual(answer["total"], total)
                    server.stop()

    def wait_for(self, condition):
        deadline = time.monotonic() + process.PATIENCE_S
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)

    @unittest.skipIf(NO_MOUNT, NO_MOUNT)
    def test_a_read_only_disk_is_refused_at_the_start(self):
        with small_disk(self.folder / "disk", 8192) as disk:
            state = make_state(disk)
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
            with state.server(wait=False) as server:
                log = server.ends(EXIT_REFUSED)
            self.assertIn("Read-only file system", log)
            self.assertIn("must exist and be writable", log)
            with process.Server(["--state-dir", disk / "new"], wait=False) as server:
                self.assertIn("cannot make the folder", server.ends(EXIT_REFUSED))
            subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
            self.assert_everything_is_there(state, [])

    def test_a_second_process_is_refused_and_the_first_does_not_notice(self):
        state = make_state(self.folder)
        with state.server() as server:
            with state.server(wait=False) as second:
                self.assertIn("is in use by another process", second.ends(EXIT_REFUSED))
            for command in ("balance", "export"):
                told = process.PLIMSOLL.refuses(command, "--state-dir", state.folder)
                self.assertIn("is in use by another process", told)
            self.assertEqual(self.borrow(server, state)[0], 200)
            self.assertEqual(server.get("/health/ready")[0], 200)
            server.stop()

    def test_a_missing_or_wrong_master_key_is_refused_at_the_start(self):
        state = make_state(self.folder)
        key = state.folder / "master.key"
        good = key.read_bytes()
        for content, told in ((None, "is gone: restore it"), (b"\x01" * 32, "CRYPTO")):
            key.unlink(missing_ok=True)
            if content:
                key.write_bytes(content)
                key.chmod(0o600)
            with state.server(wait=False) as server:
                self.assertIn(told, server.ends(EXIT_REFUSED))
            self.assertEqual(key.exists(), content is not None, "none is made in its place")
        key.write_bytes(good)
        self.assert_everything_is_there(state, [])

    def test_a_state_folder_that_is_moved_away_ends_the_server(self):
        state = make_state(self.folder)
        elsewhere = pathlib.Path(f"{state.folder}-moved")
        with state.server() as server:
            clients = self.load(server, state)
            time.sleep(0.3)
            state.folder.rename(elsewhere)
            log = server.ends(EXIT_JOURNAL)
            self.assertIn("removed or moved away while it was in use", log)
            orders = heard_by(clients)
        self.assertFalse(state.folder.exists())
        elsewhere.rename(state.folder)
        self.assert_everything_is_there(state, orders)

    def test_a_journal_that_is_deleted_is_missed_at_once_and_at_the_next_start(self):
        state = make_state(self.folder)
        with state.server() as server:
            self.assertEqual(self.borrow(server, state)[0], 200)
            state.journal.unlink()
            with self.assertRaises(process.UNHEARD):
                self.borrow(server, state)
            self.assertIn("journal.sqlite was removed", server.ends(EXIT_JOURNAL))
        for rest in state.folder.glob("journal.sqlite*"):
            rest.unlink()
        # An empty journal beside a history is no new book: it is a loss.
        with state.server(wait=False) as server:
            self.assertIn("what was answered since is lost", server.ends(EXIT_REFUSED))


if __name__ == "__main__":
    unittest.main()

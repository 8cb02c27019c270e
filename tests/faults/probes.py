#!/usr/bin/env python3
"""Liveness and readiness of the real process: the truth at the start, at work and at the end, on
both listeners.
"""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import time
import unittest

import loan
import process
from memory import make_state
from process import EXIT_DONE, GROUP


class Probes(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(process.temporary_folder())
        self.state = make_state(self.folder)

    def ready(self, server):
        """(status, reason), the same on both listeners."""
        deadline = time.monotonic() + process.PATIENCE_S
        # The moment may pass between the two.
        while len(set(answers := [server.get("/health/ready", port) for port in server.ports])) > 1:
            self.assertLess(time.monotonic(), deadline, answers)
        self.assertEqual(server.get("/health/live")[0], 200)
        status, body = answers[0]
        return status, json.loads(body)["reason"]

    def test_a_start_that_takes_long_is_alive_but_not_ready(self):
        # A start that waits for somebody's lock on the history: as long as we want it to.
        (self.state.folder / "history.sqlite").unlink()
        shutil.rmtree(self.state.folder / "snapshots")  # the journal is to be read
        lock = sqlite3.connect(self.state.folder / "history.sqlite", isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        with self.state.server("--operator-port", "any", wait=False) as server:
            server.wait_until_listening()
            status, reason = self.ready(server)
            self.assertEqual(status, 503)
            self.assertTrue(reason)
            early = server.caller(self.state.keys["borrower"])
            status, body = early.send("GET", f"{GROUP}/ltv-details")
            self.assertEqual((status, json.loads(body)["code"]), (503, -1004))
            for where in server.ports:
                self.assertEqual(server.get("/health", where)[0], 503)
                self.assertEqual(server.get("/metrics", where)[0], 503)
            status, body = server.command("", command="FUND_POOL", asset="USDT", amount="1")
            self.assertEqual((status, body["error"]), (503, "BUSY"))
            lock.execute("COMMIT")
            lock.close()
            server.wait_until_ready()
            self.assertEqual(self.ready(server), (200, ""))
            # The connection of before serves on.
            self.assertEqual(early.send("GET", f"{GROUP}/ltv-details")[0], 200)
            early.connection.close()
            self.assertIn("recovering the book: done, ", server.log)
            self.assertIn("reading the history: done, ", server.log)
            server.stop()

    def test_a_stop_is_told_before_it_happens(self):
        with self.state.server("--stop-notice-ms", "60000", "--operator-port",
                               "any") as server:
            self.assertEqual(self.ready(server), (200, ""))
            server.process.send_signal(signal.SIGTERM)
            deadline = time.monotonic() + process.PATIENCE_S
            while server.get("/health/ready")[0] == 200:
                self.assertLess(time.monotonic(), deadline)
            self.assertEqual(self.ready(server), (503, "stopping"))
            # Those who have not heard of it yet are served.
            with server.caller(self.state.keys["borrower"]) as caller:
                status, _ = caller.send("POST", f"{GROUP}/borrow", groupId=loan.UNIT,
                                        assetName="USDT", amount="1.5")
                self.assertEqual(status, 200)
            server.stop(EXIT_DONE)  # a second signal does not wait

    def test_a_stalled_process_is_not_alive(self):
        with self.state.server() as server:
            server.process.send_signal(signal.SIGSTOP)
            os.waitpid(server.process.pid, os.WUNTRACED)  # until it has stopped
            with contextlib.closing(server.connect(timeout=1)) as connection, \
                    self.assertRaises(process.UNHEARD):
                connection.request("GET", "/health/live")
                connection.getresponse()
            server.process.send_signal(signal.SIGCONT)
            self.assertEqual(self.ready(server), (200, ""))
            server.stop()


if __name__ == "__main__":
    unittest.main()

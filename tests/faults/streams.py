#!/usr/bin/env python3
"""What the process was given at its start and may lose: its log, its stdout, descriptors.

Nobody who reads what the server says decides whether it goes on.
"""

import contextlib
import os
import resource
import socket
import subprocess
import time
import unittest

import loan
import process
from memory import make_state
from process import EXIT_DONE, GROUP

FULL = "/dev/full"  # every write to it fails with ENOSPC


class Streams(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(process.temporary_folder())
        self.state = make_state(self.folder)

    def start(self, **how):
        """A server whose output is not read here: found by its port."""
        port = process.free_port()
        server = self.enterContext(self.state.server(
            "--port", port, "--report-seconds", "1", "--log-level", "debug", wait=False, **how))
        server.port = port
        deadline = time.monotonic() + process.PATIENCE_S
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                if server.get("/health/ready")[0] == 200:
                    return server
            self.assertIsNone(server.process.poll(), server.log)
            time.sleep(0.02)
        self.fail("the server does not answer")

    def borrow(self, server):
        with server.caller(self.state.keys["borrower"]) as caller:
            return caller.send("POST", f"{GROUP}/borrow", groupId=loan.UNIT, assetName="USDT",
                               amount="1.5")[0]

    def assert_goes_on(self, server):
        """Two reports long, with a change, and to a good end."""
        time.sleep(2.2)
        self.assertEqual(self.borrow(server), 200)
        server.stop(EXIT_DONE)
        self.state.balance()

    def test_a_full_disk_under_the_log_does_not_stop_the_server(self):
        with open(FULL, "w") as full:
            self.assert_goes_on(self.start(stdout=full, stderr=full))

    def test_readers_that_leave_do_not_stop_the_server(self):
        ours, theirs = os.pipe()
        server = self.start(stdout=theirs, stderr=theirs)
        os.close(theirs)
        os.close(ours)
        self.assert_goes_on(server)

    def test_closed_descriptors_are_not_taken_for_the_journal(self):
        server = self.start(wrapper=["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh"],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for number in (0, 1, 2):
            self.assertEqual(os.readlink(f"/proc/{server.process.pid}/fd/{number}"), "/dev/null")
        self.assert_goes_on(server)

    def test_a_client_that_leaves_before_its_answer_does_not_stop_the_server(self):
        with self.state.server() as server:
            for _ in range(50):
                with socket.create_connection(("127.0.0.1", server.port)) as connection:
                    connection.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 20)
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                          b"\x01\x00\x00\x00\x00\x00\x00\x00")
            self.assertEqual(self.borrow(server), 200)
            server.stop()

    def test_without_descriptors_it_waits_and_answers_when_there_are_some_again(self):
        def few():
            resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))

        with self.state.server(preexec_fn=few) as server:
            first = self.enterContext(server.caller(self.state.keys["borrower"]))
            self.assertEqual(first.send("GET", f"{GROUP}/ltv-details")[0], 200)
            # A sanitizer opens a pipe when it meets an object's type for the first time.
            self.assertEqual(self.borrow(server), 200)
            crowd = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(100)]
            time.sleep(0.3)
            # Who is in is served, changes too: the journal's files are open already.
            status, body = first.send("POST", f"{GROUP}/borrow", groupId=loan.UNIT,
                                      assetName="USDT", amount="1.5")
            self.assertEqual(status, 200, body)
            for connection in crowd:
                connection.close()
            self.assertEqual(server.get("/health/ready")[0], 200)
            self.assertEqual(self.borrow(server), 200)
            server.stop()


if __name__ == "__main__":
    unittest.main()

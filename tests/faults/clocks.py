#!/usr/bin/env python3
"""The clock of a running server leaps ahead and steps back (libfaketime sets it).

Signed requests are judged by the wall clock, the book's time never goes back, every hour is charged
once, prices and feeds go on, whoever is over the line is liquidated, and nothing ends.
"""

import glob
import json
import time
import unittest

import loan
import process
from memory import make_state
from process import GROUP

LIBRARY = next(iter(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")), None)
HOUR_MS = 3_600_000


class Clocks(unittest.TestCase):
    def setUp(self):
        self.assertTrue(LIBRARY, "needs Debian's faketime, which ./dev test installs")
        self.folder = self.enterContext(process.temporary_folder())
        self.offset_ms = 0
        self.state = make_state(self.folder, daily_rate="0.24", price_age_ms=60_000)
        self.file = self.folder / "clock"
        self.file.write_text("+0")

    def serve(self, *flags):
        return self.enterContext(self.state.server(*flags, environment={
            "LD_PRELOAD": LIBRARY, "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "ASAN_OPTIONS": "verify_asan_link_order=0",  # its runtime comes after the library
            "FAKETIME_NO_CACHE": "1", "DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1"}))

    def now_ms(self):
        return int(time.time() * 1000) + self.offset_ms

    def set_clock(self, server, seconds):
        """The server's clock is this far from the real one, and the engine has looked at it."""
        self.offset_ms = seconds * 1000
        new = self.folder / "clock.new"
        new.write_text(f"{seconds:+d}")
        new.rename(self.file)  # at once: a half-read file would be another time
        _, body = server.get("/api/v3/time")
        self.assertLess(abs(json.loads(body)["serverTime"] - self.now_ms()), 10_000)
        time.sleep(0.5)

    def borrow(self, server, amount="10", at_ms=None, **more):
        with server.caller(self.state.keys["borrower"]) as caller:
            return caller.send("POST", f"{GROUP}/borrow", at_ms=at_ms or self.now_ms(),
                               groupId=loan.UNIT, assetName="USDT", amount=amount, **more)

    def ask(self, server, path, **parameters):
        with server.caller(self.state.keys["borrower"]) as caller:
            return caller.ask(path, at_ms=self.now_ms(), **parameters)

    def hours(self, server):
        """The hours that were charged on the first loan, in order."""
        window = {"startTime": int(time.time() * 1000) - 2 * HOUR_MS,
                  "endTime": int(time.time() * 1000) + 48 * HOUR_MS}
        answer = self.ask(server, f"{GROUP}/interest-history", groupId=loan.UNIT, size=100,
                          **window)
        return sorted(row["interestTimestamp"] for row in answer["rows"]
                      if row["principal"] >= loan.FIRST_LOAN)

    def assert_each_hour_once(self, server, until_ms):
        hours = self.hours(server)
        first, last = hours[0], until_ms // HOUR_MS * HOUR_MS
        self.assertEqual(hours, list(range(first, last + 1, HOUR_MS)))

    def newest_loan(self, server):
        rows = self.ask(server, f"{GROUP}/borrow-repay", type="BORROW", groupId=loan.UNIT,
                        startTime=int(time.time() * 1000) - HOUR_MS,
                        endTime=int(time.time() * 1000) + 48 * HOUR_MS)["rows"]
        return max(rows, key=lambda row: row["tranId"])

    def test_a_leap_ahead_and_a_step_back(self):
        server = self.serve()
        self.assert_each_hour_once(server, self.now_ms())

        self.set_clock(server, 5 * 3600)
        self.assert_each_hour_once(server, self.now_ms())
        ahead = self.now_ms()
        self.assertEqual(self.borrow(server)[0], 200)
        for wrong in (ahead - 70_000, ahead - 5 * HOUR_MS, ahead + 10_000):
            status, body = self.borrow(server, at_ms=wrong)
            self.assertEqual((status, json.loads(body)["code"]), (400, -1021))

        self.set_clock(server, 0)
        charged = self.hours(server)
        status, body = self.borrow(server, amount="11", at_ms=ahead)
        self.assertEqual((status, json.loads(body)["code"]), (400, -1021), "the wall clock judges")
        self.assertEqual(self.borrow(server, amount="11")[0], 200)
        self.assertGreaterEqual(self.newest_loan(server)["timestamp"], ahead,
                                "the book's time never goes back")
        self.assertEqual(self.hours(server), charged, "nothing is charged twice")

        # Up to the moment where the book's clock stands nothing more is due.
        self.set_clock(server, 5 * 3600 - 60)
        self.assertEqual(self.hours(server), charged)
        self.set_clock(server, 7 * 3600)
        self.assert_each_hour_once(server, self.now_ms())
        self.assertEqual(server.get("/health/ready")[0], 200)
        server.stop()
        self.state.balance()

    def test_a_restart_with_a_clock_set_back(self):
        server = self.serve()
        self.set_clock(server, 3 * 3600)
        ahead = self.now_ms()
        self.assertEqual(self.borrow(server)[0], 200)
        charged = self.hours(server)
        server.kill()
        self.file.write_text("+0")
        self.offset_ms = 0
        server = self.serve()
        self.assertEqual(self.borrow(server, amount="11")[0], 200)
        self.assertGreaterEqual(self.newest_loan(server)["timestamp"], ahead)
        self.assertEqual(self.hours(server), charged)
        server.stop()
        self.state.balance()

    def test_a_fresh_price_liquidates_while_the_clock_is_behind_the_book(self):
        token = self.state.make_operator()
        server = self.serve("--operator-port", "any")
        self.set_clock(server, 24 * 3600)
        self.assertEqual(self.borrow(server)[0], 200)
        self.set_clock(server, 0)
        status, health = server.health()
        self.assertEqual((status, health["status"]), (503, "degraded"))
        self.assertIn("behind the newest record", health["clock"])
        with server.caller(self.state.keys["borrower"]) as caller:
            self.assertGreater(loan.debt(caller), loan.FIRST_LOAN)
            # A debt of 6.3 million, a day at 24 % later, against the 5 million and 200000 BTC.
            status, answer = server.command(
                token, command="UPDATE_PRICES", reason="a test",
                marginIndex=[{"asset": "BTC", "price": "8"}],
                assetIndex=[{"asset": "BTC", "price": "8"}, {"asset": "USDT", "price": "1"}])
            self.assertEqual(status, 200, answer)
            self.assertEqual(loan.debt(caller), 0)
        server.stop()
        self.state.balance()

    def test_feeds_play_on_when_the_clock_steps_back(self):
        tape = self.folder / "spot.csv"
        tape.write_text("ts_ms,symbol,price\n" + "".join(
            f"{second * 200},BTCUSDT,{60000 + second}\n" for second in range(600)))
        server = self.serve("--tape", tape, "--hold-prices", "--stale-after-ms", "15000")
        self.set_clock(server, 2 * 3600)
        self.assert_feed_moves(server)
        self.set_clock(server, -2 * 3600)
        self.assert_feed_moves(server)
        server.stop()
        self.state.balance()

    def assert_feed_moves(self, server):
        before = server.metric("plimsoll_feed_accepted_total")
        time.sleep(1)
        self.assertGreater(server.metric("plimsoll_feed_accepted_total"), before)


if __name__ == "__main__":
    unittest.main()

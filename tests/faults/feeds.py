#!/usr/bin/env python3
"""Feeds that fall silent and feeds that go mad: counted and shown, the last good price stays, and
the server goes on.
"""

import decimal
import gzip
import json
import random
import time
import unittest

import loan
import process
from memory import make_state
from process import EXIT_REFUSED, GROUP

HEADER = b"ts_ms,symbol,price\n"
STALE = ("--stale-after-ms", "700")


def rows(*prices, at=0, step=1000):
    return b"".join(b"%d,BTCUSDT,%s\n" % (at + i * step, price.encode())
                    for i, price in enumerate(prices))


class Feeds(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(process.temporary_folder())
        self.state = make_state(self.folder)

    def tape(self, content, name="spot.csv"):
        file = self.folder / name
        file.write_bytes(content)
        return file

    def play(self, content, *flags, name="spot.csv"):
        return self.enterContext(self.state.server(
            "--tape", self.tape(content, name), *(flags or ("--speed", "max", *STALE))))

    def wait_for_health(self, server, condition):
        deadline = time.monotonic() + process.PATIENCE_S
        while True:
            status, health = server.health()
            if condition(health):
                return status, health
            self.assertLess(time.monotonic(), deadline, health)
            time.sleep(0.05)

    def assert_price_stays(self, server, price):
        """Stale is named, every call is answered, and the price is the last good one."""
        status, health = self.wait_for_health(server, lambda one: one["unitsWithStalePrice"])
        self.assertEqual((status, health["status"]), (503, "degraded"))
        self.assertEqual(health["unitsWithStalePrice"], [loan.UNIT])
        self.assertEqual(server.metric("plimsoll_units_with_stale_price"), 1)
        self.assertEqual(server.get("/health/ready")[0], 200)
        with server.caller(self.state.keys["borrower"]) as caller:
            self.assertEqual(len(caller.ask(f"{GROUP}/ltv-details")), 1)
        server.stop()
        (btc,) = [one for one in self.state.export()["prices"]["marginIndex"]
                  if one["asset"] == "BTC"]
        self.assertEqual(decimal.Decimal(btc["price"]), decimal.Decimal(price))

    def refused(self, server, reason):
        return server.metric(f'plimsoll_feed_refused_total{{reason="{reason}"}}')

    def test_every_kind_of_madness_is_counted_and_the_good_prices_go_on(self):
        server = self.play(b"".join([
            HEADER, rows("60001", "60002"),
            b"garbage\n", b"\x00\xff\xfe binary \x01\n", b"4000,BTCUSDT,\n", b"{\"e\":\n",
            b"4000,BTCUSDT," + b"9" * 300_000 + b"\n", b"99999999999999999999999,BTCUSDT,1\n",
            b"-1,BTCUSDT,60001\n", b"4000,BTCUSDT,1e5\n", b"4000,BTCUSDT,nan\n",
            rows("0", "0.0", at=4000), rows("-60000", at=6000), rows("999999999", "0.01", at=7000),
            rows("60500", at=500), b"9000,NOSUCHCOIN,5\n",
            rows("60003", at=10_000),
        ]))
        _, health = self.wait_for_health(server, lambda one: one["feed"]["state"] == "ended")
        self.assertEqual(health["feed"]["failure"], "")
        counted = {reason: self.refused(server, reason)
                   for reason in ("malformed", "zero", "negative", "jump", "out_of_order")}
        # A price moves two columns, and each of them is refused.
        self.assertEqual(counted["malformed"], 9, counted)
        self.assertEqual((counted["zero"], counted["negative"]), (2, 1), counted)
        self.assertGreaterEqual(counted["jump"], 2, counted)
        self.assertGreaterEqual(counted["out_of_order"], 1, counted)
        self.assertGreaterEqual(self.refused(server, "unknown_symbol"), 1)
        self.assertEqual(health["feed"]["refused"],
                         sum(counted.values()) + self.refused(server, "unknown_symbol"))
        self.assertEqual(server.metric("plimsoll_feed_playing"), 0)
        self.assertIn("the feed has ended; the last prices stay", self.told(server))
        self.assert_price_stays(server, "60003")

    def told(self, server):
        time.sleep(1.1)  # the log tells it within a second
        return server.log

    def test_noise_without_end_is_only_counted(self):
        noise = random.Random(1).randbytes(2_000_000).replace(b"\n", b" \n")
        server = self.play(HEADER + rows("60001") + noise)
        self.wait_for_health(server, lambda one: one["feed"]["state"] == "ended")
        self.assertGreater(self.refused(server, "malformed"), 5000)
        self.assert_price_stays(server, "60001")

    def test_a_feed_that_falls_silent_is_seen_by_its_prices(self):
        server = self.play(HEADER + rows("60001", "60002", step=3_600_000), *STALE)
        _, health = self.wait_for_health(server, lambda one: one["unitsWithStalePrice"])
        self.assertEqual(health["feed"]["state"], "playing")
        self.assertGreater(health["oldestPriceMs"], 700)
        self.assert_price_stays(server, "60001")

    def test_a_feed_with_nothing_in_it_ends_and_the_prices_of_the_book_stay(self):
        server = self.play(HEADER)
        self.wait_for_health(server, lambda one: one["feed"]["state"] == "ended")
        self.assert_price_stays(server, "60000")

    def test_a_truncated_archive_plays_as_far_as_it_goes(self):
        choose = random.Random(2)
        prices = ["60001"] + [str(60000 + choose.randrange(1, 100)) for _ in range(200_000)]
        whole = gzip.compress(HEADER + rows(*prices))
        server = self.play(whole[:len(whole) // 2], name="spot.csv.gz")
        status, health = self.wait_for_health(server, lambda one: one["feed"]["failure"])
        self.assertEqual((status, health["feed"]["state"]), (503, "failed"))
        self.assertIn("gzip data ends too early", health["feed"]["failure"])
        self.assertGreater(health["feed"]["accepted"], 1000)
        self.assertIn("the feed has ended: MALFORMED", self.told(server))
        self.assertEqual(server.get("/health/ready")[0], 200)
        server.stop()

    def test_what_is_no_tape_at_all_is_refused_at_the_start(self):
        for content, told in ((b"", "is empty"), (b"\x00\x01\x02", "neither a stream message"),
                              (b"time;price\n", "neither a stream message")):
            with self.state.server("--tape", self.tape(content), wait=False) as server:
                self.assertIn(told, server.ends(EXIT_REFUSED))
        with self.state.server("--tape", self.folder / "nothing", wait=False) as server:
            self.assertIn("No such file", server.ends(EXIT_REFUSED))

    def test_mad_prices_by_the_lenders_command_are_refused(self):
        token = self.state.make_operator()
        with self.state.server("--operator-port", "any") as server:
            for price in ("0", "-1", "x", "1e400"):
                status, answer = server.command(
                    token, command="UPDATE_PRICES", reason="a test",
                    marginIndex=[{"asset": "BTC", "price": price}])
                self.assertEqual(status, 400, json.dumps(answer))
            server.stop()


if __name__ == "__main__":
    unittest.main()

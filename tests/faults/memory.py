"""Clients that remember, and what they remember: the judge of every recovery."""

import decimal
import json
import random
import threading
import time

import loan
import process
from process import check, check_equal

# What a client asks for next, by weight; a refused order is one that can never be done.
CHOICES = ["borrow"] * 4 + ["repay"] * 3 + ["transfer-out"] * 3 + ["transfer"] * 3 + ["refused"]


class Client(threading.Thread):
    """Sends orders until the connection breaks; what it sent and heard outlives it."""

    def __init__(self, server, keys, numbers, choose):
        super().__init__(daemon=True)
        self.callers = {name: server.caller(key) for name, key in keys.items()}
        self.numbers = numbers
        self.choose = choose
        self.orders = []

    def run(self):
        try:
            while True:
                order = loan.Order(self.choose.choice(CHOICES), next(self.numbers))
                self.orders.append(order)
                order.answer = order.send(self.callers[order.who])
        except process.UNHEARD:
            pass
        for caller in self.callers.values():
            caller.connection.close()


class Numbers:
    """1, 2, 3 ... over all threads."""

    def __init__(self):
        self.lock = threading.Lock()
        self.last = 0

    def __next__(self):
        with self.lock:
            self.last += 1
            return self.last


class Memory:
    """What the clients know of the book: the judge of every recovery."""

    def __init__(self):
        self.orders = []
        self.answered = self.unanswered = self.took_effect = self.refused = 0
        self.digests = {}  # records: digest of the book that they make

    def see(self, server):
        records, digest = server.recovered
        known = self.digests.setdefault(records, digest)
        check_equal(digest, known, f"the digest of {records} records, recovered twice")

    def learn(self, server, keys, orders):
        """Takes over what the clients sent before a kill, and settles what nobody heard of."""
        with server.caller(keys["borrower"]) as borrower, server.caller(keys["desk"]) as desk:
            callers = {"borrower": borrower, "desk": desk}
            before = json.loads(server.get("/health")[1])["sequence"]
            for order in orders:
                if order.answer is None:
                    self.unanswered += 1
                    order.answer = order.send(callers[order.who])
                    after = json.loads(server.get("/health")[1])["sequence"]
                    # A repeated request leaves no record: this one had been done.
                    self.took_effect += order.done and after == before
                    before = after
                else:
                    self.answered += 1
                    self.repeat(callers, order)
                self.judge(order)

    @staticmethod
    def repeat(callers, order):
        """The same id again: the same answer byte for byte, or refused again."""
        again = order.send(callers[order.who])
        same = again == order.answer if order.done else again[0] == order.answer[0]
        check(same, f"{order.kind} {order.parameters}, asked again: {again}, not {order.answer}")

    def judge(self, order):
        if order.kind == "refused":
            check_equal(order.answer[0], 400, f"an order that cannot be done: {order.answer}")
            self.refused += 1
            return
        check(order.done, f"{order.kind} {order.parameters}: {order.answer}")
        self.orders.append(order)

    def owed(self):
        signs = {"borrow": 1, "repay": -1}
        return loan.FIRST_LOAN + sum(
            (signs[order.kind] * order.amount for order in self.orders if order.kind in signs),
            decimal.Decimal(0))

    def compare_state(self, caller):
        check_equal(loan.debt(caller), self.owed(), "what the unit owes")

    def compare_records(self, borrower, desk):
        """Every answer is in the pages, and the pages hold nothing else."""
        for kind, caller in (("borrow", borrower), ("repay", borrower), ("transfer", desk)):
            found = loan.all_records(caller, kind)
            if kind == "borrow":  # the first loan, which made room for repayments
                check_equal(found.pop(min(found)), loan.FIRST_LOAN, "the first loan")
            wanted = {order.transaction: order.amount for order in self.orders
                      if order.kind == kind}
            missing = [key for key in wanted if found.get(key) != wanted[key]]
            extra = [key for key in found if key not in wanted]
            check(not missing and not extra,
                  f"{kind}: {len(missing)} answers are not in the records, {len(extra)} records "
                  f"nobody asked for: {missing[:3]} {extra[:3]}")

    def compare_all(self, server, keys):
        """The state, every record, and every answer asked for once more."""
        with server.caller(keys["borrower"]) as borrower, server.caller(keys["desk"]) as desk:
            self.compare_state(borrower)
            self.compare_records(borrower, desk)
            for order in self.orders:
                self.repeat({"borrower": borrower, "desk": desk}, order)
            self.compare_state(borrower)

    def compare_wallets(self, book):
        def btc(email, wallet):
            (account,) = [one for one in book["accounts"] if one["email"] == email]
            held = account["wallets"].get(wallet, [])
            rows = held if isinstance(held, list) else held["balances"]
            return sum(decimal.Decimal(row.get("free", row.get("crossMarginFree", 0)))
                       for row in rows if row["asset"] == "BTC")

        out, moved = (sum((order.amount for order in self.orders if order.kind == kind),
                          decimal.Decimal(0)) for kind in ("transfer-out", "transfer"))
        check_equal(btc(loan.CROSS, "SPOT"), out, "what was transferred out")
        check_equal(btc(loan.PORTFOLIO, "PORTFOLIO_MARGIN"), 100000 - moved, "what is left")
        check_equal(btc(loan.CROSS, "CROSS_MARGIN"), 100000 + moved - out, "what is pledged")


def first_loan(state):
    """Makes room for repayments."""
    with state.server() as server, server.caller(state.keys["borrower"]) as borrower:
        status, body = borrower.send("POST", f"{process.GROUP}/borrow", groupId=loan.UNIT,
                                     assetName="USDT", amount=loan.FIRST_LOAN)
        check_equal(status, 200, body)
        server.stop()


def make_state(folder, **how):
    """A book in which somebody owes, and keys."""
    state = process.State(folder / "state", loan.book(**how)).make_keys(**loan.KEYS)
    first_loan(state)
    return state


def under_load(server, state, numbers, choose, count):
    """`count` clients at work until the server is gone."""
    clients = [Client(server, state.keys, numbers, random.Random(choose.random()))
               for _ in range(count)]
    for client in clients:
        client.start()
    return clients


def heard_by(clients):
    for client in clients:
        client.join(process.PATIENCE_S)
    return [order for client in clients for order in client.orders]

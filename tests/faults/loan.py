"""The book of the fault tests - one unit that nothing but its clients' requests changes - and the
requests themselves.

Every amount is used once, so that a record, a balance and an answer say which request they belong
to.
"""

import decimal
import json
import time

from process import GROUP, ROOT, TRANSFER

DESK = "desk@example.com"
BORROWER = "desk-credit@example.com"
CROSS = "desk-cross@example.com"
PORTFOLIO = "desk-portfolio@example.com"
UNIT = 1

PLENTY = "1000000000"
FIRST_LOAN = decimal.Decimal(5_000_000)


def _price(asset, value, at_ms):
    return {"asset": asset, "price": value, "time": at_ms}


def _spot(asset, free):
    return {"SPOT": [{"asset": asset, "free": free}]}


def _account(uid, email, wallets, **more):
    return {"uid": uid, "email": email, "wallets": wallets, **more}


def book(daily_rate=None, at_ms=None, price_age_ms=0):
    """Without a daily rate nothing carries interest: no full hour changes a number."""
    at_ms = at_ms or int(time.time() * 1000)
    seed = json.loads((ROOT / "data/vectors/seed_book.json").read_text())["parameters"]
    flat = [{"rate": "1"}]
    parameters = {
        **seed,
        "assets": [{"asset": "BTC"}, {"asset": "USDT"}],
        "loan": {**seed["loan"], "loanableAssets": ["USDT"], "quietMs": 0,
                 "liquidationPriceAgeMs": price_age_ms},
        "spot": [{"asset": name, "collateralRatio": "1"} for name in ("BTC", "USDT")],
        "crossMargin": {
            **seed["crossMargin"],
            "collateral": [{"asset": name, "liquidation": flat, "borrow": "1", "transferOut": "1"}
                           for name in ("BTC", "USDT")],
            "proBrackets": [{"asset": "USDT", "brackets": [{"rate": "0.01"}]}],
        },
        "portfolioMargin": {
            **seed["portfolioMargin"],
            "collateral": [{"asset": name, "tiers": flat} for name in ("BTC", "USDT")],
        },
        "interestRates": [{"asset": "USDT", "dailyRate": daily_rate}] if daily_rate else [],
    }
    margin = {"balances": [{"asset": "BTC", "crossMarginFree": "100000"}]}
    cross = {"mode": "CLASSIC", "balances": [{"asset": "BTC", "free": "100000"}]}
    sub = {"parentEmail": DESK}
    return {
        "format": "plimsoll-book",
        "version": 1,
        "time": at_ms,
        "parameters": parameters,
        "prices": {
            "marginIndex": [_price("BTC", "60000", at_ms)],
            "assetIndex": [_price("BTC", "60000", at_ms), _price("USDT", "1", at_ms)],
            "mark": [],
        },
        "accounts": [
            _account(7_000_000_001, DESK, _spot("USDT", "1000")),
            _account(7_000_000_002, BORROWER,
                     {"PORTFOLIO_MARGIN": {"balances": [{"asset": "USDT",
                                                         "crossMarginFree": "1000"}]}}, **sub),
            _account(7_000_000_003, CROSS, {"CROSS_MARGIN": cross}, **sub),
            _account(7_000_000_004, PORTFOLIO, {"PORTFOLIO_MARGIN": margin}, **sub),
        ],
        "units": [{
            "groupId": UNIT, "parentEmail": DESK, "createTime": at_ms - 1000,
            "members": [
                {"email": BORROWER, "type": "CREDIT", "enableSpot": False, "enableMargin": True},
                {"email": CROSS, "type": "COLLATERAL", "enableSpot": False, "enableMargin": True},
                {"email": PORTFOLIO, "type": "COLLATERAL", "enableSpot": False,
                 "enableMargin": True},
            ],
            "liabilities": [],
        }],
        "pools": [{"asset": "USDT", "amount": PLENTY}],
    }


KEYS = {"borrower": BORROWER, "desk": DESK}


class Order:
    """One mutation: what it asks, and what is known of it."""

    KINDS = {
        "borrow": ("borrower", "POST", f"{GROUP}/borrow"),
        "repay": ("borrower", "POST", f"{GROUP}/repay"),
        "transfer-out": ("desk", "POST", f"{GROUP}/transfer-out"),
        "transfer": ("desk", "POST", TRANSFER),
        "refused": ("borrower", "POST", f"{GROUP}/borrow"),
    }

    def __init__(self, kind, number):
        self.kind = kind
        self.who, self.method, self.path = self.KINDS[kind]
        unique = decimal.Decimal(number) / 10**8
        if kind in ("borrow", "repay", "refused"):
            whole = {"borrow": 1, "repay": 1, "refused": 10**11}[kind]
            self.amount = whole + unique
            self.parameters = {"groupId": UNIT, "assetName": "USDT"}
        else:
            self.amount = unique
            self.parameters = {"asset": "BTC"}
            if kind == "transfer-out":
                self.parameters["subEmail"] = CROSS
            else:
                self.parameters |= {"fromEmail": PORTFOLIO, "fromAccountType": "MARGIN",
                                    "toEmail": CROSS, "toAccountType": "MARGIN"}
        self.parameters["amount"] = f"{self.amount:.8f}"
        self.parameters["clientTranId"] = f"order-{number}"
        self.answer = None  # (status, body) once there is one

    def send(self, caller):
        return caller.send(self.method, self.path, **self.parameters)

    @property
    def done(self):
        return self.answer is not None and self.answer[0] == 200

    @property
    def transaction(self):
        answer = json.loads(self.answer[1])
        return answer.get("transactionId", answer.get("tranId"))


def all_records(caller, kind):
    """{transaction: amount} of everything the record pages hold of one kind of order."""
    found, page = {}, 1
    while True:
        if kind == "transfer":
            answer = caller.ask(TRANSFER, fromEmail=PORTFOLIO, page=page, limit=500)
            rows, total = answer["result"], answer["totalCount"]
        else:
            answer = caller.ask(f"{GROUP}/borrow-repay", type=kind.upper(), groupId=UNIT,
                                current=page, size=100)
            rows, total = answer["rows"], answer["total"]
        for row in rows:
            assert row["tranId"] not in found, f"transaction {row['tranId']} is there twice"
            found[row["tranId"]] = decimal.Decimal(row["amount"])
        if not rows or len(found) >= total:
            return found
        page += 1


def debt(caller):
    (unit,) = caller.ask(f"{GROUP}/ltv-details", groupId=UNIT)
    return decimal.Decimal(unit["totalLiability"])

"""A story of one unit, told twice: to the program, as a scenario that runs through its signed HTTP
API, and to the recomputation in unit.py. Every statement carries what must be answered.
"""

import json
import subprocess
import tempfile
from fractions import Fraction
from pathlib import Path

from exact import down, half_up, padded, trimmed
from unit import CROSS, PORTFOLIO, SPOT, Balance, time_text

KIND_WORDS = {CROSS: "cross", PORTFOLIO: "portfolio", None: "spot"}
PAGE = 100


class Difference(Exception):
    """What the program says is not what follows from the rules."""


def same(what, found, expected):
    if found != expected:
        raise Difference(f"{what}: found {found}, expected {expected}")


def tiers_text(tiers):
    return " then ".join(trimmed(rate) if edge is None else f"{trimmed(rate)} until {edge}"
                         for rate, edge in tiers)


class Story:
    """Statements in order: (text, what must happen by itself, check of the answer)."""

    def __init__(self, unit):
        self.unit = unit
        self.statements = []
        self.times = []  # when each has been said
        self.standings = []  # (time, LTV) after each price
        self.settings = [f"time {time_text(unit.now)}"]
        self.define()

    # --- Telling

    def say(self, text, check=None):
        """Adds a statement; what the unit told since the last one belongs to it."""
        self.statements.append((text, self.unit.told, check))
        self.times.append(self.unit.now)
        self.unit.told = []

    def define(self):
        for asset in self.unit.assets.values():
            self.say(f"asset {asset.name} {'loanable' if asset.name == 'USDT' else 'not-loanable'}"
                     f" daily-rate {trimmed(asset.daily_rate)} spot {trimmed(asset.spot)}"
                     f" cross {tiers_text(asset.cross)} portfolio {tiers_text(asset.portfolio)}")
        rules = self.unit.rules
        self.say(f"parameter liquidation-fee {trimmed(rules.fee)}")
        self.say(f"parameter slippage {trimmed(rules.slippage)}")
        self.say("pool USDT 10000000")
        self.say("parent P")
        for member in self.unit.members:
            self.say(f"account {member.name} of P {KIND_WORDS[member.margin]}")
        members = " ".join(
            f"{self.type_of(member).lower()} {member.name} spot{'+margin' if member.margin else ''}"
            for member in self.unit.members)
        self.say(f"unit 1 of P {members} lines warning {trimmed(rules.warning)} margin-call"
                 f" {trimmed(rules.margin_call)} liquidation {trimmed(rules.liquidation)} stop"
                 f" {trimmed(rules.stop)} cure {rules.cure_ms // 1000}s")

    def at(self, time):
        if time > self.unit.now:
            self.unit.pass_to(time)
            self.say(f"at {time_text(time)}")

    def index(self, asset, price):
        """The asset's price in USD alone."""
        self.unit.index[asset] = Fraction(price)
        self.unit.review()
        self.say(f"price {asset} index {price}")

    def price(self, asset, price):
        self.unit.index[asset] = self.unit.margin_index[asset] = Fraction(price)
        self.unit.review()
        self.say(f"price {asset} {price}")
        self.look()

    def look(self):
        """What ltv-details says now."""
        now = self.unit.assess()
        self.standings.append((self.unit.now, now))
        self.say("P asks margin/loan-group/ltv-details groupId=1", self.details(now))

    def wallet(self, member, kind, asset, **parts):
        """Adds to the parts of a balance."""
        balance = self.unit.balance(member, kind, asset)
        for part, amount in parts.items():
            setattr(balance, part, getattr(balance, part) + Fraction(amount))
        self.unit.review()
        others = "".join(f" {part} {parts[part]}" for part in ("locked", "borrowed", "interest")
                         if part in parts)
        self.say(f"wallet {member.name} {'spot' if kind == SPOT else 'margin'} {asset}"
                 f" {parts.get('free', '0')}{others}")

    def trade(self, member, asset, quantity, usdt):
        """The member buys in its margin wallet: first what it gets, then what it pays."""
        self.wallet(member, member.margin, asset, free=quantity)
        self.wallet(member, member.margin, "USDT", free=f"-{usdt}")

    def borrow(self, amount):
        self.unit.borrow(Fraction(amount))
        self.say(f"{self.unit.credit.name} borrows {amount} USDT from 1",
                 lambda answer: same("borrow", answer["amount"], Fraction(amount)))

    def ask(self, path, check):
        """Records are shown to the credit account."""
        self.say(f"{self.unit.credit.name} asks {path}", check)

    # --- Running

    def run(self, program):
        """Tells the program, and checks every answer against the recomputation."""
        text = "\n".join(self.settings + [statement[0] for statement in self.statements]) + "\n"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.scenario"
            path.write_text(text)
            done = subprocess.run([program, "--answers", str(path)], capture_output=True,
                                  text=True, check=False)
        if done.returncode != 0:
            raise Difference(f"the program ended with {done.returncode}:\n{done.stderr}")
        answers = read_answers(done.stdout)
        same("statements", len(answers), len(self.statements))
        for (statement, told, check), (_, happened, answer) in zip(self.statements, answers):
            same(f"after '{statement}' what happened by itself", happened, told)
            if check is not None:
                try:
                    check(answer)
                except Difference as difference:
                    raise Difference(f"{statement}: {difference}") from None
        return answers

    # --- What the records must be

    def details(self, now):
        rules = self.unit.rules
        q, a = rules.borrow, now.adjusted()
        limit = max(Fraction(0), half_up((q * a - now.liability) / (1 - q)))
        out = max(Fraction(0), a - now.liability / rules.transfer_out)
        owed = [{"assetName": "USDT", "principal": trimmed(self.unit.principal),
                 "interest": trimmed(self.unit.interest)}] if now.liability else []
        members = [{"email": email(member), "type": self.type_of(member),
                    "wallets": [{"accountType": kind, "netEquity": trimmed(half_up(equity)),
                                 "maintainMargin": trimmed(half_up(margin))}
                                for owner, kind, equity, margin in now.wallets if owner is member]}
                   for member in self.unit.members]
        expected = [{
            "groupId": 1, "parentEmail": "p@example.com", "creditEmail": email(self.unit.credit),
            "updateTime": self.unit.now, "ltv": trimmed(half_up(now.ltv(), 3)),
            "totalNetEquity": trimmed(down(now.equity)),
            "totalMaintenanceMargin": trimmed(down(now.maintenance)),
            "totalLiability": trimmed(down(now.liability)), "parentAccountFrozenAmount": "0",
            "maxTransferOutAmount": trimmed(down(out)), "maxAllowedBorrowLimit": trimmed(limit),
            "liabilities": owed, "collateralAccounts": members}]
        return lambda answer: same("ltv-details", answer, expected)

    def type_of(self, member):
        return "CREDIT" if member is self.unit.credit else "COLLATERAL"

    def ask_for_records(self):
        """All records that the API keeps of this unit, each against the recomputation."""
        self.ask("margin/loan-group/force-liquidation groupId=1", rows_are(
            [self.liquidation(record) for record in reversed(self.unit.liquidations)]))
        self.ask("margin/loan-group/force-liquidation-transfer-record", self.are_transfers)
        self.ask(f"margin/loan-group/borrow-repay groupId=1 type=REPAY size={PAGE}",
                 self.are_repayments)
        self.ask(f"margin/loan-group/interest-history groupId=1 size={PAGE}", rows_are(
            [{"groupId": 1, "assetName": "USDT", "principal": principal,
              "interestRate": down(rate, 8), "interest": interest, "interestTimestamp": time}
             for time, principal, rate, interest in reversed(self.unit.interest_rows)]))

    def liquidation(self, record):
        start = record["start"]
        wallets = [{"subEmail": email(member), "memberType": self.type_of(member),
                    "walletType": kind, "netEquity": padded(half_up(equity)),
                    "maintainMargin": padded(half_up(margin))}
                   for member, kind, equity, margin in start.wallets]
        return {
            "groupId": 1, "startLtv": half_up(start.ltv(), 0),
            "endLtv": half_up(record["end"].ltv(), 0), "liquidationStartTime": record["time"],
            "liquidationEndTime": record["time"], "totalNetEquity": padded(down(start.equity)),
            "totalMaintenanceMargin": padded(down(start.maintenance)),
            "totalLiability": padded(down(start.liability)),
            "liquidationSnapshot": {"snapshots": wallets, "liabilities": [
                {"assetName": "USDT", "principal": padded(record["principal"]),
                 "interest": padded(record["interest"])}]}}

    def are_transfers(self, answer):
        expected = [[(time, kind, self.unit.credit.margin, name, trimmed(amount))
                     for time, _, kind, name, amount in record["moves"]]
                    for record in reversed(self.unit.liquidations) if record["moves"]]
        found = []
        for row in answer["rows"]:
            found.append([])
            for transfer in row["liquidationTransferRecord"]:
                same("status", transfer["status"], "CONFIRM")
                found[-1] += [(transfer["transferTime"], transfer["fromAccountType"],
                               transfer["toAccountType"], asset["assetName"], asset["amount"])
                              for asset in transfer["assets"]]
        same("transfers", found, expected)
        same("total", answer["total"], len(expected))

    def are_repayments(self, answer):
        expected = [{"assetName": "USDT", "amount": amount, "principal": principal,
                     "interest": interest, "status": "CONFIRM", "type": "FORCE_REPAY",
                     "timestamp": time}
                    for time, amount, principal, interest in reversed(self.unit.repayments)]
        numbers = [row.pop("tranId") for row in answer["rows"]]
        same("repayments", answer, {"total": len(expected), "rows": expected})
        same("newest first", numbers, sorted(set(numbers), reverse=True))


def email(member):
    return member.name.lower() + "@example.com"


def rows_are(expected):
    return lambda answer: same("rows", answer, {"total": len(expected), "rows": expected})


def read_answers(text):
    """(statement, what happened by itself, the answer) of each statement shown; fractions of JSON
    are exact, its whole numbers are ints, which compare with them."""
    answers = []
    for part in text.split("\n> ")[1:]:
        statement, *lines = part.rstrip("\n").split("\n")
        happened = [line[7:] for line in lines if line.startswith("  then ")]
        body = "".join(line.strip() for line in lines if not line.startswith("  then "))
        answer = json.loads(body, parse_float=Fraction) if body else None
        answers.append((statement, happened, answer))
    return answers

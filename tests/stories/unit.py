"""One risk unit, recomputed from the rules alone: what it is worth, where it stands, what its loan
costs and how it is liquidated. Nothing here calls the program; the rules are those of
docs/risk-mathematics.md and docs/decisions/0009 to 0011. Slow and obvious: every figure is computed
anew whenever it is needed.
"""

from dataclasses import dataclass, field
from datetime import datetime, timezone
from fractions import Fraction

from exact import VALUE, down, half_up, trimmed, up

HOUR = 3_600_000
SPOT, CROSS, PORTFOLIO = "SPOT", "CROSS_MARGIN", "PORTFOLIO_MARGIN"
NORMAL, WARNING, MARGIN_CALL = "NORMAL", "WARNING", "MARGIN_CALL"


@dataclass
class Asset:
    """Ratios as tiers: ((rate, upper edge or None), ...)."""

    name: str
    daily_rate: Fraction
    spot: Fraction
    cross: tuple
    portfolio: tuple

    def hourly_rate(self):
        return down(self.daily_rate / 24, 10)


@dataclass
class Balance:
    free: Fraction = Fraction(0)
    locked: Fraction = Fraction(0)
    borrowed: Fraction = Fraction(0)
    interest: Fraction = Fraction(0)

    def net(self):
        return self.free + self.locked - self.borrowed - self.interest

    def owed(self):
        return self.borrowed + self.interest


@dataclass
class Member:
    """All wallets of a member count."""

    name: str
    margin: str | None
    wallets: dict = field(default_factory=dict)  # (type, asset name): Balance

    def types(self):
        return (SPOT, self.margin) if self.margin else (SPOT,)


@dataclass
class Rules:
    """Lines and rates, as the lender set them."""

    borrow: Fraction = Fraction("0.75")
    transfer_out: Fraction = Fraction("0.5")
    warning: Fraction = Fraction("0.75")
    margin_call: Fraction = Fraction("0.8")
    liquidation: Fraction = Fraction("0.9")
    stop: Fraction = Fraction(0)
    hysteresis: Fraction = Fraction("0.01")
    cure_ms: int = 0
    fee: Fraction = Fraction(0)
    slippage: Fraction = Fraction(0)
    maintenance: Fraction = Fraction("0.1")  # of margin loans


@dataclass
class Assessment:
    wallets: list  # (member, type, equity, maintenance margin)
    equity: Fraction
    maintenance: Fraction
    liability: Fraction

    def adjusted(self):
        return self.equity - self.maintenance

    def reaches(self, line):
        """Whether the LTV is at the line or above."""
        return self.liability > 0 and self.liability >= line * self.adjusted()

    def ltv(self):
        if self.liability == 0:
            return Fraction(0)
        if self.adjusted() <= 0:
            return Fraction(999)
        return min(self.liability / self.adjusted(), Fraction(999))


def after_haircut(value, tiers):
    """Slice by slice; what is owed counts in full."""
    if value <= 0:
        return value
    total, floor = Fraction(0), Fraction(0)
    for rate, edge in tiers:
        end = value if edge is None else min(value, edge)
        if end > floor:
            total += (end - floor) * rate
            floor = end
    return total


def time_text(ms):
    """As scenarios print a time."""
    moment = datetime.fromtimestamp(ms / 1000, timezone.utc)
    return moment.strftime("%Y-%m-%d %H:%M:%S" if moment.second else "%Y-%m-%d %H:%M")


class Unit:
    """The unit 1 with one loan in USDT; the first member is the credit account."""

    def __init__(self, assets, members, rules, now):
        self.assets = {asset.name: asset for asset in assets}
        self.members, self.credit, self.rules, self.now = members, members[0], rules, now
        self.index, self.margin_index = {}, {"USDT": Fraction(1)}
        self.principal = self.interest = Fraction(0)
        self.state, self.cure_until = NORMAL, None
        self.told = []  # what happened by itself, in the words of scenarios
        self.interest_rows, self.liquidations, self.repayments = [], [], []

    # --- What it is worth

    def balance(self, member, kind, asset):
        return member.wallets.setdefault((kind, asset), Balance())

    def balances(self, member, kind):
        """In the order in which the assets were defined."""
        return [(name, self.balance(member, kind, name)) for name in self.assets]

    def value_wallet(self, member, kind):
        equity = maintenance = Fraction(0)
        for name, balance in self.balances(member, kind):
            asset, price = self.assets[name], self.margin_index.get(name, Fraction(0))
            if kind == SPOT:
                equity += balance.free * price * asset.spot
            elif kind == CROSS:
                equity += after_haircut(balance.net() * price, asset.cross)
                maintenance += self.rules.maintenance * balance.owed() * price
            else:
                index = self.index.get(name, Fraction(0))
                equity += after_haircut(balance.net() * index, asset.portfolio)
                maintenance += half_up(balance.owed() * self.rules.maintenance) * index
        return equity, maintenance

    def assess(self):
        wallets = [(member, kind, *self.value_wallet(member, kind))
                   for member in self.members for kind in member.types()]
        return Assessment(wallets, sum(wallet[2] for wallet in wallets),
                          sum(wallet[3] for wallet in wallets), self.principal + self.interest)

    # --- Time

    def moments_until(self, end):
        """When something may happen by itself, up to and with `end`."""
        while self.now < end:
            following = min(end, self.now - self.now % HOUR + HOUR)
            if self.cure_until is not None and self.cure_until > self.now:
                following = min(following, self.cure_until)
            self.now = following
            yield following

    def pass_to(self, end):
        for moment in self.moments_until(end):
            if moment % HOUR == 0:
                self.accrue()
            self.review()

    def charge(self, principal):
        """One hour of the unit's loan."""
        rate = self.assets["USDT"].hourly_rate()
        interest = up(principal * rate)
        self.interest += interest
        self.interest_rows.append((self.now - self.now % HOUR, principal, rate, interest))
        self.told.append(f"interest {trimmed(interest)} USDT on 1")

    def accrue(self):
        if self.principal > 0:
            self.charge(self.principal)
        for member in self.members:
            for kind in member.types():
                for name, balance in self.balances(member, kind):
                    if balance.borrowed > 0:
                        interest = up(balance.borrowed * self.assets[name].hourly_rate())
                        balance.interest += interest
                        self.told.append(f"interest {trimmed(interest)} {name} on {member.name}")

    def borrow(self, amount):
        self.principal += amount
        self.balance(self.credit, self.credit.margin, "USDT").free += amount
        self.charge(amount)
        self.told.pop()  # part of the answer to the borrower, not by itself
        self.review()

    # --- Where it stands

    def stand(self, assessment):
        """(state, cure time); "LIQUIDATING" when nothing puts it off."""
        rules = self.rules
        if assessment.reaches(rules.liquidation):
            waits = (rules.cure_ms > 0 and assessment.adjusted() > 0
                     and (self.cure_until is None or self.now < self.cure_until))
            if not waits:
                return "LIQUIDATING", None
            return MARGIN_CALL, self.cure_until or self.now + rules.cure_ms
        cure = self.cure_until
        if cure is not None and not assessment.reaches(rules.liquidation - rules.hysteresis):
            cure = None
        called, warned = self.state == MARGIN_CALL, self.state in (WARNING, MARGIN_CALL)

        def holds(line, was_in):
            return assessment.reaches(line - rules.hysteresis if was_in else line)

        if cure is not None or holds(rules.margin_call, called):
            return MARGIN_CALL, cure
        return (WARNING, None) if holds(rules.warning, warned) else (NORMAL, None)

    def review(self):
        while True:
            assessment = self.assess()
            standing = self.stand(assessment)
            if standing == (self.state, self.cure_until):
                return
            if standing[0] == "LIQUIDATING":
                self.liquidate(assessment)
                continue
            self.state, self.cure_until = standing
            until = "" if self.cure_until is None else f" until {time_text(self.cure_until)}"
            self.told.append(f"unit 1 is {self.state}{until}")

    # --- Liquidation

    def liquidate(self, start):
        record = {"time": self.now, "start": start, "principal": self.principal,
                  "interest": self.interest, "moves": []}
        self.liquidations.append(record)
        self.told.append(f"liquidation of 1 starts at {trimmed(half_up(start.ltv(), 3))}")
        while self.step(record):
            pass
        record["end"] = self.assess()
        owed = self.principal + self.interest
        self.told.append(f"liquidation of 1 ends at {trimmed(half_up(record['end'].ltv(), 3))}"
                         + (f" owing {trimmed(owed)} USDT" if owed else ""))
        self.state, self.cure_until = NORMAL, None

    def needed(self):
        """What repaid out of the equity brings the LTV to the stop line; a thousandth at least."""
        now, stop = self.assess(), self.rules.stop
        if stop == 0 or now.adjusted() <= 0:
            return now.liability
        if not now.reaches(stop):
            return Fraction(0)
        part = up((now.liability - stop * now.adjusted()) / (1 - stop), VALUE)
        least = down(now.liability / 1000, VALUE)
        return min(now.liability, max(part, least)) if part else part

    def fee(self, paid):
        return up(paid * self.rules.fee)

    def wanted(self, name):
        """Of an asset: what its sale must bring, with the fee."""
        value = up(self.needed() * (1 + self.rules.fee), VALUE)
        return up(value / (self.margin_index[name] * (1 - self.rules.slippage)))

    def step(self, record):
        """One thing; false when there is nothing left to do."""
        if self.needed() <= 0:
            return False
        return (self.repay() or self.sell_all_but(self.credit, "USDT", None)
                or self.take(record, self.credit, SPOT) or self.take_collateral(record))

    def repay(self):
        free = self.balance(self.credit, self.credit.margin, "USDT").free
        payable = down(free / (1 + self.rules.fee))
        while payable > 0 and payable + self.fee(payable) > free:
            payable -= Fraction(1, 10**8)
        amount = min(payable, self.principal + self.interest, up(self.needed()))
        if amount <= 0:
            return False
        interest = min(amount, self.interest)
        fee = self.fee(amount)
        self.interest -= interest
        self.principal -= amount - interest
        self.balance(self.credit, self.credit.margin, "USDT").free -= amount + fee
        self.repayments.append((self.now, amount, amount - interest, interest))
        self.told.append(f"repaid {trimmed(amount)} USDT"
                         + (f" fee {trimmed(fee)}" if fee else ""))
        return True

    def sell_all_but(self, member, into, value):
        """A sale of the first other asset: for `value`, or for what the unit needs."""
        for name, balance in self.balances(member, member.margin):
            if name == into or balance.free <= 0:
                continue
            kept = self.margin_index[name] * (1 - self.rules.slippage)
            sold = min(balance.free, self.wanted(name) if value is None else up(value / kept))
            proceeds = down(sold * kept / self.margin_index[into])
            if proceeds <= 0:
                continue
            balance.free -= sold
            self.balance(member, member.margin, into).free += proceeds
            self.told += [f"sale of {trimmed(sold)} {name} of {member.name} margin for {into}",
                          f"sold {trimmed(sold)} {name} for {trimmed(proceeds)} {into}"]
            return True
        return False

    def take_collateral(self, record):
        for kind in (CROSS, PORTFOLIO, SPOT):
            for member in self.members[1:]:
                if kind not in member.types():
                    continue
                if kind != SPOT:
                    equity, maintenance = self.value_wallet(member, kind)
                    if equity <= maintenance:
                        continue
                    if self.free_from_loans(member, kind):
                        return True
                    if any(balance.owed() for _, balance in self.balances(member, kind)):
                        continue
                if self.take(record, member, kind):
                    return True
        return False

    def free_from_loans(self, member, kind):
        loans = [(name, loan) for name, loan in self.balances(member, kind) if loan.owed() > 0]
        for name, loan in loans:
            paid = min(loan.free, loan.owed())
            if paid > 0:
                interest = min(paid, loan.interest)
                loan.free -= paid
                loan.interest -= interest
                loan.borrowed -= paid - interest
                self.told.append(f"{member.name} repays its own {trimmed(paid)} {name}")
                return True
        return any(self.sell_all_but(member, name, loan.owed() * self.margin_index[name])
                   for name, loan in loans)

    def take(self, record, member, kind):
        """Moves what is needed, in kind: what is owed first."""
        if any(balance.locked for _, balance in self.balances(member, kind)):
            for _, balance in self.balances(member, kind):
                balance.free, balance.locked = balance.free + balance.locked, Fraction(0)
            self.told.append(f"orders of {member.name} spot are cancelled")
            return True
        owed = self.principal + self.interest
        usdt = min(owed + self.fee(owed), up(up(self.needed() * (1 + self.rules.fee), VALUE)))
        names = ["USDT"] + [name for name in self.assets if name != "USDT"]
        for name in names:
            balance = self.balance(member, kind, name)
            amount = min(balance.free, usdt if name == "USDT" else self.wanted(name))
            if amount <= 0:
                continue
            balance.free -= amount
            self.balance(self.credit, self.credit.margin, name).free += amount
            record["moves"].append((self.now, member, kind, name, amount))
            wallet = "spot" if kind == SPOT else "margin"
            self.told.append(f"{trimmed(amount)} {name} moves from {member.name} {wallet}")
            return True
        return False

"""The transcript's second part: the life of loans, on a book made for it.

Only USDC costs interest, and nobody owes it but inside one chapter, which waits for the turn of an
hour that is near: a full hour beginning anywhere changes no answer.
"""

import json
import tempfile
import time

from program import SEED_BOOK, Program, hmac_key
from transcript_tools import Caller

MARGIN = "/sapi/v1/margin"
GROUP = f"{MARGIN}/loan-group"
TRANSFER = "/sapi/v1/sub-account/universalTransfer"
DESK = "desk@example.com"
CREATED = 1747637956083


# --- The book -------------------------------------------------------------------------------------


def tokens(**amounts):
    return [{"asset": asset, "free": str(free)} for asset, free in sorted(amounts.items())]


def portfolio(**amounts):
    balances = [{"asset": asset, "crossMarginFree": str(free)}
                for asset, free in sorted(amounts.items())]
    return {"PORTFOLIO_MARGIN": {"balances": balances}}


def cross(*balances, mode="CLASSIC", spot=()):
    wallets = {"CROSS_MARGIN": {"mode": mode, "balances": list(balances)}}
    return {"SPOT": list(spot), **wallets} if spot else wallets


def member(name, kind="COLLATERAL", spot=True, margin=True):
    return {"email": f"{name}@example.com", "type": kind, "enableSpot": spot,
            "enableMargin": margin}


def unit(group, *members, usdt=0):
    made = {"groupId": group, "parentEmail": DESK, "createTime": CREATED + group,
            "members": [member(f"credit-{group}", "CREDIT"), *members]}
    if usdt:
        made["liabilities"] = [{"asset": "USDT", "principal": str(usdt)}]
    return made


SUB_ACCOUNTS = {
    "credit-1": portfolio(USDT=10000),
    "spot-1": cross(spot=tokens(BTC=2)),
    "margin-1": cross(*tokens(BTC="0.5", USDT=20000)),
    "credit-2": portfolio(USDT=20000),
    "indebted-2": cross({"asset": "BTC", "borrowed": "0.5"}, spot=tokens(USDT=20000)),
    "credit-3": portfolio(USDT=1000),
    "spot-3": {"SPOT": tokens(BTC=1, USDT=2000)},
    "margin-3": cross(*tokens(BTC="0.2")),
    "credit-4": portfolio(USDT=1000),
    "spot-4": {"SPOT": tokens(SOL=10)},
    "credit-5": portfolio(),
    "spot-5": {},
    "plain": {"SPOT": tokens(USDT=500)},
    "poor": cross({"asset": "BTC", "borrowed": "0.1"}, *tokens(USDT=6100)),
    "pro": cross(*tokens(USDT=100), mode="PRO"),
    "managed": cross(*tokens(USDT=100)),
}


def collateral(asset, key, value):
    if key == "tiers":
        return {"asset": asset, "tiers": [{"rate": value}]}
    return {"asset": asset, "liquidation": [{"rate": value}], "borrow": value, "transferOut": value}


def loan_book(bitcoin="60000", **loan):
    book = json.loads(SEED_BOOK.read_text())
    parameters = book["parameters"]
    parameters["assets"] = [{"asset": "BTC"}, {"asset": "SOL"}, {"asset": "USDC", "precision": 6},
                            {"asset": "USDT"}]
    parameters["loan"].update(maxCollateralAccounts=2, loanableAssets=["BTC", "USDC", "USDT"],
                              liquidationFeeRate="0.005", slippage="0.01", **loan)
    parameters["spot"] = [{"asset": asset, "collateralRatio": "1"}
                          for asset in ("BTC", "SOL", "USDC", "USDT")]
    parameters["crossMargin"]["collateral"] = [
        collateral(asset, "liquidation", "1") for asset in ("BTC", "USDC", "USDT")]
    parameters["portfolioMargin"]["collateral"] = [
        collateral("BTC", "tiers", "0.95"), collateral("USDC", "tiers", "0.9999"),
        collateral("USDT", "tiers", "0.9999")]
    parameters["interestRates"] = [{"asset": "USDC", "dailyRate": "0.0002"}]

    def price(asset, value):
        return {"asset": asset, "price": value, "time": book["time"]}

    book["prices"] = {
        "marginIndex": [price("BTC", bitcoin), price("USDC", "1.0002")],
        "assetIndex": [price("BTC", bitcoin), price("USDC", "1.0002"), price("USDT", "1")],
        "mark": []}
    accounts = [{"uid": 2000000000, "email": DESK, "wallets": {"SPOT": tokens(USDC=10, USDT=3000)}},
                {"uid": 3000000000, "email": "other@example.com"},
                {"uid": 3000000001, "email": "stranger@example.com",
                 "parentEmail": "other@example.com", "wallets": cross(*tokens(USDT=100))}]
    for number, (name, wallets) in enumerate(SUB_ACCOUNTS.items(), start=2000000001):
        account = {"uid": number, "email": f"{name}@example.com", "parentEmail": DESK,
                   "wallets": wallets}
        if name == "managed":
            account["managed"] = True
        if not wallets:
            del account["wallets"]
        accounts.append(account)
    book["accounts"] = accounts
    book["units"] = [
        unit(1, member("spot-1", margin=False), member("margin-1"), usdt=50000),
        unit(2, member("indebted-2", margin=False), usdt=10000),
        unit(3, member("spot-3", margin=False), member("margin-3"), usdt=58000),
        unit(4, member("spot-4", margin=False)),
        unit(5, member("spot-5", margin=False)),
    ]
    book["pools"] = [{"asset": "USDC", "amount": "500000"}, {"asset": "USDT", "amount": "500000"}]
    book["rebates"] = [{"parentEmail": DESK, "granted": "0.005"}]
    return book


BOOK_IN_WORDS = """\
A book made for this page. BTC costs 60000, USDC 1.0002; SOL has no price. Only USDC carries
interest. `desk@example.com` owns five units; each has the credit account `credit-N@example.com`.

| unit | owes | is for |
|---|---|---|
| 1 | 50000 USDT, far from its lines | borrowing, repaying, transfers |
| 2 | 10000 USDT | members |
| 3 | 58000 USDT, above its borrow line | what lines forbid; liquidation |
| 4 | nothing, holds SOL | a unit that cannot be valued |
| 5 | nothing, holds nothing | no equity; closing |

Amounts are in the query here; a form body does as well."""


# --- Asking ---------------------------------------------------------------------------------------


class Desk:
    """Keys of the book's accounts, and the ways in which the cases ask."""

    def __init__(self, program):
        self.program = program
        self.keys = {}
        self.key("desk", DESK)
        self.key("desk, READ only", DESK, "READ")
        for name in ("credit-1", "margin-1", "credit-2", "credit-3", "credit-4", "credit-5"):
            self.key(name, f"{name}@example.com")
        self.key("stranger", "stranger@example.com")

    def key(self, name, email, permissions="READ,TRADE,INTERNAL_TRANSFER"):
        self.keys[name] = hmac_key(self.program, email, "--permissions", permissions, name=name)
        return self.keys[name]

    def at(self, transcript, server):
        caller = Caller(transcript, server)

        def ask(title, who, request, parameters="", **how):
            method, path = request.split(" ")
            caller.ask(title, self.keys[who], parameters, method=method, path=path, **how)

        return ask


def wait_for(server, key, path, holds):
    """Until the answer of a GET is as wanted; nothing of it is written down."""
    for _ in range(300):
        timestamp = str(int(time.time() * 1000))
        query = f"timestamp={timestamp}"
        answer = server.exchange(
            f"GET {path}?{query}&signature={key.sign(query)} HTTP/1.1\r\nHost: localhost\r\n"
            f"Connection: close\r\nX-MBX-APIKEY: {key.key}\r\n\r\n".encode())
        if holds(json.loads(answer.partition("\r\n\r\n")[2])):
            return
        time.sleep(0.1)
    raise SystemExit(f"{path} never became what the transcript waits for: {answer}")


# --- The cases ------------------------------------------------------------------------------------


def units(transcript, ask):
    transcript.chapter("Units: ltv-details, loan-group, loan-groups, activated", BOOK_IN_WORDS)
    ask("One unit", "desk", f"GET {GROUP}/ltv-details", "groupId=1")
    ask("A unit holds what has no price: none of the parent's is answered", "desk",
        f"GET {GROUP}/ltv-details")
    ask("loan-group: the credit account's own unit, wallet by wallet", "credit-1", f"GET {GROUP}")
    ask("Another unit than its own", "credit-1", f"GET {GROUP}", "groupId=2")
    ask("The parent has no unit of its own", "desk", f"GET {GROUP}")
    ask("loan-groups: the parent's units", "desk", f"GET {MARGIN}/loan-groups", "groupId=5")
    ask("For a credit account there are none", "credit-1", f"GET {MARGIN}/loan-groups")
    ask("activated: the members of all active units", "desk", f"GET {MARGIN}/loan-groups/activated")
    ask("For a credit account there are none", "credit-1", f"GET {MARGIN}/loan-groups/activated")


def borrowing(transcript, ask):
    transcript.chapter("max-borrowable and borrow")
    most, borrow = f"GET {GROUP}/max-borrowable", f"POST {GROUP}/borrow"
    ask("How much could be borrowed", "credit-1", most, "assetName=USDT")
    ask("The same for the parent, in letters of any case", "desk", most, "groupId=1&assetName=usdt")
    ask("The parent has to name the unit", "desk", most, "assetName=USDT")
    ask("A foreign unit", "credit-1", most, "groupId=2&assetName=USDT")
    ask("An asset that is not lent", "credit-1", most, "assetName=SOL")
    ask("A unit that cannot be valued", "credit-4", most, "assetName=USDT")
    ask("Borrow", "credit-1", borrow, "groupId=1&assetName=USDT&amount=10000",
        show=("X-SAPI-USED-UID-WEIGHT-1M",))
    ask("In a form body, in scientific notation", "credit-1", borrow,
        body="groupId=1&assetName=USDT&amount=2.5e-07")
    ask("loanCoin is no parameter", "credit-1", borrow, "groupId=1&loanCoin=USDT&amount=1")
    ask("Without permission to trade", "desk, READ only", borrow,
        "groupId=1&assetName=USDT&amount=1")
    ask("A unit that is not there", "credit-1", borrow, "groupId=99&assetName=USDT&amount=1")
    ask("Somebody who is no member", "stranger", borrow, "groupId=1&assetName=USDT&amount=1")
    ask("A collateral account", "margin-1", borrow, "groupId=1&assetName=USDT&amount=1")
    ask("The parent", "desk", borrow, "groupId=1&assetName=USDT&amount=1")
    ask("An asset that is not lent", "credit-1", borrow, "groupId=1&assetName=SOL&amount=1")
    ask("An asset nobody knows", "credit-1", borrow, "groupId=1&assetName=DOGE&amount=1")
    ask("Nothing", "credit-1", borrow, "groupId=1&assetName=USDT&amount=0")
    ask("More decimals than USDC takes here", "credit-1", borrow,
        "groupId=1&assetName=USDC&amount=1.0000001")
    ask("More decimals than any amount has", "credit-1", borrow,
        "groupId=1&assetName=USDT&amount=1.000000001")
    ask("A unit that cannot be valued", "credit-4", borrow, "groupId=4&assetName=USDT&amount=1")
    ask("A unit without equity", "credit-5", borrow, "groupId=5&assetName=USDT&amount=1")
    ask("A unit above its borrow line", "credit-3", borrow, "groupId=3&assetName=USDT&amount=1")
    ask("More than the line allows", "credit-1", borrow, "groupId=1&assetName=USDT&amount=450000")
    ask("The lending pool holds no BTC", "credit-1", borrow, "groupId=1&assetName=BTC&amount=0.01")


def repeating(transcript, ask, caller, key):
    transcript.chapter("A request sent twice")
    twice = caller.signed(key, "groupId=1&assetName=USDT&amount=5")
    for title in ("A borrowing", "The same bytes again: the first answer, and nothing happens"):
        caller.send(title, key, *twice, method="POST", path=f"{GROUP}/borrow")
    borrow = f"POST {GROUP}/borrow"
    named = "groupId=1&assetName=USDT&amount=7&clientTranId=monday-1"
    ask("With an id of the caller's own", "credit-1", borrow, named)
    ask("Signed anew, the same id: the first answer again", "credit-1", borrow, named)
    ask("The same id for something else", "credit-1", borrow, named.replace("=7", "=8"))
    ask("The id in a header", "credit-1", borrow, "groupId=1&assetName=USDT&amount=7",
        headers=[("X-Client-Tran-Id", "monday-1")])


def repaying(transcript, ask):
    transcript.chapter("repay")
    repay = f"POST {GROUP}/repay"
    ask("Repay", "credit-1", repay, "groupId=1&assetName=USDT&amount=1000")
    ask("From SPOT, where nothing is", "credit-1", repay,
        "groupId=1&assetName=USDT&amount=1000&repayFrom=SPOT")
    ask("From a wallet that is none", "credit-1", repay,
        "groupId=1&assetName=USDT&amount=1000&repayFrom=BANK")
    ask("An asset that is not owed", "credit-1", repay, "groupId=1&assetName=BTC&amount=1")
    ask("An asset nobody knows", "credit-1", repay, "groupId=1&assetName=DOGE&amount=1")
    ask("A collateral account", "margin-1", repay, "groupId=1&assetName=USDT&amount=1")
    ask("Less than nothing", "credit-1", repay, "groupId=1&assetName=USDT&amount=-1")
    ask("A word for an amount", "credit-1", repay, "groupId=1&assetName=USDT&amount=all")


def interest(transcript, ask):
    transcript.chapter(
        "Interest and the rebate",
        "The first hour is charged at borrowing: 1000 x 0.0000083333, the rebate of 0.005 USDT "
        "pays first.")
    if (left := 3600 - time.time() % 3600) < 30:
        time.sleep(left)
    balance = f"GET {GROUP}/interest-rebate-balance"
    ask("The rebate of the parent", "desk", balance)
    ask("Another account has none", "credit-1", balance)
    ask("Borrow what costs interest", "credit-1", f"POST {GROUP}/borrow",
        "groupId=1&assetName=USDC&amount=1000")
    ask("More than is free: what is free is repaid, interest first", "credit-1",
        f"POST {GROUP}/repay", "groupId=1&assetName=USDC&amount=1000.01")
    ask("Nothing is free any more", "credit-1", f"POST {GROUP}/repay",
        "groupId=1&assetName=USDC&amount=1")
    ask("The parent sends some", "desk", f"POST {TRANSFER}",
        "fromAccountType=SPOT&toEmail=credit-1%40example.com&toAccountType=MARGIN"
        "&asset=USDC&amount=1", show=("X-SAPI-USED-IP-WEIGHT-1M", "X-SAPI-USED-UID-WEIGHT-1M"))
    ask("More than is owed: what is owed is repaid", "credit-1", f"POST {GROUP}/repay",
        "groupId=1&assetName=USDC&amount=1")
    ask("The hour's row: the whole interest, before the rebate", "credit-1",
        f"GET {GROUP}/interest-history")
    ask("The balance afterwards", "desk", balance)
    records = f"GET {GROUP}/interest-rebate-balance/records"
    ask("What changed it", "desk", records)
    ask("Only one kind", "desk", records, "type=2")
    ask("A kind that is none", "desk", records, "type=3")


def records(transcript, ask):
    transcript.chapter("borrow-repay, windows and pages")
    path = f"GET {GROUP}/borrow-repay"
    ask("What was borrowed", "credit-1", path, "type=BORROW")
    ask("What was repaid, of one asset", "credit-1", path, "type=REPAY&asset=USDC")
    ask("The second page of two", "credit-1", path, "type=BORROW&current=2&size=2")
    ask("A page past the end", "credit-1", path, "type=BORROW&current=9")
    ask("A collateral account", "margin-1", path, "type=BORROW")
    ask("The unit of somebody else", "credit-1", path, "type=BORROW&groupId=2")
    ask("Without the type", "credit-1", path)
    ask("A type that is none", "credit-1", path, "type=LEND")
    ask("Pages are no longer than 100", "credit-1", path, "type=BORROW&size=101")
    ask("Pages count from 1", "credit-1", path, "type=BORROW&current=0")
    ask("The end before the start", "credit-1", path,
        "type=BORROW&startTime=1752137105623&endTime=1752137105622")
    ask("101 days", "credit-1", path, "type=BORROW&startTime=1700000000000&endTime=1708726400000")
    ask("100 days: answered, and clamped to the last 7 of them", "credit-1", path,
        "type=BORROW&startTime=1700000000000&endTime=1708640000000")


def transfers(transcript, ask):
    transcript.chapter("transfer-out and universalTransfer")
    out, move = f"POST {GROUP}/transfer-out", f"POST {TRANSFER}"
    ask("A collateral account moves its own", "margin-1", out, "asset=USDT&amount=100")
    ask("The parent says whose", "desk", out, "subEmail=margin-1%40example.com&asset=USDT&amount=1")
    ask("The parent does not say whose", "desk", out, "asset=USDT&amount=1")
    ask("An account of somebody else", "desk", out,
        "subEmail=stranger%40example.com&asset=USDT&amount=1")
    ask("An account in no unit", "desk", out, "subEmail=plain%40example.com&asset=USDT&amount=1")
    ask("A member whose margin wallet does not count", "desk", out,
        "subEmail=spot-1%40example.com&asset=USDT&amount=1")
    ask("More than may leave", "margin-1", out, "asset=USDT&amount=1000000")
    ask("A unit above its transfer-out line: nothing may leave", "desk", out,
        "subEmail=margin-3%40example.com&asset=BTC&amount=0.00000001")
    ask("A unit that cannot be valued", "credit-4", out, "asset=USDT&amount=1")
    ask("An asset nobody knows", "margin-1", out, "asset=DOGE&amount=1")
    pledged = "fromEmail=margin-1%40example.com&fromAccountType=MARGIN"
    ask("Margin to margin within the unit: no line is looked at", "desk", move,
        f"{pledged}&toEmail=credit-1%40example.com&toAccountType=MARGIN&asset=USDT&amount=50"
        "&clientTranId=move-1")
    ask("SPOT that does not count", "desk", move,
        "fromEmail=plain%40example.com&fromAccountType=SPOT&toAccountType=SPOT"
        "&asset=USDT&amount=2.5")
    ask("A pledged margin wallet, out of the unit", "desk", move,
        f"{pledged}&toAccountType=SPOT&asset=USDT&amount=50")
    ask("Pledged SPOT of a unit above its transfer-out line", "desk", move,
        "fromEmail=spot-3%40example.com&fromAccountType=SPOT&toAccountType=SPOT"
        "&asset=USDT&amount=1")
    ask("More than is free", "desk", move,
        "fromEmail=plain%40example.com&fromAccountType=SPOT&toAccountType=SPOT"
        "&asset=USDT&amount=100000")
    ask("Wallets between which nothing moves", "desk", move,
        "fromEmail=plain%40example.com&fromAccountType=SPOT"
        "&toEmail=margin-1%40example.com&toAccountType=MARGIN&asset=USDT&amount=1")
    ask("A wallet that is not kept here", "desk", move,
        "fromAccountType=SPOT&toAccountType=USDT_FUTURE&asset=USDT&amount=1")
    ask("A wallet that is none", "desk", move,
        "fromAccountType=SAFE&toAccountType=SPOT&asset=USDT&amount=1")
    ask("No margin wallet", "desk", move,
        "fromAccountType=SPOT&toEmail=plain%40example.com&toAccountType=MARGIN"
        "&asset=USDT&amount=1")
    ask("An account of somebody else", "desk", move,
        "fromAccountType=SPOT&toEmail=stranger%40example.com&toAccountType=SPOT"
        "&asset=USDT&amount=1")
    ask("Only a parent", "credit-1", move, "fromAccountType=SPOT&toAccountType=SPOT"
        "&toEmail=margin-1%40example.com&asset=USDT&amount=1")
    ask("From a wallet to itself", "desk", move,
        "fromAccountType=SPOT&toAccountType=SPOT&asset=USDT&amount=1")
    ask("Without the permission", "desk, READ only", move,
        "fromAccountType=SPOT&toAccountType=SPOT&asset=USDT&amount=1")
    ask("Its history: out of one account", "desk", f"GET {TRANSFER}",
        "fromEmail=margin-1%40example.com")
    ask("By the caller's own id", "desk", f"GET {TRANSFER}",
        "toEmail=credit-1%40example.com&clientTranId=move-1")
    ask("Both ends", "desk", f"GET {TRANSFER}",
        "fromEmail=margin-1%40example.com&toEmail=credit-1%40example.com")
    ask("Eight days", "desk", f"GET {TRANSFER}", "startTime=1700000000000&endTime=1700691200000")


def members(transcript, ask):
    transcript.chapter("edit-member")
    edit = f"POST {GROUP}/edit-member"

    def change(title, who, group, name, spot, margin):
        ask(title, who, edit, f"groupId={group}&subEmail={name}%40example.com"
            f"&enableSpot={spot}&enableMargin={margin}")

    change("A unit that is not there", "desk", 99, "plain", "TRUE", "FALSE")
    change("Only the parent", "credit-2", 2, "plain", "TRUE", "FALSE")
    change("Neither yes nor no", "desk", 2, "plain", "yes", "FALSE")
    change("A unit with as many collateral accounts as it may have", "desk", 1, "plain", "TRUE",
           "FALSE")
    change("A member of another unit", "desk", 2, "margin-1", "TRUE", "TRUE")
    change("Another parent's account", "desk", 2, "stranger", "TRUE", "TRUE")
    change("An account nobody has", "desk", 2, "nobody", "TRUE", "TRUE")
    change("No margin wallet to count", "desk", 2, "plain", "TRUE", "TRUE")
    change("The credit account's margin wallet counts", "desk", 2, "credit-2", "TRUE", "FALSE")
    change("The credit account as collateral", "desk", 2, "credit-2", "TRUE", "TRUE")
    change("Equity below its maintenance margin", "desk", 2, "poor", "FALSE", "TRUE")
    change("CROSS_MARGIN Pro", "desk", 2, "pro", "FALSE", "TRUE")
    change("A managed sub-account", "desk", 2, "managed", "FALSE", "TRUE")
    change("A wallet that counts stays", "desk", 2, "indebted-2", "FALSE", "FALSE")
    change("A wallet that would carry the LTV above the borrow line", "desk", 2, "indebted-2",
           "TRUE", "TRUE")
    change("A collateral account joins", "desk", 2, "plain", "true", "False")
    ask("Within two minutes: no borrowing", "credit-2", f"POST {GROUP}/borrow",
        "groupId=2&assetName=USDT&amount=1")
    ask("and no transfer", "credit-2", f"POST {GROUP}/transfer-out", "asset=USDT&amount=1")


def closing(transcript, ask):
    transcript.chapter("Closing a unit, closed")
    close = f"DELETE {GROUP}"
    ask("A unit that owes", "credit-1", close, "groupId=1")
    ask("Only the credit account", "desk", close, "groupId=5")
    ask("Without groupId, as one client sends it", "credit-5", close)
    ask("A unit that owes nothing", "credit-5", close, "groupId=5")
    ask("It is closed already", "credit-5", close, "groupId=5")
    ask("closed: the caller's closed units", "credit-5", f"GET {MARGIN}/loan-groups/closed")
    ask("For others there are none", "desk", f"GET {MARGIN}/loan-groups/closed")


def description(transcript, server):
    transcript.chapter("The API described")
    transcript.case(server, "OpenAPI 3.1, of which this is the beginning", "GET", "/openapi.json",
                    show=("X-SAPI-USED-IP-WEIGHT-1M",), shorten=80)


def liquidated(transcript, ask):
    transcript.chapter(
        "Liquidation",
        "The same book, served with a tape of one price: BTC falls to 50000 and unit 3 is "
        "liquidated, with a slippage of 1 % and a fee of 0.5 %.")
    ask("The unit afterwards", "credit-3", f"GET {GROUP}/ltv-details")
    ask("force-liquidation: the unit as the liquidation found it", "credit-3",
        f"GET {GROUP}/force-liquidation")
    ask("What was moved to the credit account", "credit-3",
        f"GET {GROUP}/force-liquidation-transfer-record")
    ask("The forced repayments", "credit-3", f"GET {GROUP}/borrow-repay", "type=REPAY")
    ask("For others there is nothing", "desk", f"GET {GROUP}/force-liquidation")
    ask("nor of the transfers", "desk", f"GET {GROUP}/force-liquidation-transfer-record")


def styled(transcript, ask):
    transcript.chapter(
        "Another style of answers",
        "A server started with `--answer-style transaction_id=text,amount=text,repay_types=one,"
        "liquidation_ltv=decimal,liquidation_totals=number,snapshot_liabilities=object`.")
    ask("borrow", "credit-1", f"POST {GROUP}/borrow", "groupId=1&assetName=USDT&amount=1")
    ask("borrow-repay", "credit-3", f"GET {GROUP}/borrow-repay", "type=REPAY&size=1")
    ask("force-liquidation", "credit-3", f"GET {GROUP}/force-liquidation")


def under_way(transcript, ask):
    transcript.chapter(
        "Under way",
        "The same book with BTC at 50000 from the start and `externalSeller` and "
        "`externalSettlement`: unit 3 is being liquidated and waits for a sale that somebody else "
        "makes; transfers out wait to be settled.")
    ask("A liquidation that runs has no end time", "credit-3", f"GET {GROUP}/force-liquidation")
    ask("Nobody borrows meanwhile", "credit-3", f"POST {GROUP}/borrow",
        "groupId=3&assetName=USDT&amount=1")
    ask("or repays", "credit-3", f"POST {GROUP}/repay", "groupId=3&assetName=USDT&amount=1")
    ask("or moves anything", "desk", f"POST {TRANSFER}",
        "fromEmail=spot-3%40example.com&fromAccountType=SPOT&toAccountType=SPOT"
        "&asset=USDT&amount=1")
    ask("A transfer out is accepted and waits", "margin-1", f"POST {GROUP}/transfer-out",
        "asset=USDT&amount=100")
    ask("Until it is settled nothing else changes the unit", "credit-1", f"POST {GROUP}/borrow",
        "groupId=1&assetName=USDT&amount=1")


# --- The runs -------------------------------------------------------------------------------------


def live_loans(transcript, binary):
    with tempfile.TemporaryDirectory() as name:
        desk, program = desk_with(binary, name, loan_book())
        with program.serve_held() as server:
            ask, caller = desk.at(transcript, server), Caller(transcript, server)
            units(transcript, ask)
            borrowing(transcript, ask)
            repeating(transcript, ask, caller, desk.keys["credit-1"])
            repaying(transcript, ask)
            interest(transcript, ask)
            records(transcript, ask)
            transfers(transcript, ask)
            members(transcript, ask)
            closing(transcript, ask)
            description(transcript, server)
        (program.folder / "spot_tape.csv").write_text("ts_ms,symbol,price\n1,BTCUSDT,50000\n")
        with program.serve_held("--tape", "spot_tape.csv", "--speed", "max") as server:
            wait_for_liquidation(server, desk)
            liquidated(transcript, desk.at(transcript, server))
        with program.serve_held("--answer-style",
                           "transaction_id=text,amount=text,repay_types=one,"
                           "liquidation_ltv=decimal,liquidation_totals=number,"
                           "snapshot_liabilities=object") as server:
            styled(transcript, desk.at(transcript, server))


def waiting_loans(transcript, binary):
    book = loan_book("50000", externalSeller=True, externalSettlement=True)
    with tempfile.TemporaryDirectory() as name:
        desk, program = desk_with(binary, name, book)
        with program.serve_held() as server:
            wait_for_liquidation(server, desk)
            under_way(transcript, desk.at(transcript, server))


def desk_with(binary, folder, book):
    program = Program(binary, folder)
    path = program.folder / "book.json"
    path.write_text(json.dumps(book))
    program.run("import", str(path))
    return Desk(program), program


def wait_for_liquidation(server, desk):
    wait_for(server, desk.keys["credit-3"], f"{GROUP}/force-liquidation",
             lambda answer: answer.get("total") == 1)


def write(transcript, binary):
    live_loans(transcript, binary)
    waiting_loans(transcript, binary)

"""What a hostile request is, and what is expected of it: the words the tables are written in.

A table is a list of cases, each one request (or the bytes of several) and the exact answers. Texts
are Latin-1: a character is a byte, so "\\xff" is that byte. In a query or a body

    <time>, <time-6000>   timestamp=<now, so many ms away>
    <now>, <now+5000>     the number alone
    <sign>                signature=<hex>, over the query and the body without it
    <hex>                 the same digits alone

are filled in before sending. A query without any of them gets `&<time>&<sign>` at its end: it is
hostile in what it says, not in how it is signed.
"""

import dataclasses
import typing

LTV = "/sapi/v1/margin/loan-group/ltv-details"
LOAN = "/sapi/v1/margin/loan-group/"
BORROW = LOAN + "borrow"
REPAY = LOAN + "repay"
EDIT_MEMBER = LOAN + "edit-member"
TRANSFER_OUT = LOAN + "transfer-out"
BORROW_REPAY = LOAN + "borrow-repay"
INTEREST = LOAN + "interest-history"
MAX_BORROWABLE = LOAN + "max-borrowable"
CLOSED = "/sapi/v1/margin/loan-groups/closed"
TRANSFER = "/sapi/v1/sub-account/universalTransfer"


@dataclasses.dataclass(frozen=True)
class Answer:
    """What must come back. `code` None: a success, or an answer whose body says no code."""

    status: int
    code: typing.Optional[int] = None
    message: typing.Optional[str] = None
    fields: tuple = ()  # header lines that must be there
    holds: str = ""  # a text that stands in the body
    empty: bool = False  # no body, as of HEAD


@dataclasses.dataclass(frozen=True)
class Case:
    """One line of a table: `say(world)` gives the bytes, `answers` are all that come back."""

    title: str
    say: typing.Callable
    answers: tuple
    hang_up: bool = False  # say so and no more: the sending side is closed afterwards
    drip: float = 0  # seconds between bytes
    port: str = "api"
    heads: bool = False  # the answers are of HEAD


# --- Answers as documented (docs/api.md, Errors) --------------------------------------------------

OK = Answer(200)
KEY_MALFORMED = Answer(401, -2014, "API-key format invalid.")
KEY_REJECTED = Answer(401, -2015, "Invalid API-key, IP, or permissions for action.")
SIGNATURE = Answer(400, -1022, "Signature for this request is not valid.")
TOO_EARLY = Answer(400, -1021,
                   "Timestamp for this request was 1000ms ahead of the server's time.")
TOO_OLD = Answer(400, -1021, "Timestamp for this request is outside of the recvWindow.")
WINDOW_TOO_LARGE = Answer(400, -1131, "recvWindow must be less than 60000")
DUPLICATE = Answer(400, -1101, "Duplicate values for a parameter detected.")
TOO_MANY = Answer(400, -1101, "Too many parameters sent for this endpoint.")
ILLEGAL = Answer(400, -1100, "Illegal characters found in a parameter.")
ARGUMENT = Answer(400, -27000, "Illegal argument or invalid input.")
NO_UNIT = Answer(400, -27001, "Loan group not found")
TOO_LONG_A_WINDOW = Answer(400, -1127, "More than 2400 hours between startTime and endTime.")
NOT_FOUND = Answer(404, -1099, "Not found, authenticated, or authorized")
WRONG_METHOD = Answer(405, -1020, "This operation is not supported.")
NO_RELATION = Answer(400, -5021, "This parent sub have no relation")
NO_WALLET = Answer(400, -3003, "Margin account does not exist.")
TRANSFER_FAILED = Answer(400, -5010, "Asset transfer fail.")

NO_ROWS = Answer(200, holds='"rows":[]')
NO_UNITS = Answer(200, holds="[]")


def mandatory(name):
    return Answer(400, -1102,
                  f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.")


def invalid(name):
    return Answer(400, -1130, f"Data sent for parameter '{name}' is not valid.")


def not_loanable(asset):
    return Answer(400, -27017, f"The requested loan asset: {asset} is not supported.")


def too_precise(asset):
    return Answer(400, -27016, f"Illegal asset quantity precision for asset {asset}.")


def allow(methods):
    return dataclasses.replace(WRONG_METHOD, fields=(f"Allow: {methods}",))


def refused(status):
    """Bytes that are no request this server takes: the status says why, the connection ends."""
    return Answer(status, -1013, "The request is rejected by the API.", ("Connection: close",))


MALFORMED = refused(400)
TOO_LARGE = refused(413)
LINE_TOO_LONG = refused(414)
NO_EXPECTATION = refused(417)
FIELDS_TOO_LARGE = refused(431)
NOT_IMPLEMENTED = refused(501)
NO_SUCH_VERSION = refused(505)
TOO_SLOW = Answer(408, -1007,
                  "Timeout waiting for response from backend server. Send status unknown; "
                  "execution status unknown.", ("Connection: close",))
CONTINUE = Answer(100, empty=True)


# --- Requests -------------------------------------------------------------------------------------


def ask(title, answer, query="", body="", *, method="GET", path=LTV, key="parent", headers=(),
        change=None, signed_as=None):
    """A signed request of its own connection. `change` is done to the signature's digits, which are
    of the text `signed_as` if there is one; `key` is the name of a key of the world,
    or a text after
    "=", or None."""

    def say(world):
        target, sent = world.signed(key, query, body, change, signed_as)
        return world.request(method, f"{path}?{target}" if target else path, key, headers, sent)

    return Case(title, say, (answer,), heads=method == "HEAD")


def raw(title, answers, *texts, hang_up=False, drip=0, port="api"):
    """Bytes as they are. <good> is a good request that leaves the connection open, <last> one that
    ends it; what stands between < and > in a request is filled in here too."""
    answers = answers if isinstance(answers, tuple) else (answers,)
    text = "".join(texts)
    return Case(title, lambda world: world.filled(text), answers, hang_up, drip, port)

"""The same thing twice: where two readers could choose two values."""

from table import (DUPLICATE, KEY_MALFORMED, LTV, MALFORMED, OK, REPAY, ask,
                   mandatory, not_loanable, raw)


def twice(title, *fields, answers=MALFORMED):
    return raw(title, answers, "GET /api/v3/ping HTTP/1.1\r\n",
        *[f"{field}\r\n" for field in fields],
               "Connection: close\r\n\r\n")


KEY = "X-MBX-APIKEY: <key>\r\n"
GOOD = f"GET {LTV}?<query:groupId=1&~> HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"

CASES = [
    ask("a name twice in the query", DUPLICATE, "groupId=1&groupId=1"),
    ask("a name twice with two values", DUPLICATE, "groupId=1&groupId=2"),
    ask("a name twice, once escaped", DUPLICATE, "groupId=1&%67roupId=2"),
    ask("a name twice, once without a value", DUPLICATE, "groupId=1&groupId"),
    ask("a name twice in the body", DUPLICATE, "<time>&<sign>", "amount=1&amount=2",
        method="POST", path=REPAY, key="credit"),
    ask("a name nobody asks for, twice", DUPLICATE, "note=1&note=2"),
    ask("the empty name twice", DUPLICATE, "=1&=2"),
    ask("the timestamp twice", DUPLICATE, "<time>&<time>&<sign>"),
    ask("the timestamp twice, one of them old", DUPLICATE, "<time-90000>&<time>&<sign>"),
    ask("recvWindow twice", DUPLICATE, "recvWindow=5000&recvWindow=60000"),
    ask("the signature twice", DUPLICATE, "<time>&<sign>&signature=00"),
    ask("the same signature twice", DUPLICATE, "<time>&<sign>&<sign>"),
    ask("the signature in query and body", DUPLICATE, "<time>&<sign>", "signature=00",
        method="POST", path=REPAY, key="credit"),
    ask("the signature once more, escaped", DUPLICATE, "<time>&%73ignature=00&<sign>"),
    ask("in both parts: the query wins", OK, "groupId=1&<time>&<sign>", "groupId=2"),
    ask("in both parts: the query wins, though it is bad", mandatory("groupId"),
        "groupId=x&<time>&<sign>", "groupId=1"),
    ask("in both parts: the query wins, though it is empty", mandatory("groupId"),
        "groupId=&<time>&<sign>", "groupId=1"),
    ask("the timestamp in both parts: the query's counts", not_loanable("NONE"),
        "<time>&<sign>", "<time-90000>&groupId=1&assetName=NONE&amount=1", method="POST",
        path=REPAY, key="credit"),
    ask("names differ by case: two names", OK, "groupid=2&GROUPID=3&groupId=1"),
    ask("a list by brackets is another name", OK, "groupId[]=2&groupId=1"),
    ask("a list by brackets only", OK, "groupId[0]=2"),
    ask("two values in one", mandatory("groupId"), "groupId=1,2"),
    twice("Host twice", "Host: a", "Host: a"),
    twice("Host twice with two values", "Host: a", "Host: b"),
    twice("Host twice, in letters of two cases", "Host: a", "hOST: b"),
    twice("Host and an empty one", "Host: a", "Host:"),
    twice("no Host", "X: y"),
    twice("two hosts in one", "Host: a, b"),
    twice("Content-Length twice", "Host: a", "Content-Length: 0", "Content-Length: 0"),
    twice("Content-Length twice with two values", "Host: a", "Content-Length: 0",
          "Content-Length: 1"),
    twice("two lengths in one", "Host: a", "Content-Length: 0, 0"),
    twice("Transfer-Encoding twice", "Host: a", "Transfer-Encoding: chunked",
          "Transfer-Encoding: chunked"),
    twice("Connection twice is one list", "Host: a", "Connection: x", answers=OK),
    raw("two keys", KEY_MALFORMED, GOOD, KEY, KEY, "\r\n"),
    raw("a good key and a bad one", KEY_MALFORMED, GOOD, KEY, "X-MBX-APIKEY: none\r\n\r\n"),
    raw("a bad key and a good one", KEY_MALFORMED, GOOD, "X-MBX-APIKEY: none\r\n", KEY, "\r\n"),
    raw("two keys, in letters of two cases", KEY_MALFORMED, GOOD, KEY,
        "x-mbx-apikey: <key>\r\n\r\n"),
    raw("two keys in one", KEY_MALFORMED, GOOD, "X-MBX-APIKEY: <key>, <key>\r\n\r\n"),
    ask("a hundred other headers twice", OK, "groupId=1",
        headers=[f"X-Other: {i}" for i in range(90)]),
]

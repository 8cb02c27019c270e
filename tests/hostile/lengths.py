"""Too long, too many, too large: each limit of docs/operating.md at its edge and far beyond it."""

from table import (BORROW, CLOSED, CONTINUE, FIELDS_TOO_LARGE, LINE_TOO_LONG, LTV, MAX_BORROWABLE,
                   NOT_FOUND, NO_ROWS, OK, REPAY, TOO_LARGE, TOO_MANY, KEY_MALFORMED,
                   allow, ask, mandatory, not_loanable, raw)

PING = "GET /api/v3/ping HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
POST = "POST /api/v3/ping HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
NO_POST = allow("GET, HEAD")

LINE = 8 * 1024  # without its end
FIELDS = 16 * 1024  # with the line ends
BODY = 64 * 1024


def line_of(size):
    frame = len("GET /api/v3/ping? HTTP/1.1")
    return (f"GET /api/v3/ping?{'a' * (size - frame)} HTTP/1.1\r\n"
            "Host: h\r\nConnection: close\r\n\r\n")


def fields_of(size):
    around = "Host: h\r\nConnection: close\r\nX: \r\n"
    return (f"GET /api/v3/ping HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
            f"X: {'a' * (size - len(around))}\r\n\r\n")


def fields(count):
    more = "".join(f"X-{i}: {i}\r\n" for i in range(count - 2))
    return f"{PING}{more}\r\n"


CASES = [
    raw("a request line of the greatest length", OK, line_of(LINE)),
    raw("a request line of one byte more", LINE_TOO_LONG, line_of(LINE + 1)),
    raw("a request line of a megabyte", LINE_TOO_LONG, line_of(1_000_000)),
    raw("a request line that never ends", LINE_TOO_LONG, "GET /" + "a" * 20_000),
    raw("a method of 8,000 letters", NOT_FOUND, "G" * 8_000, " / HTTP/1.1\r\nHost: h\r\n",
        "Connection: close\r\n\r\n"),
    raw("a method that never ends", LINE_TOO_LONG, "G" * 20_000),
    raw("a version that never ends", LINE_TOO_LONG, "GET / HTTP/1.", "1" * 20_000),
    raw("header lines of the greatest size", OK, fields_of(FIELDS)),
    raw("header lines of one byte more", FIELDS_TOO_LARGE, fields_of(FIELDS + 1)),
    raw("a header line of a megabyte", FIELDS_TOO_LARGE, fields_of(1_000_000)),
    raw("a header that never ends", FIELDS_TOO_LARGE, PING, "X: " + "a" * 40_000),
    raw("a header name that never ends", FIELDS_TOO_LARGE, PING, "X" * 40_000),
    raw("a hundred headers", OK, fields(100)),
    raw("a hundred and one", FIELDS_TOO_LARGE, fields(101)),
    raw("a flood of 5,000 headers", FIELDS_TOO_LARGE, PING, "A: b\r\n" * 5_000),
    raw("a flood of headers without an end", FIELDS_TOO_LARGE, PING, "A: b\r\n" * 100_000),
    raw("a flood of cookies", FIELDS_TOO_LARGE, PING, "Cookie: a=b\r\n" * 2_000, "\r\n"),
    raw("a body of the greatest size", NO_POST, POST, f"Content-Length: {BODY}\r\n\r\n",
        "a" * BODY),
    raw("a body of one byte more", TOO_LARGE, POST, f"Content-Length: {BODY + 1}\r\n\r\n",
        "a" * (BODY + 1)),
    raw("a body said to be larger, not sent", TOO_LARGE, POST,
        f"Content-Length: {BODY + 1}\r\n\r\n"),
    raw("a body said to be of 10^18 bytes", TOO_LARGE, POST, f"Content-Length: {10 ** 18}\r\n\r\n"),
    raw("a body said to be of 2^64 bytes", TOO_LARGE, POST, f"Content-Length: {2 ** 64}\r\n\r\n"),
    raw("a body said to be of 2^64 + 1 bytes", TOO_LARGE, POST,
        f"Content-Length: {2 ** 64 + 1}\r\n\r\nx"),
    raw("a body said to be of 39 digits", TOO_LARGE, POST, f"Content-Length: {'9' * 39}\r\n\r\n"),
    raw("a body of five megabytes, all of it sent", TOO_LARGE, POST,
        "Content-Length: 5000000\r\n\r\n", "a" * 5_000_000),
    raw("chunks of the greatest size together", NO_POST, POST, "Transfer-Encoding: chunked\r\n\r\n",
        f"8000\r\n{'a' * 0x8000}\r\n8000\r\n{'a' * 0x8000}\r\n0\r\n\r\n"),
    raw("chunks of one byte more together", TOO_LARGE, POST, "Transfer-Encoding: chunked\r\n\r\n",
        f"8000\r\n{'a' * 0x8000}\r\n8001\r\n"),
    raw("a chunk said to be of 2^63 bytes", TOO_LARGE, POST, "Transfer-Encoding: chunked\r\n\r\n",
        "8000000000000000\r\n"),
    raw("a chunk said to be of 2^64 - 1 bytes", TOO_LARGE, POST,
        "Transfer-Encoding: chunked\r\n\r\n", "ffffffffffffffff\r\n"),
    raw("a chunk extension that never ends", FIELDS_TOO_LARGE, POST,
        "Transfer-Encoding: chunked\r\n\r\n", "1;", "e" * 40_000),
    raw("many chunks with long extensions", FIELDS_TOO_LARGE, POST,
        "Transfer-Encoding: chunked\r\n\r\n", f"1;{'e' * 1000}\r\na\r\n" * 30),
    raw("a trailer that never ends", FIELDS_TOO_LARGE, POST, "Transfer-Encoding: chunked\r\n\r\n",
        "0\r\n", "X: " + "a" * 40_000),
    raw("a flood of trailers", FIELDS_TOO_LARGE, POST, "Transfer-Encoding: chunked\r\n\r\n",
        "0\r\n",
        "A: b\r\n" * 5_000),
    raw("a body too large that is asked for first", TOO_LARGE, POST,
        f"Content-Length: {BODY + 1}\r\nExpect: 100-continue\r\n\r\n"),
    raw("a body that is asked for first", (CONTINUE, NO_POST), POST,
        "Content-Length: 1\r\nExpect: 100-continue\r\n\r\n", "x", drip=0.001),
    ask("64 parameters", OK, "&".join(f"p{i}=1" for i in range(62)) + "&<time>&<sign>"),
    ask("65 parameters", TOO_MANY, "&".join(f"p{i}=1" for i in range(63)) + "&<time>&<sign>"),
    ask("1,000 parameters", TOO_MANY, "&".join(f"p{i}=1" for i in range(900))),
    ask("64 in query and body together", TOO_MANY, "&".join(f"p{i}=1" for i in range(31)),
        "&".join(f"q{i}=1" for i in range(32)), method="POST", path=BORROW, key="credit"),
    ask("10,000 parameters in a body", TOO_MANY, "<time>&<sign>", "&".join(["a=1"] + [
        f"p{i}=1" for i in range(7_000)]), method="POST", path=REPAY, key="credit"),
    ask("6,000 ampersands", OK, "&" * 6_000 + "groupId=1&<time>&<sign>"),
    ask("60,000 ampersands in a body", OK, "groupId=1&<time>&<sign>", "&" * 60_000),
    ask("a name of 5,000 letters", OK, f"{'n' * 5_000}=1"),
    ask("a value of 5,000 letters nobody asks for", OK, f"note={'v' * 5_000}"),
    ask("a value of 60,000 letters in a body", OK, "<time>&<sign>",
        f"groupId=1&note={'v' * 60_000}"),
    ask("an asset of 5,000 letters", not_loanable("A" * 5_000), f"assetName={'a' * 5_000}",
        path=MAX_BORROWABLE),
    ask("an amount of 5,000 digits", mandatory("amount"),
        f"groupId=1&assetName=NONE&amount={'9' * 5_000}", method="POST", path=BORROW, key="credit"),
    ask("a groupId of 5,000 digits", mandatory("groupId"), f"groupId={'1' * 5_000}"),
    ask("a timestamp of 5,000 digits", mandatory("timestamp"), f"timestamp={'1' * 5_000}&<sign>"),
    ask("a signature of 5,000 digits", mandatory("timestamp"), f"signature={'0' * 5_000}&a=<hex>"),
    ask("an id of 65 characters", mandatory("clientTranId"),
        f"groupId=1&assetName=NONE&amount=1&clientTranId={'i' * 65}", method="POST", path=BORROW,
        key="credit"),
    *[ask(f"an id that is none in its header: {title}", mandatory("clientTranId"),
          "groupId=1&assetName=NONE&amount=1", method="POST", path=BORROW, key="credit",
          headers=headers)
      for title, headers in [("empty", ["X-Client-Tran-Id: "]),
                             ("undefined", ["X-Client-Tran-Id: undefined"]),
                             ("two", ["X-Client-Tran-Id: a", "X-Client-Tran-Id: b"])]],
    ask("an id of 65 characters in its header", mandatory("clientTranId"),
        "groupId=1&assetName=NONE&amount=1", method="POST", path=BORROW, key="credit",
        headers=[f"X-Client-Tran-Id: {'i' * 65}"]),
    ask("a key of 5,000 characters", KEY_MALFORMED, key="=" + "k" * 5_000),
    ask("a key of 16,000 characters", FIELDS_TOO_LARGE, key="=" + "k" * 16_500),
    ask("a path of 7,000 characters", NOT_FOUND, path="/" + "p" * 7_000),
    ask("a page far behind the last one", NO_ROWS, "current=9007199254740991&size=100", path=CLOSED,
        key="credit"),
    ask("a known path with 7,000 characters more", NOT_FOUND, path=LTV + "/" + "p" * 7_000),
]

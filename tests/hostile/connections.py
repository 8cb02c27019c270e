"""Slow and absent clients: whoever begins a request and does not end it is told so in time.

The limits are short for the test (world.py); the cases run side by side.
"""

from table import KEY_MALFORMED, MALFORMED, OK, TOO_SLOW, allow, raw

PING = "GET /api/v3/ping HTTP/1.1\r\nHost: h\r\n"
POST = "POST /api/v3/ping HTTP/1.1\r\nHost: h\r\n"
SILENCE = ()  # the server ends the connection without a word

CASES = [
    raw("nothing at all", SILENCE),
    raw("nothing at all, and goes", SILENCE, hang_up=True),
    raw("a good request, then nothing", OK, "<good>"),
    raw("a good request, then goes", OK, "<good>", hang_up=True),
    raw("a line end, then nothing", SILENCE, "\r\n"),
    raw("one letter, then nothing", TOO_SLOW, "G"),
    raw("one letter, and goes", MALFORMED, "G", hang_up=True),
    raw("half a request line", TOO_SLOW, "GET /api/v3/pi"),
    raw("half a header", TOO_SLOW, PING, "X: "),
    raw("all but the last byte", TOO_SLOW, PING, "\r"),
    raw("all but the last byte, and goes", MALFORMED, PING, "\r", hang_up=True),
    raw("half a body", TOO_SLOW, POST, "Content-Length: 10\r\n\r\nhello"),
    raw("half a body, and goes", MALFORMED, POST, "Content-Length: 10\r\n\r\nhello", hang_up=True),
    raw("a body that never begins", TOO_SLOW, POST, "Content-Length: 10\r\n\r\n"),
    raw("half a chunk", TOO_SLOW, POST, "Transfer-Encoding: chunked\r\n\r\n5\r\nhe"),
    raw("half a chunk's size", TOO_SLOW, POST, "Transfer-Encoding: chunked\r\n\r\n00"),
    raw("chunks without the last one, and waits", TOO_SLOW, POST,
        "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n"),
    raw("half a trailer", TOO_SLOW, POST, "Transfer-Encoding: chunked\r\n\r\n0\r\nX: "),
    raw("half a request behind a good one", (OK, TOO_SLOW), "<good>", "GET /"),
    raw("byte by byte, too slow in the line", TOO_SLOW, "GET /", "a" * 400, drip=0.02),
    raw("byte by byte, too slow in a header", TOO_SLOW, PING, "X: ", "a" * 400, drip=0.02),
    raw("byte by byte, too slow in the body", TOO_SLOW, POST, "Content-Length: 400\r\n\r\n",
        "a" * 390, drip=0.02),
    raw("byte by byte, too slow in a chunk", TOO_SLOW, POST, "Transfer-Encoding: chunked\r\n\r\n",
        "400\r\n", "a" * 390, drip=0.02),
    raw("byte by byte, in time", OK, PING, "Connection: close\r\n\r\n", drip=0.002),
    raw("byte by byte with a body, in time", allow("GET, HEAD"), POST, "Connection: close\r\n",
        "Content-Length: 5\r\n\r\nhello", drip=0.002),
    raw("byte by byte without a key, in time", KEY_MALFORMED,
        "GET /sapi/v1/margin/loan-group/ltv-details?groupId=1 HTTP/1.1\r\nHost: h\r\n",
        "Connection: close\r\n\r\n", drip=0.002),
]

"""HTTP itself: where a request ends (RFC 9112), and bytes that are no HTTP at all.

Smuggling is two readers who see two ends. So whatever leaves the end open is refused,
the connection
closes,
and what was sent behind it is never read as a request: the answers listed are all there are.
"""

from table import (CONTINUE, KEY_MALFORMED, LTV, MALFORMED, NOT_FOUND, NOT_IMPLEMENTED,
                   NO_EXPECTATION, NO_SUCH_VERSION, OK, Answer, allow, ask, raw)

PING = "GET /api/v3/ping HTTP/1.1\r\nHost: h\r\n"
POST = "POST /api/v3/ping HTTP/1.1\r\nHost: h\r\n"
END = "Connection: close\r\n\r\n"
NO_POST = allow("GET, HEAD")
SMUGGLED = "GET /api/v3/time HTTP/1.1\r\nHost: h\r\n\r\n"
CHUNKS = "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
HEAD_OK = Answer(200, empty=True)
HEAD_NOT_FOUND = Answer(404, empty=True)


def codings(value):
    """A POST with this Transfer-Encoding and a second request inside its chunks."""
    return f"{POST}Transfer-Encoding:{value}\r\n\r\n0\r\n\r\n{SMUGGLED}"


def lengths(value):
    return f"{POST}Content-Length:{value}\r\n\r\n{SMUGGLED}"


def line(text):
    return f"{text}\r\nHost: h\r\n{END}"


def field(text, answers=MALFORMED):
    return raw(f"the field {text!r}", answers, PING, text, "\r\n", END)


CASES = [
    # Two lengths, or a length nobody can read.
    raw("a length beside chunks", MALFORMED, POST,
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "\r\n\r\n0\r\n\r\n", SMUGGLED),
    raw("chunks beside a length", MALFORMED, POST,
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "\r\n\r\n0\r\n\r\n", SMUGGLED),
    raw("a length of zero beside chunks", MALFORMED, POST, "Content-Length: 0\r\n",
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", SMUGGLED),
    raw("a length beside a coding nobody knows", MALFORMED, POST,
        "Content-Length: 5\r\nTransfer-Encoding: x\r\n\r\nhello", SMUGGLED),
    *[raw(f"Transfer-Encoding:{value!r}", MALFORMED, codings(value)) for value in [
        " gzip", " identity", " chunked, gzip", " chunked, identity", " chunked, chunked",
        " xchunked", " chunkedx", " chunked;q=1", " chunked,", " ,chunked", ' "chunked"',
        " 'chunked'", " chun ked", "", " ", " 0", " chunked\x00", "\x0bchunked", "\x0cchunked",
        " \x7fchunked", " chunked\rX: y", " x, chunked, chunked", " \xe9, chunked", " chunk\xe9d"]],
    *[raw(f"Transfer-Encoding:{value!r}", NOT_IMPLEMENTED, codings(value)) for value in [
        " gzip, chunked", " x, chunked", " identity,chunked", " deflate , gzip , chunked"]],
    *[raw(f"Transfer-Encoding:{value!r} is chunked", (NO_POST, OK), POST,
        f"Transfer-Encoding:{value}",
          "\r\n\r\n0\r\n\r\n", "<last>") for value in ["chunked", " Chunked", "\tCHUNKED \t"]],
    raw("chunks of HTTP/1.0", MALFORMED, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
        "0\r\n\r\n", SMUGGLED),
    raw("a space before the colon", MALFORMED, POST, "Transfer-Encoding : chunked\r\n\r\n",
        "0\r\n\r\n", SMUGGLED),
    raw("a tab before the colon", MALFORMED, POST, "Content-Length\t: 5\r\n\r\nhello", SMUGGLED),
    raw("a coding on a folded line", MALFORMED, POST, "X: y\r\n Transfer-Encoding: chunked\r\n\r\n",
        "0\r\n\r\n", SMUGGLED),
    raw("a coding folded behind its name", MALFORMED, POST,
        "Transfer-Encoding:\r\n chunked\r\n\r\n",
        "0\r\n\r\n", SMUGGLED),
    raw("a coding behind a bare line feed", MALFORMED, POST, "X: y\nTransfer-Encoding: chunked",
        "\r\n\r\n0\r\n\r\n", SMUGGLED),
    raw("a coding behind a bare return", MALFORMED, POST, "X: y\rTransfer-Encoding: chunked",
        "\r\n\r\n0\r\n\r\n", SMUGGLED),
    raw("a coding's name with an underscore is another name", (NO_POST, OK), POST,
        "Transfer_Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", "<last>"),
    *[raw(f"Content-Length:{value!r}", MALFORMED, lengths(value)) for value in [
        "", " ", " -1", " +5", " 5, 5", " 5,6", " 5 5", " 0x5", " 5.0", " 5e0", " 1_0", ' "5"',
        " five",
        " 5;", " 5\x00", " \x0b5", " \xb2", " \xd9\xa5", " 5\rX: y", " -0", " 0, 0"]],
    raw("a length with leading zeros", (NO_POST, OK), POST, "Content-Length: 0005\r\n\r\nhello",
        "<last>"),
    raw("a length of a GET belongs to it", (OK, OK), PING,
        f"Content-Length: {len(SMUGGLED)}\r\n\r\n{SMUGGLED}",
        "<last>"),
    raw("no length: what follows is the next request", (NO_POST, OK), POST, "\r\n", "<last>"),
    raw("a length too short: the rest is no request", (NO_POST, MALFORMED), POST,
        "Content-Length: 3\r\n\r\nabc???\r\n\r\n"),
    raw("a length too long, and no more", MALFORMED, POST, "Content-Length: 9\r\n\r\nabc",
        hang_up=True),
    # Chunks.
    *[raw(f"the chunk {text!r}", MALFORMED, POST, CHUNKS, text, SMUGGLED) for text in [
        "\r\n", "g\r\n", "-1\r\n", "+1\r\na\r\n", "0x1\r\na\r\n", " 1\r\na\r\n", "1 \r\na\r\n",
        "1\t\r\na\r\n", "1 2\r\na\r\n", "1\na\n", "1\ra", "1\r\nab\r\n", "1\r\na\n0\r\n\r\n",
        "1\r\na\r0\r\n\r\n", "1\r\na0\r\n\r\n", "0\r\nX: y\n\r\n", "0\r\n\rX", "1;\x01\r\na\r\n",
        "1;a\nb\r\na\r\n", "00000000000000001\r\na\r\n", "1,\r\na\r\n", "1=a\r\na\r\n", "\x00\r\n",
        "\xd9\xa1\r\na\r\n"]],
    *[raw(f"the good chunks {text!r}", (NO_POST, OK), POST, "Transfer-Encoding: chunked\r\n\r\n",
        text,
          "<last>") for text in [
        "0\r\n\r\n", "1\r\na\r\n0\r\n\r\n", "001\r\na\r\n000\r\n\r\n",
        "A\r\n0123456789\r\n0\r\n\r\n",
        "1;x=y\r\na\r\n0;z\r\n\r\n", '1;x="; y"\r\na\r\n0\r\n\r\n', "1 ;x\r\na\r\n0\r\n\r\n",
        "0\r\nTrailer: x\r\nHost: other\r\n\r\n", "4\r\nGET \r\n0\r\n\r\n"]],
    raw("chunks without the last one", MALFORMED, POST, CHUNKS, "1\r\na\r\n", hang_up=True),
    raw("a chunk cut short", MALFORMED, POST, CHUNKS, "9\r\nabc", hang_up=True),
    raw("a trailer is not believed", KEY_MALFORMED, "GET ", LTV,
        "?<query:groupId=1&~> HTTP/1.1\r\n",
        "Host: h\r\n", CHUNKS, "0\r\nX-MBX-APIKEY: <key>\r\n\r\n"),
    # Lines.
    raw("bare line feeds", MALFORMED, "GET / HTTP/1.1\nHost: h\n\n"),
    raw("one bare line feed", MALFORMED, "GET / HTTP/1.1\r\nHost: h\n\r\n"),
    raw("a bare line feed at the end", MALFORMED, "GET / HTTP/1.1\r\nHost: h\r\n\n"),
    raw("bare returns", MALFORMED, "GET / HTTP/1.1\rHost: h\r\r", hang_up=True),
    raw("two returns", MALFORMED, "GET / HTTP/1.1\r\r\nHost: h\r\n\r\n"),
    raw("a folded field", MALFORMED, PING, "X: y\r\n folded\r\n\r\n"),
    raw("a field folded by a tab", MALFORMED, PING, "X: y\r\n\tfolded\r\n\r\n"),
    raw("a first field that is folded", MALFORMED, "GET / HTTP/1.1\r\n Host: h\r\n\r\n"),
    *[field(text) for text in ["no colon", ": no name", "a b: c", "a(b): c", "caf\xe9: c",
        "a: \x00",
                               "a: \x01", "a: \x7f", "a: b\rc", "\x00: a", "a\x00: b", "[a]: b"]],
    field("X: caf\xe9", OK),
    field("X:", OK),
    field("X:\t y \t", OK),
    *[raw(f"Host: {host}", MALFORMED, f"GET /api/v3/ping HTTP/1.1\r\nHost: {host}\r\n\r\n")
      for host in ["a b", "a/b", "user@h", "http://h", "a\tb", "h\xe9", "a?b", "a#b", "a\\b"]],
    *[raw(f"the good Host {host!r}", OK, f"GET /api/v3/ping HTTP/1.1\r\nHost:{host}\r\n{END}")
      for host in ["", " h:80", " [::1]:80", " evil.example"]],
    # The request line.
    *[raw(f"the line {text!r}", MALFORMED, line(text)) for text in [
        "GET", "GET /", "GET  / HTTP/1.1", "GET / HTTP/1.1 ", " GET / HTTP/1.1", "GET\t/\tHTTP/1.1",
        "GET / HTTP", "GET / HTTP/", "GET / HTTP/1", "GET / HTTP/1.", "GET / HTTP/.1",
        "GET / HTTP/11",
        "GET / HTTP/1.10", "GET / HTTP/01.1", "GET / http/1.1", "GET / HTTPS/1.1", "GET / HTTP/1,1",
        "GET / HTTP/a.b", "GET / HTTP/-1.1", "G\xcbT / HTTP/1.1", "G(T / HTTP/1.1",
        '"GET" / HTTP/1.1',
        "GET /a b HTTP/1.1", "GET /\x01 HTTP/1.1", "GET /\x7f HTTP/1.1", "GET /\x00 HTTP/1.1",
        "GET api/v3/ping HTTP/1.1", "GET ?a HTTP/1.1", "GET ftp://h/ HTTP/1.1",
        "GET http:/a HTTP/1.1",
        "GET \\api HTTP/1.1", "GET file:///etc/passwd HTTP/1.1", "GET h:80 HTTP/1.1",
        "CONNECT / HTTP/1.1", "", "nonsense", "GET / HTTP/1.1\x00"]],
    *[raw(f"the version of {text!r}", NO_SUCH_VERSION, line(text)) for text in [
        "GET / HTTP/2.0", "GET / HTTP/3.0", "GET / HTTP/0.9", "GET / HTTP/1.2", "GET / HTTP/9.9"]],
    raw("HTTP/0.9", MALFORMED, "GET /\r\n"),
    raw("HTTP/1.0 without a Host", OK, "GET /api/v3/ping HTTP/1.0\r\n\r\n"),
    raw("HTTP/1.0 that would stay", (OK, OK), "GET /api/v3/ping HTTP/1.0\r\n",
        "Connection: keep-alive\r\n\r\n", "<last>"),
    raw("HTTP/1.1 without a Host", MALFORMED, "GET /api/v3/ping HTTP/1.1\r\n\r\n"),
    raw("HTTP/2 from the start", NO_SUCH_VERSION, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\x00\x00\x00\x04\x00\x00\x00\x00\x00"),
    raw("an upgrade to HTTP/2 is passed over", OK, PING,
        "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
        "Connection: Upgrade, HTTP2-Settings, close\r\n\r\n"),
    raw("an upgrade to a WebSocket is passed over", OK, PING, "Upgrade: websocket\r\n",
        "Connection: Upgrade, close\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n",
        "Sec-WebSocket-Version: 13\r\n\r\n"),
    raw("an expectation nobody can meet", NO_EXPECTATION, PING, "Expect: miracles\r\n", END),
    raw("two expectations", NO_EXPECTATION, PING, "Expect: 100-continue, more\r\n", END),
    raw("an expectation without a body", OK, PING, "Expect: 100-continue\r\n", END),
    raw("an expectation met with chunks", (CONTINUE, NO_POST), POST, "Expect: 100-continue\r\n",
        CHUNKS, "0\r\n\r\n", drip=0.0005),
    # Behind a good request.
    raw("two good requests", (OK, OK), "<good>", "<last>"),
    raw("garbage behind a good request", (OK, MALFORMED), "<good>", "\x00\x01\x02\r\n\r\n",
        "<last>"),
    raw("half a request behind a good one", (OK, MALFORMED), "<good>", "GET / HT", hang_up=True),
    raw("a bad length behind a good request", (OK, MALFORMED), "<good>", lengths(" -1")),
    raw("a second request behind the last one", OK, "<last>", "<good>"),
    raw("garbage behind the last request", OK, "<last>", "\x00" * 1_000),
    raw("fifty good requests at once", (OK,) * 51, "<good>" * 50, "<last>"),
    raw("a line end behind a body", (NO_POST, OK), POST, "Content-Length: 1\r\n\r\nx\r\n",
        "<last>"),
    raw("a line end in front", OK, "\r\n", "<last>"),
    raw("three line ends in front", MALFORMED, "\r\n\r\n\r\n", "<last>"),
    raw("10,000 line ends", MALFORMED, "\r\n" * 10_000),
    raw("a line feed in front", MALFORMED, "\n", "<last>"),
    # Methods and paths.
    raw("OPTIONS of the server", NOT_FOUND, line("OPTIONS * HTTP/1.1")),
    raw("GET of the server", NOT_FOUND, line("GET * HTTP/1.1")),
    raw("CONNECT", NOT_FOUND, line("CONNECT h:443 HTTP/1.1")),
    raw("a whole address", OK, line("GET http://evil.example/api/v3/ping HTTP/1.1")),
    raw("a whole address with a user", OK, line("GET https://u:p@evil/api/v3/ping HTTP/1.1")),
    raw("a whole address without a path", NOT_FOUND, line("GET http://evil.example HTTP/1.1")),
    *[ask(f"{method} of a known path", allow("GET, HEAD"), "groupId=1", method=method)
      for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "CONNECTX", "get",
      "GETT",
                     "PROPFIND", "G"]],
    ask("a method in a header does not count", OK, "groupId=1",
        headers=["X-HTTP-Method-Override: DELETE", "X-Method-Override: POST"]),
    ask("a path in a header does not count", OK, "groupId=1",
        headers=["X-Original-URL: /health", "X-Rewrite-URL: /health"]),
    ask("HEAD", HEAD_OK, "groupId=1", method="HEAD"),
    ask("HEAD of nothing", HEAD_NOT_FOUND, "groupId=1", method="HEAD", path="/nothing"),
    *[ask(f"the path {path}", NOT_FOUND, "groupId=1", path=path) for path in [
        "/", "//", "/nothing", LTV + "/", LTV + "//", "/" + LTV, LTV.upper(),
        LTV.replace("ltv", "LTV"), LTV.replace("/loan", "//loan"), LTV.replace("/loan", "/./loan"),
        LTV.replace("/loan", "/x/../loan"), "/.." + LTV, "/../../../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", LTV + ";jsessionid=1",
        LTV + ".json",
        LTV + "%20", LTV + "%0d%0aX:%20y", LTV[:-1], LTV.replace("v1", "v2"), "/sapi/v1/margin",
        "/.git/config", "/ledger", "/commands", "/orders", "/admin"]],
    # No HTTP at all.
    *[raw(title, MALFORMED, text, hang_up=True) for title, text in [
        ("TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "\x5a" * 500),
        ("SSL 2", "\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10"),
        ("SSH", "SSH-2.0-OpenSSH_9.2\r\n"), ("mail", "EHLO evil.example\r\n"),
        ("Redis", "*1\r\n$4\r\nPING\r\n"), ("memcached", "stats\r\n"),
        ("a proxy's first line", "PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\nGET / HTTP/1.1\r\n\r\n"),
        ("a proxy's first bytes", "\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c"),
        ("RTSP", "OPTIONS rtsp://h/ RTSP/1.0\r\n\r\n"), ("zeros", "\x00" * 10_000),
        ("FFs", "\xff" * 10_000), ("JSON", '{"method":"ltv"}\n'), ("a shell", "() { :; }; ls\n"),
        ("a byte order mark", "\xef\xbb\xbfGET / HTTP/1.1\r\nHost: h\r\n\r\n"),
        ("UTF-16", "G\x00E\x00T\x00 \x00/\x00\r\x00\n\x00")]],
]

"""The transcript's first part: what holds for every call, on the published example of one unit."""

import json
import tempfile
import time

from program import LTV, PARENT, SEED_BOOK, Program, hmac_key
from transcript_tools import Caller, Keys, Masks, now_ms


def open_endpoints(transcript, server):
    transcript.chapter("Open endpoints and paths")
    case = transcript.case
    case(server, "Is anybody there", "GET", "/api/v3/ping",
         show=("X-MBX-USED-WEIGHT-1M", "X-MBX-USED-WEIGHT", "Content-Type"))
    case(server, "What time is it", "GET", "/api/v3/time")
    case(server, "The same in microseconds", "GET", "/api/v3/time",
         headers=[("X-MBX-TIME-UNIT", "MICROSECOND")])
    case(server, "Is the system up", "GET", "/sapi/v1/system/status")
    case(server, "A path that does not exist", "GET", "/sapi/v1/margin/loan-group/nothing")
    case(server, "A known path with another method", "POST", LTV, show=("Allow",))


def roles(caller, keys):
    caller.transcript.chapter("Who may see what", "The book holds one active unit, groupId 1.")
    ask = caller.ask
    ask("The parent: all its active units", keys.parent)
    ask("The parent: one unit", keys.parent, "groupId=1")
    ask("The parent: a unit that is not there", keys.parent, "groupId=2")
    ask("The credit account: its own unit", keys.credit)
    ask("The credit account: another unit", keys.credit, "groupId=2")
    ask("A collateral account: nothing", keys.collateral)


def good_forms(caller, keys):
    caller.transcript.chapter("Forms that are accepted")
    ask = caller.ask
    ask("A window of its own", keys.parent, "groupId=1&recvWindow=6000.346")
    ask("The time in microseconds", keys.parent, "groupId=1", timestamp=now_ms() + "000",
        time_shown="<now in microseconds>")
    ask("A parameter nobody asks for", keys.parent, "groupId=1&note=hello")
    ask("The signature in upper case", keys.parent, "groupId=1",
        **upper_case(keys.parent, "groupId=1"))
    ask("The signature in front", keys.parent, "groupId=1",
        form="{signature}&groupId=1&{timestamp}")
    masks, timestamp = Masks(), now_ms()
    masks.add(timestamp, "<now>")
    signature = keys.parent.sign(f"timestamp={timestamp}groupId=1")
    masks.add(signature, "<signature>")
    caller.send("Some in the query, some in the body: signed as query + body, nothing between",
                keys.parent, f"timestamp={timestamp}", masks,
                body=f"groupId=1&signature={signature}")
    ask("An RSA key: base64, percent-encoded", keys.rsa, "groupId=1")
    ask("An Ed25519 key", keys.ed25519, "groupId=1")


def upper_case(key, parameters):
    timestamp = now_ms()
    return {
        "timestamp": timestamp,
        "signature": key.sign(f"{parameters}&timestamp={timestamp}").upper(),
    }


def keys_refused(caller, keys):
    caller.transcript.chapter("The key")
    ask = caller.ask
    ask("No key: the parent's signature alone says nothing", None, signature=keys.parent.sign("x"))
    ask("A key that cannot be one", keys.malformed)
    ask("A key nobody has", keys.unknown)
    ask("A key that may be used from elsewhere only", keys.elsewhere)
    ask("A key that may not read", keys.no_read)


def timing_refused(caller, keys):
    caller.transcript.chapter("The time")
    ask = caller.ask
    masks = Masks()
    signature = keys.parent.sign("groupId=1")
    masks.add(signature, "<signature>")
    caller.send("No timestamp", keys.parent, f"groupId=1&signature={signature}", masks)
    ask("A timestamp that is no number", keys.parent, timestamp="yesterday", time_shown="yesterday")
    ask("Six seconds old, with the usual window of five", keys.parent, timestamp=now_ms(-6000),
        time_shown="<now - 6000>")
    ask("Six seconds old, with a window of ten", keys.parent, "recvWindow=10000",
        timestamp=now_ms(-6000), time_shown="<now - 6000>")
    ask("Two seconds ahead", keys.parent, timestamp=now_ms(2000), time_shown="<now + 2000>")
    ask("A window above the largest", keys.parent, "recvWindow=60001")
    ask("A window of nothing", keys.parent, "recvWindow=0")


def signature_refused(caller, keys):
    caller.transcript.chapter("The signature")
    masks, timestamp = Masks(), now_ms()
    masks.add(timestamp, "<now>")
    caller.send("No signature", keys.parent, f"timestamp={timestamp}", masks)
    caller.ask("The signature of something else", keys.parent, "groupId=1",
               signature=keys.parent.sign("groupId=2"))
    masks, timestamp = Masks(), now_ms()
    masks.add(timestamp, "<now>")
    signature = keys.parent.sign(f"note=a@b.example&timestamp={timestamp}")
    masks.add(signature, "<signature>")
    caller.send("Signed as `a@b.example`, sent percent-encoded: sign what you send", keys.parent,
                f"note=a%40b.example&timestamp={timestamp}&signature={signature}", masks)
    masks, timestamp = Masks(), now_ms()
    masks.add(timestamp, "<now>")
    signature = keys.parent.sign(f"timestamp={timestamp}")
    masks.add(signature, "<signature>")
    caller.send("Two signatures", keys.parent,
                f"timestamp={timestamp}&signature={signature}&signature={signature}", masks)


def parameters_refused(caller, keys):
    caller.transcript.chapter("The parameters")
    ask = caller.ask
    ask("A groupId that is no number", keys.parent, "groupId=one")
    ask("What JavaScript sends for something absent", keys.parent, "groupId=undefined")
    ask("A name without a value", keys.parent, "groupId=")
    ask("The same name twice", keys.parent, "groupId=1&groupId=1")
    ask("A percent sign without its two digits", keys.parent, "groupId=%zz")
    many = "&".join(f"p{i}={i}" for i in range(64))
    masks, timestamp = Masks(), now_ms()
    masks.add(many, "p0=0&p1=1&...&p63=63")
    masks.add(timestamp, "<now>")
    caller.send("More than 64 parameters", keys.parent, f"{many}&timestamp={timestamp}", masks)
    ask("Everything wrong at once: the key comes first", keys.unknown, "groupId=one&groupId=two",
        timestamp="0", time_shown="0", signature="none")


def transport_refused(transcript, server):
    transcript.chapter("Bytes that are no request of ours",
                       "Answered by the HTTP server itself; the connection closes.")
    case = transcript.case

    def raw(title, description, request):
        case(server, title, "", description, raw=request, show=("Connection",))

    raw("Not HTTP", "(the word hello and two line ends)", b"hello\r\n\r\n")
    raw("HTTP 2.0 in the clear", "GET / HTTP/2.0", b"GET / HTTP/2.0\r\nHost: h\r\n\r\n")
    raw("No Host", "GET /api/v3/ping HTTP/1.1, without a Host field",
        b"GET /api/v3/ping HTTP/1.1\r\n\r\n")
    raw("A request line above 8 KiB", "GET /api/v3/ping?aaaa...",
        b"GET /api/v3/ping?" + b"a" * 9000 + b" HTTP/1.1\r\nHost: h\r\n\r\n")
    raw("More than 16 KiB of headers", "GET /api/v3/ping, X: aaaa...",
        b"GET /api/v3/ping HTTP/1.1\r\nHost: h\r\nX: " + b"a" * 17000 + b"\r\n\r\n")
    raw("A body above 64 KiB", "POST /api/v3/ping, Content-Length: 70000",
        b"POST /api/v3/ping HTTP/1.1\r\nHost: h\r\nContent-Length: 70000\r\n\r\n")


def limits(transcript, server, keys):
    transcript.chapter("Limits and maintenance",
                       "A server started with `--ip-weight-limit 300 --maintenance`.")
    transcript.case(server, "Maintenance", "GET", "/sapi/v1/system/status")
    # Both requests count into one UTC minute.
    if (left := 60 - time.time() % 60) < 5:
        time.sleep(left)
    caller = Caller(transcript, server)
    used = ("X-SAPI-USED-IP-WEIGHT-1M", "Retry-After")
    caller.ask("The first 200 of 300", keys.parent, "groupId=2", show=used)
    caller.ask("The next 200 are too many", keys.parent, "groupId=2", show=used)


def prices_missing(transcript, server, keys):
    transcript.chapter("A price is missing",
                       "The same book without the margin index price of SOL, which the unit owes.")
    Caller(transcript, server).ask("A unit that cannot be valued is not valued", keys.parent)


def book_file(folder, **prices):
    """The published example, free of interest: a full hour beginning changes no answer."""
    book = json.loads(SEED_BOOK.read_text())
    book["parameters"]["interestRates"] = []
    book["prices"].update(prices)
    path = folder / "book.json"
    path.write_text(json.dumps(book))
    return str(path)


def write(transcript, binary):
    with tempfile.TemporaryDirectory() as name:
        program = Program(binary, name)
        program.run("import", book_file(program.folder))
        keys = Keys(program)
        with program.serve_held() as server:
            caller = Caller(transcript, server)
            open_endpoints(transcript, server)
            roles(caller, keys)
            good_forms(caller, keys)
            keys_refused(caller, keys)
            timing_refused(caller, keys)
            signature_refused(caller, keys)
            parameters_refused(caller, keys)
            transport_refused(transcript, server)
        with program.serve_held("--ip-weight-limit", "300", "--maintenance") as server:
            limits(transcript, server, keys)
    with tempfile.TemporaryDirectory() as name:
        program = Program(binary, name)
        program.run("import", book_file(program.folder, marginIndex=[]))
        keys.parent = hmac_key(program, PARENT, name="parent")
        with program.serve_held() as server:
            prices_missing(transcript, server, keys)

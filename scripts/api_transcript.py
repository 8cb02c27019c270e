#!/usr/bin/env python3
"""Writes the transcript in docs/api.md: good and bad requests with the answers a real server gave.

It starts servers on free ports with the seed book (data/vectors), sends every request as bytes over
a socket, and puts what came back between the two markers of the page. What differs from run to run
is masked: times, signatures, keys. `--check` writes nothing and fails if the page says otherwise.
"""

import argparse
import base64
import difflib
import hashlib
import hmac
import json
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/api.md"
SEED_BOOK = ROOT / "data/vectors/seed_book.json"
BEGIN = "<!-- transcript begin: written by scripts/api_transcript.py -->\n"
END = "<!-- transcript end -->\n"

LTV = "/sapi/v1/margin/loan-group/ltv-details"
PARENT = "andrew.kemmer001@test.com"
CREDIT = "CREDIT20241120@test.com"
COLLATERAL = "collateral001@test.com"


# --- The program ----------------------------------------------------------------------------------


class Program:
    def __init__(self, binary, folder):
        self.binary = binary
        self.folder = folder

    def run(self, *arguments):
        done = subprocess.run(
            [self.binary, *arguments], cwd=self.folder, capture_output=True, text=True
        )
        if done.returncode != 0:
            sys.exit(f"{' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout

    def serve(self, *arguments):
        return Server(self, arguments)


class Server:
    """A running server; leaving the `with` stops it and wants a clean end."""

    def __init__(self, program, arguments):
        self.command = [program.binary, "serve", "--port", "0", "--hold-prices", *arguments]
        self.folder = program.folder

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        first = self.process.stdout.readline()
        found = re.match(r"Plimsoll listens on http://127\.0\.0\.1:(\d+)\n", first)
        if not found:
            self.process.kill()
            sys.exit(f"the server did not start: {first!r}")
        self.port = int(found[1])
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(timeout=30)
        self.process.stdout.close()
        if status != 0:
            sys.exit(f"the server ended with {status}")

    def exchange(self, request):
        """The bytes that come back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(request)
            answer = b""
            while chunk := connection.recv(65536):
                answer += chunk
        return answer.decode()


# --- Keys and signatures --------------------------------------------------------------------------


class Key:
    def __init__(self, name, key, sign):
        self.name = name
        self.key = key
        self.sign = sign


def openssl(*arguments, data=b""):
    return subprocess.run(
        ["openssl", *arguments], input=data, capture_output=True, check=True
    ).stdout


def hmac_key(program, name, account, *options):
    told = program.run("keys", "create", "--account", account, *options)
    key = re.search(r"^key +(\w+)$", told, re.M)[1]
    secret = re.search(r"^secret +(\w+)$", told, re.M)[1].encode()
    return Key(name, key, lambda text: hmac.new(secret, text.encode(), hashlib.sha256).hexdigest())


def rsa_key(program, name, account):
    private = program.folder / "rsa.pem"
    private.write_bytes(openssl("genrsa", "2048"))
    public = program.folder / "rsa.pub.pem"
    public.write_bytes(openssl("rsa", "-in", private, "-pubout"))
    told = program.run(
        "keys", "create", "--account", account, "--type", "RSA", "--public-key", str(public)
    )
    key = re.search(r"^key +(\w+)$", told, re.M)[1]

    def sign(text):
        made = openssl("dgst", "-sha256", "-sign", private, data=text.encode())
        return base64.b64encode(made).decode()

    return Key(name, key, sign)


def ed25519_key(program, name, account):
    told = program.run("keys", "create", "--account", account, "--type", "ED25519")
    key = re.search(r"^key +(\w+)$", told, re.M)[1]
    private = program.folder / "ed25519.pem"
    private.write_text(told[told.index("-----BEGIN") : told.index("Keep this")])

    def sign(text):
        message = program.folder / "message"
        message.write_text(text)
        made = openssl("pkeyutl", "-sign", "-rawin", "-inkey", private, "-in", message)
        return base64.b64encode(made).decode()

    return Key(name, key, sign)


class Keys:
    def __init__(self, program):
        self.parent = hmac_key(program, "parent", PARENT)
        self.credit = hmac_key(program, "credit account", CREDIT)
        self.collateral = hmac_key(program, "collateral account", COLLATERAL)
        self.elsewhere = hmac_key(program, "parent, only from 10.0.0.0/8", PARENT,
                                  "--allow", "10.0.0.0/8")
        self.no_read = hmac_key(program, "parent, TRADE without READ", PARENT,
                                "--permissions", "TRADE")
        self.rsa = rsa_key(program, "parent, RSA", PARENT)
        self.ed25519 = ed25519_key(program, "parent, Ed25519", PARENT)
        self.unknown = Key("unknown", "A" * 64, self.parent.sign)
        self.malformed = Key("malformed", "short-key", self.parent.sign)


# --- Requests and what is written of them ---------------------------------------------------------


class Masks:
    """Texts of one run and what the page shows in their place."""

    def __init__(self):
        self.known = []

    def add(self, text, shown):
        self.known.append((text, shown))

    def apply(self, text):
        for known, shown in self.known:
            text = text.replace(known, shown)
        text = re.sub(r"(Retry-After: )\d+", r"\1<seconds left of the minute>", text)
        text = re.sub(r'("(?:update|server)Time":)\d{13}(?=[,}])', r"\1<now>", text)
        return re.sub(r'("serverTime":)\d{16}(?=[,}])', r"\1<now in microseconds>", text)


class Transcript:
    def __init__(self):
        self.lines = []
        self.cases = 0
        self.bodies = {}  # long answers, by what is shown of them: the case that has them

    def chapter(self, title, text=""):
        self.lines += [f"### {title}", ""]
        if text:
            self.lines += [text, ""]

    def case(self, server, title, method, target, *, headers=(), body="", show=(), masks=None,
             raw=None):
        """Sends one request, or `raw` bytes of which `target` is the description."""
        self.cases += 1
        masks = masks or Masks()
        if raw is None:
            lines = [f"{method} {target} HTTP/1.1", "Host: localhost", "Connection: close"]
            lines += [f"{name}: {value}" for name, value in headers]
            if body:
                lines.append(f"Content-Length: {len(body)}")
            raw = "\r\n".join([*lines, "", body]).encode()
            asked = [f"{method} {masks.apply(target)}"]
            asked += [masks.apply(f"{name}: {value}") for name, value in headers]
            asked += ["", masks.apply(body)] if body else []
        else:
            asked = [target]
        head, _, answer = server.exchange(raw).partition("\r\n\r\n")
        status, *fields = head.split("\r\n")
        shown = [status]
        shown += [masks.apply(field) for field in fields if field.split(":")[0] in show]
        text = masks.apply(answer)
        if len(text) > 300:
            first = self.bodies.setdefault(text, self.cases)
            text = text if first == self.cases else f"(the body of {first})"
        self.lines += [f"**{self.cases}. {title}**", "", "```text", *asked, "", *shown]
        self.lines += [text, "```", ""] if text else ["```", ""]


def now_ms(offset=0):
    return str(int(time.time() * 1000) + offset)


class Caller:
    """Asks for ltv-details with a key, and masks what it puts in."""

    def __init__(self, transcript, server):
        self.transcript = transcript
        self.server = server

    def ask(self, title, key, parameters="", *, timestamp=None, time_shown="<now>", form="",
            body="", signature=None, show=()):
        """Signs parameters and timestamp. `form` puts {signature} and {timestamp} elsewhere."""
        masks = Masks()
        timestamp = timestamp or now_ms()
        masks.add(timestamp, time_shown)
        pairs = "&".join(filter(None, [parameters, f"timestamp={timestamp}"]))
        made = signature or key.sign(pairs + body)
        encoded = urllib.parse.quote(made, safe="")
        masks.add(encoded, "<signature>")
        query = f"{pairs}&signature={encoded}"
        if form:
            query = form.format(
                signature=f"signature={encoded}", timestamp=f"timestamp={timestamp}"
            )
        self.send(title, key, query, masks, body, show)

    def send(self, title, key, query, masks=None, body="", show=()):
        masks = masks or Masks()
        headers = []
        if key:
            headers.append(("X-MBX-APIKEY", key.key))
            if key.name not in ("unknown", "malformed"):
                masks.add(key.key, f"<key: {key.name}>")
        if body:
            headers.append(("Content-Type", "application/x-www-form-urlencoded"))
        self.transcript.case(self.server, title, "GET", f"{LTV}?{query}", headers=headers,
                             body=body, show=show, masks=masks)


# --- The cases ------------------------------------------------------------------------------------


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
    case(server, "An endpoint that does not exist yet", "POST", "/sapi/v1/margin/loan-group/borrow")
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


def without_sol_price(folder):
    book = json.loads(SEED_BOOK.read_text())
    book["prices"]["marginIndex"] = []
    path = folder / "book.json"
    path.write_text(json.dumps(book))
    return path


def write_transcript(binary):
    transcript = Transcript()
    with tempfile.TemporaryDirectory() as name:
        program = Program(binary, pathlib.Path(name))
        program.run("import", str(SEED_BOOK))
        keys = Keys(program)
        with program.serve() as server:
            caller = Caller(transcript, server)
            open_endpoints(transcript, server)
            roles(caller, keys)
            good_forms(caller, keys)
            keys_refused(caller, keys)
            timing_refused(caller, keys)
            signature_refused(caller, keys)
            parameters_refused(caller, keys)
            transport_refused(transcript, server)
        with program.serve("--ip-weight-limit", "300", "--maintenance") as server:
            limits(transcript, server, keys)
    with tempfile.TemporaryDirectory() as name:
        program = Program(binary, pathlib.Path(name))
        program.run("import", str(without_sol_price(program.folder)))
        parent = hmac_key(program, "parent", PARENT)
        with program.serve() as server:
            keys.parent = parent
            prices_missing(transcript, server, keys)
    return "\n".join(transcript.lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--plimsoll", default=ROOT / "build/plimsoll", type=pathlib.Path)
    parser.add_argument("--check", action="store_true", help="fail if the page differs")
    arguments = parser.parse_args()
    page = PAGE.read_text()
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        sys.exit(f"{PAGE.name} has lost its markers")
    transcript = write_transcript(arguments.plimsoll.resolve())
    fresh = f"{before}{BEGIN}\n{transcript}{END}{after}"
    if fresh == page:
        print("docs/api.md says what the server does")
    elif arguments.check:
        difference = difflib.unified_diff(page.splitlines(), fresh.splitlines(), "docs/api.md",
                                          "the server", lineterm="")
        print("\n".join(difference))
        sys.exit("docs/api.md differs: run scripts/api_transcript.py")
    else:
        PAGE.write_text(fresh)
        print("docs/api.md: transcript written")


if __name__ == "__main__":
    main()

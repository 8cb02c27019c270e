"""What the transcript in docs/api.md is made with: a server, keys, and requests written down.

Every request travels as bytes over a socket. What differs from run to run is masked: times,
signatures, keys.
"""

import base64
import hashlib
import hmac
import pathlib
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
SEED_BOOK = ROOT / "data/vectors/seed_book.json"
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
        if "--operator-port" in self.command:
            self.operator_port = self.read_operator_port()
        return self

    def read_operator_port(self):
        for line in self.process.stdout:
            if found := re.match(r"  operators +https?://127\.0\.0\.1:(\d+)\n", line):
                return int(found[1])
        sys.exit("the server names no address for operators")

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

    def sign(text):
        data = text if isinstance(text, bytes) else text.encode()
        return hmac.new(secret, data, hashlib.sha256).hexdigest()

    return Key(name, key, sign)


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


def shown_time(found):
    """Times of this run are <now>; those that a book brought are what they are."""
    is_now = abs(int(found[2]) - time.time() * 1000) < 3600_000
    return found[1] + "<now>" if is_now else found[0]


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
        text = re.sub(r'("(?:\w+Time(?:Stamp)?|timestamp)":)(\d{13})(?=[,}])', shown_time, text)
        text = re.sub(r'("interestTimestamp":)\d{13}(?=[,}])', r"\1<the full hour>", text)
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
             raw=None, shorten=None):
        """Sends one request, or `raw` bytes of which `target` is the description. `shorten` shows
        only so much of the answer."""
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
        if shorten and len(text) > shorten:
            text = text[:shorten] + "..."
        if len(text) > 300:
            first = self.bodies.setdefault(text, self.cases)
            text = text if first == self.cases else f"(the body of {first})"
        self.lines += [f"**{self.cases}. {title}**", "", "```text", *asked, "", *shown]
        self.lines += [text, "```", ""] if text else ["```", ""]


class Clock:
    """Each moment is given once: requests with the same bytes would be one request."""

    newest = 0

    @classmethod
    def next_ms(cls):
        while (now := int(time.time() * 1000)) <= cls.newest:
            time.sleep(0.0005)
        cls.newest = now
        return now


def now_ms(offset=0):
    return str(Clock.next_ms() + offset)


class Caller:
    """Asks with a key, for ltv-details unless told otherwise, and masks what it puts in."""

    def __init__(self, transcript, server):
        self.transcript = transcript
        self.server = server

    def ask(self, title, key, parameters="", *, timestamp=None, time_shown="<now>", form="",
            body="", signature=None, **how):
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
        self.send(title, key, query, masks, body, **how)

    @staticmethod
    def signed(key, parameters):
        """A query and its masks, for requests that are sent more than once."""
        masks, timestamp = Masks(), now_ms()
        masks.add(timestamp, "<now>")
        query = f"{parameters}&timestamp={timestamp}"
        signature = key.sign(query)
        masks.add(signature, "<signature>")
        return f"{query}&signature={signature}", masks

    def send(self, title, key, query, masks=None, body="", show=(), method="GET", path=LTV,
             headers=()):
        masks = masks or Masks()
        headers = list(headers)
        if key:
            headers.append(("X-MBX-APIKEY", key.key))
            if key.name not in ("unknown", "malformed"):
                masks.add(key.key, f"<key: {key.name}>")
        if body:
            headers.append(("Content-Type", "application/x-www-form-urlencoded"))
        self.transcript.case(self.server, title, method, f"{path}?{query}", headers=headers,
                             body=body, show=show, masks=masks)

"""A running server with keys, and the sockets to it: where the tables are tried."""

import json
import pathlib
import re
import socket
import sys
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))

import program as driver  # noqa: E402  (found by the line above)
from table import LTV

PATIENCE = 30  # seconds: a broken server fails the test instead of hanging it

# Short, so that the slow are turned away while the test runs; long beside what a busy machine needs
# for a request that is sent at once.
REQUEST_MS = 1500
IDLE_MS = 2000


class Reply:
    """An answer as it was received."""

    def __init__(self, head, body):
        self.lines = head.split("\r\n")
        self.status = int(self.lines[0].split(" ")[1])
        self.body = body

    def __str__(self):
        return f"{self.lines[0]} {self.body[:300]!r}"


class World:
    """The server, its keys and its two ports. Everything it sends is over a socket of its own."""

    def __init__(self, binary, folder):
        program = driver.Program(binary, folder)
        program.run("import", driver.SEED_BOOK)
        self.keys = {
            "parent": driver.hmac_key(program, driver.PARENT, "--permissions",
                                      "READ,TRADE,INTERNAL_TRANSFER"),
            "credit": driver.hmac_key(program, driver.CREDIT, "--permissions", "READ,TRADE"),
            "collateral": driver.hmac_key(program, driver.COLLATERAL),
            "elsewhere": driver.hmac_key(program, driver.PARENT, "--allow", "10.0.0.0/8"),
            "trader": driver.hmac_key(program, driver.PARENT, "--permissions", "TRADE"),
            "reader": driver.hmac_key(program, driver.CREDIT, "--permissions", "READ"),
            "rsa": driver.rsa_key(program, driver.PARENT),
            "ed25519": driver.ed25519_key(program, driver.PARENT),
        }
        self.token = driver.create_operator(program, "hostile")
        self.server = program.serve_held(
            "--operator-port", "any", "--request-timeout-ms", REQUEST_MS,
            "--idle-timeout-ms", IDLE_MS, *driver.UNLIMITED)
        self.ports = {"api": self.server.port, "lender": self.server.operator_port}

    def __enter__(self):
        self.server.__enter__()
        self.ledger()
        return self

    def __exit__(self, *error):
        self.server.__exit__(*error)

    # --- Filling in -------------------------------------------------------------------------------

    @staticmethod
    def _times(text, now):
        text = re.sub(r"<time([+-]\d+)?>", lambda m: f"timestamp={now + int(m[1] or 0)}", text)
        return re.sub(r"<now([+-]\d+)?>", lambda m: str(now + int(m[1] or 0)), text)

    def _digits(self, key, payload):
        """The signature, as it is sent: base64 has characters that are escaped."""
        signer = self.keys.get(key or "", self.keys["parent"])
        by_openssl = key in ("rsa", "ed25519")
        return signer.sign(payload if by_openssl else payload.encode("latin-1"))

    def signed(self, key, query, body="", change=None, signed_as=None):
        """The query and the body with times and signature; see table.py."""
        if not re.search("<(time|now|sign|hex)", query + body):
            query = f"{query}&<time>&<sign>" if query else "<time>&<sign>"
        now = driver.Clock.next_ms()
        both = self._times(query + "\0" + body, now).replace("<sign>", "signature=<hex>")
        payload = re.sub(r"(^|(?<=\0))signature=<hex>&|&?(?:\w{1,20}=)?<hex>", "", both)
        payload = payload.replace("\0", "", 1)
        if signed_as is not None:
            payload = self._times(signed_as, now)
        digits = self._digits(key, payload)
        digits = change(digits) if change else urllib.parse.quote(digits, safe="")
        return both.replace("<hex>", digits).split("\0", 1)

    def request(self, method, target, key="parent", headers=(), body=""):
        lines = [f"{method} {target} HTTP/1.1", "Host: localhost", "Connection: close"]
        if key is not None:
            text = key[1:] if key.startswith("=") else self.keys[key].key
            lines.append(f"X-MBX-APIKEY: {text}")
        lines += headers
        if body:
            lines += ["Content-Type: application/x-www-form-urlencoded",
                      f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", body]).encode("latin-1")

    def good(self, last):
        query, _ = self.signed("parent", "groupId=1")
        text = self.request("GET", f"{LTV}?{query}").decode("latin-1")
        return text if last else text.replace("Connection: close\r\n", "")

    def filled(self, text):
        text = re.sub("<good>", lambda _: self.good(False), text)
        text = re.sub("<last>", lambda _: self.good(True), text)
        text = text.replace("<key>", self.keys["parent"].key).replace("<token>", self.token)

        def signed_query(found):
            return self.signed("parent", found[1].replace("~", "<time>") + "&<sign>")[0]

        def the_same_again(found):
            query = signed_query(found)
            once = self.request("GET", f"{LTV}?{query}").decode("latin-1")
            return once.replace("Connection: close\r\n", "") + once

        text = re.sub(r"<twice:([^>]*)>", the_same_again, text)
        return re.sub(r"<query:([^>]*)>", signed_query, text).encode("latin-1")

    # --- Sending ----------------------------------------------------------------------------------

    def exchange(self, case):
        """All that comes back until the server ends the connection."""
        data = case.say(self)
        with socket.create_connection(("127.0.0.1", self.ports[case.port]), PATIENCE) as peer:
            try:
                if case.drip:
                    drip(peer, data, case.drip)
                else:
                    peer.sendall(data)
                if case.hang_up:
                    peer.shutdown(socket.SHUT_WR)
            except (BrokenPipeError, ConnectionResetError):
                pass  # it has answered and gone; what it said is still there to read
            return received(peer)

    def ledger(self):
        """All the lender's money, by place: what no hostile request may move."""
        with socket.create_connection(("127.0.0.1", self.ports["lender"]), PATIENCE) as peer:
            peer.sendall("GET /ledger HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                         f"Authorization: Bearer {self.token}\r\n\r\n".encode())
            return json.loads(replies(received(peer))[0].body)


def drip(peer, data, pause):
    for byte in data:
        peer.sendall(bytes([byte]))
        time.sleep(pause)


def received(peer):
    parts = []
    try:
        while part := peer.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def replies(data, heads=False):
    """The answers in these bytes, one behind the other and nothing between."""
    found = []
    while data:
        head, end, rest = data.partition(b"\r\n\r\n")
        if not end or not head.startswith(b"HTTP/1.1 "):
            raise ValueError(f"no answer: {data[:200]!r}")
        text = head.decode("latin-1")
        length = re.search(r"^Content-Length: (\d+)\r?$", text, re.M)
        size = int(length[1]) if length and not heads else 0
        if len(rest) < size:
            raise ValueError(f"half an answer: {data[:200]!r}")
        found.append(Reply(text, rest[:size].decode()))
        data = rest[size:]
    return found

"""What the transcript in docs/api.md is made with: keys, and requests written down.

Every request travels as bytes over a socket. What differs from run to run is masked: times,
signatures, keys.
"""

import re
import time
import urllib.parse

from program import COLLATERAL, CREDIT, LTV, PARENT, Clock, Key, ed25519_key, hmac_key, rsa_key

# --- Keys -----------------------------------------------------------------------------------------


class Keys:
    def __init__(self, program):
        self.parent = hmac_key(program, PARENT, name="parent")
        self.credit = hmac_key(program, CREDIT, name="credit account")
        self.collateral = hmac_key(program, COLLATERAL, name="collateral account")
        self.elsewhere = hmac_key(program, PARENT, "--allow", "10.0.0.0/8",
                                  name="parent, only from 10.0.0.0/8")
        self.no_read = hmac_key(program, PARENT, "--permissions", "TRADE",
                                name="parent, TRADE without READ")
        self.rsa = rsa_key(program, PARENT, name="parent, RSA")
        self.ed25519 = ed25519_key(program, PARENT, name="parent, Ed25519")
        self.unknown = Key("A" * 64, self.parent.sign, "unknown")
        self.malformed = Key("short-key", self.parent.sign, "malformed")


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

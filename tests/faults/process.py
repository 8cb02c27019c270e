"""The state and the calls of the fault tests, around the real process of scripts/program.py."""

import contextlib
import decimal
import http.client
import json
import os
import pathlib
import re
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))

import program  # noqa: E402  (found by the line above)
from program import (EXIT_DONE, EXIT_JOURNAL, EXIT_REFUSED, PATIENCE_S, ROOT,  # noqa: E402, F401
                     Failed, check, check_equal, free_port)

PLIMSOLL = program.Program(os.environ.get("PLIMSOLL_BINARY", ROOT / "build/plimsoll"))
GROUP = "/sapi/v1/margin/loan-group"
TRANSFER = "/sapi/v1/sub-account/universalTransfer"

# What a request meets when the server goes away.
UNHEARD = (OSError, http.client.HTTPException)


# --- State ----------------------------------------------------------------------------------------


class State:
    """A state folder with a book and the keys of its accounts."""

    def __init__(self, folder, book=None):
        self.folder = pathlib.Path(folder)
        self.keys = {}
        if book is None:
            return
        file = self.folder.parent / (self.folder.name + ".book.json")
        file.write_text(json.dumps(book))
        PLIMSOLL.run("import", file, "--state-dir", self.folder)

    def make_keys(self, **accounts):
        for name, email in accounts.items():
            self.keys[name] = program.hmac_key(
                PLIMSOLL, email, "--permissions", "READ,TRADE,INTERNAL_TRANSFER",
                "--state-dir", self.folder)
        return self

    def make_operator(self):
        """The token of an administrator."""
        return program.create_operator(PLIMSOLL, "lender", "--state-dir", self.folder)

    @property
    def journal(self):
        return self.folder / "journal.sqlite"

    def balance(self):
        """Ends the test unless the books sum to zero."""
        return PLIMSOLL.run("balance", "--state-dir", self.folder)

    def export(self):
        book = PLIMSOLL.run("export", "--state-dir", self.folder)
        return json.loads(book, parse_float=decimal.Decimal)

    def server(self, *arguments, **how):
        return Server(["--state-dir", self.folder, *arguments], **how)


@contextlib.contextmanager
def temporary_folder():
    with tempfile.TemporaryDirectory(prefix="plimsoll-faults-") as folder:
        yield pathlib.Path(folder)


# --- A server -------------------------------------------------------------------------------------


class Server(program.Server):
    """A running server on the binary under test, and the calls that the fault tests send it."""

    def __init__(self, words, **how):
        super().__init__(PLIMSOLL.binary, [*program.UNLIMITED, "--public-metrics", *words], **how)

    def health(self):
        status, body = self.get("/health")
        return status, json.loads(body)

    def metric(self, name):
        _, text = self.get("/metrics")
        found = re.search(rf"^{re.escape(name)} (\d+)$", text, re.M)
        check(found, f"no metric {name}")
        return int(found[1])

    def command(self, token, **members):
        """One of the lender's commands: (status, answer)."""
        with contextlib.closing(self.connect(self.operator_port)) as connection:
            connection.request("POST", "/commands", json.dumps(members),
                               headers={"Authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())

    def caller(self, key):
        return Caller(self.connect(), key)


class Caller:
    """Signed calls over one connection, by one thread."""

    def __init__(self, connection, key):
        self.connection = connection
        self.key = key

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def send(self, method, path, *, at_ms=None, recv_window=60000, **parameters):
        """(status, body). OSError or HTTPException: no answer came."""
        at_ms = int(time.time() * 1000) if at_ms is None else at_ms
        query = urllib.parse.urlencode(
            {**parameters, "recvWindow": recv_window, "timestamp": at_ms})
        self.connection.request(method, f"{path}?{query}&signature={self.key.sign(query)}",
                                headers={"X-MBX-APIKEY": self.key.key})
        answer = self.connection.getresponse()
        return answer.status, answer.read().decode()

    def ask(self, path, **parameters):
        """The answer to a GET that must succeed; numbers are exact."""
        status, body = self.send("GET", path, **parameters)
        check(status == 200, f"GET {path}: {status} {body}")
        return json.loads(body, parse_float=decimal.Decimal)

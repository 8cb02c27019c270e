"""The real process for the fault tests: a folder of state, commands on it, a server, signed calls.

Everything is real - the binary, files, signals, sockets - and nothing outlives the test that
started it.
"""

import contextlib
import decimal
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("PLIMSOLL_BINARY", str(ROOT / "build/plimsoll"))
PATIENCE_S = 60
UNLIMITED = ["--ip-weight-limit", "1000000000", "--uid-weight-limit", "1000000000",
             "--api-ip-weight-limit", "1000000000", "--public-metrics"]
GROUP = "/sapi/v1/margin/loan-group"
TRANSFER = "/sapi/v1/sub-account/universalTransfer"

EXIT_DONE = 0
EXIT_REFUSED = 1
EXIT_JOURNAL = 70

# What a request meets when the server goes away.
UNHEARD = (OSError, http.client.HTTPException)

# What is set in the shell that runs the tests must not change their outcome.
ENVIRONMENT = {name: value for name, value in os.environ.items()
               if not name.startswith("PLIMSOLL_") and not name.lower().endswith("_proxy")}


class Failed(AssertionError):
    """The program did not do what it promises."""


def check(condition, text):
    if not condition:
        raise Failed(text)


def check_equal(got, wanted, what):
    check(got == wanted, f"{what}: {got!r}, not {wanted!r}")


# --- Commands and state ---------------------------------------------------------------------------


def run(*arguments, status=EXIT_DONE, environment=None, **how):
    """Runs `plimsoll ARGUMENTS`, wants this exit status, returns stdout and stderr in one."""
    done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True,
                          timeout=PATIENCE_S, env={**ENVIRONMENT, **(environment or {})}, **how)
    text = done.stdout + done.stderr
    check(done.returncode == status,
          f"plimsoll {' '.join(map(str, arguments))}: exit {done.returncode}: {text}")
    return text


class Key:
    def __init__(self, told):
        self.key = re.search(r"^key +(\w+)$", told, re.M)[1]
        self.secret = re.search(r"^secret +(\w+)$", told, re.M)[1].encode()

    def sign(self, text):
        return hmac.new(self.secret, text.encode(), hashlib.sha256).hexdigest()


class State:
    """A state folder with a book and the keys of its accounts."""

    def __init__(self, folder, book=None):
        self.folder = pathlib.Path(folder)
        self.keys = {}
        if book is None:
            return
        file = self.folder.parent / (self.folder.name + ".book.json")
        file.write_text(json.dumps(book))
        run("import", file, "--state-dir", self.folder)

    def make_keys(self, **accounts):
        for name, email in accounts.items():
            self.keys[name] = Key(run("keys", "create", "--account", email, "--permissions",
                                      "READ,TRADE,INTERNAL_TRANSFER", "--state-dir", self.folder))
        return self

    def make_operator(self):
        """The token of an administrator."""
        told = run("operators", "create", "--name", "lender", "--role", "ADMINISTRATOR",
                   "--state-dir", self.folder)
        return re.search(r"^token +(\S+)$", told, re.M)[1]

    @property
    def journal(self):
        return self.folder / "journal.sqlite"

    def balance(self):
        """Ends the test unless the books sum to zero."""
        return run("balance", "--state-dir", self.folder)

    def export(self):
        return json.loads(run("export", "--state-dir", self.folder), parse_float=decimal.Decimal)

    def server(self, *arguments, **how):
        return Server(["--state-dir", str(self.folder), *UNLIMITED, *map(str, arguments)], **how)


def free_port():
    """Of a listener that takes no 0; free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def temporary_folder():
    with tempfile.TemporaryDirectory(prefix="plimsoll-faults-") as folder:
        yield pathlib.Path(folder)


# --- A server -------------------------------------------------------------------------------------


class Server:
    """A running `plimsoll serve` on a free port. `with` kills what is left of it."""

    def __init__(self, arguments, *, wrapper=(), environment=None, wait=True, **how):
        self.log = ""
        self.welcome = threading.Event()
        self.recovery = threading.Event()  # told on another pipe: it may be heard of later
        self.listens = threading.Event()
        self.port = self.operator_port = None
        command = [*wrapper, BINARY, "serve", "--port", "0", *arguments]
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, text=True, start_new_session=True,
            env={**ENVIRONMENT, **(environment or {})},
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how})
        self.readers = []
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe is None:
                continue
            reader = threading.Thread(target=self._read, args=(pipe,), daemon=True)
            reader.start()
            self.readers.append(reader)
        if wait:
            self.wait_until_ready()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def _read(self, pipe):
        with contextlib.suppress(ValueError):  # closed under us
            for line in pipe:
                self.log += line
                if found := re.search(r"listen(?:ing|s) on http://127\.0\.0\.1:(\d+)", line):
                    self.port = int(found[1])
                    self.listens.set()
                if found := re.search(r"operators' calls: http://127\.0\.0\.1:(\d+)", line):
                    self.operator_port = int(found[1])
                if "book recovered: " in line:
                    self.recovery.set()
                if line.startswith("Plimsoll listens on"):
                    self.welcome.set()

    def _wait(self, event, what):
        deadline = time.monotonic() + PATIENCE_S
        while not event.wait(0.01):
            check(self.process.poll() is None, f"the server ended while {what}:\n{self.log}")
            check(time.monotonic() < deadline, f"the server is not {what}:\n{self.log}")

    def wait_until_listening(self):
        self._wait(self.listens, "listening")

    def wait_until_ready(self):
        self._wait(self.welcome, "ready")
        self._wait(self.recovery, "ready")

    @property
    def recovered(self):
        """(records, digest) of the recovery, as the log tells it."""
        found = re.search(r"book recovered: (\d+) records.*digest (\w+)", self.log)
        check(found, f"no recovery in the log:\n{self.log}")
        return int(found[1]), found[2]

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()
        self._drain()

    def stop(self, status=EXIT_DONE):
        self.process.send_signal(signal.SIGTERM)
        return self.ends(status)

    def ends(self, status):
        """Waits for the process to end by itself with this status; returns its log."""
        try:
            found = self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            raise Failed(f"the server does not end:\n{self.log}") from None
        self._drain()
        check(found == status, f"the server ended with {found}, not {status}:\n{self.log}")
        return self.log

    def _drain(self):
        for reader in self.readers:
            reader.join(PATIENCE_S)
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()

    # --- Requests ---

    def connect(self, port=None, timeout=PATIENCE_S):
        return http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=timeout)

    def get(self, path, port=None):
        """(status, body) of an unsigned GET on a connection of its own."""
        with contextlib.closing(self.connect(port)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

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

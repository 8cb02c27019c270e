"""The plimsoll binary as tests and scripts drive it: commands, a server on a free port, keys.

Everything is real - the binary, files, signals, sockets - and nothing outlives the block that
started it.
"""

import base64
import contextlib
import hashlib
import hmac
import http.client
import os
import pathlib
import re
import signal
import socket
import subprocess
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PATIENCE_S = 60

SEED_BOOK = ROOT / "data/vectors/seed_book.json"
LTV = "/sapi/v1/margin/loan-group/ltv-details"
PARENT = "andrew.kemmer001@test.com"
CREDIT = "CREDIT20241120@test.com"
COLLATERAL = "collateral001@test.com"

EXIT_DONE = 0
EXIT_REFUSED = 1
EXIT_JOURNAL = 70

# No request of a test is turned away for its weight.
UNLIMITED = [f"--{kind}-weight-limit=1000000000000" for kind in ("ip", "uid", "api-ip")]

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


def told(text, label):
    """The word behind a label at the beginning of a line."""
    found = re.search(rf"^{label} +(\S+)$", text, re.M)
    check(found, f"no {label} in {text!r}")
    return found[1]


# --- Commands -------------------------------------------------------------------------------------


class Program:
    """The binary. Commands run in `folder` if one is given, which then holds their state."""

    def __init__(self, binary, folder=None):
        self.binary = pathlib.Path(binary).resolve()
        self.folder = None if folder is None else pathlib.Path(folder)

    def attempt(self, *words, environment=None, **how):
        """(exit status, all it wrote)."""
        done = subprocess.run([self.binary, *map(str, words)], cwd=self.folder,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, errors="surrogateescape", check=False,
                              timeout=PATIENCE_S, env={**ENVIRONMENT, **(environment or {})}, **how)
        return done.returncode, done.stdout + done.stderr

    def run(self, *words, status=EXIT_DONE, **how):
        """Wants this exit status; returns all it wrote."""
        found, text = self.attempt(*words, **how)
        check(found == status, f"plimsoll {' '.join(map(str, words))}: exit {found}: {text}")
        return text

    def refuses(self, *words, **how):
        """What it says when it ends with 1."""
        return self.run(*words, status=EXIT_REFUSED, **how)

    def serve(self, *words, **how):
        return Server(self.binary, words, **{"cwd": self.folder, **how})

    def serve_held(self, *words):
        """A server whose prices stand still, and which must end well."""
        return self.serve("--hold-prices", *words, ends_well=True)


# --- A server -------------------------------------------------------------------------------------


class Server:
    """A running `plimsoll serve` on a free port. Leaving the `with` kills what is left of it, or
    with `ends_well` stops it and wants a clean end."""

    def __init__(self, binary, words, *, wrapper=(), environment=None, wait=True, ends_well=False,
                 **how):
        self.log = ""
        self.ends_well = ends_well
        self.welcome = threading.Event()
        # These are told on another pipe than the welcome: they may be heard of later.
        self.recovery = threading.Event()
        self.operators = threading.Event()
        self.listens = threading.Event()
        self.port = self._operator_port = None
        self._has_operators = "--operator-port" in words
        self.process = subprocess.Popen(
            [*wrapper, binary, "serve", "--port", "0", *map(str, words)],
            stdin=subprocess.DEVNULL, errors="surrogateescape", start_new_session=True,
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
            try:
                self.wait_until_ready()
            except Failed:
                self.kill()
                raise

    def __enter__(self):
        return self

    def __exit__(self, error, *_):
        if self.ends_well and error is None and self.process.returncode is None:
            self.stop()
        else:
            self.kill()

    def _read(self, pipe):
        with contextlib.suppress(ValueError):  # closed under us
            for line in pipe:
                self.log += line
                if found := re.search(r"listen(?:ing|s) on https?://127\.0\.0\.1:(\d+)", line):
                    self.port = int(found[1])
                    self.listens.set()
                if found := re.search(r"operators' calls: https?://127\.0\.0\.1:(\d+)", line):
                    self._operator_port = int(found[1])
                    self.operators.set()
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

    @property
    def operator_port(self):
        self._wait(self.operators, "telling where operators call")
        return self._operator_port

    @property
    def ports(self):
        """Of all its listeners."""
        return [self.port, self.operator_port] if self._has_operators else [self.port]

    @property
    def recovered(self):
        """(records, digest) of the recovery, as the log tells it."""
        self._wait(self.recovery, "telling what it recovered")
        found = re.search(r"book recovered: (\d+) records.*digest (\w+)", self.log)
        check(found, f"no recovery in the log:\n{self.log}")
        return int(found[1]), found[2]

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()
        self._drain()

    def stop(self, status=EXIT_DONE, by=signal.SIGTERM):
        self.process.send_signal(by)
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

    def connect(self, port=None, timeout=PATIENCE_S):
        return http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=timeout)

    def get(self, path, port=None):
        """(status, body) of an unsigned GET on a connection of its own."""
        with contextlib.closing(self.connect(port)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def exchange(self, request):
        """The bytes that come back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S) as connection:
            connection.sendall(request)
            answer = b""
            while part := connection.recv(65536):
                answer += part
        return answer.decode()


def free_port():
    """Of a listener that takes no 0; free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Clock:
    """Each moment is given once: requests with the same bytes would be one request."""

    newest = 0

    @classmethod
    def next_ms(cls):
        while (now := int(time.time() * 1000)) <= cls.newest:
            time.sleep(0.0005)
        cls.newest = now
        return now


# --- Keys and signatures --------------------------------------------------------------------------


class Key:
    """The id of an API key, and `sign`: a text to the digits of its signature."""

    def __init__(self, key, sign, name=""):
        self.key = key
        self.sign = sign
        self.name = name


def openssl(*words, data=b""):
    return subprocess.run(["openssl", *words], input=data, capture_output=True, check=True).stdout


def create_key(program, account, *options, **how):
    return program.run("keys", "create", "--account", account, *options, **how)


def hmac_signer(secret):
    def sign(text):
        data = text if isinstance(text, bytes) else text.encode()
        return hmac.new(secret.encode(), data, hashlib.sha256).hexdigest()

    return sign


def hmac_key(program, account, *options, name=""):
    text = create_key(program, account, *options)
    return Key(told(text, "key"), hmac_signer(told(text, "secret")), name)


def rsa_key(program, account, name=""):
    private, public = program.folder / "rsa.pem", program.folder / "rsa.pub.pem"
    private.write_bytes(openssl("genrsa", "2048"))
    public.write_bytes(openssl("rsa", "-in", private, "-pubout"))
    text = create_key(program, account, "--type", "RSA", "--public-key", public)

    def sign(text):
        made = openssl("dgst", "-sha256", "-sign", private, data=text.encode())
        return base64.b64encode(made).decode()

    return Key(told(text, "key"), sign, name)


def ed25519_key(program, account, name=""):
    text = create_key(program, account, "--type", "ED25519")
    private = program.folder / "ed25519.pem"
    private.write_text(text[text.index("-----BEGIN") : text.index("Keep this")])

    def sign(text):
        message = program.folder / "message"
        message.write_text(text)
        made = openssl("pkeyutl", "-sign", "-rawin", "-inkey", private, "-in", message)
        return base64.b64encode(made).decode()

    return Key(told(text, "key"), sign, name)


def create_operator(program, name, *options, **how):
    """The token of a new administrator."""
    return told(program.run("operators", "create", "--name", name, "--role", "ADMINISTRATOR",
                            *options, **how), "token")

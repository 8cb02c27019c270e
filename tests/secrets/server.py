"""A plimsoll server process with secrets that are known, and everything that comes out of it."""

import hashlib
import hmac
import http.client
import json
import os
import pathlib
import re
import resource
import signal
import ssl
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PATIENCE_S = 60
MASTER_KEY_FILE = "master.key"


class Program:
    """The program on one state folder. What comes out is kept, but for what is told on purpose."""

    def __init__(self, binary, folder):
        self.binary = binary
        self.folder = pathlib.Path(folder)
        self.state = self.folder / "state"
        self.outputs = {}
        self._process = None
        hidden = [name for name in os.environ if name.startswith("PLIMSOLL_")]
        self.environment = {k: v for k, v in os.environ.items() if k not in hidden}

    def note(self, name, output):
        self.outputs[f"{len(self.outputs)}: {name}"] = output

    def run(self, *arguments, told_on_purpose=False, environment=None):
        done = subprocess.run(
            [self.binary, *arguments, "--state-dir", self.state],
            capture_output=True,
            env=self.environment | (environment or {}),
            timeout=PATIENCE_S,
            check=False,
        )
        if not told_on_purpose:
            self.note(" ".join(arguments), done.stdout + done.stderr)
        assert told_on_purpose is False or done.returncode == 0, done.stderr
        return done.stdout.decode()

    def make_certificate(self):
        """A TLS key and its certificate; the key's PEM text."""
        key, certificate = self.folder / "tls.key", self.folder / "tls.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-keyout", key, "-out", certificate, "-subj", "/CN=127.0.0.1",
             "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"],
            check=True, capture_output=True,
        )  # fmt: skip
        return key.read_text()

    def start(self, *settings):
        self.log = self.folder / "log"
        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        with open(self.log, "wb") as log:
            self._process = subprocess.Popen(
                [self.binary, "serve", "--state-dir", self.state, "--port", "0",
                 "--operator-port", "any", "--log-level", "debug",
                 "--tls-cert", self.folder / "tls.pem", "--tls-key", self.folder / "tls.key",
                 *settings],
                stdout=log, stderr=subprocess.STDOUT, env=self.environment,
                cwd=self.folder,
                # So that a missing limit is the program's own.
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (most, most)),
            )  # fmt: skip
        self.port = int(self._wait_for(rb"listens on https://127\.0\.0\.1:(\d+)"))
        self._operator_port = int(
            self._wait_for(rb"the operators' calls: https://127\.0\.0\.1:(\d+)")
        )
        return self._process.pid

    def _wait_for(self, pattern):
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and self._process.poll() is None:
            if found := re.search(pattern, self.log.read_bytes()):
                return found[1].decode()
            time.sleep(0.02)
        raise AssertionError(self.log.read_text())

    def stop(self):
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE_S)
            self.note("log", self.log.read_bytes())
            self._process = None

    def abort(self):
        """Ends it by a signal that makes a core dump where one is allowed: whether it did."""
        os.kill(self._process.pid, signal.SIGABRT)
        _, status = os.waitpid(self._process.pid, 0)
        self._process = None
        self.note("log", self.log.read_bytes())
        assert os.WIFSIGNALED(status), status
        return os.WCOREDUMP(status)

    def kill(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def note_files(self, moment):
        """Every file of the state folder but the one that is the master key."""
        for path in sorted(self.state.rglob("*")):
            if path.is_file() and path.name != MASTER_KEY_FILE:
                self.note(f"{path.name} {moment}", path.read_bytes())

    def _send(self, connection, method, target, headers, body):
        connection.request(method, target, body=body, headers=headers)
        answer = connection.getresponse()
        lines = "".join(f"{name}: {value}\n" for name, value in answer.getheaders())
        whole = f"{answer.status}\n{lines}\n".encode() + (content := answer.read())
        connection.close()
        return whole, answer.status, content.decode()

    def _connect(self, port):
        context = ssl.create_default_context(cafile=self.folder / "tls.pem")
        return http.client.HTTPSConnection(
            "127.0.0.1", port, context=context, timeout=PATIENCE_S
        )

    def call(self, target, headers=None, method="GET", body=None):
        connection = self._connect(self.port)
        whole, status, _ = self._send(connection, method, target, headers or {}, body)
        self.note(f"{method} {target.split('?')[0]}", whole)
        return status

    def lender(self, token, target, command=None, told_on_purpose=False):
        connection = self._connect(self._operator_port)
        headers = {"Authorization": f"Bearer {token}"}
        method = "GET" if command is None else "POST"
        body = command if command is None or isinstance(command, str) else json.dumps(command)
        whole, status, content = self._send(connection, method, target, headers, body)
        if not told_on_purpose:
            self.note(f"lender {target} {body}", whole)
        return status, content


def signed(key, secret, path, query):
    """Target, headers and the signature of a request signed by HMAC."""
    query += f"&timestamp={int(time.time() * 1000)}"
    signature = hmac.new(secret.encode(), query.encode(), hashlib.sha256).hexdigest()
    return f"{path}?{query}&signature={signature}", {"X-MBX-APIKEY": key}, signature

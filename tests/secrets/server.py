"""A plimsoll server process with secrets that are known, and everything that comes out of it."""

import http.client
import json
import os
import pathlib
import resource
import signal
import ssl
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))

import program  # noqa: E402  (found by the line above)

MASTER_KEY_FILE = "master.key"


def limits_of_cores_lifted():
    """So that a missing limit is the program's own."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


class Program(program.Program):
    """The program on one state folder. What comes out is kept, but for what is told on purpose."""

    def __init__(self, binary, folder):
        super().__init__(binary, folder)
        self.state = self.folder / "state"
        self.outputs = {}
        self._server = None

    def note(self, name, output):
        self.outputs[f"{len(self.outputs)}: {name}"] = output

    def tell(self, *words):
        """What a command that tells a secret on purpose wrote."""
        return self.run(*words, "--state-dir", self.state)

    def use(self, *words, environment=None):
        """A command whose output must hold no secret, whether it succeeds or not."""
        _, text = self.attempt(*words, "--state-dir", self.state, environment=environment)
        self.note(" ".join(map(str, words)), bytes_of(text))

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
        """The process id."""
        self._server = self.serve(
            "--state-dir", self.state, "--operator-port", "any", "--log-level", "debug",
            "--tls-cert", self.folder / "tls.pem", "--tls-key", self.folder / "tls.key", *settings,
            preexec_fn=limits_of_cores_lifted)
        return self._server.process.pid

    def _note_log(self):
        self.note("log", bytes_of(self._server.log))
        self._server = None

    def stop(self):
        if self._server is not None:
            self._server.stop()
            self._note_log()

    def abort(self):
        """Ends it by a signal that makes a core dump where one is allowed: whether it did."""
        os.kill(self._server.process.pid, signal.SIGABRT)
        _, status = os.waitpid(self._server.process.pid, 0)
        self._server.kill()  # waits for what it still has to say
        self._note_log()
        assert os.WIFSIGNALED(status), status
        return os.WCOREDUMP(status)

    def kill(self):
        if self._server is not None:
            self._server.kill()

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
            "127.0.0.1", port, context=context, timeout=program.PATIENCE_S
        )

    def call(self, target, headers=None, method="GET", body=None):
        connection = self._connect(self._server.port)
        whole, status, _ = self._send(connection, method, target, headers or {}, body)
        self.note(f"{method} {target.split('?')[0]}", whole)
        return status

    def lender(self, token, target, command=None, told_on_purpose=False):
        connection = self._connect(self._server.operator_port)
        headers = {"Authorization": f"Bearer {token}"}
        method = "GET" if command is None else "POST"
        body = command if command is None or isinstance(command, str) else json.dumps(command)
        whole, status, content = self._send(connection, method, target, headers, body)
        if not told_on_purpose:
            self.note(f"lender {target} {body}", whole)
        return status, content


def bytes_of(text):
    return text.encode(errors="surrogateescape")


def signed(key, secret, path, query):
    """Target, headers and the signature of a request signed by HMAC."""
    query += f"&timestamp={int(time.time() * 1000)}"
    signature = program.hmac_signer(secret)(query)
    return f"{path}?{query}&signature={signature}", {"X-MBX-APIKEY": key}, signature

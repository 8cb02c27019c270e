#!/usr/bin/env python3
"""Nothing secret comes out: a server with known secrets is used well and badly, and everything it
prints, answers and writes is searched for every form of each of them."""

import argparse
import os
import pathlib
import re
import secrets
import tempfile

from forms import Search, self_test
from server import MASTER_KEY_FILE, Program, signed
from program import LTV, PARENT, ROOT, SEED_BOOK, told

BORROW = "/sapi/v1/margin/loan-group/borrow"


def pem_of(text):
    return re.search(r"-----BEGIN PRIVATE KEY-----.*?-----END PRIVATE KEY-----", text, re.DOTALL)[0]


class Leaks:
    def __init__(self, binary, folder):
        self.program = Program(binary, folder)
        self.search = Search()

    def make_keys(self):
        program, search = self.program, self.search
        program.use("import", SEED_BOOK)
        create = ("keys", "create", "--account", PARENT, "--permissions", "READ,TRADE")
        text = program.tell(*create)
        self.key, self.secret = told(text, "key"), told(text, "secret")
        search.add("HMAC secret", self.secret.encode())
        assert "HMAC secret" in search.found_in(text.encode()), "what is told once is found"
        text = program.tell(*create, "--type", "ED25519")
        search.add_pem("Ed25519 private key", pem_of(text))
        create = ("operators", "create", "--name", "Ada", "--role", "ADMINISTRATOR")
        self.token = told(program.tell(*create), "token")
        search.add("operator's token", self.token.encode())
        search.add_pem("TLS private key", program.make_certificate())
        search.add("master key", (program.state / MASTER_KEY_FILE).read_bytes())

    def call_signed(self, path, query, method="GET", secret=None, key=None):
        target, headers, signature = signed(
            key or self.key, secret or self.secret, path, query
        )
        self.search.add(f"signature of {path} {query}", bytes.fromhex(signature))
        return self.program.call(target, headers, method)

    def use_well(self):
        assert self.call_signed(LTV, "groupId=1") == 200
        assert self.call_signed(BORROW, "groupId=1&assetName=USDT&amount=1", "POST") in (200, 400)
        for target in ("/health", "/metrics", "/openapi.json", "/api/v3/time"):
            self.program.call(target)

    def use_badly(self):
        wrong = secrets.token_hex(32)
        assert self.call_signed(LTV, "groupId=1", secret=wrong) == 400
        assert self.call_signed(LTV, "groupId=1", key="k" * 64) == 401
        assert self.call_signed(LTV, "groupId=x") == 400
        assert self.call_signed(LTV, "groupId=1&groupId=2") == 400
        assert self.call_signed(BORROW, "groupId=1&assetName=NONE&amount=1", "POST") == 400
        target, headers, signature = signed(self.key, self.secret, LTV, "groupId=1")
        self.search.add("signature of an old request", bytes.fromhex(signature))
        assert self.program.call(target.replace("groupId=1", "groupId=2"), headers) == 400
        assert self.program.call(target.replace("signature=", "signature=zz"), headers) == 400
        assert self.program.call(target + "&more=1", headers) == 400
        assert self.program.call(target, {"X-MBX-APIKEY": "short"}) == 401

    def use_the_lenders_listener(self):
        program = self.program
        token = self.token
        create = {"command": "CREATE_API_KEY", "email": PARENT, "reason": "a test"}
        status, text = program.lender(token, "/commands", create, told_on_purpose=True)
        assert status == 200, text
        secret = re.search(r'"secret":"(\w+)"', text)[1]
        self.search.add("HMAC secret of a running server", secret.encode())
        key = re.search(r'"key":"(\w+)"', text)[1]
        assert self.call_signed(LTV, "groupId=1", secret=secret, key=key) == 200
        for target in ("/health", "/whoami", "/metrics", "/ledger", "/orders", "/audit",
                       "/operators", "/keys", "/none"):  # fmt: skip
            program.lender(token, target)
            program.lender(token[:-1] + ("0" if token[-1] != "0" else "1"), target)
        revoke = {"command": "REVOKE_API_KEY", "reason": "a test"}
        for command in ("{", {"command": "NONE"}, create | {"type": "DSA"},
                        create | {"type": "RSA"}, create | {"expires": 1},
                        revoke | {"key": "none"}, revoke | {"key": key}):  # fmt: skip
            program.lender(token, "/commands", command)
        assert self.call_signed(LTV, "groupId=1", secret=secret, key=key) == 401

    def use_the_command_line(self):
        program = self.program
        program.use("export")
        program.use("keys", "list")
        program.use("keys", "revoke", "none")
        program.use("operators", "list")
        program.use("keys", "create", "--account", "nobody@example.com")
        program.use("balance")
        for text in ("00" * 32, secrets.token_hex(32), "short"):
            program.use("keys", "list", environment={"PLIMSOLL_MASTER_KEY": text})
        program.use("keys", "rotate-master")
        self.search.add("new master key", (program.state / MASTER_KEY_FILE).read_bytes())
        program.use("keys", "list")

    def check_process(self, pid):
        """No core file, and no look into the memory by others of the same user, who is not root."""
        limits = pathlib.Path(f"/proc/{pid}/limits").read_text()
        assert re.search(r"^Max core file size +0 ", limits, re.MULTILINE), limits
        if os.geteuid() != 0:
            # The kernel gives what belongs to a process that is not dumpable to root.
            assert os.stat(f"/proc/{pid}/status").st_uid == 0
            try:
                open(f"/proc/{pid}/mem", "rb").close()
                raise AssertionError("its memory can be read")
            except PermissionError:
                pass

    def run(self):
        self.make_keys()
        try:
            self.check_process(self.program.start())
            self.use_well()
            self.use_badly()
            self.use_the_lenders_listener()
            self.program.note_files("while it runs")
            self.program.stop()
            self.program.note_files("after it stopped")
            self.use_the_command_line()
            self.program.note_files("after the rotation")
            self.program.start()
            assert not self.program.abort(), "its memory went into a core dump"
        finally:
            self.program.kill()

    def leaks(self):
        for name, output in self.program.outputs.items():
            for secret in self.search.found_in(output):
                yield f"{name}: {secret}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plimsoll", default=ROOT / "build/plimsoll", type=pathlib.Path)
    arguments = parser.parse_args()
    self_test()
    with tempfile.TemporaryDirectory() as folder:
        test = Leaks(arguments.plimsoll.resolve(), folder)
        test.run()
        found = list(test.leaks())
        size = sum(map(len, test.program.outputs.values()))
        print("\n".join(found))
        print(f"{len(test.search.names())} secrets in {len(test.program.outputs)} outputs,"
              f" {size} bytes: {len(found)} found")  # fmt: skip
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())

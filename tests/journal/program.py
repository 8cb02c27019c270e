"""The plimsoll binary as the tests of the journal run it: a command to its end, or a server on a
free port that does not outlive the test."""

import os
import re
import subprocess
import tempfile
import time

PATIENCE_SECONDS = 60
_MINE = {name: value for name, value in os.environ.items() if not name.startswith("PLIMSOLL_")}


class Program:
    def __init__(self, path):
        self.path = path

    def run(self, *words):
        """(exit status, what it wrote)."""
        done = subprocess.run([self.path, *map(str, words)], capture_output=True, text=True,
                              env=_MINE, timeout=PATIENCE_SECONDS, check=False)
        return done.returncode, done.stdout + done.stderr

    def must(self, *words):
        status, text = self.run(*words)
        assert status == 0, f"{words}: {status}: {text}"
        return text

    def refuses(self, *words):
        """What it says when it ends with 1."""
        status, text = self.run(*words)
        assert status == 1, f"{words}: {status}: {text}"
        return text

    def serve(self, state, *words):
        return Server([self.path, "serve", "--port", "0", "--state-dir", str(state), *words])

    def head(self, state):
        """(sequence, "SEQUENCE:HASH")."""
        text = self.must("journal", "head", "--state-dir", state).strip()
        return int(text.split(":")[0]), text

    def wait_for_records(self, state, count):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.head(state)[0] < count:
            assert time.monotonic() < deadline, f"no {count} records in {PATIENCE_SECONDS} s"
            time.sleep(0.05)


class Server:
    """A server that has said where it listens; killed when the block ends."""

    def __init__(self, command):
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, env=_MINE,
                                        text=True)
        line = self.process.stdout.readline()
        if not re.search(r"listens on \S+", line):
            self.kill()
            raise AssertionError(f"{command}: {line}{self.logged()}")

    def logged(self):
        self.log.seek(0)
        return self.log.read()

    def kill(self):
        self.process.kill()
        self.process.communicate()

    def stop(self):
        self.process.terminate()
        self.process.communicate(timeout=PATIENCE_SECONDS)
        assert self.process.returncode == 0, self.logged()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.returncode is None:
            self.kill()
        self.log.close()

#!/usr/bin/env python3
"""Load: a crowd of idle and slow clients beside good ones, a full house, and floods.

What must hold is checked and fails the run; times and memory are measured and printed. `--small` is
the version of the tests: a few hundred clients, and nothing that a busy machine could break.

    usual      a good client alone: latency of signed ltv-details
    crowd      the same beside idle connections and clients that send a byte now and then
    full       one connection more than max-connections: 503, Retry-After, closed; the others stay
    inbox      the journal is held from outside: commands beyond the inbox are told so at once, all
               others are answered when it goes on
    files      fewer open files than clients: those beyond wait, and are served when others go
    weight     a flood from one address: 429 with Retry-After, and served again when that is over
"""

import argparse
import contextlib
import json
import multiprocessing
import os
import pathlib
import resource
import selectors
import socket
import sqlite3
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "scripts")]

import program as driver  # noqa: E402  (found by the line above)

PATIENCE = 60
INBOX = 4_096  # submissions (src/base/limits.h)
TURN = 256
PING = b"GET /api/v3/ping HTTP/1.1\r\nHost: h\r\n\r\n"
SLOW = b"GET /api/v3/ping HTTP/1.1\r\nHost: h\r\nX-Slow: " + b"a" * 4_000


class Failed(Exception):
    """Something that must hold does not."""


def must(condition, what):
    if not condition:
        raise Failed(what)


# --- Clients --------------------------------------------------------------------------------------


class Client:
    """A connection that is kept, and asks one thing at a time."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request):
        """Status, head and body; status 0 when the server has gone."""
        self.socket.sendall(request)
        return self.answer()

    def answer(self):
        data = b""
        while b"\r\n\r\n" not in data:
            part = self.socket.recv(65536)
            if not part:
                return 0, "", ""
            data += part
        head, _, body = data.partition(b"\r\n\r\n")
        size = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
        while len(body) < size:
            body += self.socket.recv(65536)
        return int(head[9:12]), head.decode(), body.decode()

    def at_end(self):
        return self.socket.recv(1) == b""

    def close(self):
        self.socket.close()


class Asker:
    """Signed requests of one key."""

    def __init__(self, key):
        self.key = key

    def request(self, query="groupId=1", method="GET", path=driver.LTV):
        query = f"{query}&recvWindow=60000&timestamp={driver.Clock.next_ms()}"
        target = f"{path}?{query}&signature={self.key.sign(query)}"
        return (f"{method} {target} HTTP/1.1\r\nHost: h\r\nX-MBX-APIKEY: {self.key.key}\r\n\r\n"
                ).encode()


def latencies(port, asker, seconds):
    """Of one client that asks again as soon as it is answered, in milliseconds, sorted."""
    client, times = Client(port), []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        request = asker.request()
        begin = time.perf_counter()
        status, _, body = client.ask(request)
        times.append((time.perf_counter() - begin) * 1000)
        must(status == 200, f"a good request is answered {status} {body}")
    client.close()
    return sorted(times)


def shown(times):
    def at(share):
        return times[min(len(times) - 1, int(len(times) * share))]
    return (f"{len(times):6} requests, ms: p50 {at(0.5):.2f}  p90 {at(0.9):.2f}  p99 {at(0.99):.2f}"
            f"  p99.9 {at(0.999):.2f}  max {times[-1]:.2f}")


def drip(port, count, pause, said):
    """Keeps `count` clients that send a byte every `pause` seconds, until it is told to stop."""
    turned_away = 0
    waiting = selectors.DefaultSelector()
    clients = {}

    def begin():
        peer = socket.create_connection(("127.0.0.1", port), PATIENCE)
        peer.setblocking(False)
        clients[peer] = 0
        waiting.register(peer, selectors.EVENT_READ)

    def end(peer):
        waiting.unregister(peer)
        del clients[peer]
        peer.close()

    for _ in range(count):
        begin()
    said.send("ready")
    while not said.poll():
        for peer in list(clients):
            try:
                peer.send(SLOW[clients[peer]:clients[peer] + 1])
                clients[peer] += 1
            except OSError:
                end(peer)
                begin()
        until = time.monotonic() + pause
        while (left := until - time.monotonic()) > 0:
            for ready, _ in waiting.select(left):
                peer = ready.fileobj
                try:
                    turned_away += peer.recv(4096).startswith(b"HTTP/1.1 408 ")
                except OSError:
                    pass
                end(peer)
                begin()
    said.recv()
    said.send(turned_away)


class Drips:
    """Slow clients in a process of their own, so that they take no time of the good one."""

    def __init__(self, port, count, pause):
        self.said, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=drip, args=(port, count, pause, theirs),
                                               daemon=True)
        self.process.start()
        must(self.said.recv() == "ready", "the slow clients cannot connect")

    def stop(self):
        """How many were answered 408."""
        self.said.send("stop")
        turned_away = self.said.recv()
        self.process.join()
        return turned_away


# --- The server -----------------------------------------------------------------------------------


def resident_kib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise Failed("the server has gone")


def held(pid):
    sockets = 0
    for name in os.listdir(f"/proc/{pid}/fd"):
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile
            sockets += os.readlink(f"/proc/{pid}/fd/{name}").startswith("socket:")
    return sockets


def allowed_descriptors():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def opened(port, count):
    """Idle clients that were served once each."""
    clients = []
    for _ in range(count):
        client = Client(port)
        status, _, _ = client.ask(PING)
        must(status == 200, f"an idle client's first request is answered {status}")
        clients.append(client)
    return clients


# --- Phases ---------------------------------------------------------------------------------------


def crowd(server, asker, sizes):
    pid = server.process.pid
    alone = latencies(server.port, asker, sizes.seconds)
    print(f"usual   {shown(alone)}")
    before = resident_kib(pid)
    begin = time.monotonic()
    idle = opened(server.port, sizes.idle)
    took = time.monotonic() - begin
    memory = resident_kib(pid) - before
    print(f"crowd   {len(idle)} idle connections opened and served in {took:.1f} s, "
          f"{memory / len(idle):.2f} KiB each; the server holds {held(pid)} sockets, "
          f"{resident_kib(pid) // 1024} MiB")
    drips = Drips(server.port, sizes.slow, sizes.pause)
    beside = latencies(server.port, asker, max(sizes.seconds, sizes.request_ms / 1000 + 2))
    turned_away = drips.stop()
    print(f"crowd   {shown(beside)}")
    print(f"crowd   {sizes.slow} slow clients beside them, {turned_away} answered 408; "
          f"{resident_kib(pid) // 1024} MiB")
    must(turned_away >= sizes.slow // 2, "slow clients are not turned away")
    sample = idle[:: max(1, len(idle) // 200)]
    must(all(client.ask(PING)[0] == 200 for client in sample), "an idle connection was lost")
    return idle


def full(server, idle, sizes):
    while held_before_full(server, idle, sizes):
        time.sleep(0.05)  # the slow ones that have gone
    more = opened(server.port, sizes.most - len(idle))
    surplus = Client(server.port)
    status, head, body = surplus.ask(PING)
    must(status == 503 and '"code":-1004' in body, f"connection {sizes.most + 1}: {status} {body}")
    must("Retry-After: 1\r\n" in head and surplus.at_end(), "it is not told when to come back")
    silent = Client(server.port)
    must(silent.answer()[0] == 503, "a surplus connection that asks nothing is not told")
    must(more[0].ask(PING)[0] == 200 and idle[0].ask(PING)[0] == 200, "the others are not served")
    more.pop().close()
    deadline = time.monotonic() + PATIENCE
    while (again := Client(server.port)).ask(PING)[0] != 200:
        must(time.monotonic() < deadline, "a free place is not given away")
        again.close()
    again.close()
    print(f"full    {sizes.most} connections held, the next one answered 503 and closed; "
          "a place that gets free is given away")
    return idle + more


def held_before_full(server, idle, sizes):
    """Whether others than the idle ones are still there."""
    others = 40  # the listeners and what else the server has
    return held(server.process.pid) > len(idle) + others and sizes.slow > others


def inbox(server, clients, credit, journal):
    """Needs more clients than the inbox has places: each may have one command under way."""
    clients = clients[: INBOX + 4 * TURN]
    path = "/sapi/v1/margin/loan-group/repay"
    requests = [credit.request("groupId=1&assetName=USDT&amount=0.00000001", "POST", path)
                for _ in clients]
    with contextlib.closing(sqlite3.connect(journal, isolation_level=None, timeout=5)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        tell_what_is_busy(clients, requests, lock)


def tell_what_is_busy(clients, requests, lock):
    begin = time.monotonic()
    for client, request in zip(clients, requests):
        client.socket.sendall(request)
    waiting = selectors.DefaultSelector()
    for client in clients:
        waiting.register(client.socket, selectors.EVENT_READ, client)
    statuses, busy_after = {}, 0.0
    released = False
    while sum(statuses.values()) < len(clients):
        if not released and time.monotonic() - begin > 2.5:
            lock.execute("ROLLBACK")
            released = True
        for ready, _ in waiting.select(0.1):
            status, head, body = ready.data.answer()
            code = json.loads(body).get("code", 0)
            statuses[status, code] = statuses.get((status, code), 0) + 1
            if status == 503:
                must("Retry-After: 1" in head and code == -1004 and not released,
                     "a command beyond the inbox is not told so at once")
                busy_after = max(busy_after, time.monotonic() - begin)
            waiting.unregister(ready.fileobj)
        must(time.monotonic() - begin < PATIENCE, "commands are not answered")
    busy = statuses.get((503, -1004), 0)
    must(len(clients) - INBOX - TURN <= busy <= len(clients) - INBOX,
         f"{busy} of {len(clients)} commands told busy: {statuses}")
    answers = ", ".join(f"{number} {status} {code or ''}".strip()
                        for (status, code), number in sorted(statuses.items()))
    print(f"inbox   {len(clients)} commands while the journal is held: {answers}; busy told within "
          f"{busy_after:.1f} s, the others answered after {time.monotonic() - begin:.1f} s")


def weight(program, key, waits):
    with program.serve_held() as server, told():
        asker, client = Asker(key), Client(server.port)
        answers = [client.ask(asker.request()) for _ in range(300)]
        refused = [head for status, head, _ in answers if status == 429]
        must(refused and all("Retry-After: " in head for head in refused), "a flood is not refused")
        seconds = int(refused[-1].split("Retry-After: ")[1].split("\r\n")[0])
        served = len(answers) - len(refused)
        print(f"weight  300 requests: {served} served, {len(refused)} answered "
              f"429, to come back in {seconds} s")
        if waits:
            time.sleep(seconds + 0.1)
            must(client.ask(asker.request())[0] == 200, "it is not served afterwards")
            print("weight  served again then")


def answered_within(clients, seconds):
    """Those of `clients` that are answered meanwhile."""
    waiting = selectors.DefaultSelector()
    for client in clients:
        waiting.register(client.socket, selectors.EVENT_READ, client)
    done, end = [], time.monotonic() + seconds
    while len(done) < len(clients) and (left := end - time.monotonic()) > 0:
        for ready, _ in waiting.select(left):
            must(ready.data.answer()[0] == 200, "a client that had to wait is not served")
            waiting.unregister(ready.fileobj)
            done.append(ready.data)
    return done


def files(program):
    limit, count = 120, 200
    with program.serve_held() as server, told():
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (limit, limit))
        clients = [Client(server.port) for _ in range(count)]
        for client in clients:
            client.socket.sendall(PING)
        first = answered_within(clients, 1)
        must(0 < len(first) < limit, f"{len(first)} clients served with {limit} open files")
        must(all(client.ask(PING)[0] == 200 for client in first), "those inside are not served")
        print(f"files   {count} clients and {limit} open files: {len(first)} served at once, "
              "the others when those had gone")
        rest, served = clients, first
        while rest := [client for client in rest if client not in served]:
            for client in served:
                client.close()
            served = answered_within(rest, 2)
            must(served, "those that waited are not served")


def run(binary, sizes):
    descriptors = allowed_descriptors()
    needed = sizes.most + 600
    if descriptors < needed:
        sizes.most = descriptors - 600
        sizes.idle = min(sizes.idle, sizes.most - sizes.slow - 100)
        print(f"only {descriptors} open files are allowed (ulimit -Hn), {needed} are needed: "
              f"{sizes.most} connections instead")
    with tempfile.TemporaryDirectory() as folder:
        program = driver.Program(binary, folder)
        program.run("import", driver.SEED_BOOK)
        parent = driver.hmac_key(program, driver.PARENT)
        credit = driver.hmac_key(program, driver.CREDIT, "--permissions", "READ,TRADE")
        settings = ["--max-connections", sizes.most, "--idle-timeout-ms", "600000",
                    "--request-timeout-ms", sizes.request_ms]
        with program.serve_held(*driver.UNLIMITED, *settings) as server, told():
            asker = Asker(parent)
            idle = crowd(server, asker, sizes)
            everyone = full(server, idle, sizes)
            if len(everyone) > INBOX + 4 * TURN:
                inbox(server, everyone, Asker(credit),
                      pathlib.Path(folder) / "plimsoll-data/journal.sqlite")
            for client in everyone:
                client.close()
            while held(server.process.pid) > 100:
                time.sleep(0.05)
            after = latencies(server.port, asker, sizes.seconds)
            print(f"after   {shown(after)}; {resident_kib(server.process.pid) // 1024} MiB")
        files(program)
        weight(program, parent, sizes.waits)


@contextlib.contextmanager
def told():
    """Says what failed even if the server then ends badly too."""
    try:
        yield
    except Failed as what:
        print(f"failed: {what}", flush=True)
        sys.exit(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--plimsoll", type=pathlib.Path, default="build/plimsoll")
    parser.add_argument("--small", action="store_true", help="as the tests run it")
    parser.add_argument("--connections", type=int, default=10_000, dest="most")
    parser.add_argument("--slow", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=15, help="of each measurement")
    sizes = parser.parse_args()
    sizes.request_ms, sizes.pause, sizes.waits = 10_000, 1.0, True
    if sizes.small:
        sizes.most, sizes.slow, sizes.seconds = 600, 50, 1
        sizes.request_ms, sizes.pause, sizes.waits = 1_000, 0.1, False
    sizes.idle = sizes.most - sizes.slow - 100
    run(sizes.plimsoll.resolve(), sizes)


if __name__ == "__main__":
    main()

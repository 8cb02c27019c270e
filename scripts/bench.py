"""./dev bench: the figures of docs/benchmarks.md, as ratios to anchors measured in the same run.

  assess    nanoseconds per unit of 10 wallets and 50 balances, against the Python oracle, whose
            decimal is C inside, on the same unit
  http      signed ltv-details a second over loopback, one server core, one load core, 64 keep-alive
            connections, against nginx answering a static body of the same size

Needs nginx, wrk, taskset and two cores. Nothing here is a test: it has no threshold and no verdict.
"""

from __future__ import annotations

import argparse
import decimal
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "oracle"))
import oracle  # noqa: E402  (the second opinion lives with the tests)
from exact import EXACT  # noqa: E402
from parameters import Book  # noqa: E402
from program import LTV, PARENT, SEED_BOOK, UNLIMITED, Key, Program, hmac_key  # noqa: E402

SERVER_CORE, LOAD_CORE = "0", "1"
CONNECTIONS = 64
NGINX_PORT = 18099


def on_core(core: str, *command: str) -> list[str]:
    return ["taskset", "-c", core, *command]


def assess_nanoseconds(build: Path, book: Path) -> dict[str, float]:
    """Median of nine repetitions per benchmark."""
    run = subprocess.run(
        on_core(SERVER_CORE, str(build / "bench/assess_bench"), str(book),
                "--benchmark_repetitions=9", "--benchmark_report_aggregates_only=true",
                "--benchmark_format=json"),
        check=True, capture_output=True, text=True)
    return {entry["run_name"]: entry["cpu_time"]
            for entry in json.loads(run.stdout)["benchmarks"]
            if entry["aggregate_name"] == "median"}


def oracle_nanoseconds(book: Path) -> float:
    """CPU time of the oracle for the same unit and answers, parsed once; median of nine."""
    rounds = []
    with decimal.localcontext(EXACT):
        valued = Book(json.loads(book.read_text()))
        for _ in range(9):
            begin = time.process_time_ns()
            for _ in range(50):
                oracle.value_unit(valued, valued.units[0])
            rounds.append((time.process_time_ns() - begin) / 50)
    return statistics.median(rounds)


def requests_per_second(url: str, seconds: int, *headers: str) -> float:
    command = on_core(LOAD_CORE, "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s")
    for header in headers:
        command += ["-H", header]
    output = subprocess.run([*command, url], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in output:
        raise SystemExit(f"the server refused requests:\n{output}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    if not found:
        raise SystemExit(f"wrk said nothing to read:\n{output}")
    return float(found.group(1))


@contextmanager
def nginx(folder: Path) -> Iterator[None]:
    (folder / "nginx.conf").write_text(f"""
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log /dev/null;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
  open_file_cache max=10; default_type application/json;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{NGINX_PORT}; root {folder}; }}
}}""")
    binary = shutil.which("nginx") or "/usr/sbin/nginx"
    running = subprocess.Popen(
        on_core(SERVER_CORE, binary, "-p", str(folder), "-c", str(folder / "nginx.conf")),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        running.terminate()
        running.wait(timeout=20)


def signed_url(base: str, key: Key) -> str:
    """Good for a minute: long enough for one round."""
    query = f"recvWindow=60000&timestamp={int(time.time() * 1000)}"
    return f"{base}{LTV}?{query}&signature={key.sign(query)}"


def http_rates(binary: Path, folder: Path, rounds: int, seconds: int) -> tuple[float, float, int]:
    """Median requests a second of nginx and of Plimsoll, in alternating rounds; the body's size."""
    program = Program(binary, folder)
    program.run("import", SEED_BOOK)
    key = hmac_key(program, PARENT)
    header = f"X-MBX-APIKEY: {key.key}"
    with program.serve(*UNLIMITED, wrapper=on_core(SERVER_CORE)) as server:
        base = f"http://127.0.0.1:{server.port}"
        request = urllib.request.Request(signed_url(base, key), headers={"X-MBX-APIKEY": key.key})
        body = urllib.request.urlopen(request, timeout=10).read()
        (folder / "body.json").write_bytes(body)
        with nginx(folder):
            time.sleep(0.5)
            static = f"http://127.0.0.1:{NGINX_PORT}/body.json"
            requests_per_second(static, 1)
            requests_per_second(signed_url(base, key), 1, header)
            anchors, ours = [], []
            for _ in range(rounds):
                anchors.append(requests_per_second(static, seconds))
                ours.append(requests_per_second(signed_url(base, key), seconds, header))
    return statistics.median(anchors), statistics.median(ours), len(body)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--build", type=Path, default=ROOT / "build")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seconds", type=int, default=5)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        book = folder / "book.json"
        with book.open("w") as out:
            subprocess.run([sys.executable, str(ROOT / "bench/make_book.py")], check=True,
                           stdout=out)
        ours = assess_nanoseconds(options.build, book)
        oracle_ns = oracle_nanoseconds(book)
        static, signed, size = http_rates(options.build / "plimsoll", folder, options.rounds,
                                           options.seconds)
    # The oracle answers max-borrowable of both loanable assets too.
    whole = ours["assess"] + 2 * ours["max_borrowable"]
    print(f"assess, 10 wallets and 50 balances   {ours['assess']:9.0f} ns")
    print(f"max_borrowable of one asset          {ours['max_borrowable']:9.0f} ns")
    print(f"Python oracle, the same unit         {oracle_ns:9.0f} ns")
    print(f"oracle / (assess + 2 max_borrowable) {oracle_ns / whole:9.0f}")
    print(f"nginx, static body of {size} bytes    {static:9.0f} requests/s")
    print(f"signed ltv-details                   {signed:9.0f} requests/s")
    print(f"signed ltv-details / nginx           {signed / static:9.2f}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""kill -9 in a loop under load: nothing that was answered is lost, nothing acts twice.

Concurrent clients borrow, repay and transfer, each with a clientTranId, and remember every answer.
The server is killed at a random moment, now under load, now while it starts; after every restart
the book is compared with what the clients remember, to the last digit. At the end every answer is
asked for again, and the ledger must sum to zero.

    kill_loop.py [--kills 200] [--clients 4] [--seed 1]
"""

import argparse
import random
import sys
import time

import process
from memory import Memory, Numbers, heard_by, make_state, under_load


def killed_while_starting(state, choose, memory):
    """A few starts that never come to an end, or only just."""
    for _ in range(choose.randrange(3)):
        with state.server(wait=False) as server:
            time.sleep(choose.uniform(0, 0.15))
            server.kill()
            if "book recovered" in server.log:
                memory.see(server)
            yield


def loop(state, asked, choose, memory):
    """Returns how often the server was killed, and how often of that while it started."""
    numbers = Numbers()
    kills = while_starting = 0
    orders = []
    while kills < asked.kills:
        for _ in killed_while_starting(state, choose, memory):
            kills += 1
            while_starting += 1
        with state.server() as server:
            memory.see(server)
            memory.learn(server, state.keys, orders)
            with server.caller(state.keys["borrower"]) as caller:
                memory.compare_state(caller)
            clients = under_load(server, state, numbers, choose, asked.clients)
            time.sleep(choose.uniform(0.02, 0.5))
            server.kill()
            kills += 1
            orders = heard_by(clients)
    with state.server() as server:
        memory.see(server)
        memory.learn(server, state.keys, orders)
        memory.compare_all(server, state.keys)
        server.stop()
    memory.compare_wallets(state.export())
    state.balance()
    return kills, while_starting


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("--kills", type=int, default=200)
    arguments.add_argument("--clients", type=int, default=4)
    arguments.add_argument("--seed", type=int, default=int(time.time()))
    asked = arguments.parse_args()
    print(f"seed {asked.seed}", flush=True)
    memory = Memory()
    with process.temporary_folder() as folder:
        kills, while_starting = loop(make_state(folder), asked, random.Random(asked.seed), memory)
    print(f"kills: {kills}, of them while starting: {while_starting}")
    print(f"answers remembered: {memory.answered}, of them found: {memory.answered}")
    print(f"unanswered: {memory.unanswered}, of them done before the kill: {memory.took_effect}")
    print(f"refused, without effect: {memory.refused}")
    print(f"recoveries with one digest for each number of records: {len(memory.digests)}")


if __name__ == "__main__":
    try:
        main()
    except process.Failed as failure:
        sys.exit(f"FAILED: {failure}")

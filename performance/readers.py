"""Fifty readers at the public pages of a running centre, clients on the same cores.

    .venv/bin/python performance/readers.py [--seconds 120] [--reindex]

Starts the sample centre with the sentence model, then:

- patient: 50 readers who pause a second between pages (items, lists, feeds and searches);
- hurried: 50 readers who do not pause;
- questions: searches with the model, 25 a second, every one a question that was not asked before;
- --reindex: 20 readers while all items are indexed anew.

Prints pages a second, median, 95th percentile, the slowest, and errors.
"""

import argparse
import http.client
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
WORDS = [
    "water",
    "steam",
    "dyeing",
    "leather",
    "kiln",
    "loan",
    "food",
    "waste",
    "pump",
    "heat",
    "air",
    "metal",
    "plastic",
    "law",
    "hotel",
]
WORDS += [
    "chrome",
    "rinse",
    "boiler",
    "leak",
    "solvent",
    "park",
    "paper",
    "drive",
    "lamp",
    "cooling",
    "textile",
    "brick",
    "energy",
]


def start_server(data):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "scp_centre.interfaces.cli.main", "demo", "--port", str(port)]
    env = os.environ | {"SCP_DATA": data, "PYTHONPATH": str(ROOT / "src")}
    env |= {"DJANGO_SETTINGS_MODULE": "scp_centre.settings.sample"}
    server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, start_new_session=True)
    while True:
        try:
            if get(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "/health")[0] == 200:
                return server, port, env
        except OSError:
            time.sleep(0.5)


def get(line, path):
    """Return (status, body) of a page."""
    line.request("GET", path, headers={"Accept-Encoding": "gzip", "Connection": "keep-alive"})
    answer = line.getresponse()
    return answer.status, answer.read()


def pages_of(port):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", "/sitemap.xml")
    line.getresponse().read()
    keys = range(1, 80)
    items = [f"/clearinghouse/{key}/" for key in keys]
    known = [path for path in items if get(line, path)[0] == 200]
    lists = ["/clearinghouse/", "/clearinghouse/?topic=water", "/clearinghouse/?page=2"]
    return known, lists + ["/clearinghouse/feed.atom", "/benchmarks/published/"]


def question(draw):
    return "/clearinghouse/?q=" + "+".join(draw.sample(WORDS, 4)) + f"+{draw.randrange(10**6)}"


def read(port, seconds, readers, pause, paths, share_of_questions=0.1):
    """Return the times of all pages, and the errors."""
    taken, errors, ends = [], [], time.monotonic() + seconds

    def reader(number):
        draw = random.Random(number)
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        time.sleep(draw.random() * pause)
        while time.monotonic() < ends:
            path = question(draw) if draw.random() < share_of_questions else draw.choice(paths)
            began = time.perf_counter()
            try:
                status, _ = get(line, path)
                if status >= 400:
                    errors.append((path, status))
            except OSError as error:
                errors.append((path, repr(error)))
                line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            taken.append(time.perf_counter() - began)
            time.sleep(pause)

    threads = [threading.Thread(target=reader, args=(n,)) for n in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return np.array(taken), errors


def ask(port, seconds, rate):
    """Send new questions at a rate, whether or not the ones before are answered."""
    taken, errors, threads = [], [], []

    def one(number):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        began = time.perf_counter()
        try:
            status, _ = get(line, question(random.Random(number)))
            if status >= 400:
                errors.append(status)
        except OSError as error:
            errors.append(repr(error))
        taken.append(time.perf_counter() - began)

    began = time.monotonic()
    for number in range(int(seconds * rate)):
        time.sleep(max(0.0, began + number / rate - time.monotonic()))
        threads.append(threading.Thread(target=one, args=(number + 10**6,)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return np.array(taken), errors


def tell(name, seconds, taken, errors):
    ms = 1_000 * taken
    print(
        f"{name:<28} {len(ms) / seconds:6.1f} a second   median {np.median(ms):6.0f} ms   "
        f"p95 {np.percentile(ms, 95):6.0f} ms   slowest {ms.max():6.0f} ms   {len(errors)} errors"
    )
    for error in errors[:3]:
        print("   ", error)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--reindex", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="scp-readers-") as data:
        server, port, env = start_server(data)
        try:
            items, lists = pages_of(port)
            paths = items + lists * 4
            get(
                http.client.HTTPConnection("127.0.0.1", port, timeout=60),
                question(random.Random(1)),
            )
            tell(
                "50 readers, a pause of 1 s",
                chosen.seconds,
                *read(port, chosen.seconds, 50, 1.0, paths),
            )
            tell("50 readers without a pause", 30, *read(port, 30, 50, 0.0, paths, 0.0))
            tell("new questions, 25 a second", 30, *ask(port, 30, 25))
            if chosen.reindex:
                command = [sys.executable, "-m", "scp_centre.interfaces.cli.main", "reindex"]
                beside = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
                tell("20 readers, reindexing", 30, *read(port, 30, 20, 1.0, paths))
                beside.wait()
        finally:
            server.terminate()
            server.wait(timeout=30)


if __name__ == "__main__":
    main()

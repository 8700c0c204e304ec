"""A room under load: 60 phones write at once on one server; how soon do the others see it?

    .venv/bin/python performance/room.py                  ten minutes, 60 phones
    .venv/bin/python performance/room.py --seconds 60     a short run

Starts the real server (embedded database) in a process of its own with the sample centre, lets
phones join by the pages, forms groups, and lets everybody write notes and change them. One phone
in ten loses its line every half minute and returns five seconds later, as phones do: it resumes
its stream and sends again what it got no answer to. Measured:

    join      seconds until all are in
    seen      ms from the moment a phone sends until a phone of its group has it (p50, p95, worst)
    lost      texts that do not stand on the chart in the end; changes that a phone never got
"""

import argparse
import asyncio
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]
PORT = 8391
FORM = "application/x-www-form-urlencoded"


class Line:
    """HTTP over plain sockets, a connection for each request, with the cookies of one phone."""

    def __init__(self):
        self.cookies = {}

    async def ask(self, method, path, body="", kind=FORM):
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        try:
            writer.write(self._head(method, path, body, kind) + body.encode())
            await writer.drain()
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            rest = await reader.read()
        finally:
            writer.close()
        for name, value in re.findall(r"(?mi)^set-cookie: *([^=]+)=([^;\r]*)", head):
            self.cookies[name] = value
        if "chunked" in head.lower():
            rest = b"".join(chunks(rest))
        return int(head.split()[1]), head, rest.decode()

    def _head(self, method, path, body, kind, more=""):
        cookies = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        return (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nConnection: close\r\n"
            f"Cookie: {cookies}\r\nX-CSRFToken: {self.cookies.get('csrftoken', '')}\r\n"
            f"Content-Type: {kind}\r\nAccept: {'application/json' if 'json' in kind else '*/*'}\r\nContent-Length: {len(body.encode())}\r\n{more}\r\n"
        ).encode()


def chunks(data):
    while data:
        size, _, data = data.partition(b"\r\n")
        n = int(size or b"0", 16)
        if not n:
            return
        yield data[:n]
        data = data[n + 2 :]


class Phone(Line):
    """One participant: writes, keeps what got no answer, listens and resumes."""

    def __init__(self, number, seen, sent):
        super().__init__()
        self.number, self.seen, self.sent = number, seen, sent
        self.last, self.known, self.final, self.up = 0, {}, {}, True
        self.got = set()

    async def join(self, code):
        _, _, page = await self.ask("GET", f"/join/{code}/")
        key = re.search(r'name="key" value="([^"]+)"', page)[1]
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        form = {
            "csrfmiddlewaretoken": token,
            "key": key,
            "name": f"Person {self.number}",
            "organisation": f"Organisation {self.number % 12}",
        }
        status, head, _ = await self.ask("POST", f"/join/{code}/", urlencode(form))
        assert status == 302, status
        self.room = re.search(r"(?mi)^location: (/room/\d+/)", head)[1]

    async def look(self):
        _, _, page = await self.ask("GET", f"{self.room}chart/")
        self.me = json.loads(
            re.search(r'id="chart-state" type="application/json">(.+?)</script>', page)[1]
        )["me"]
        self.sheets = [int(n) for n in re.findall(r'data-new="(\d+)"', page)]
        self.last = int(re.search(r'data-last="(\d+)"', page)[1])
        self.group = re.search(r'data-group="(\d+)"', page)[1]

    async def listen(self, until):
        while time.monotonic() < until:
            if not self.up:
                await asyncio.sleep(0.1)
                continue
            try:
                reader, self.line = await asyncio.open_connection("127.0.0.1", PORT)
                self.line.write(
                    self._head(
                        "GET", f"{self.room}stream/", "", FORM, f"Last-Event-ID: {self.last}\r\n"
                    )
                )
                async for event in events(reader):
                    self.hear(event)
                    if not self.up or time.monotonic() >= until:
                        break
            except (OSError, asyncio.IncompleteReadError):
                pass
            finally:
                self.line.close()

    def hear(self, change):
        now = time.monotonic()
        self.last = max(self.last, change["number"])
        self.got.add(change["number"])
        for note in change["data"].get("notes", ()):
            if note["owner"] != self.me and note["text"] in self.sent:
                began, up = self.sent[note["text"]]
                if up and self.up and now - self.returned > 1:
                    self.seen.append(1000 * (now - began))

    returned = 0.0

    async def write(self, until, every):
        await asyncio.sleep(random.uniform(0, every))
        count = 0
        while time.monotonic() < until:
            count += 1
            note = (
                random.choice(list(self.known)) if self.known and count % 4 else str(uuid.uuid4())
            )
            text = f"{self.number}-{count}: what a person of this group thinks of it"
            asked = {
                "id": str(uuid.uuid4()),
                "kind": "write",
                "note": note,
                "sheet": self.sheets[count % len(self.sheets)],
                "text": text,
                "role": None,
                "base": self.known.get(note, 0),
            }
            self.final[note] = text
            await self.send(asked, text)
            await asyncio.sleep(random.uniform(0.5 * every, 1.5 * every))

    async def send(self, asked, text):
        was_up = self.up
        while True:  # as the page's script does: again, until there is an answer
            if self.up:
                self.sent.setdefault(text, (time.monotonic(), was_up))
                try:
                    status, _, body = await self.ask(
                        "POST",
                        f"{self.room}operations/",
                        json.dumps({"operations": [asked]}),
                        "application/json",
                    )
                    if status == 200:
                        (result,) = json.loads(body)["results"]
                        assert result["state"] == "kept", result
                        self.known[asked["note"]] = result["notes"][0]["revision"]
                        return
                except (OSError, asyncio.IncompleteReadError):
                    pass
            await asyncio.sleep(0.5)

    async def drop(self, until):
        while time.monotonic() + 35 < until:
            await asyncio.sleep(random.uniform(20, 30))
            self.up = False
            self.line.close()
            await asyncio.sleep(5)
            self.up, self.returned = True, time.monotonic()


async def events(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    chunked = b"chunked" in head.lower()
    kept = b""
    while True:
        if chunked:
            size = int(await reader.readuntil(b"\r\n"), 16)
            if not size:
                return
            kept += (await reader.readexactly(size + 2))[:size]
        else:
            more = await reader.read(65536)
            if not more:
                return
            kept += more
        while b"\n\n" in kept:
            block, _, kept = kept.partition(b"\n\n")
            if b"event: change" in block:
                yield json.loads(block.partition(b"data: ")[2])


def start(folder):
    env = os.environ | {"SCP_DATA": folder, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "scp_centre.interfaces.cli.main", "demo", "--port", str(PORT)]
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)


async def up():
    for _ in range(600):
        try:
            if (await Line().ask("GET", "/health"))[0] == 200:
                return
        except (OSError, asyncio.IncompleteReadError):
            await asyncio.sleep(0.2)
    raise SystemExit("the server did not start")


async def trainer(folder):
    line = Line()
    _, _, page = await line.ask("GET", "/accounts/login/")
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    password = (Path(folder) / "sample-password").read_text()
    form = {"csrfmiddlewaretoken": token, "login": "trainer@verdania.example", "password": password}
    status, _, _ = await line.ask("POST", "/accounts/login/", urlencode(form))
    assert status == 302, "the trainer signs in"
    _, _, page = await line.ask("GET", "/training/workshops/new/")
    module = re.search(r'<option value="(\d+)"[^>]*>Roles and opportunities of a centre', page)[1]
    form = {"module": module, "title": "Load", "starts": "2030-01-01T09:00", "dots": 3}
    form |= {"report_minutes": 5, "rooms": "", "place": ""}
    status, head, body = await line.ask("POST", "/training/workshops/new/", urlencode(form))
    assert status == 302, body[:2000]
    address = re.search(r"(?mi)^location: (\S+)", head)[1]
    _, _, page = await line.ask("GET", address)
    return line, address, re.search(r'class="code">(\w+)<', page)[1]


def percentile(values, share):
    return (
        sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else float("nan")
    )


async def run(folder, people, seconds, every):
    await up()
    line, address, code = await trainer(folder)
    seen, sent = [], {}
    phones = [Phone(i, seen, sent) for i in range(people)]
    began = time.monotonic()
    await asyncio.gather(*(p.join(code) for p in phones))
    print(f"join   {people} people in {time.monotonic() - began:.1f} s")
    form = {"act": "go", "section": 2}
    await line.ask("POST", f"{address}act/", urlencode(form))
    await line.ask("POST", f"{address}act/", urlencode({"act": "form groups"}))
    await asyncio.gather(*(p.look() for p in phones))
    status, _, page = await line.ask("GET", f"{address}projector/")
    print(f"       the projector's page has {len(page) / 1000:.0f} kB")
    until = time.monotonic() + seconds
    dropping = phones[:: max(1, people // max(1, people // 10))][: max(1, people // 10)]
    listening = [asyncio.create_task(p.listen(until)) for p in phones]
    await asyncio.gather(
        *(p.write(until - 6, every) for p in phones), *(p.drop(until) for p in dropping)
    )
    await asyncio.sleep(6)  # whoever was away has returned by now
    for task in listening:
        task.cancel()
    print(
        f"seen   {len(seen)} times, p50 {percentile(seen, 0.5):.0f} ms, "
        f"p95 {percentile(seen, 0.95):.0f} ms, worst {max(seen):.0f} ms"
    )
    lost, missed = 0, 0
    for phone in phones:
        _, _, page = await phone.ask("GET", f"{phone.room}chart/")
        state = json.loads(
            re.search(r'id="chart-state" type="application/json">(.+?)</script>', page)[1]
        )
        texts = {n["text"] for n in state["notes"]}
        lost += sum(text not in texts for text in phone.final.values())
        _, _, news = await phone.ask("GET", f"{phone.room}stream/?as=json&since={phone.last}")
        own = {c["number"] for c in json.loads(news)["changes"] if c["part"] == "note"}
        missed += len(own)
    by_group = {}
    for phone in phones:
        by_group.setdefault(phone.group, []).append(phone.got)
    for heard in by_group.values():
        every_one = set.union(*heard)
        missed += sum(len(every_one - got) for got in heard)
    print(f"lost   {lost} texts of {len(sent)} edits; {missed} changes not heard")
    return lost + missed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--every", type=float, default=2.0, help="seconds between a phone's edits")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = start(folder)
        try:
            wrong = asyncio.run(run(folder, arguments.people, arguments.seconds, arguments.every))
        finally:
            server.terminate()
            server.wait(timeout=20)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

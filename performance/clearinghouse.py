"""Speed of the clearinghouse on realistic items: index, search, page, OAI-PMH.

    python performance/clearinghouse.py [--items 100000]
    SCP_DATABASE_URL=postgresql://… python performance/clearinghouse.py

It makes a database of its own (embedded: in a temporary folder; PostgreSQL: Django's test
database beside the named one), fills it with generated items, and removes it at the end.
"""

import argparse
import contextlib
import http.client
import logging
import os
import random
import signal
import socket
import statistics
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
os.environ.setdefault("SCP_DATA", tempfile.mkdtemp(prefix="scp-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.testing")

VERBS = [
    "reduce",
    "recover",
    "reuse",
    "replace",
    "measure",
    "insulate",
    "control",
    "recycle",
    "avoid",
    "treat",
    "sort",
    "clean",
]
THINGS = [
    "water",
    "steam",
    "heat",
    "electricity",
    "solvent",
    "chrome",
    "salt",
    "sludge",
    "whey",
    "packaging",
    "coal",
    "gas",
    "dye",
    "paint",
    "oil",
    "compressed",
    "air",
    "wastewater",
    "packaging",
    "waste",
    "dust",
    "cooling",
    "rinse",
    "condensate",
    "biogas",
    "light",
    "scrap",
]
PLACES = [
    "dairy",
    "brewery",
    "tannery",
    "foundry",
    "dyehouse",
    "bakery",
    "hotel",
    "kiln",
    "laundry",
    "plating",
    "shop",
    "paper",
    "mill",
    "refinery",
    "cannery",
    "slaughterhouse",
    "workshop",
    "pharmacy",
    "printer",
    "sugar",
    "cement",
    "glass",
]
ADJECTIVES = [
    "small",
    "low-cost",
    "simple",
    "efficient",
    "counter-current",
    "closed",
    "two-stage",
    "solar",
    "pilot",
    "proven",
]
TALK = [
    "the",
    "plant",
    "measured",
    "for",
    "a",
    "year",
    "before",
    "it",
    "decided",
    "and",
    "found",
    "that",
    "most",
    "was",
    "lost",
    "at",
    "night",
    "when",
    "nobody",
    "looked;",
    "the",
    "owner",
    "had",
    "asked",
    "for",
    "a",
    "short",
    "payback",
    "and",
    "got",
    "less",
    "than",
    "two",
    "years,",
    "while",
    "workers",
    "were",
    "trained",
    "by",
    "the",
    "centre",
    "and",
    "now",
    "keep",
    "a",
    "record",
    "of",
    "every",
    "shift",
    "that",
    "others",
    "can",
    "read",
]
QUESTIONS = 400


def sentence(rng, words):
    """Return some words of the trade, mixed with what people say between them."""
    made = [
        rng.choice(pool)
        for _ in range(words // 4)
        for pool in (VERBS, THINGS, PLACES, TALK if rng.random() < 0.7 else ADJECTIVES)
    ]
    return " ".join(made)


def generate(count, seed=1):
    """Put items into the database; what a centre of a large country may hold in ten years."""
    from django.utils import timezone

    from scp_centre.roles.clearinghouse.models import Item, Standing, Tag, Text
    from scp_centre.roles.clearinghouse.vocabulary import choices

    rng = random.Random(seed)
    codes = {s: [c for c, _ in choices(s)] for s in ("type", "topic", "technology", "sector")}
    codes["country"] = ["KE", "FR", "CO", "IN", "VN", "TN", "MA", "PE", "ZA", "TR", "LK", "UG"]
    rare = [f"{rng.choice('bcdfgklmnprst')}{rng.choice('aeiou')}{n:x}an" for n in range(40_000)]
    now = timezone.now()
    for start in range(0, count, 2_000):
        size = min(2_000, count - start)
        items = Item.objects.bulk_create(
            Item(
                type=rng.choice(codes["type"]),
                standing=Standing.PUBLISHED,
                year=rng.randint(1995, 2026),
                topics=rng.sample(codes["topic"], rng.randint(1, 3)),
                technologies=rng.sample(codes["technology"], rng.randint(0, 2)),
                sectors=rng.sample(codes["sector"], rng.randint(1, 2)),
                countries=[rng.choice(codes["country"])],
                cost=rng.choice(["", "none", "low", "medium", "high"]),
                publisher=f"Office {rng.randint(1, 400)}",
                published=now,
                stamp=now,
            )
            for _ in range(size)
        )
        Text.objects.bulk_create(
            Text(
                item=item,
                language="en",
                title=f"{sentence(rng, 6)} {rng.choice(rare)}",
                summary=f"{sentence(rng, 44)} {' '.join(rng.sample(rare, 4))}",
                for_whom=sentence(rng, 5),
                saving=f"{rng.randint(2, 60)} % of {rng.choice(THINGS)}",
            )
            for item in items
        )
        Tag.objects.bulk_create(
            Tag(item=i, scheme="topic", code=c) for i in items for c in i.topics
        )


def p95(values):
    return statistics.quantiles(values, n=100)[94]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--no-harvest", action="store_true", help="leave the OAI-PMH list out")
    given = parser.parse_args()
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        measure(given.items, harvested=not given.no_harvest)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def measure(count, harvested):
    from django.db import close_old_connections, connection
    from django.test import Client

    from scp_centre.roles.clearinghouse.models import Item
    from scp_centre.roles.clearinghouse.search.index_writer import keep_all
    from scp_centre.roles.clearinghouse.search.item_search import search

    print(f"{connection.vendor}, {count:,} items, {os.cpu_count()} cores")
    generate(count)
    start = time.perf_counter()
    for _ in keep_all(Item.objects.order_by("pk").values_list("pk", flat=True)):
        pass
    took = time.perf_counter() - start
    print(f"index: {count / took:,.0f} items a second ({took:.1f} s)")
    start = time.perf_counter()
    search("water")
    print(f"first question of a process: {time.perf_counter() - start:.1f} s")

    rng = random.Random(2)
    questions = [
        (sentence(rng, rng.choice([4, 4, 8])), {"topic": {"water"}} if n % 3 == 0 else {})
        for n in range(QUESTIONS)
    ]
    alone = []
    for text, filters in questions[:100]:
        start = time.perf_counter()
        search(text, filters)
        alone.append(1000 * (time.perf_counter() - start))
    print(
        f"search with facets, one user: median {statistics.median(alone):.1f} ms, p95 {p95(alone):.1f} ms"
    )

    def user(n):
        taken = []
        for text, filters in questions[n::8]:
            start = time.perf_counter()
            search(text, filters)
            taken.append(1000 * (time.perf_counter() - start))
        close_old_connections()
        return taken

    with ThreadPoolExecutor(8) as pool:
        taken = [t for some in pool.map(user, range(8)) for t in some]
    print(
        f"search with facets, 8 users at once: median {statistics.median(taken):.1f} ms, p95 {p95(taken):.1f} ms"
    )

    client = Client()
    keys = list(Item.objects.values_list("pk", flat=True)[:20_000:100])
    pages = timed(lambda pk: client.get(f"/clearinghouse/{pk}/"), keys)
    print(f"item page: median {statistics.median(pages):.1f} ms, p95 {p95(pages):.1f} ms")
    pages = timed(
        lambda q: client.get(
            "/clearinghouse/", {"q": q[0], **{k: list(v) for k, v in q[1].items()}}
        ),
        questions[:100],
    )
    print(f"search page: median {statistics.median(pages):.1f} ms, p95 {p95(pages):.1f} ms")
    over_http(questions)
    if harvested:
        harvest(client)


def over_http(questions):
    """Ask a server of its own, in another process, as eight people at once do."""
    from django.db import connections

    from scp_centre.interfaces.cli.demo import Server, serve

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    connections.close_all()
    child = os.fork()
    if child == 0:
        sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 -- until its end
        logging.disable()
        os._exit(serve(Server(port=port, worker=False), ["ask"]))
    try:
        for path in ("/clearinghouse/search.json", "/clearinghouse/"):
            asked_by_eight(port, path, questions[:16])  # both ends are warm then
            taken = asked_by_eight(port, path, questions)
            print(
                f"{path} over HTTP, 8 users at once: median {statistics.median(taken):.1f} ms, "
                f"p95 {p95(taken):.1f} ms"
            )
    finally:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)


def asked_by_eight(port, path, questions):
    def user(n):
        taken, line = [], http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for text, filters in questions[n::8]:
            given = {"q": text, **{k: list(v) for k, v in filters.items()}}
            start = time.perf_counter()
            line.request("GET", f"{path}?{urlencode(given, doseq=True)}")
            answer = line.getresponse()
            answer.read()
            taken.append(1000 * (time.perf_counter() - start))
            assert answer.status == 200
        return taken

    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            break
        time.sleep(0.1)
    with ThreadPoolExecutor(8) as pool:
        return [t for some in pool.map(user, range(8)) for t in some]


def timed(do, over):
    taken = []
    for one in over:
        start = time.perf_counter()
        assert do(one).status_code == 200
        taken.append(1000 * (time.perf_counter() - start))
    return taken


def harvest(client):
    """List all records by OAI-PMH; the last pages should take as long as the first."""
    space = "{http://www.openarchives.org/OAI/2.0/}"
    asked, taken, seen = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}, [], 0
    while True:
        start = time.perf_counter()
        root = ET.fromstring(client.get("/clearinghouse/oai", asked).content)
        taken.append(1000 * (time.perf_counter() - start))
        seen += len(root.findall(f".//{space}record"))
        token = root.find(f".//{space}resumptionToken")
        if token is None or not token.text:
            break
        asked = {"verb": "ListRecords", "resumptionToken": token.text}
    tenth = max(len(taken) // 10, 1)
    first, last = statistics.median(taken[1:tenth]), statistics.median(taken[-tenth:])
    print(
        f"OAI-PMH: {seen:,} records in {sum(taken) / 1000:.0f} s; a page of the first tenth {first:.0f} ms, of the last {last:.0f} ms"
    )


if __name__ == "__main__":
    main()

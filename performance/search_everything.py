"""Search across everything in a centre of 2,000 companies: time of 200 questions for each reader.

    python performance/search_everything.py                  # embedded database
    SCP_DATABASE_URL=postgresql://…  python performance/search_everything.py
    python performance/search_everything.py --keep FOLDER    # make the centre once, measure again
    python performance/search_everything.py --quick          # a hundredth of it, to see that it runs

The centre is that of scale.py, without readings; with SCP_DATABASE_URL the database must be empty.
Timed is what a page waits for: reading the question, ranking, counting kinds, fetching the rows.
"""

import argparse
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))
from generated_centre import REGIONS, clocked, generate

QUESTIONS = 200
WORDS = ("water", "energy", "waste water", "burner", "steam", "cheese", "dye bath", "heat pump")
WORDS += ("solid waste", "2025", "productivity", "foundry sand", "boiler", "training", "brief")
SLIPS = ("watre", "enrgy", "boilr", "chese", "asessment")


def questions() -> list[str]:
    """Return questions as people ask them: names, words, slips, beginnings, phrases, codes."""
    chance = random.Random(7)
    makers = (
        lambda: f"Company {chance.randrange(2_000):05}",
        lambda: f"{chance.choice(WORDS)} Company {chance.randrange(2_000):05}",
        lambda: chance.choice(WORDS),
        lambda: chance.choice(SLIPS),
        lambda: chance.choice(WORDS)[:4],
        lambda: f'"Plant {chance.randint(1, 5)}" {chance.choice(REGIONS)}',
        lambda: str(chance.randint(1, 10_000)),
        lambda: f"{chance.choice(WORDS)} {chance.choice(REGIONS)} {chance.choice(WORDS)}",
    )
    return [makers[n % len(makers)]() for n in range(QUESTIONS)]


def measure(who: str, person) -> None:
    from scp_centre.centre.search.everything import search_everything, suggest

    start = time.perf_counter()
    search_everything("water", person, language="en")
    first = 1_000 * (time.perf_counter() - start)
    for name, ask in (("page", search_everything), ("suggestions", suggest)):
        taken, found = [], 0
        for text in questions():
            start = time.perf_counter()
            answer = ask(text, person, language="en")
            taken.append(1_000 * (time.perf_counter() - start))
            found += answer.total if name == "page" else len(answer)
        p95 = statistics.quantiles(taken, n=20)[-1]
        print(
            f"{who:<10} {name:<12} p50 {statistics.median(taken):6.1f} ms   p95 {p95:6.1f} ms   "
            f"longest {max(taken):6.1f} ms   first question {first:,.0f} ms   "
            f"{found / len(taken):,.0f} found on average",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a hundredth of everything")
    parser.add_argument("--keep", metavar="FOLDER", help="keep the centre in this folder")
    parser.add_argument("--companies", type=int, default=2_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SCP_DATA"] = given.keep or folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "scp_centre.settings.local"
        import django

        django.setup()
        from django.db import connection

        from scp_centre.centre.registry.models import Person

        print(
            f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
            f"{connection.vendor}"
        )
        if not connection.introspection.table_names():
            generate(20 if given.quick else given.companies, 5, 0, 1)
        start = time.perf_counter()
        from scp_centre.centre.search.index_by_permission import READER_SHELVES

        READER_SHELVES.warm()
        clocked("shelves of all companies read into memory", start)
        for who in ("expert", "company", "director"):
            measure(who, Person.objects.get(email=f"{who}@verdania.example"))


if __name__ == "__main__":
    main()

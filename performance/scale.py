"""A centre of 2,000 companies, 10,000 assessments and 5 million readings: pages, import, users.

    python performance/scale.py                     # embedded database, all parts
    SCP_DATABASE_URL=postgresql://…  python performance/scale.py
    python performance/scale.py --quick             # a hundredth of it, to see that it runs

The centre is generated from the sample companies, with other amounts; its figures mean nothing.
It is made in a folder (and database) of its own: with SCP_DATABASE_URL the database must be empty.
"""

import argparse
import itertools
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date, timedelta
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))
from generated_centre import PASSWORD, REGIONS, clocked, generate

PEOPLE = ("director", "expert", "reviewer", "company", "analyst", "trainer", "information", "admin")

# --- pages ----------------------------------------------------------------------------------------


def measure_pages(times: int) -> None:
    """Print for each page median and 95th percentile of its time, queries and size."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from scp_centre.centre.registry.models import Organisation, Person
    from scp_centre.roles.production.models import Assessment

    clients = {}
    for who in PEOPLE:
        clients[who] = Client(HTTP_HOST="localhost")
        clients[who].force_login(Person.objects.get(email__startswith=f"{who}@"))
    chance = random.Random(5)
    companies = list(Organisation.objects.values_list("pk", flat=True))
    some = list(Assessment.objects.values_list("pk", "site_id"))
    pages = {
        "portfolio": lambda: "/portfolio/",
        "portfolio by expert": lambda: "/portfolio/?by=expert",
        "portfolio of a region by sector": lambda: f"/portfolio/?region={chance.choice(REGIONS)}",
        "portfolio, page 150": lambda: "/portfolio/?page=150",
        "companies": lambda: f"/companies/?page={chance.randint(1, 40)}",
        "companies, searched": lambda: f"/companies/?words={chance.randint(10, 99)}",
        "a company": lambda: f"/companies/{chance.choice(companies)}/",
        "assessments": lambda: f"/assessments/?page={chance.randint(1, 200)}",
        "an assessment": lambda: f"/assessments/{chance.choice(some)[0]}/",
        "follow-up": lambda: f"/assessments/{chance.choice(some)[0]}/follow-up/",
        "readings of a site": lambda: f"/sites/{chance.choice(some)[1]}/readings/",
        "audit log": lambda: "/audit/",
        "API, assessments": lambda: "/api/v1/assessments?limit=100&offset=5000",
        "the centre's year": lambda: "/year/",
    }
    pages |= {f"home, {who}": lambda: "/" for who in PEOPLE}
    print(
        f"\n{'page, ' + str(times) + ' times':<34} {'median':>8} {'p95':>8} {'queries':>8} {'kB':>6}"
    )
    for name, address in pages.items():
        reader = "expert" if name.startswith("readings") else name.removeprefix("home, ")
        who = clients.get(reader, clients["director"])
        who.get(address())
        taken, queries, size = [], 0, 0
        for _ in range(times):
            at = address()
            start = time.perf_counter()
            response = who.get(at)
            taken.append(1_000 * (time.perf_counter() - start))
            assert response.status_code == 200, (at, response.status_code)
            size = max(size, len(response.content))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            who.get(address())
        queries = len(seen)
        p95 = statistics.quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
        print(
            f"{name:<34} {statistics.median(taken):5.0f} ms {p95:5.0f} ms {queries:8} {size // 1000:6}"
        )


# --- import ---------------------------------------------------------------------------------------


def measure_import(rows: int) -> None:
    """Write a file of readings of many sites and import it as the job does, with progress."""
    from scp_centre.centre.registry.models import Person
    from scp_centre.roles.production import actions
    from scp_centre.roles.production.models import Meter

    meters = list(
        Meter.objects.filter(key="water").values_list(
            "site__organisation__name", "site__name", "key"
        )
    )
    expert = Person.objects.get(email__startswith="expert")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "utility.csv"
        day = date(2030, 1, 1)
        each = max(1, rows // len(meters) + 1)
        with path.open("w") as file:
            file.write("Company,Site,Meter,First day,Last day,Value,Source\n")
            lines = (
                f"{c},{s},{m},{at},{at},{20 + n % 13}.5,utility\n"
                for n in range(each)
                for at in (day + timedelta(n),)
                for c, s, m in meters
            )
            file.writelines(itertools.islice(lines, rows))
        seen = [0]
        for label in ("new", "again, all standing already"):
            start = time.perf_counter()
            with path.open("rb") as upload:
                counts = actions.import_readings(
                    upload,
                    path.name,
                    acting_user=expert,
                    on_staged=lambda n: seen.append(n),
                    on_kept=lambda n: seen.append(n),
                )
            taken = time.perf_counter() - start
            speed = f"{rows / taken:,.0f} rows/s, {len(seen) - 1} signs of progress, {counts}"
            clocked(
                f"import of {rows:,} readings ({path.stat().st_size // 10**6} MB), {label}",
                start,
                speed,
            )


# --- users ----------------------------------------------------------------------------------------


def measure_users(users: int, seconds: float, port: int) -> None:
    """Let people sign in and go through pages at the served centre, all at once."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "scp_centre.interfaces.cli.main", "serve", "--port", str(port)]
    # A pipe that nobody reads would stop the server when it is full.
    log = tempfile.TemporaryFile()  # noqa: SIM115  closed with this process
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait(port)
        taken: list[float] = []
        wrong: list[str] = []
        until = time.monotonic() + seconds
        threads = [
            threading.Thread(target=_go_round, args=(n, port, until, taken, wrong))
            for n in range(users)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        server.terminate()
        server.wait(timeout=60)
    quantiles = statistics.quantiles(taken, n=20) if len(taken) > 1 else [0.0]
    print(
        f"\n{users} users at once for {seconds:.0f} s: {len(taken):,} pages, "
        f"{len(taken) / seconds:.0f} a second, median {1_000 * statistics.median(taken or [0]):.0f} ms, "
        f"p95 {1_000 * quantiles[-1]:.0f} ms, {len(wrong)} errors"
    )
    for line in wrong[:10]:
        print("  ", line)
    log.seek(0)
    said = [
        line for line in log.read().decode(errors="replace").splitlines() if "Traceback" in line
    ]
    print(f"the server told of {len(said)} exceptions")


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server does not answer.")


class Browser:
    """What a browser keeps: one connection, and cookies."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, at: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        head = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
            head["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, at, body, head)
        response = self.connection.getresponse()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                self.cookies |= {k: m.value for k, m in SimpleCookie(value).items()}
        return response.status, response.read().decode("utf-8", "replace")


def _go_round(n: int, port: int, until: float, taken: list[float], wrong: list[str]) -> None:
    """Sign in as one of the experts; read lists, companies and figures, now and then write."""
    chance = random.Random(n)
    browser = Browser(port)
    try:
        browser.ask("GET", "/accounts/login/")
        form = {"login": f"e{n}@bench.example", "password": PASSWORD}
        status, _ = browser.ask("POST", "/accounts/login/", form)
        if status != 302:
            wrong.append(f"user {n}: sign-in answered {status}")
            return
        while time.monotonic() < until:
            _visit(browser, chance, taken, wrong)
            time.sleep(chance.uniform(0.5, 2.5))
    except OSError as error:
        wrong.append(f"user {n}: {error!r}")


def _visit(browser: Browser, chance: random.Random, taken: list[float], wrong: list[str]) -> None:
    at = chance.choice(
        (
            f"/assessments/?page={chance.randint(1, 100)}",
            f"/companies/?words={chance.randint(10, 99)}",
            "/portfolio/",
            "company",
            "assessment",
            "reading",
        )
    )
    if at in ("company", "assessment", "reading"):
        _, text = browser.ask("GET", f"/companies/?page={chance.randint(1, 30)}")
        at = chance.choice(re.findall(r'href="(/companies/\d+/)"', text) or ["/companies/"])
        if at != "/companies/" and chance.random() < 0.7:
            _, text = browser.ask("GET", at)
            at = chance.choice(
                re.findall(r'href="(/(?:assessments|sites)/\d+/[a-z/]*)"', text) or [at]
            )
    form = None
    if at.startswith("/sites/"):
        day = date(2031, 1, 1) + timedelta(chance.randint(0, 3_000))
        form = {
            "act": "reading",
            "reading-meter": "electricity",
            "reading-start": str(day),
            "reading-end": str(day),
            "reading-value": str(chance.randint(1, 90)),
        }
    start = time.perf_counter()
    status, text = browser.ask("POST" if form else "GET", at, form)
    taken.append(time.perf_counter() - start)
    if status not in (200, 302):
        wrong.append(f"{at} answered {status}: {re.sub('<[^>]+>', ' ', text)[:200]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a hundredth of everything")
    parser.add_argument("--keep", metavar="FOLDER", help="keep the centre in this folder")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--only", choices=("generate", "pages", "import", "users"))
    given = parser.parse_args()
    part = 100 if given.quick else 1
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SCP_DATA"] = given.keep or folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "scp_centre.settings.local"
        import django

        django.setup()
        from django.db import connection, connections

        print(
            f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, {connection.vendor}"
        )
        wanted = (given.only,) if given.only else ("generate", "pages", "import", "users")
        if "generate" in wanted:
            generate(2_000 // part, 5, 5_000_000 // part, given.users)
        if "pages" in wanted:
            measure_pages(40 if part == 1 else 5)
        if "import" in wanted:
            measure_import(1_000_000 // part)
        connections.close_all()
        if "users" in wanted:
            measure_users(given.users, given.seconds if part == 1 else 20, given.port)


if __name__ == "__main__":
    main()

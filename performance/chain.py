"""How long the page of a figure takes with 10,000 figures below it, through the whole of Django.

.venv/bin/python performance/chain.py               10,000 below, in a fan and in layers
SCP_DATABASE_URL=postgresql://... .venv/bin/python performance/chain.py

On PostgreSQL it needs an empty database of its own.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ["SCP_DATA"] = tempfile.mkdtemp(prefix="scp-chain-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.testing")
sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import django

django.setup()

from django.core.management import call_command
from django.test import Client

from scp_centre.centre.evidence.actions import mark_what_stands_on
from scp_centre.centre.evidence.models import Dependent, Derivation, Observation
from scp_centre.centre.registry.models import Membership, Organisation, Person, Role, Site

BELOW = 10_000
TIMES = 7


def keep(count, site, origin):
    """Keep so many figures of a site."""
    rows = (
        Observation(
            site=site,
            origin=origin,
            indicator=f"i{n}",
            name="Energy",
            value=n,
            unit="GJ",
            period="2025",
            formula="a + b",
        )
        for n in range(count)
    )
    return Observation.objects.bulk_create(rows, batch_size=1_000)


def link(pairs):
    rows = [Derivation(source=source, figure=figure) for source, figure in pairs]
    Derivation.objects.bulk_create(rows, batch_size=2_000)


def fan(site):
    """Return a figure that entered 10,000 others."""
    top, *below = keep(BELOW + 1, site, "fan")
    link((top, one) for one in below)
    return top


def layers(site):
    """Return a figure above four layers of 2,500, each figure standing on three above it."""
    top, *below = keep(BELOW + 1, site, "layers")
    quarter = BELOW // 4
    link((top, one) for one in below[:quarter])
    for n in range(1, 4):
        upper, lower = below[(n - 1) * quarter : n * quarter], below[n * quarter :][:quarter]
        link((upper[(i + k) % quarter], one) for i, one in enumerate(lower) for k in range(3))
    return top


def publish(figure, person):
    """Let a release stand on each figure below."""
    of = Observation.objects.filter(origin=figure.origin)
    rows = (
        Dependent(figure=one, kind="brief", key=f"b{one.pk % 300}", title="A brief", owner=person)
        for one in of
    )
    Dependent.objects.bulk_create(rows, batch_size=2_000)


def measure(client, address):
    took = []
    for _ in range(TIMES):
        start = time.process_time()  # of this process: other work on the machine does not count
        answer = client.get(address)
        took.append(1000 * (time.process_time() - start))
        assert answer.status_code == 200, address
    return took[0], sorted(took[1:])[(TIMES - 1) // 2]


def main():
    call_command("migrate", verbosity=0)
    person = Person.objects.create_user("expert@measured.example", "x", name="Expert")
    Membership.objects.create(person=person, role=Role.EXPERT)
    company = Organisation.objects.create(name="Measured", country="Made up", sector="other")
    site = Site.objects.create(organisation=company, name="Works")
    client = Client()
    client.force_login(person)
    for make in (fan, layers):
        figure = make(site)
        publish(figure, person)
        address = f"/figures/{figure.pk}/"
        for page in (1, 150):
            first, usual = measure(client, f"{address}?page={page}")
            print(f"{make.__name__:8} page {page:3}  first {first:6.0f} ms  then {usual:6.0f} ms")
        start = time.perf_counter()
        mark_what_stands_on([figure])
        took = 1000 * (time.perf_counter() - start)
        print(f"{make.__name__:8} marking all below it {took:6.0f} ms")


main()

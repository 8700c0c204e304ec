"""How long a page of the policy role takes from the store, through the whole of Django.

.venv/bin/python performance/policy_pages.py        388 and 2,000 sectors, 12 indicators
"""

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ["SCP_DATA"] = tempfile.mkdtemp(prefix="scp-pages-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.testing")
sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import django

django.setup()

import numpy as np
from django.core.management import call_command
from django.test import Client

from scp_centre.centre.registry.models import Membership, Person, Role
from scp_centre.methods.inputoutput import System, intensities
from scp_centre.methods.scenarios import Category, Economy, Indicator
from scp_centre.roles.policy import analysis
from scp_centre.roles.policy.models import Table
from scp_centre.roles.policy.tables import table_store


def keep(n, person):
    """Keep a made-up table of n sectors."""
    rng = np.random.default_rng(n)
    Z = rng.random((n, n)) * rng.lognormal(0, 1, (n, 1)) * (rng.random((n, n)) < 0.5)
    home = rng.random(n) * Z.sum(axis=1) + np.maximum(1.5 * Z.sum(axis=0) - Z.sum(axis=1), 0)
    Y = np.column_stack([home, 0.2 * home])
    x = Z.sum(axis=1) + Y.sum(axis=1)
    F = rng.lognormal(0, 2, (12, n)) * x
    economy = Economy(
        "Made up", 2020, "million", tuple(f"s{i}" for i in range(n)), tuple(f"Sector {i}" for i in range(n)),
        (Category("hh", "Households", "household"), Category("exp", "Exports", "export")),
        tuple(Indicator(f"i{k}", f"Indicator {k}", "t") for k in range(12)), Z, Y, x - Z.sum(axis=0), F,
    )  # fmt: skip
    M = System.of_coefficients(Z / x).solve(intensities(F, x).T, transposed=True).T
    table = Table(
        country=f"Made up {n}",
        year=2020,
        money="million",
        source="made up",
        sectors=n,
        gwp_set="AR6",
        loaded_by=person,
    )
    table.digest = table_store.save(str(table.key), economy, M, {})
    table.save()
    return table


def measure(client, address):
    took = []
    for _ in range(6):
        start = time.perf_counter()
        answer = client.get(address)
        took.append(1000 * (time.perf_counter() - start))
        assert answer.status_code == 200, address
    return took[0], sorted(took[1:])[2]


def main():
    call_command("migrate", verbosity=0)
    person = Person.objects.create_user("analyst@bench.example", "a quiet river 41", name="Bench")
    Membership.objects.create(person=person, role=Role.ANALYST)
    client = Client()
    client.force_login(person)
    client.get("/policy/tables/template.xlsx")
    for n in (388, 2000):
        table = keep(n, person)
        for page in ("hot-spots/production/", "of/i0/", "of/i0/chains/", "of/i0/sides/wide.svg"):
            analysis._study.cache_clear()
            first, later = measure(client, f"/policy/tables/{table.pk}/{page}")
            print(f"{n:5} sectors, {page:24} first {first:6.0f} ms, then {later:6.0f} ms")


if __name__ == "__main__":
    main()

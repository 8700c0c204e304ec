"""How long the main job takes: the assessment itself, the command line, the pages.

python performance/assessment.py [--quick]
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

CENTRES, FLOWS, OPTIONS = 30, 200, 60


def generated_site():
    """Return a generated factory of the size that the goal names. Its figures mean nothing."""
    from scp_centre.roles.production.assessment.entries import (
        AssessmentFile,
        Centre,
        Cost,
        Factory,
        FlowEntry,
        OptionEntry,
        Period,
        SavingEntry,
    )

    rng = np.random.default_rng(7)
    flows: list[FlowEntry] = []

    def flow(kind, source, target, amount, unit, price=None, substance="mixture", **more):
        key = f"F{len(flows) + 1}"
        flows.append(
            FlowEntry(
                period="P",
                key=key,
                name=f"Flow {key}",
                kind=kind,
                substance=substance,
                source=source,
                target=target,
                amount=float(amount),
                unit=unit,
                price=price,
                quality="measured",
                **more,
            )
        )
        return key

    ids = [f"C{i:02d}" for i in range(CENTRES)]
    passed = 1000.0
    attacked = []
    for i, centre in enumerate(ids):
        added = float(rng.uniform(50, 150))
        lost = 0.06 * (passed + added)
        attacked.append(flow("material", None, centre, added, "t", 200.0, f"material {i}"))
        attacked.append(
            flow("energy", None, centre, rng.uniform(1e4, 1e5), "kWh", 0.12, "electricity")
        )
        attacked.append(flow("water", None, centre, rng.uniform(100, 900), "m3", 1.5, "water"))
        flow("effluent", centre, None, flows[-1].amount * 0.9, "m3", substance="waste water")
        flow("waste", centre, None, lost * 0.7, "t", 30.0)
        if i % 3 == 2:
            flow("material", centre, ids[i - 2], lost * 0.3, "t", recycled=True)
        passed = passed + added - lost
        last = i == CENTRES - 1
        flow(
            "product" if last else "material",
            centre,
            None if last else ids[i + 1],
            passed,
            "t",
            900.0 if last else None,
        )
    flow("material", None, ids[0], 1000.0, "t", 300.0, "raw material")
    while len(flows) < FLOWS:
        centre = ids[len(flows) % CENTRES]
        flow("material", None, centre, rng.uniform(0.1, 2), "t", 900.0, f"aid {len(flows)}")
    options = tuple(
        OptionEntry(
            key=f"O{i}",
            name=f"Option {i}",
            kind="better process control",
            investment=float(rng.uniform(1e3, 1e5)),
            years=10,
            decision="do now",
        )
        for i in range(OPTIONS)
    )
    savings = tuple(
        SavingEntry(option=o.key, flow=attacked[(7 * i) % len(attacked)], share=0.05)
        for i, o in enumerate(options)
    )
    return AssessmentFile(
        factory=Factory(
            company="Generated",
            site="Bench",
            country="nowhere",
            sector="any",
            product="product",
            output_unit="t",
            currency="EUR",
            price_year=2025,
            gwp_set="AR6",
            discount_rate=8.0,
            electricity_factor=0.5,
            electricity_factor_source="generated",
        ),
        periods=(Period(key="P", start=date(2025, 1, 1), end=date(2025, 12, 31), output=passed),),
        centres=tuple(Centre(key=c, name=f"Centre {c}") for c in ids),
        costs=tuple(
            Cost(period="P", centre=c, system_cost=5e4, waste_management_cost=2e3) for c in ids
        ),
        flows=tuple(flows),
        options=options,
        savings=savings,
    )


def times(work: Callable[[], object], repeats: int) -> str:
    work()
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - start))
    return f"median {statistics.median(taken):7.1f} ms   (min {min(taken):.1f}, max {max(taken):.1f}, n {repeats})"


def computing(repeats: int) -> None:
    from scp_centre.roles.production.assessment import assess

    file = generated_site()
    print(
        f"assess(): {len(file.flows)} flows, {len(file.centres)} centres, {len(file.options)} options"
    )
    print("  ", times(lambda: assess(file), repeats))


def command_line(repeats: int, folder: Path) -> None:
    run = [sys.executable, "-m", "scp_centre.interfaces.cli.main"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    book = folder / "dairy.xlsx"
    subprocess.run(
        [*run, "template", "--sample", "dairy", "-o", book],
        check=True,
        env=environment,
        stdout=subprocess.DEVNULL,
    )

    def assess() -> None:
        subprocess.run(
            [*run, "assess", book, "-o", folder / "out"],
            check=True,
            env=environment,
            stdout=subprocess.DEVNULL,
        )

    print(
        "scp-centre assess dairy.xlsx: workbook to PDF, DOCX, XLSX, JSON and SVG, a new process each"
    )
    print("  ", times(assess, repeats))


def pages(repeats: int, folder: Path) -> None:
    os.environ.update(
        SCP_DATA=str(folder / "data"), DJANGO_SETTINGS_MODULE="scp_centre.settings.sample"
    )
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from scp_centre.centre.registry.models import Person
    from scp_centre.interfaces.cli.sample_centre import load_sample_centre
    from scp_centre.roles.production.models import Assessment

    call_command("migrate", verbosity=0)
    load_sample_centre("only for this benchmark 1")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Person.objects.get(email="expert@verdania.example"))
    base = f"/assessments/{Assessment.objects.get(company='Rivermouth Dairy').pk}/"
    addresses = ["/assessments/", "/companies/", "/catalogue/"]
    addresses += [
        base + p for p in ("", "flows/", "losses/", "indicators/", "options/", "plan/", "report/")
    ]
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        assert answer.status_code == 200, address
        label = f"{address:28} {len(queries):2d} queries {len(answer.content) / 1000:6.1f} kB"
        print(label, times(lambda a=address: client.get(a), repeats))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repeats: does it run?")
    quick = parser.parse_args().quick
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as name:
        computing(3 if quick else 30)
        command_line(1 if quick else 5, Path(name))
        pages(2 if quick else 20, Path(name))

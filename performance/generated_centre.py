"""A generated centre for measuring: companies, assessments, readings; its figures mean nothing."""

import itertools
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta

PASSWORD = "a quiet river 41"
METERS = (("electricity", "Electricity", "MWh", False), ("water", "Water", "m3", False))
DRIVER = ("output", "Output", "t", True)
REGIONS = ("North", "Delta", "Hills", "Coast", "Capital")


def clocked(label: str, start: float, more: str = "") -> None:
    print(f"{label:<52} {time.perf_counter() - start:8.1f} s  {more}", flush=True)


def generate(companies: int, sites: int, readings: int, people: int) -> None:
    """Make companies × sites assessments with options answered, carried out and verified."""
    from django.core.management import call_command

    from scp_centre.centre.registry.models import Membership, Person, Role, Site
    from scp_centre.centre.search.entries import index_later
    from scp_centre.centre.search.models import SearchEntry
    from scp_centre.interfaces.cli.sample_centre import load_sample_centre

    start = time.perf_counter()
    call_command("migrate", verbosity=0, interactive=False)
    if not load_sample_centre(PASSWORD):
        raise SystemExit("This database is not empty; give the benchmark one of its own.")
    expert = Person.objects.get(email__startswith="expert")
    for n in range(people):
        person = Person(email=f"e{n}@bench.example", name=f"Expert {n}", password=expert.password)
        person.save()
        Membership.objects.create(person=person, role=Role.EXPERT)
    with index_later():
        made = list(_assessments(companies, sites))
        clocked(f"{companies:,} companies, {len(made):,} assessments generated", start)
        start = time.perf_counter()
    clocked(f"{SearchEntry.objects.count():,} things indexed for the search", start)
    start = time.perf_counter()
    _readings(list(Site.objects.order_by("pk").values_list("pk", flat=True)), readings)
    clocked(f"{readings:,} readings generated", start)


def _assessments(companies: int, sites: int) -> Iterator[int]:
    """Import one assessment of each sample company, and copy its rows for all others."""
    from scp_centre.centre.evidence.models import Observation
    from scp_centre.centre.registry.models import Organisation, Person, Programme, Site
    from scp_centre.roles.production.models import Assessment, Measure, Phase, Review

    chance = random.Random(11)
    originals = list(Assessment.objects.select_related("site__organisation"))
    rows = {a.pk: _rows(a) for a in originals}
    figures = {a.pk: list(Observation.objects.filter(origin=a.origin)) for a in originals}
    promises = {a.pk: list(Measure.objects.filter(assessment=a)) for a in originals}
    experts = list(Person.objects.filter(memberships__role="expert"))
    programmes = [Programme.objects.create(name=f"Programme {n}") for n in range(8)]
    for first in range(0, companies, 250):
        owners = Organisation.objects.bulk_create(
            _other(chance.choice(originals).site.organisation, name=f"Company {n:05}")
            for n in range(first, min(companies, first + 250))
        )
        by_sector = {a.sector: a for a in originals}
        places = Site.objects.bulk_create(
            Site(organisation=o, name=f"Plant {k + 1}", region=chance.choice(REGIONS))
            for o in owners
            for k in range(sites)
        )
        copies = []
        for site in places:
            one = by_sector[site.organisation.sector]
            factor = chance.lognormvariate(0, 0.8)
            copies.append(
                _other(
                    one,
                    site=site,
                    company=site.organisation.name,
                    site_name=site.name,
                    lead=chance.choice(experts),
                    programme=chance.choice(programmes),
                    phase=chance.choice(Phase.values),
                    review=chance.choice(Review.values),
                    loss_cost=one.loss_cost * factor,
                    plan_saving=one.plan_saving * factor,
                )
            )
        copies = Assessment.objects.bulk_create(copies)
        originals_of = {c.pk: by_sector[c.sector] for c in copies}
        for table in rows[originals[0].pk]:
            table.objects.bulk_create(
                (
                    _other(row, assessment=copy)
                    for copy in copies
                    for row in rows[originals_of[copy.pk].pk][table]
                ),
                batch_size=2_000,
            )
        measures = [
            _lived(_other(m, assessment=copy), chance)
            for copy in copies
            for m in promises[originals_of[copy.pk].pk]
        ]
        Measure.objects.bulk_create(measures, batch_size=1_000)
        Observation.objects.bulk_create(
            (
                _other(figure, site=copy.site, origin=copy.origin)
                for copy in copies
                for figure in figures[originals_of[copy.pk].pk]
            ),
            batch_size=1_000,
        )
        yield from (s.pk for s in places)


def _rows(assessment) -> dict:
    from scp_centre.roles.production.models import TABLES

    return {t: list(t.objects.filter(assessment=assessment)) for t in TABLES.values()}


def _other(row, **values):
    """Return a new row like this one, with other values."""
    given = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    given.pop(row._meta.pk.attname)
    for name in values:
        given.pop(row._meta.get_field(name).attname)
    return type(row)(**given, **values)


def _lived(measure, chance: random.Random):
    """Let a measure be open, accepted, under way or carried out."""
    from scp_centre.roles.production.models import Answer, Progress

    fate = chance.random()
    measure.answer = Answer.ACCEPTED if fate > 0.3 else Answer.OPEN
    measure.progress = Progress.PLANNED
    measure.progress_reason = measure.answer_reason = ""
    if fate > 0.7:
        measure.progress, measure.carried_out_on = Progress.CARRIED_OUT, date(2025, 3, 1)
    return measure


def _readings(sites: list[int], wanted: int) -> None:
    """Give each site two meters and a driver, read day by day; by the import's own staging."""
    from django.db import transaction
    from django.utils import timezone

    from scp_centre.centre.registry.models import Person
    from scp_centre.roles.production.followup import reading_import
    from scp_centre.roles.production.models import Meter

    kinds = (*METERS, DRIVER)
    meters = Meter.objects.bulk_create(
        (
            Meter(site_id=site, key=key, name=name, unit=unit, driver=driver)
            for site in sites
            for key, name, unit, driver in kinds
        ),
        batch_size=5_000,
    )
    days = [str(date(2024, 1, 1) + timedelta(n)) for n in range(max(2, wanted // len(meters) + 1))]
    person = Person.objects.first()
    rows = itertools.islice(
        ((m.pk, day, 10 + (m.pk + n) % 17) for m in meters for n, day in enumerate(days)), wanted
    )
    while part := list(itertools.islice(rows, 500_000)):
        staged = reading_import.stage(
            (n, pk, day, day, float(value), "") for n, (pk, day, value) in enumerate(part, 1)
        )
        with transaction.atomic():
            reading_import.settle(person.pk, timezone.now(), staged)

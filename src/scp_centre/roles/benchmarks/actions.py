"""Every write of the benchmarks role."""

from collections.abc import Iterable
from typing import IO, Any

from django.db import transaction
from django.utils.text import slugify

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import BenchmarkError
from scp_centre.centre.registry.acts import require
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.methods.disclosure import Rules
from scp_centre.reference import load_table
from scp_centre.roles.benchmarks.composing import compose
from scp_centre.roles.benchmarks.models import Benchmark, Contribution, Plant, Release
from scp_centre.roles.benchmarks.queries import assessed_plants, given, without_consent
from scp_centre.roles.benchmarks.survey import read_survey


def isic_classes() -> dict[str, str]:
    """Return the classes of ISIC Rev. 4: code -> title."""
    return {row["code"]: row["title"] for row in load_table("isic").rows}


@transaction.atomic
def define_benchmark(
    values: dict[str, Any], *, acting_user: Person, sample: bool = False
) -> Benchmark:
    """Say what is compared."""
    require(acting_user, "keep_benchmark")
    if values["isic"] not in isic_classes():
        raise BenchmarkError(
            f"{values['isic']!r} is not a class of ISIC Rev. 4.",
            where="isic",
            cure="Give four digits, for example 1050 for dairy products.",
        )
    slug = slugify(f"{values['title']} {values['year']}")[:60] or f"benchmark-{values['year']}"
    if Benchmark.objects.filter(slug=slug).exists():
        raise BenchmarkError(
            f"There is a benchmark {values['title']}, {values['year']} already.",
            where="title",
            cure="Choose another title or year.",
        )
    benchmark = Benchmark.objects.create(slug=slug, is_sample=sample, **values)
    record("keep_benchmark", str(benchmark), acting_user=acting_user, after=values)
    return benchmark


@transaction.atomic
def import_plants(benchmark: Benchmark, file: IO[bytes], name: str, *, acting_user: Person) -> int:
    """Take the plants of a survey over, all or none; return how many."""
    require(acting_user, "keep_benchmark")
    rows = read_survey(file, name, benchmark)
    return _keep(benchmark, rows, acting_user)


def _keep(benchmark: Benchmark, rows: Iterable[dict[str, Any]], acting_user: Person) -> int:
    companies = {o.name: o for o in Organisation.objects.all()}
    count = 0
    for row in rows:
        company = companies.get(row["holder"])
        Plant.objects.update_or_create(
            benchmark=benchmark, name=row["name"], defaults={**row, "company": company}
        )
        count += 1
    record("import_plants", str(benchmark), acting_user=acting_user, after={"plants": count})
    return count


@transaction.atomic
def gather_plants(benchmark: Benchmark, *, acting_user: Person) -> int:
    """Take the plants of reviewed assessments whose companies consent; return how many.

    The figure of the ledger is kept with the plant, so that a release leads back to it. Output is
    worked out of the ratio in the ledger: use x output per use, or use / use per output.
    """
    require(acting_user, "keep_benchmark")
    found = assessed_plants(benchmark)
    for plant in found:
        name = plant.pop("name")
        Plant.objects.update_or_create(benchmark=benchmark, name=name, defaults=plant)
    after = {"plants": len(found)}
    record("gather_plants", str(benchmark), acting_user=acting_user, after=after)
    return len(found)


@transaction.atomic
def exclude_plant(plant: Plant, reason: str, *, acting_user: Person) -> None:
    """Leave a plant out, with the reason; without a reason it is taken in again."""
    require(acting_user, "keep_benchmark")
    before, plant.excluded = plant.excluded, reason.strip()
    plant.save(update_fields=["excluded"])
    record(
        "exclude_plant",
        str(plant.benchmark),
        acting_user=acting_user,
        before={"plant": plant.name, "excluded": before},
        after={"plant": plant.name, "excluded": plant.excluded},
    )


@transaction.atomic
def release_benchmark(benchmark: Benchmark, *, acting_user: Person) -> Release:
    """Freeze what the plants say now and give it to the public.

    Raises BenchmarkError when a figure would betray a company, alone or beside an earlier release.
    """
    require(acting_user, "release_benchmark")
    silent = without_consent(benchmark)
    plants = [p for p in benchmark.plants.all() if not p.excluded and p.pk not in silent]
    before = list(benchmark.releases.all())
    rules = Rules(minimum_contributors=benchmark.minimum_contributors)
    earlier = [given(r.contributions.all()) for r in before]
    content = compose(given(plants), rules, earlier)
    if before and content == before[0].content:
        raise BenchmarkError(
            "Nothing has changed since the last release.",
            where="plants",
            cure="Import what is new, then release again.",
        )
    release = Release.objects.create(
        benchmark=benchmark,
        version=1 + max((r.version for r in before), default=0),
        content=content,
        released_by=acting_user,
    )
    Contribution.objects.bulk_create(
        Contribution(
            release=release,
            name=p.name,
            holder=p.holder,
            company=p.company,
            use=p.use,
            made=p.made,
            source=p.source,
            figure=p.figure,
        )
        for p in plants
    )
    record(
        "release_benchmark",
        str(release),
        acting_user=acting_user,
        after={"plants": len(plants), "companies": content["companies"]},
    )
    return release

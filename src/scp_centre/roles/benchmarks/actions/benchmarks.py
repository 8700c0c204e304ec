"""Every write of the benchmarks role."""

from dataclasses import dataclass
from typing import IO, Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from scp_centre.centre.audit.actions import record
from scp_centre.centre.disclosure.rules import WHY
from scp_centre.centre.foreign_files.csv_reader import CsvForm
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.rows import save_row
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import _
from scp_centre.reference import load_table
from scp_centre.roles.benchmarks.dependents import enter_release
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.models import (
    Benchmark,
    Contribution,
    Part,
    Plant,
    Release,
    Variable,
)
from scp_centre.roles.benchmarks.plant_scores import enter_scores
from scp_centre.roles.benchmarks.queries import (
    assessed_plants,
    companies_by_name,
    counted_plants,
    owners_of,
    plain,
    savings_used,
)
from scp_centre.roles.benchmarks.releases.contributions import contributions_of, worth_of
from scp_centre.roles.benchmarks.releases.option_savings import compose_options
from scp_centre.roles.benchmarks.releases.other_releases import (
    as_earlier,
    compose_changes,
    releases_beside,
)
from scp_centre.roles.benchmarks.releases.own_plant_disclosure import audited_marks, mark_facts
from scp_centre.roles.benchmarks.releases.release_content import compose, enter_facts
from scp_centre.roles.benchmarks.releases.release_ledger import stored
from scp_centre.roles.benchmarks.scores.plants import given
from scp_centre.roles.benchmarks.scores.scores import score_plants
from scp_centre.roles.benchmarks.surveys.survey_columns import survey_sheet, with_what_is_known
from scp_centre.roles.benchmarks.surveys.survey_import import read_survey
from scp_centre.roles.benchmarks.surveys.survey_names import own_name

IDENTITY = ("title", "isic", "use", "use_unit", "output", "output_unit", "year")


def isic_classes() -> dict[str, str]:
    """Return the classes of ISIC Rev. 4: code -> title."""
    return {row["code"]: row["title"] for row in load_table("isic").rows}


@transaction.atomic
def define_benchmark(
    values: dict[str, Any], *, acting_user: Person, sample: bool = False
) -> Benchmark:
    """Say what is compared."""
    require(acting_user, "keep_benchmark")
    _require_sense(values)
    slug = slugify(f"{values['title']} {values['year']}")[:60] or f"benchmark-{values['year']}"
    if Benchmark.objects.filter(slug=slug).exists():
        raise BenchmarkError(
            _(
                "A benchmark called {values} already exists for {values2}.",
                values=values["title"],
                values2=values["year"],
            ),
            where="title",
            cure=_("Choose another title or year."),
        )
    benchmark = Benchmark.objects.create(slug=slug, is_sample=sample, **values)
    record("keep_benchmark", str(benchmark), acting_user=acting_user, after=values)
    return benchmark


@transaction.atomic
def revise_benchmark(benchmark: Benchmark, values: dict[str, Any], *, acting_user: Person) -> None:
    """Correct what is compared; once it is released, what it compares stays."""
    require(acting_user, "keep_benchmark")
    _require_sense(values)
    before = {name: getattr(benchmark, name) for name in values}
    changed = [name for name in values if values[name] != before[name]]
    fixed = [name for name in IDENTITY if name in changed]
    if fixed and (benchmark.releases.exists() or benchmark.plants.exists()):
        raise BenchmarkError(
            _("Plants have already reported, so the definition can no longer be changed."),
            where=fixed[0],
            cure=_("Define another benchmark."),
        )
    for name in changed:
        setattr(benchmark, name, values[name])
    save_row(benchmark)
    record(
        "revise_benchmark",
        str(benchmark),
        acting_user=acting_user,
        before={name: before[name] for name in changed},
        after={name: values[name] for name in changed},
    )


def _require_sense(values: dict[str, Any]) -> None:
    if values["isic"] not in isic_classes():
        raise BenchmarkError(
            _("'{values}' is not an ISIC Rev. 4 class.", values=values["isic"]),
            where="isic",
            cure=_("Enter four digits, for example 1050 for dairy products."),
        )
    priced = values.get("price") is not None
    for name in ("currency", "price_source"):
        if priced and not values.get(name):
            raise BenchmarkError(
                _("A price requires a currency and a source."),
                where=name,
                cure=_("Enter the currency and the source, or leave the price empty."),
            )
    if values.get("emission_factor") is not None and not values.get("emission_source"):
        raise BenchmarkError(
            _("An emission factor requires a source."),
            where="emission_source",
            cure=_("Enter the source, or leave the factor empty."),
        )


@transaction.atomic
def import_plants(
    benchmark: Benchmark,
    file: IO[bytes],
    name: str,
    *,
    acting_user: Person,
    chosen: CsvForm | None = None,
) -> int:
    """Take over the plants of a survey made from the template, all or none; return how many."""
    require(acting_user, "keep_benchmark")
    reading = read_survey(file, name, benchmark, chosen)
    return keep_plants(benchmark, reading.plants, acting_user=acting_user).total


@dataclass(frozen=True, slots=True)
class KeptPlants:
    """How many plants of a survey are new, differ from what was known, or are the same."""

    new: int
    changed: int
    unchanged: int

    @property
    def total(self) -> int:
        return self.new + self.changed + self.unchanged


@transaction.atomic
def keep_plants(
    benchmark: Benchmark, rows: list[dict[str, Any]], *, acting_user: Person
) -> KeptPlants:
    """Keep the plants of a survey, each as fields of Plant."""
    require(acting_user, "keep_benchmark")
    companies = companies_by_name()
    known = {p.name: p for p in benchmark.plants.all()}
    new, changed = [], []
    unchanged = 0
    for row in rows:
        row["company"] = companies.get(plain(row["company_name"]))
        if (plant := known.get(row["name"])) is None:
            new.append(Plant(benchmark=benchmark, **with_what_is_known(row, None)))
            continue
        row = with_what_is_known(row, plant)
        if all(getattr(plant, field) == value for field, value in row.items()):
            unchanged += 1
            continue
        if (plant.use, plant.made) != (row["use"], row["made"]):
            plant.figure = None  # the survey's word now, no longer the ledger's
        for field, value in row.items():
            setattr(plant, field, value)
        changed.append(plant)
    Plant.objects.bulk_create(new, batch_size=500)
    fields = ["holder", "company_name", "company", "region", "use", "made", "values", "source"]
    Plant.objects.bulk_update(changed, [*fields, "figure"], batch_size=200)
    _note_change(benchmark)
    record("import_plants", str(benchmark), acting_user=acting_user, after={"plants": len(rows)})
    return KeptPlants(len(new), len(changed), unchanged)


@transaction.atomic
def gather_plants(benchmark: Benchmark, *, acting_user: Person) -> int:
    """Take the plants of reviewed assessments whose companies consent; return how many.

    The figure of the ledger is kept with the plant, so that a release leads back to it. Output is
    worked out of the ratio in the ledger: use x output per use, or use / use per output.
    """
    require(acting_user, "keep_benchmark")
    if benchmark.variables.filter(part=Part.PRODUCT).exists():
        raise BenchmarkError(
            _(
                "The output of this benchmark is a product mix, but assessments report a single "
                "output."
            ),
            where="plants",
            cure=_("Send the survey to those plants."),
        )
    found = assessed_plants(benchmark)
    owners = owners_of(benchmark)
    known = {
        p.name: p.company.name[:120] if p.company else p.company_name or p.holder
        for p in benchmark.plants.select_related("company")
    }
    for plant in found:
        name = own_name(plant.pop("name"), plant["company_name"], known)[:120]
        known[name] = plant["company_name"]
        plant["holder"] = owners.get(plant["company"].pk, plant["holder"])
        Plant.objects.update_or_create(benchmark=benchmark, name=name, defaults=plant)
    _note_change(benchmark)
    after = {"plants": len(found)}
    record("gather_plants", str(benchmark), acting_user=acting_user, after=after)
    return len(found)


@transaction.atomic
def set_owner(plant: Plant, holder: str, company_name: str, *, acting_user: Person) -> None:
    """Correct who runs a plant and who owns it: the company whose consent counts, the holding."""
    require(acting_user, "keep_benchmark")
    company_name, holder = company_name.strip(), holder.strip()
    longest = Plant._meta.get_field("holder").max_length or 0
    if not company_name or max(len(company_name), len(holder)) > longest:
        raise BenchmarkError(
            _("The company name is missing or too long."),
            where="company",
            cure=_("Enter a name of {_LONGEST} characters or fewer.", _LONGEST=longest),
        )
    before = {"company": plant.company_name, "holder": plant.holder}
    plant.company_name, plant.holder = company_name, holder or company_name
    plant.company = companies_by_name().get(plain(company_name))
    plant.save(update_fields=["company_name", "holder", "company"])
    record(
        "set_owner",
        f"{plant.benchmark}: {plant.name}",
        acting_user=acting_user,
        before=before,
        after={"company": plant.company_name, "holder": plant.holder},
    )


@transaction.atomic
def add_variable(benchmark: Benchmark, values: dict[str, Any], *, acting_user: Person) -> Variable:
    """Add a column to the survey of a benchmark."""
    require(acting_user, "keep_benchmark")
    key = slugify(values["title"])[:40]
    taken = {c.title.lower() for c in survey_sheet(benchmark).columns}
    if not key or f"{values['title']}, {values['unit']}".lower() in taken:
        raise BenchmarkError(
            _(
                "The survey already has a column '{values}', or the title contains no letters.",
                values=values["title"],
            ),
            where="title",
            cure=_("Choose another title."),
        )
    if benchmark.variables.filter(key=key).exists():
        raise BenchmarkError(
            _("The title '{values}' is too similar to another title.", values=values["title"]),
            where="title",
            cure=_("Choose another title."),
        )
    if values["part"] == Part.PRODUCT:
        if not values.get("weight") or not values.get("weight_source"):
            raise BenchmarkError(
                _("A product must have a weight and a source for the weight."),
                where="weight",
                cure=_("Enter the output units per unit of the product, and the source."),
            )
        if benchmark.plants.exists() and not _is_mix(benchmark):
            raise BenchmarkError(
                _("The plants have already reported a single output."),
                where="part",
                cure=_("Define another benchmark for the mix, and send its survey."),
            )
    else:
        values |= {"weight": None, "weight_source": ""}
    made = Variable.objects.create(benchmark=benchmark, key=key, **values)
    record("add_variable", f"{benchmark}: {made}", acting_user=acting_user, after=values)
    _reckon_mix(benchmark)
    return made


@transaction.atomic
def remove_variable(variable: Variable, *, acting_user: Person) -> None:
    """Remove a column; what was reported in it stays with the releases that used it."""
    require(acting_user, "keep_benchmark")
    benchmark, name = variable.benchmark, str(variable)
    last = benchmark.variables.filter(part=Part.PRODUCT).count() == 1
    if variable.part == Part.PRODUCT and last and benchmark.plants.exists():
        raise BenchmarkError(
            _("This is the last product in the mix. Without it, the plants would have no output."),
            where="part",
            cure=_("Define another benchmark instead."),
        )
    variable.delete()
    record("remove_variable", f"{benchmark}: {name}", acting_user=acting_user)
    _reckon_mix(benchmark)


def _is_mix(benchmark: Benchmark) -> bool:
    return benchmark.variables.filter(part=Part.PRODUCT).exists()


def _reckon_mix(benchmark: Benchmark) -> None:
    """Reckon the output of every plant anew where it is a mix; the columns have changed."""
    _note_change(benchmark)
    weights = {v.key: v.weight or 0.0 for v in benchmark.variables.filter(part=Part.PRODUCT)}
    if not weights:
        return
    plants = list(benchmark.plants.all())
    for plant in plants:
        plant.made = sum(w * plant.values.get(key, 0.0) for key, w in weights.items())
        if plant.made <= 0:
            raise BenchmarkError(
                _("{name} would be left without any output.", name=plant.name),
                where="part",
                cure=_("Keep the column, or leave the plant's products in the survey."),
            )
    Plant.objects.bulk_update(plants, ["made"], batch_size=200)


def _note_change(benchmark: Benchmark) -> None:
    """Note that what was computed of the plants before is old."""
    Benchmark.objects.filter(pk=benchmark.pk).update(plants_changed=timezone.now())


@transaction.atomic
def choose_approach(
    benchmark: Benchmark, approach: str, reason: str, *, acting_user: Person
) -> None:
    """Choose how plants are scored, and say why; the next release uses it."""
    require(acting_user, "keep_benchmark")
    if not reason.strip():
        raise BenchmarkError(
            _("The reason for the choice is missing."),
            where="reason",
            cure=_(
                "Explain in one sentence why this method is suitable. The sentence appears in the "
                "release."
            ),
        )
    before = {"approach": benchmark.approach}
    benchmark.approach, benchmark.approach_reason = approach, reason.strip()
    benchmark.save(update_fields=["approach", "approach_reason"])
    after = {"approach": approach, "reason": benchmark.approach_reason}
    record("choose_approach", str(benchmark), acting_user=acting_user, before=before, after=after)


@transaction.atomic
def exclude_plant(plant: Plant, reason: str, *, acting_user: Person) -> None:
    """Leave a plant out, with the reason; without a reason it is taken in again."""
    require(acting_user, "keep_benchmark")
    before, plant.excluded = plant.excluded, reason.strip()
    plant.save(update_fields=["excluded"])
    _note_change(plant.benchmark)
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
    plants = counted_plants(benchmark)
    before = list(benchmark.releases.all())
    rules = benchmark.rules
    earlier = [as_earlier(r) for r in before]
    variables = list(benchmark.variables.all())
    members = given(plants)
    beside = releases_beside(benchmark, members)
    try:
        scores = score_plants(benchmark.approach, members, variables) if plants else None
        content = compose(
            members,
            rules,
            earlier,
            scores=scores,
            variables=variables,
            population=benchmark.population,
            beside=beside,
        )
    except MethodError as error:
        raise BenchmarkError(error.message, where=error.where, cure=error.cure) from None
    content["approach"] = {"name": benchmark.approach, "reason": benchmark.approach_reason}
    content["options"], hidden = compose_options(benchmark)
    content["changes"] = compose_changes(benchmark, members)
    content |= worth_of(benchmark)
    if before and content == before[0].content:
        raise BenchmarkError(
            _("Nothing has changed since the last release."),
            where="plants",
            cure=_("Import new data, then publish a new release."),
        )
    facts = enter_facts(members, content, scores, variables)
    marks = audited_marks(
        members,
        scores,
        variables,
        rules,
        facts=facts,
        content=content,
        earlier=earlier,
        beside=beside,
    )
    release = Release.objects.create(
        benchmark=benchmark,
        version=1 + max((r.version for r in before), default=0),
        content=content,
        ledger=stored([*facts, *mark_facts(members, marks)]),
        released_by=acting_user,
    )
    Contribution.objects.bulk_create(contributions_of(release, plants, scores, marks))
    enter_release(release, plants, [figure for figure, _unused in savings_used(benchmark)])
    enter_scores(release)
    record(
        "release_benchmark",
        str(release),
        acting_user=acting_user,
        after={
            "plants": len(plants),
            "companies": content["companies"],
            "withheld": [
                *(str(part) for part in content.get("withheld", [])),
                *dict.fromkeys(WHY[reason] for reason in hidden.values()),
            ],
        },
    )
    return release

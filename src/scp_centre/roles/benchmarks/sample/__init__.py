"""Fictional surveys of the dairies of Verdania, and the benchmarks that are made of them."""

from pathlib import Path
from typing import Any

from scp_centre.centre.registry.models import Person
from scp_centre.centre.roles import SamplePerson
from scp_centre.roles.benchmarks.actions import benchmarks as actions
from scp_centre.roles.benchmarks.actions import targets
from scp_centre.roles.benchmarks.models import Approach, Benchmark, Method, Part, Release
from scp_centre.roles.benchmarks.releases.region_maps import keep_map

FOLDER = Path(__file__).parent
PEOPLE = (
    SamplePerson("statistician", "T. Nakato", "statistician"),
    SamplePerson("association", "M. Duarte, Dairies of Verdania", "association member"),
)
YEARS = (2023, 2024, 2025)
DEFINITION: dict[str, Any] = {
    "title": "Energy of cheese dairies",
    "isic": "1050",
    "boundary": "Whole site: fuels and electricity, without transport outside the gate.",
    "use": "energy",
    "use_unit": "GJ",
    "output": "cheese",
    "output_unit": "t",
    "year": 2025,
    "exclusions": "Dairies that only fill drinking milk.",
    "minimum_contributors": 5,
    "population": 58,
    "price": 21.0,
    "currency": "EUR",
    "price_source": "Fictional: invented for the sample centre",
    "emission_factor": 62.0,
    "emission_source": "Fictional: invented for the sample centre",
}
VARIABLES: tuple[dict[str, Any], ...] = (
    {"title": "Capacity used", "unit": "%", "part": Part.REGRESSOR},
    {"title": "Whey powder", "unit": "t/t", "part": Part.REGRESSOR},
    {"title": "Water", "unit": "m3", "part": Part.INPUT},
)
REASON = "Capacity used and whey powder differ among the dairies, and none can change them soon."
TARGET = (
    "Fictional: a cut of one and a half per cent a year is what the dairies reached before, and "
    "the association can finance it."
)


def load(people: dict[str, Person]) -> None:
    """Load what the sample centre shows of this role."""
    load_sample_benchmark(people["statistician"], people["director"])


def load_sample_benchmark(statistician: Person, director: Person) -> Benchmark:
    """Define the sample benchmarks of three years, release them, and adopt a target."""
    with (FOLDER / "verdania.geojson").open("rb") as opened:
        keep_map(opened, "region", "Fictional: an invented country", acting_user=statistician)
    releases = [_release(year, statistician) for year in YEARS]
    target = targets.propose_target(
        releases[0], Method.CONTRACTION, 2030, TARGET, rate=0.015, acting_user=statistician
    )
    targets.decide_target(target, True, acting_user=director)
    return releases[-1].benchmark


def _release(year: int, statistician: Person) -> Release:
    benchmark = actions.define_benchmark(
        DEFINITION | {"year": year}, acting_user=statistician, sample=True
    )
    for values in VARIABLES:
        actions.add_variable(benchmark, dict(values), acting_user=statistician)
    file = FOLDER / f"dairies_{year}.csv"
    with file.open("rb") as opened:
        actions.import_plants(benchmark, opened, file.name, acting_user=statistician)
    actions.choose_approach(benchmark, Approach.REGRESSION, REASON, acting_user=statistician)
    return actions.release_benchmark(benchmark, acting_user=statistician)

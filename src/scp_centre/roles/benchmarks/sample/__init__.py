"""A fictional survey of the dairies of Verdania, and the benchmark that is made of it."""

from pathlib import Path

from scp_centre.centre.registry.models import Person
from scp_centre.roles.benchmarks import actions
from scp_centre.roles.benchmarks.models import Benchmark

SURVEY = Path(__file__).with_name("dairies.csv")
DEFINITION = {
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
}


def load_sample_benchmark(statistician: Person) -> Benchmark:
    """Define the sample benchmark, import its survey and release it."""
    benchmark = actions.define_benchmark(DEFINITION, acting_user=statistician, sample=True)
    with SURVEY.open("rb") as file:
        actions.import_plants(benchmark, file, SURVEY.name, acting_user=statistician)
    actions.release_benchmark(benchmark, acting_user=statistician)
    return benchmark

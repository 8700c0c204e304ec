"""Fictional policy work in Verdania: three table-years, three scenarios, a brief, the register."""

import json
from datetime import date
from pathlib import Path

from scp_centre.centre.registry.models import Person
from scp_centre.centre.roles import SamplePerson
from scp_centre.roles.policy.actions.briefs import write_brief
from scp_centre.roles.policy.actions.register import enter_instrument, move_instrument, set_goal
from scp_centre.roles.policy.actions.scenarios import write_scenario
from scp_centre.roles.policy.actions.tables import confirm_product, keep_table
from scp_centre.roles.policy.models import Brief, Kind, Stage

FOLDER = Path(__file__).parent
PEOPLE = (SamplePerson("analyst", "E. Okafor", "policy analyst"),)
YEARS = (2015, 2019, 2023)


def load(people: dict[str, Person]) -> None:
    """Load what the sample centre shows of this role."""
    load_sample_policy(people["analyst"])


def load_sample_policy(analyst: Person) -> Brief:
    """Load tables, scenarios, a draft brief and one entry of the register."""
    for year in YEARS:
        content = (FOLDER / f"verdania-{year}.zip").read_bytes()
        table = keep_table(content, f"verdania-{year}.zip", acting_user=analyst, sample=True)
        table = confirm_product(table, acting_user=analyst)
    scenarios = [
        write_scenario(
            table,
            json.loads((FOLDER / name).read_text("utf-8")),
            acting_user=analyst,
            sample=True,
        )
        for name in ("cement-standard.json", "food-waste.json", "carbon-price.json")
    ]
    values = {
        "title": "Three places to begin: power, cattle and cement",
        "summary": "A standard for cement and a campaign against food waste cut emissions without "
        "closing a factory; neither is enough without cleaner power.",
        "table": table,
        "scenarios": scenarios[:2],
        "language": "en",
        "text": (FOLDER / "brief.md").read_text("utf-8"),
    }
    brief = write_brief(values, acting_user=analyst, sample=True)
    entry = enter_instrument(
        {
            "title": "Cement standard of Verdania",
            "kind": Kind.STANDARD,
            "summary": "Cement, lime and concrete may cause at most 4.2 kt CO₂e for each million "
            "EUR of output from 2030. Fictional.",
            "responsible": "Ministry of Environment of Verdania (fictional)",
            "scenario": scenarios[0],
            "brief": brief,
        },
        acting_user=analyst,
        sample=True,
    )
    day, note = date(2026, 2, 3), "Announced at the national round table."
    move_instrument(entry, Stage.PROPOSED, day, note, acting_user=analyst)
    set_goal(
        entry,
        {
            "indicator": "CO₂e of cement, lime and concrete per output",
            "unit": "t CO2e / million EUR",
            "base_year": 2023,
            "base": 4900.0,
            "target_year": 2030,
            "target": 4200.0,
            "source": "Fictional; base from the national table of 2023",
        },
        acting_user=analyst,
    )
    return brief

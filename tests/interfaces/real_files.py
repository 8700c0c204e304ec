"""All importers of tables and texts, each as one function of a file: what it takes of names."""

import io
import json
import zipfile
from argparse import Namespace
from dataclasses import dataclass
from typing import Any

from scp_centre.interfaces.contracts.ocds_check import read_files
from scp_centre.interfaces.contracts.search_evaluate import read_files as read_lists
from scp_centre.roles.benchmarks.commands.benchmark import read_plants
from scp_centre.roles.benchmarks.releases import region_maps
from scp_centre.roles.benchmarks.surveys.survey_import import read_survey
from scp_centre.roles.benchmarks.surveys.survey_layout import propose_mapping
from scp_centre.roles.benchmarks.surveys.survey_rows import read_first_rows
from scp_centre.roles.clearinghouse.harvest.item_files import read_references
from scp_centre.roles.clearinghouse.harvest.tables import read_table as read_items
from scp_centre.roles.policy.global_tables.conversion import read_list
from scp_centre.roles.policy.scenario_runs import read_scenario
from scp_centre.roles.policy.tables.table_reader import read_table as read_national
from scp_centre.roles.production.followup.reading_files import read_readings
from scp_centre.roles.production.followup.weather import read_temperatures
from scp_centre.roles.products.databases.decision_file import read_decisions
from scp_centre.roles.products.impact_method_files import read_impact_method
from scp_centre.roles.products.life_cycle_files import MINUTE, read_life_cycle_file
from scp_centre.roles.recognition.credential_form import CredentialForm
from tests.roles.policy.test_tables import SMALL

TOWN = "Brüssel"  # with a letter beyond ASCII; "été" comes with it where a row has room


@dataclass
class Centre:
    """What importers need beside the file.   benchmark : of energy for milk"""

    benchmark: Any
    people: Any
    folder: Any


def named(content, name):
    file = io.BytesIO(content)
    file.name, file.size = name, len(content)
    return file


def _survey(content, name, centre):
    reading = read_survey(named(content, name), name, centre.benchmark)
    return [plant["name"] for plant in reading.plants]


def _own_survey(content, name, centre):
    rows = read_first_rows(named(content, name), name)
    mapping = propose_mapping(rows, centre.benchmark).mapping
    reading = read_survey(named(content, name), name, centre.benchmark, mapping=mapping)
    return [plant["name"] for plant in reading.plants]


def _readings(content, name, centre):
    return [row[-1] for row in read_readings(named(content, name), name, {("m1",): 1})]


def _temperatures(content, name, centre):
    return [str(day) for day in read_temperatures(named(content, name))]


def _items(content, name, centre):
    return [cells[0] for _number, cells in read_items(content, name).rows]


def _national(content, name, centre):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for sheet, text in SMALL.items():
            package.writestr(f"{sheet}.csv", content if sheet == "Sectors" else text)
    return [title for _code, title, _kind in read_national(target, "t.zip").sectors]


def _life_cycle(content, name, centre):
    read = read_life_cycle_file(named(content, name), MINUTE)
    return [process["name"] for process in read.database.processes]


def _method(content, name, centre):
    return [one.name for one in read_impact_method(named(content, name), MINUTE).categories]


def _decisions(content, name, centre):
    return [flow for flow, _medium in read_decisions(named(content, name))]


def _plants(content, name, centre):
    path = centre.folder / name
    path.write_bytes(content)
    asked = Namespace(file=str(path), numbers="", method="distribution")
    asked.inputs, asked.outputs, asked.regressors = "Energy", "Milk", None
    return list(read_plants(asked).names)


TABLES = {  # importer -> its headings, a row with a hole for the name, what reads it
    "survey": (
        ("Plant", "Company", "Region", "Use", "Unit of use", "Output"),
        ("{}", "Alpha", "North", "100", "GJ", "50"),
        _survey,
    ),
    "own survey": (("Usine", "Société", "Energy (MWh)", "Milk (t)"), ("{}", "Alpha", "100", "50"), _own_survey),
    "readings": (
        ("Meter", "First day", "Last day", "Value", "Source"),
        ("m1", "2025-01-01", "2025-01-31", "12", "{}"),
        _readings,
    ),
    "temperatures": (("Day", "Temperature"), ("2025-01-01", "4"), _temperatures),
    "items": (("Title", "Summary", "Type"), ("{}", "An example", "method"), _items),
    "national table": (("Code", "Title", "ISIC"), ("A", "{}", "01"), _national),
    "life cycle": (
        ("process", "region", "type", "name", "amount", "unit"),
        ("{}", "BE", "product", "Bricks", "1", "kg"),
        _life_cycle,
    ),
    "impact method": (
        ("category", "category_unit", "flow", "factor"),
        ("{}", "kg", "f1", "2"),
        _method,
    ),
    "decisions": (("flow", "medium", "counts_as"), ("{}", "air", "n2o"), _decisions),
    "command": (("Plant", "Energy", "Milk"), ("{}", "100", "50"), _plants),
}  # fmt: skip
MORE = {  # rows that a table needs beside the first, to be whole
    "national table": (("M", "Manufacture", "10"),),
    "readings": (("m1", "2025-02-01", "2025-02-28", "13", "été"),),
    "temperatures": (("2025-01-02", "5"),),
    "survey": (("Second", "Beta", "South", "200", "GJ", "80"),),
    "own survey": (("Second", "Beta", "200", "80"),),
    "command": (("Second", "200", "80"),),
}


def _citations(content, name, centre):
    return [one.draft.title for one in read_references(content, "refs.ris")]


def _scenario(content, name, centre):
    return [read_scenario(content).title]


def _map(content, name, centre):
    region_maps.keep_map(
        named(content, name), "region", "x", acting_user=centre.people["statistician"]
    )
    return [s["properties"]["name"] for s in region_maps.RegionMap.objects.get().shapes]


def _credential(content, name, centre):
    form = CredentialForm({}, {"file": named(content, "c.json")})
    form.is_valid()
    if form.errors:
        raise ValueError(str(form.errors))
    return [form.cleaned_data["credential"]["name"]]


def _world_list(content, name, centre):
    path = centre.folder / "list.csv"
    path.write_bytes(content)
    return [one.title for one in read_list(path)]


def _tenders(content, name, centre):
    path = centre.folder / "t.jsonl"
    path.write_bytes(content)
    read = read_files({"package": str(path)})["package"]
    return [one["title"] for one in (read if isinstance(read, list) else [read])]


def _documents(content, name, centre):
    path = centre.folder / "d.jsonl"
    path.write_bytes(content)
    return [one["text"] for one in read_lists({"documents": str(path)})["documents"]]


DEMAND = {
    "type": "demand",
    "title": "Less waste",
    "basis": "Assumed.",
    "start": 2026,
    "full": 2027,
    "goods": ["A"],
    "kinds": ["household"],
    "change": -0.1,
}
SCENARIO = {"title": TOWN, "first": 2025, "last": 2028, "instruments": [DEMAND]}
RING = [[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]
MAP = {
    "type": "FeatureCollection",
    "features": [
        {
            "properties": {"region": TOWN},
            "geometry": {"type": "Polygon", "coordinates": [RING]},
        }
    ],
}
CREDENTIAL = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential"],
    "issuer": "did:web:example.org",
    "name": TOWN,
    "credentialSubject": {"id": "x"},
}
TEXTS = {  # importer of text that is no table -> an example with the town, what reads it
    "citations": (f"TY  - RPRT\nTI  - {TOWN}\nER  - \n", _citations),
    "scenario": (json.dumps(SCENARIO, ensure_ascii=False), _scenario),
    "region map": (json.dumps(MAP, ensure_ascii=False), _map),
    "credential": (json.dumps(CREDENTIAL, ensure_ascii=False), _credential),
    "world list": (
        f"extension,stressor,indicator,title,unit,factor\nE,CO2,ghg,{TOWN},kg,1\n",
        _world_list,
    ),
    "tenders": (f'{{"title": "{TOWN}"}}\n{{"title": "été"}}\n', _tenders),
    "documents": (f'{{"id": "a", "text": "{TOWN}"}}\n', _documents),
}  # fmt: skip


def table_text(importer, separator=",", ending="\n", town=TOWN):
    """Return a table of an importer as text, the town as the name in its first row."""
    head, row, _reader = TABLES[importer]
    rows = [head, [cell.format(town) for cell in row], *MORE.get(importer, ())]
    return ending.join(separator.join(cells) for cells in rows) + ending

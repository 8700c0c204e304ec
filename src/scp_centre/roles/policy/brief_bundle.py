"""A brief to be computed again by anybody: table, scenarios, text and figures in one file."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from scp_centre.centre.translation import speaker
from scp_centre.methods.entries.json_text import read_json
from scp_centre.methods.messages import _
from scp_centre.methods.scenarios import Engine, perspectives
from scp_centre.roles.policy.analysis import Study
from scp_centre.roles.policy.brief_documents import brief_figures
from scp_centre.roles.policy.brief_figures import CITED, Basis, Figure, figures_of
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.models import Brief, Table
from scp_centre.roles.policy.queries import scenarios_in
from scp_centre.roles.policy.scenario_results import plain_result
from scp_centre.roles.policy.scenario_runs import read_scenario
from scp_centre.roles.policy.tables.table_import import build
from scp_centre.roles.policy.tables.table_reader import read_inhabitants, read_table

FORMAT = "scp-centre brief 1"
NEAR = 1e-8  # by which a figure may differ between machines
STAMP = (1980, 1, 1, 0, 0, 0)


def write_bundle(brief: Brief) -> bytes:
    """Return the ZIP of a brief."""
    figures = brief_figures(brief, drawn=False)
    ending = str(brief.table.original.name).rsplit(".", 1)[-1]
    with brief.table.original.open("rb") as file:
        table = file.read()
    about = {
        "format": FORMAT,
        "title": brief.title,
        "language": brief.language,
        "gwp_set": brief.table.gwp_set,
        "table": f"table.{ending}",
        "text": brief.text,
        "figures": {
            name: {"value": f.value, "unit": f.unit, "text": f.text, "kind": f.kind}
            for name, f in figures.items()
        },
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:

        def put(name: str, content: bytes | str) -> None:
            package.writestr(zipfile.ZipInfo(name, STAMP), content, zipfile.ZIP_DEFLATED)

        put("brief.json", json.dumps(about, ensure_ascii=False, indent=1))
        put(f"table.{ending}", table)
        for n, scenario in enumerate(scenarios_in(brief), start=1):
            text = json.dumps(scenario.content, ensure_ascii=False, indent=1)
            put(f"scenarios/{n:02}.json", text)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Checked:
    """One figure as the brief states it and as it was computed now."""

    name: str
    stated: str
    computed: str
    agrees: bool


def check_bundle(file: IO[bytes]) -> Iterator[Checked]:
    """Yield each figure of a bundle, computed anew without any database.

    Raises PolicyError for a file that is no bundle.
    """
    try:
        with zipfile.ZipFile(file) as package:
            about = read_json(package.read("brief.json"))
            content = package.read(about["table"])
            names = sorted(n for n in package.namelist() if n.startswith("scenarios/"))
            files = [package.read(n) for n in names]
    except (zipfile.BadZipFile, KeyError, ValueError):
        raise PolicyError(
            _("This file is not the data package of a policy brief."),
            cure=_("Download the data package from the brief's page."),
        ) from None
    yield from _compared(about, content, [read_scenario(f) for f in files])


def _compared(about: dict[str, Any], content: bytes, scenarios: list[Any]) -> Iterator[Checked]:
    file = read_table(io.BytesIO(content), about["table"])
    built = build(file, about["gwp_set"])
    economy = built.economy
    engine = Engine(economy)
    table = Table(
        country=economy.name,
        year=economy.year,
        money=economy.money,
        source=file.about["Source"],
        inhabitants=read_inhabitants(file.about),
        accounts=built.accounts,
    )
    one = Study(table, economy, engine.total.M, perspectives(economy, engine.total.M))
    results = [(s.title, plain_result(engine.run(s))) for s in scenarios]
    stated = about["figures"]
    cited = {n: _cited(n, f) for n, f in stated.items() if n.startswith(CITED)}
    basis = Basis(one, results, speaker(about["language"]), drawn=False, cited=cited)
    for name, figure in figures_of(about["text"], basis).items():
        if name in cited:  # of the centre's ledger: nothing in this file computes it
            continue
        known = stated.get(name, {"text": "", "value": None})
        same = known["text"] == figure.text
        if figure.value is not None and known["value"] is not None:
            same = abs(figure.value - known["value"]) <= NEAR * max(abs(figure.value), 1e-300)
        yield Checked(name, known["text"], figure.text, same)


def _cited(name: str, said: dict[str, Any]) -> Figure:
    """Return a figure of the ledger as the bundle states it."""
    return Figure(name, "number", said["text"], "", said["value"], said["unit"])

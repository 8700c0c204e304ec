"""Items of the sample centre: real pages, each described in our own words from what stands there.

items.csv : one row an item; its page was read in a stored copy on 2026-11-25 or 26. Details are
    JSON, with days as +45 for 45 days from now. Who and what is made up says so (fictional).
translations.csv : title and summary in French and Spanish
"""

import csv
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.centre.roles import SamplePerson
from scp_centre.roles.clearinghouse.actions.items import New, keep_new
from scp_centre.roles.clearinghouse.actions.vocabulary import add_synonyms
from scp_centre.roles.clearinghouse.models import Item, Standing

FOLDER = Path(__file__).parent
PEOPLE = (SamplePerson("information", "H. Tanaka", "information officer"),)
LISTS = ("topics", "technologies", "sectors", "option_kinds", "roles", "countries")
SYNONYMS = (
    ("en", "variable speed drive, frequency converter, inverter, VFD, VSD"),
    ("en", "wastewater, waste water, effluent"),
    ("en", "tannery, leather"),
    ("en", "cleaning in place, CIP"),
    ("fr", "purgeur, piège à vapeur"),
    ("es", "curtiembre, curtiduría, tenería"),
    ("fr", "fuite, perte"),
    ("es", "fuga, pérdida"),
)


def load(people: dict[str, Person]) -> None:
    """Load what the sample centre shows of this role."""
    load_sample_items(people["information"])


def load_sample_items(editor: Person) -> list[Item]:
    """Write and publish the items, with the synonyms of the search."""
    translated: dict[str, dict[str, dict[str, str]]] = {}
    for row in _rows("translations.csv"):
        said = {"title": row["title"], "summary": row["summary"]}
        translated.setdefault(row["key"], {})[row["language"]] = said
    rows = [_new(row, translated.get(row["key"], {})) for row in _rows("items.csv")]
    items = keep_new(rows, author=editor)
    record("publish_item", f"{len(items)} items", acting_user=editor)
    for language, text in SYNONYMS:
        add_synonyms(language, text, acting_user=editor)
    return items


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _new(row: dict[str, str], others: dict[str, dict[str, str]]) -> New:
    values: dict[str, Any] = {name: [c for c in row[name].split("|") if c] for name in LISTS}
    values |= {name: row[name] for name in ("type", "cost", "publisher", "address")}
    values |= {"language": "en", "year": int(row["year"]) if row["year"] else None}
    said = {name: row[name] for name in ("title", "summary", "for_whom", "saving", "proven")}
    said["cost"] = row["cost_said"]
    values["details"] = {k: _day(v) for k, v in json.loads(row["details"] or "{}").items()}
    standing = {
        "standing": Standing.PUBLISHED,
        "published": timezone.now(),
        "is_sample": row["fictional"] == "yes",
    }
    return New(values, {"en": said, **others}, standing)


def _day(value: str) -> str:
    """Return a day that is given from now as a date; other values as they are."""
    if not value.startswith("+"):
        return value
    return str(timezone.localdate() + timedelta(days=int(value[1:])))

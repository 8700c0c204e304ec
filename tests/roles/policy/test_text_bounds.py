"""Whatever a stranger can write into this role has a bound that the database keeps, too."""

import importlib
import inspect

import pytest
from django import forms
from django.db import models

from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.interfaces.contracts.registry import contract
from scp_centre.roles.policy import models as nouns
from scp_centre.roles.policy.actions.global_tables import keep_world
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.tables.table_reader import FIELDS
from tests.roles.policy.test_tables import SMALL, read

LONG = "x" * 10_001
NUMBERS = ("Year", "Prices of", "Inhabitants")


def _texts():
    """Yield each place of the template that takes a text: sheet, and the sheet with a long one."""
    about = SMALL["About"].split("\n")
    for name in FIELDS:
        kept = [line for line in about if not line.startswith(f"{name},")]
        yield name, {"About": "\n".join([*kept, f"{name},{LONG}"])}
    for sheet in ("Sectors", "Buyers", "Value added", "Stressors"):
        head, first, *rest = SMALL[sheet].split("\n")
        width = 2 if sheet == "Value added" else 3
        for column in range(width):
            cells = first.split(",")
            cells[column] = LONG
            title = f"{sheet}, {head.split(',')[column]}"
            yield title, {sheet: "\n".join([head, ",".join(cells), *rest])}


@pytest.mark.parametrize(("place", "sheet"), list(_texts()))
def test_each_text_of_a_table_has_a_bound(place, sheet):
    with pytest.raises(WorkbookError) as refused:
        read(**sheet)
    said = [f.message for f in refused.value.findings]
    assert any("too long: “xxx" in one for one in said), said
    assert all(len(one) < 400 for one in said if "too long" in one)


def test_each_text_of_a_form_fits_its_row():
    seen = 0
    longest = {
        (model.__name__.lower(), field.name): field.max_length
        for model in vars(nouns).values()
        if inspect.isclass(model) and issubclass(model, models.Model)
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField)
    }
    rows = {
        "BriefForm": "brief",
        "ConsultationForm": "consultation",
        "CommentForm": "comment",
        "AnswerForm": "comment",
        "RegisterForm": "instrument",
        "StepForm": "step",
        "GoalForm": "goal",
        "HeaderForm": "scenario",
    }
    for where in ("forms", "instrument_form"):
        module = importlib.import_module(f"scp_centre.roles.policy.{where}")
        for name, form in inspect.getmembers(module, inspect.isclass):
            if form.__module__ != module.__name__:
                continue
            for key, field in form.base_fields.items():
                if type(field) not in (forms.CharField, forms.URLField):
                    continue
                seen += 1
                kept = longest.get((rows.get(name, ""), key))
                bound = field.max_length
                assert bound and (kept is None or bound <= kept), f"{name}.{key}"
    assert seen >= 20


def test_each_text_that_a_program_sends_has_a_bound():
    schema = contract("scenario").input_model.model_json_schema()
    unbounded = list(_unbounded(schema, ""))
    assert unbounded == []


def _unbounded(part, place):
    if isinstance(part, dict):
        if part.get("type") == "string" and not {"maxLength", "enum", "const"} & part.keys():
            yield place
        for key, value in part.items():
            yield from _unbounded(value, f"{place}.{key}")
    elif isinstance(part, list):
        for i, value in enumerate(part):
            yield from _unbounded(value, f"{place}.{i}")


def test_a_global_table_has_a_title_that_fits(sample_centre, tmp_path):
    about = {"money": "M EUR", "year": 2020, "source": "exiobase3", "regions": [], "sectors": []}
    for title, changes in (("x" * 121, {}), ("EXIOBASE", {"money": "x" * 41})):
        with pytest.raises(PolicyError, match="too long: “x{40}…”"):
            keep_world(about | changes, tmp_path, title, acting_user=sample_centre["analyst"])

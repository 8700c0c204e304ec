"""Forms take days, moments and rows by the fields of the house, and whole numbers within bounds."""

import ast
from pathlib import Path

import scp_centre
from tests.house.parsed_source import parsed

SOURCES = Path(scp_centre.__file__).parent
PLAIN = {"DateField", "DateTimeField", "SplitDateTimeField", "DurationField"}
PLAIN |= {"ModelChoiceField", "ModelMultipleChoiceField"}
HOUSE = ("centre/entry_fields.py", "centre/row_fields.py", "centre/field_errors.py")


def calls_of_forms():
    """Yield each field of Django's forms that the project makes: where, its name, its call."""
    for path in sorted(SOURCES.rglob("*.py")):
        name = path.relative_to(SOURCES).as_posix()
        if name in HOUSE or "migrations" in name:
            continue
        for node in ast.walk(parsed(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "forms":
                yield f"{name}:{node.lineno}", node.attr, None
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "forms.IntegerField":
                yield f"{name}:{node.lineno}", "IntegerField", {k.arg for k in node.keywords}


def test_no_form_takes_a_day_or_a_row_by_a_field_without_bounds():
    assert [(where, field) for where, field, _ in calls_of_forms() if field in PLAIN] == []


def test_each_whole_number_of_a_form_has_its_bounds():
    made = [(where, words) for where, _, words in calls_of_forms() if words is not None]
    assert [where for where, words in made if not {"min_value", "max_value"} <= words] == []

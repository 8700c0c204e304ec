"""An error that a form shows says what is wrong and what to do."""

import ast
from pathlib import Path

import pytest

from tests.house.parsed_source import parsed

SOURCE = Path(__file__).parents[2] / "src/scp_centre"
# Where forms say the errors of fields anew: tests/interfaces/test_form_errors.py reads them all.
OF_FORMS = {"field_errors.py", "forms.py"}


def shown_errors():
    """Yield (place, what is shown) of each error that a view puts on a form."""
    for path in sorted(SOURCE.rglob("*.py")):
        if path.name in OF_FORMS:
            continue
        for node in ast.walk(parsed(path.read_text("utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if called and node.func.attr == "add_error" and len(node.args) > 1:
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", ast.unparse(node.args[1])


SHOWN = dict(shown_errors())


def test_forms_show_errors_in_many_places():
    assert len(SHOWN) > 30


@pytest.mark.parametrize("place", SHOWN)
def test_a_caught_error_is_shown_with_its_cure(place):
    shown = SHOWN[place]
    if "error" in shown or "finding" in shown:
        assert "cure" in shown or "in_full" in shown, f"{place} shows {shown}"

"""What no footprint can be computed of is refused in words, whichever way it comes in."""

import io
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.centre.sheets.row_reader import HEADER_ROW
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.footprints import Alternative, Change, Factor, Line, Stage
from scp_centre.roles.products import actions
from scp_centre.roles.products import content_changes as changes
from scp_centre.roles.products.content import check_content, read_content
from scp_centre.roles.products.content_limits import MOST
from scp_centre.roles.products.models import FootprintModel
from scp_centre.roles.products.workbook import read_workbook, write_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def bottle(sample_centre):
    return FootprintModel.objects.get(product__name__startswith="Returnable")


@pytest.fixture
def content(bottle):
    return read_content(bottle.content)


def line(**more):
    values = {"factor": "water_supply", "amount": 5.0, "unit": "m3", "source": "a bill"}
    values |= {"key": "water", "stage": Stage.MATERIALS, "part": "Water"}
    return Line(**(values | more))


def own(**more):
    values = {"key": "mine", "name": "Mine", "category": "own", "unit": "kg", "source": "us"}
    values |= {"emissions": {"published_fossil": 1.0}, "year": 2025, "region": "Verdania"}
    return Factor(**(values | more))


def with_line(**more):
    return lambda content: changes.with_line(content, line(**more))


def with_row(**more):
    return lambda content: changes.with_factor(content, own(**more))


def with_parameters(**values):
    return lambda content: replace(content, model=replace(content.model, parameters=values))


def with_model(**more):
    return lambda content: replace(content, model=replace(content.model, **more))


def with_alternative(*made, **more):
    return lambda c: changes.with_alternative(c, Alternative("new", "New", changes=made, **more))


def with_every_line_removed(content):
    gone = tuple(Change(one.key, removed=True) for one in content.model.lines)
    return with_alternative(*gone)(content)


MANY = tuple(line(key=f"l{n}") for n in range(MOST["lines"] + 1))
REFUSED = {
    "endless rounding": (with_line(amount="round(5, -999999999)"), "The result of the formula for"),
    "huge whole numbers": (
        with_line(amount="floor(1e308) * floor(1e308)"),
        "The result of the formula for",
    ),
    "huge amount": (with_line(amount=1e200), "cannot be used"),
    "huge formula": (with_line(amount="1e30 * 2"), "cannot be used"),
    "tiny amount": (with_line(amount=1e-200), "cannot be used"),
    "no number": (with_line(amount=float("nan")), "not|cannot"),
    "amounts that add up": (with_line(amount=1e12, factor="mine", unit="kg"), "cannot be used"),
    "a day": (with_line(amount="2025-12-10"), "is a date"),
    "a valid date and time": (with_line(amount="2025-12-10 00:00:00"), "is a date"),
    "a German day": (with_line(amount="10.12.2025"), "is a date"),
    "a decimal comma": (with_line(amount="1,5"), "cannot be read: 1,5"),
    "a key with a slash": (with_line(key="a b/c"), "key .a b/c. cannot be used"),
    "an unseen sign": (with_line(part="A\u202eB"), "invisible character"),
    "a zero byte": (with_line(part="A\x00B"), "invisible character"),
    "a long part": (with_line(part="x" * 2_000), "is too long"),
    "the key of a published row": (
        with_row(key="water_supply"),
        "is already used by a published row",
    ),
    "huge emissions": (with_row(emissions={"published_fossil": 1e300}), "cannot be used"),
    "huge spread": (with_row(sigma=1_000.0), "spread of Mine"),
    "a year of the stars": (with_row(year=99_999), "year of Mine"),
    "a unit of nobody": (with_row(unit="foo"), "not a known unit"),
    "a set of nobody": (with_row(gwp_set="AR9"), "” is not a known set of IPCC values."),
    "names that differ by capitals": (with_parameters(Mass=1.0, mass=5.0), "used twice"),
    "a name with a blank": (with_parameters(**{"my mass": 1.0}), "cannot be the name"),
    "a word of formulas": (with_parameters(**{"lambda": 1.0}), "cannot be the name"),
    "a function's name": (with_parameters(round=1.0), "cannot be the name"),
    "uses of almost nothing": (with_model(uses=1e-300), "cannot be used"),
    "uses without end": (with_model(uses=1e300), "cannot be used"),
    "too many lines": (with_model(lines=MANY, alternatives=()), "too many lines: 301"),
    "two changes of a line": (
        with_alternative(Change("glass", amount=2.0), Change("glass", amount=3.0)),
        "changes the line glass twice",
    ),
    "an alternative of nothing": (with_every_line_removed, "removes every line"),
    "an alternative for tiny uses": (with_alternative(uses=1e-300), "cannot be used"),
}


@pytest.mark.parametrize("named", REFUSED)
def test_what_cannot_be_computed_is_refused_and_nothing_is_written(
    sample_centre, bottle, content, named
):
    change, said = REFUSED[named]
    if named == "amounts that add up":
        content = with_row(emissions={"published_fossil": 1e6})(content)
    with pytest.raises(SpokenError, match=said) as refused:
        actions.write_footprint(
            bottle, change(content), acting_user=sample_centre["expert"], seen=bottle.version
        )
    assert refused.value.cure
    bottle.refresh_from_db()
    assert bottle.version == 1


def test_every_sample_is_within_the_limits(sample_centre):
    for model in FootprintModel.objects.all():
        check_content(read_content(model.content))


def workbook_with(content, sheet, row):
    """Return a model's workbook with one more row, column title -> cell."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(write_workbook(content)))
    page = book[sheet]
    head = page[HEADER_ROW]
    places = {str(cell.value).rstrip(" *"): cell.column for cell in head}
    at = page.max_row + 1
    for title, value in row.items():
        page.cell(at, places[title], value)
    answer = io.BytesIO()
    book.save(answer)
    answer.seek(0)
    return answer


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"Parameter": "mass"}, "The parameter has no new value"),
        ({"New amount": 3}, "neither a line nor a parameter"),
    ],
)
def test_a_change_of_a_workbook_says_what_it_changes(content, row, said):
    content = changes.with_parameter(content, "mass", 1.0)
    one = content.model.alternatives[0].key
    with pytest.raises(WorkbookError) as refused:
        read_workbook(workbook_with(content, "Changes", {"Alternative": one} | row))
    assert any(said in str(finding.message) and finding.row for finding in refused.value.findings)


def test_an_import_from_an_old_page_overwrites_nothing(signed_in, sample_centre, bottle, content):
    client, address = signed_in("expert"), reverse("import_footprint", args=[bottle.pk])
    assert f'name="seen" value="{bottle.version}"' in client.get(address).content.decode()
    changed = changes.with_line(content, line())
    actions.write_footprint(bottle, changed, acting_user=sample_centre["expert"], seen=1)
    file = SimpleUploadedFile("model.xlsx", write_workbook(content))
    answer = client.post(address, {"file": file, "seen": "1"})
    assert answer.status_code in (409, 422)
    assert "Somebody changed this model" in answer.content.decode()
    bottle.refresh_from_db()
    assert read_content(bottle.content).line("water") == line()

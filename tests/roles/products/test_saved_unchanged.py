"""What nobody changed stays: each form and workbook of a footprint changes its own fields only."""

import io
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from scp_centre.interfaces.cli.main import main
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.footprints import TO_GATE, Change, Cost, CostChange, Stage
from scp_centre.roles.products import actions
from scp_centre.roles.products import content_changes as changes
from scp_centre.roles.products.content import (
    Boundary,
    check_content,
    read_content,
    write_content,
)
from scp_centre.roles.products.content_changes import with_evidence_of
from scp_centre.roles.products.models import FootprintModel
from scp_centre.roles.products.per_cent import per_cent
from scp_centre.roles.products.workbook import read_workbook, write_workbook
from tests.interfaces.form_walk import forms_of

pytestmark = pytest.mark.django_db
OF_COSTS = ("Cost basis", "Costs", "Cost changes", "End of life")


@pytest.fixture
def bottle(sample_centre):
    return FootprintModel.objects.get(product__name__startswith="Returnable")


@pytest.fixture
def content(bottle):
    return read_content(bottle.content)


def of(model):
    model.refresh_from_db()
    return read_content(model.content)


def pages_of(content):
    """Return the address of each form that changes what is there."""
    model = content.model
    yield "about/"
    yield from (f"lines/{one.key}/" for one in model.lines)
    yield from (f"parameters/{name}/" for name in model.parameters)
    if model.costs:
        yield "costs/"
        yield from (f"costs/{one.key}/" for one in model.costs)
        yield from (f"alternatives/{one.key}/costs/" for one in model.alternatives)
    yield from (f"end-of-life/{one.key}/" for one in model.cycles)


def test_every_form_that_is_saved_unchanged_changes_nothing(signed_in, sample_centre):
    client, walked = signed_in("expert"), 0
    for model in FootprintModel.objects.all():
        before = of(model)
        for page in pages_of(before):
            address = f"/footprints/{model.pk}/{page}"
            (form,) = [
                one
                for one in forms_of(address, client.get(address).content.decode())
                if "seen" in one.names()
            ]
            answer = client.post(address, form.as_shown())
            assert answer.status_code == 302, (address, answer.content.decode()[-3000:])
            assert of(model) == before and model.version == 1, address
            walked += 1
    assert walked > 30


def test_product_and_scope_changes_its_own_fields(signed_in, bottle, content):
    client, address = signed_in("expert"), f"/footprints/{bottle.pk}/about/"
    page = client.get(address).content.decode()
    (form,) = [one for one in forms_of(address, page) if "seen" in one.names()]
    assert client.post(address, form.as_shown() | {"country": ["Kenya"]}).status_code == 302
    assert of(bottle) == replace(content, about=replace(content.about, country="Kenya"))


def test_a_workbook_that_nobody_changed_is_the_same_content(sample_centre, content):
    basis = replace(content.model.cost_basis, rate=0.07)
    first = replace(content.model.lines[0], amount=0.1 + 0.2, recycled=0.29, spread=0.07)
    lines = (first, *content.model.lines[1:])
    model = replace(content.model, cost_basis=basis, lines=lines)
    contents = [read_content(one.content) for one in FootprintModel.objects.all()]
    for one in (*contents, replace(content, model=model)):
        back = read_workbook(io.BytesIO(write_workbook(one)), one)
        assert write_content(with_evidence_of(back, one)) == write_content(one)


def test_a_per_cent_comes_back_as_it_was_entered():
    for tenths in range(1001):
        assert per_cent(tenths / 10 / 100) == tenths / 10
    assert per_cent(1 / 3) / 100 == pytest.approx(1 / 3, abs=1e-16)


def book_of(content, *, without=(), emptied=(), no_column=()):
    book = load_workbook(io.BytesIO(write_workbook(content)))
    for name in without:
        del book[name]
    for name in emptied:
        book[name].delete_rows(4, 1000)
    for sheet, title in no_column:
        place = next(c.column for c in book[sheet][3] if str(c.value).rstrip(" *") == title)
        book[sheet].delete_cols(place)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("model.xlsx", out.getvalue())


def test_a_workbook_without_the_sheets_of_costs_leaves_them_as_they_are(signed_in, bottle, content):
    years = "Years in use"
    file = book_of(content, without=OF_COSTS, no_column=[("Alternatives", years)])
    address = f"/footprints/{bottle.pk}/import/"
    answer = signed_in("expert").post(address, {"file": file, "seen": "1"})
    assert answer.status_code == 302 and of(bottle) == content and bottle.version == 1


def test_a_sheet_of_costs_that_is_empty_deletes_them(signed_in, bottle, content):
    file = book_of(content, emptied=OF_COSTS)
    address = f"/footprints/{bottle.pk}/import/"
    assert signed_in("expert").post(address, {"file": file, "seen": "1"}).status_code == 302
    left = of(bottle).model
    assert not left.costs and not left.cycles and left.cost_basis is None
    assert not any(one.costs for one in left.alternatives) and left.lines == content.model.lines


def with_cost(**more):
    values = {"key": "x", "name": "X", "price": 1.0, "unit": "kg", "source": "s"}
    return lambda content: changes.with_cost(content, Cost(**(values | more)))


def with_change(change):
    def changed(content):
        one = replace(content.model.alternatives[0], costs=(change,))
        return changes.with_alternative(content, one)

    return changed


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (with_cost(line="glass", amount="9**9**9"), "from the line"),
        (with_cost(line="glass", stage=Stage.USE), "from the line"),
        (with_cost(line="glass", per_use=True), "from the line"),
        (with_change(CostChange("glass", amount="1/0")), "from the line"),
        (with_change(CostChange("glass", low=0.1, high=0.2)), "no new price"),
    ],
)
def test_what_would_have_no_effect_is_refused(content, change, said):
    with pytest.raises(SpokenError, match=said):
        check_content(change(content))


def test_a_footprint_to_the_gate_takes_no_cost_beyond_it(sample_centre):
    model = FootprintModel.objects.get(product__name__startswith="Zinc")
    content = read_content(model.content)
    gate = replace(content, about=replace(content.about, boundary=Boundary.GATE))
    inside = tuple(one for one in content.model.lines if one.stage in TO_GATE)
    left = {one.key for one in inside}
    alternatives = tuple(
        replace(one, changes=tuple(c for c in one.changes if c.line in left))
        for one in content.model.alternatives
    )
    gate = replace(gate, model=replace(gate.model, lines=inside, alternatives=alternatives))
    basis = changes.CostBasis("EUR", 2025, 0.04, 3)
    priced = changes.with_cost_basis(gate, basis)
    check_content(with_cost(stage=Stage.MATERIALS, amount=1.0)(priced))
    with pytest.raises(SpokenError, match="beyond the factory gate") as refused:
        check_content(with_cost(stage=Stage.USE, amount=1.0)(priced))
    assert refused.value.where == "stage"


@pytest.mark.parametrize("seen", [None, "abc", "", "9" * 30, "-1", "2"])
@pytest.mark.parametrize("page", ["costs/glass/", "about/", "import/"])
def test_a_form_that_does_not_say_what_it_was_opened_on_saves_nothing(
    signed_in, sample_centre, bottle, content, page, seen
):
    address, client = f"/footprints/{bottle.pk}/{page}", signed_in("expert")
    (form,) = [
        one
        for one in forms_of(address, client.get(address).content.decode())
        if "seen" in one.names()
    ]
    sent = {k: v for k, v in form.as_shown().items() if k != "seen"}
    if page == "import/":
        sent["file"] = book_of(content)
    sent |= {} if seen is None else {"seen": seen}
    other = changes.with_parameter(content, "of_another_tab", 1.0)
    other = changes.with_alternative(
        other, replace(content.model.alternatives[0], changes=(Change("glass", amount=1.0),))
    )
    actions.write_footprint(bottle, other, acting_user=sample_centre["expert"], seen=1)
    after = {"2": 302}.get(seen, 422)
    answer = client.post(address, sent)
    assert answer.status_code == after
    if after == 422:
        assert "Somebody changed this model" in answer.content.decode()
        assert of(bottle) == other and bottle.version == 2


@pytest.mark.parametrize(("option", "value"), [("--seed", "-1"), ("--runs", "0"), ("--seed", "x")])
def test_an_option_out_of_bounds_is_refused_in_words(content, tmp_path, capsys, option, value):
    book = tmp_path / "model.xlsx"
    book.write_bytes(write_workbook(content))
    with pytest.raises(SystemExit) as left:
        main(["footprint", str(book), option, value])
    assert left.value.code == 2 and option in capsys.readouterr().err

"""Footprint models: started, changed, computed, kept apart by company, and refused with a reason."""

import io
import json

import pytest

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import ConflictError, NotPermittedError
from scp_centre.centre.registry.models import Organisation, Product
from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.interfaces.cli.main import main
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.footprints import Change, Line, Stage
from scp_centre.roles.products import actions
from scp_centre.roles.products import content_changes as changes
from scp_centre.roles.products.content import read_content, write_content
from scp_centre.roles.products.ecodesign import RULES, Strategy, propose
from scp_centre.roles.products.errors import ProductError
from scp_centre.roles.products.footprint_computation import compute, compute_alternative
from scp_centre.roles.products.models import FootprintModel
from scp_centre.roles.products.queries import models_for
from scp_centre.roles.products.workbook import read_workbook, write_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def bottle(sample_centre):
    return FootprintModel.objects.get(product__name__startswith="Returnable")


@pytest.fixture
def content(bottle):
    return read_content(bottle.content)


def lid(**more):
    values = {"factor": "material_glass_primary", "amount": 5.0, "unit": "g", "source": "a bill"}
    return Line("lid", Stage.MATERIALS, "Lid", **(values | more))


def test_the_sample_has_two_products_and_a_service_with_alternatives(sample_centre):
    for model in FootprintModel.objects.all():
        computed = compute(read_content(model.content))
        assert computed.base.total > 0 and len(computed.alternatives) >= 2
    assert FootprintModel.objects.count() == 3


def test_the_sample_bottle_by_hand(content):
    """350 g of glass, 30 % recycled, over 25 fills."""
    found = compute(content).base
    glass = 0.35 * (0.7 * 1.40276667 + 0.3 * 0.82318954) / 25
    assert found.stages[Stage.MATERIALS] == pytest.approx(glass)
    assert found.share(sum(found.stages.values())) == pytest.approx(1.0)


def test_a_change_is_written_with_its_difference_in_the_log(sample_centre, bottle, content):
    made = changes.with_line(content, lid())
    actions.write_footprint(bottle, made, acting_user=sample_centre["expert"], seen=1)
    bottle.refresh_from_db()
    assert bottle.version == 2 and read_content(bottle.content).line("lid") == lid()
    row = Entry.objects.get(act="write_footprint")
    assert row.before == {} and list(row.after) == ["lines: lid"]


def test_who_saves_second_overwrites_nothing(sample_centre, bottle, content):
    expert = sample_centre["expert"]
    actions.write_footprint(bottle, changes.with_line(content, lid()), acting_user=expert, seen=1)
    with pytest.raises(ConflictError):
        made = changes.with_parameter(content, "mass", 1.0)
        actions.write_footprint(bottle, made, acting_user=expert, seen=1)


@pytest.mark.parametrize(
    "line",
    [
        lid(source=" "),
        lid(unit="kWh"),
        lid(factor="unobtainium"),
        lid(amount="mass *"),
        lid(recycled=1.2),
    ],
)
def test_a_line_that_cannot_be_is_refused_and_nothing_is_written(
    sample_centre, bottle, content, line
):
    with pytest.raises(SpokenError) as refused:
        made = changes.with_line(content, line)
        actions.write_footprint(bottle, made, acting_user=sample_centre["expert"], seen=1)
    assert refused.value.message and refused.value.cure
    bottle.refresh_from_db()
    assert bottle.version == 1


def test_a_footprint_to_the_gate_takes_no_line_beyond_it(sample_centre):
    dyeing = FootprintModel.objects.get(product__name__startswith="Dyeing")
    made = read_content(dyeing.content)
    beyond = Line("x", Stage.USE, "Ironing", "water_supply", 1.0, "l", "an estimate")
    with pytest.raises(ProductError, match="beyond the factory gate"):
        actions.write_footprint(
            dyeing,
            changes.with_line(made, beyond),
            acting_user=sample_centre["expert"],
            seen=1,
        )


def test_a_company_models_its_own_products_only(sample_centre, bottle, content):
    made = changes.with_line(content, lid())
    with pytest.raises(NotPermittedError):
        actions.write_footprint(bottle, made, acting_user=sample_centre["dyehouse"], seen=1)
    actions.write_footprint(bottle, made, acting_user=sample_centre["company"], seen=1)
    assert [str(m.product.name)[:6] for m in models_for(sample_centre["dyehouse"])] == ["Dyeing"]
    assert not models_for(sample_centre["analyst"]).exists()


def test_each_product_has_one_model(sample_centre, bottle, content):
    with pytest.raises(ProductError, match="already has"):
        actions.start_footprint(bottle.product, content, acting_user=sample_centre["expert"])


def test_a_model_starts_with_a_product_that_the_register_gets(sample_centre, content):
    dairy = Organisation.objects.get(name="Rivermouth Dairy")
    values = {"company": dairy, "name": "Butter", "reference_unit": "kg"}
    model = actions.start_with_product(values, content, acting_user=sample_centre["expert"])
    assert Product.objects.get(name="Butter") == model.product
    actions.remove_footprint(model, acting_user=sample_centre["expert"])
    assert not FootprintModel.objects.filter(product__name="Butter").exists()


def test_a_workbook_comes_back_as_it_was(content):
    back = read_workbook(io.BytesIO(write_workbook(content)))
    assert compute(back).base.total == pytest.approx(compute(content).base.total, rel=1e-12)
    assert (
        write_content(back)["model"]["alternatives"]
        == write_content(content)["model"]["alternatives"]
    )
    assert back.about == content.about and back.model.parameters == content.model.parameters


def test_a_workbook_says_all_that_is_wrong(content):
    wrong = changes.with_line(content, lid(factor="gold"))
    wrong = changes.with_line(
        wrong,
        lid(factor="gold", source="").__class__(
            "cap", Stage.PACKAGING, "Cap", "silver", 1.0, "g", ""
        ),
    )
    with pytest.raises(WorkbookError) as refused:
        read_workbook(io.BytesIO(write_workbook(wrong)))
    said = [(f.sheet, f.column) for f in refused.value.findings]
    assert said.count(("Lines", "Background row")) == 2 and ("Lines", "Source") in said


def test_the_template_is_read_once_it_has_a_product():
    found = read_workbook(io.BytesIO(write_workbook(None)))
    assert found.model.lines == () and found.about.declared_unit == "kilogram"


def test_the_command_line_gives_the_answer_of_the_page(content, tmp_path, capsys):
    path = tmp_path / "model.xlsx"
    path.write_bytes(write_workbook(content))
    words = ["footprint", str(path), "-o", str(tmp_path / "r.json")]
    assert main([*words, "--matrices", str(tmp_path / "lca.json")]) == 0
    assert (
        "kg CO₂e over its full life cycle. The stage with the largest share is"
        in capsys.readouterr().out
    )
    computed = compute(content)
    found = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert found["base"]["total"] == pytest.approx(computed.base.total, rel=1e-12)
    assert found["spread"]["median"] == pytest.approx(computed.spread.distribution.median)
    assert main(["compute", "lca", str(tmp_path / "lca.json")]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["score"] == pytest.approx(computed.base.total, rel=1e-9)


def test_the_command_line_refuses_what_is_no_model(tmp_path, capsys):
    path = tmp_path / "model.xlsx"
    path.write_bytes(b"no workbook")
    assert main(["footprint", str(path)]) == 2
    assert "not an Excel workbook" in capsys.readouterr().err
    assert main(["footprint", str(tmp_path / "none.xlsx")]) == 2


def test_proposals_follow_their_conditions_and_their_effects_are_computed(content):
    base = compute(content).base
    found = propose(content, base)
    assert {one.strategy for one in found} >= {Strategy.USE, Strategy.LIFETIME}
    for one in found:
        if one.alternative is not None:
            changed = compute_alternative(content, one.alternative).total
            assert one.effect == pytest.approx(changed - base.total)
    assert {rule.strategy for rule in RULES} == set(Strategy)


def test_use_is_proposed_only_where_it_is_more_than_thirty_per_cent(content):
    removed = [line.key for line in content.model.lines if line.stage is Stage.USE]
    for key in removed:
        content = changes.without_line(content, key)
    found = propose(content, compute(content).base)
    assert Strategy.USE not in {one.strategy for one in found}


def test_a_line_that_goes_is_forgotten_by_the_alternatives(content):
    made = changes.without_line(content, "glass")
    assert all(Change("glass", recycled=0.6) not in one.changes for one in made.model.alternatives)
    assert compute(made).base.total < compute(content).base.total


def test_a_designer_keeps_a_change_as_an_alternative(signed_in, bottle, content):
    client = signed_in("company")
    address = f"/footprints/{bottle.pk}/design/"
    values = {"uses": "25", "parameter-glass": "300"}
    for line in content.model.lines:
        values |= {f"amount-{line.key}": line.amount, f"recycled-{line.key}": 100 * line.recycled}
        values[f"factor-{line.key}"] = line.factor
    page = client.get(address, values | {"part": "result"}).content.decode()
    assert '<input type="hidden" name="parameter-glass" value="300">' in page
    sent = values | {"seen": 1, "name": "Three hundred grams", "note": "A new mould"}
    assert client.post(address, sent).status_code == 302
    bottle.refresh_from_db()
    kept = read_content(bottle.content).model.alternatives[-1]
    assert kept.name == "Three hundred grams" and dict(kept.parameters) == {"glass": 300.0}
    assert kept.changes == () and kept.uses is None


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_the_report_is_a_file_in_the_language_of_the_page(signed_in, bottle, ending):
    answer = signed_in("company").get(
        f"/footprints/{bottle.pk}/report.{ending}", headers={"accept-language": "fr"}
    )
    assert answer.status_code == 200 and answer.content[:2] == b"PK"


def test_every_page_of_a_model_opens(signed_in, bottle):
    client = signed_in("expert")
    for path in ("", "build/", "about/", "lines/new/", "lines/glass/", "parameters/", "rows/"):
        assert client.get(f"/footprints/{bottle.pk}/{path}").status_code == 200, path
    for path in ("flows/", "import/", "design/", "pictures/sources/narrow.svg", "model.xlsx"):
        assert client.get(f"/footprints/{bottle.pk}/{path}").status_code == 200, path
    assert client.get(f"/footprints/{bottle.pk}/pact.json").status_code == 404
    assert client.get("/footprints/background/?q=glass").status_code == 200
    assert "<optgroup" in client.get(f"/footprints/{bottle.pk}/lines/new/").content.decode()

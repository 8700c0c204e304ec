"""What a footprint says of itself is what was computed: proposals, notes, facts that are missing."""

import io
from dataclasses import replace

import pytest

from scp_centre.centre.documents.blocks import Items, Table
from scp_centre.centre.errors import ReviewError
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.footprints import Line, Stage
from scp_centre.roles.products import actions
from scp_centre.roles.products import content_changes as changes
from scp_centre.roles.products.content import check_content, read_content, write_content
from scp_centre.roles.products.ecodesign import Strategy, propose
from scp_centre.roles.products.footprint_computation import compute
from scp_centre.roles.products.models import FootprintModel, Standing
from scp_centre.roles.products.report import compose_report
from scp_centre.roles.products.sentences import notes
from scp_centre.roles.products.workbook import read_workbook, write_workbook

pytestmark = pytest.mark.django_db
PP = "waste_pp_incineration"
END = {
    "line": "steel", "recycled_content": "0", "recycled_after": "0", "energy_after": "100",
    "burden_share": "0.2", "quality_in": "1", "quality_out": "1", "virgin": "own_steel_strip",
    "source": "Annex C",
}  # fmt: skip
BURNT = {
    "recovery": PP, "energy_burden_share": "0", "heating_value": "40", "heat_efficiency": "0.5",
    "power_efficiency": "0", "heat": "fuel_natural_gas_with_supply",
}  # fmt: skip


@pytest.fixture
def bottle(sample_centre):
    return FootprintModel.objects.get(product__name__startswith="Returnable")


@pytest.fixture
def bracket(sample_centre):
    return FootprintModel.objects.get(product__name__startswith="Zinc")


def said(content):
    return [str(one) for one in notes(compute(content))]


def test_a_longer_life_is_proposed_with_the_share_that_it_leaves_as_it_is(bottle):
    """Of the bottle, caps, labels and washing are of each fill; only the rest is spread."""
    content = read_content(bottle.content)
    base = compute(content).base
    found = next(one for one in propose(content, base) if one.strategy is Strategy.LIFETIME)
    longer = compute(changes.with_alternative(content, replace(found.alternative, key="l")))
    fixed = base.total - 3 * (base.total - longer.alternatives[-1].total)  # 1 - 1/1.5 = 1/3
    words = found.because.params
    assert words["rest"].value == pytest.approx(100 * fixed / base.total, abs=0.5)
    assert words["share"].value + words["rest"].value == pytest.approx(100)
    assert words["rest"].value < 100 and found.effect < 0


def test_a_longer_life_is_not_proposed_where_hardly_anything_would_fall(bottle):
    content = read_content(bottle.content)
    lines = tuple(replace(one, per_use=True) for one in content.model.lines)
    every_use = replace(content, model=replace(content.model, lines=lines))
    found = propose(every_use, compute(every_use).base)
    assert Strategy.LIFETIME not in {one.strategy for one in found}


def test_a_model_that_contradicts_itself_is_neither_submitted_nor_approved(
    signed_in, sample_centre, bottle
):
    content = read_content(bottle.content)
    line = replace(content.line("glass"), recycled=0.2)
    wrong = write_content(changes.with_line(content, line))
    FootprintModel.objects.filter(pk=bottle.pk).update(content=wrong)
    with pytest.raises(ReviewError, match="20 % recycled material, but the formula counts 30 %"):
        actions.submit_footprint(bottle, acting_user=sample_centre["expert"])
    page = signed_in("expert").get(f"/footprints/{bottle.pk}/").content.decode()
    assert "before you submit the model" in page and "Submit for review" not in page
    FootprintModel.objects.filter(pk=bottle.pk).update(standing=Standing.SUBMITTED)
    with pytest.raises(ReviewError, match="Correct the line or the formula"):
        actions.approve_footprint(bottle, acting_user=sample_centre["reviewer"])


def test_the_interval_of_the_base_product_stays_when_an_alternative_is_saved(bottle):
    content = read_content(bottle.content)
    none = replace(content, model=replace(content.model, alternatives=()))
    all_of_them, alone = compute(content), compute(none)
    assert alone.spread.distribution == all_of_them.spread.distribution
    assert alone.costs.distribution == all_of_them.costs.distribution


def test_the_chosen_ipcc_set_and_the_sums_by_another_are_both_said(signed_in, bottle, bracket):
    content = read_content(bottle.content)
    found = said(content)
    assert any("1 background row lists individual gases" in one and "AR6" in one for one in found)
    assert any("published in kg CO₂e according to AR5 and cannot be" in one for one in found)
    kept = [one for one in content.model.lines if "fuel" not in one.factor]
    for line in content.model.lines:
        if line not in kept:
            content = changes.without_line(content, line.key)
    assert any("AR6. The set has no effect" in one for one in said(content))
    report = compose_report(bottle, compute(content), "en", "An adviser")
    scope = next(one for one in report.blocks if isinstance(one, Table))
    assert ("IPCC set for individual gases", "AR6") in scope.rows
    listed = [text for block in report.blocks if isinstance(block, Items) for text in block.items]
    assert any(
        (". The set has no effect, because no background row of this model lists individual gases.")
        in text
        for text in listed
    )
    page = signed_in("expert").get(f"/footprints/{bottle.pk}/").content.decode()
    assert "weighted by the IPCC set of this model: AR6" in page


def test_burning_that_a_row_leaves_out_is_said_at_the_row_the_result_and_in_the_report(
    signed_in, bracket
):
    content = read_content(bracket.content)
    line = Line("bag", Stage.END, "Bag", PP, 2.0, "kg", "an estimate")
    content = changes.with_line(content, line)
    FootprintModel.objects.filter(pk=bracket.pk).update(content=write_content(content))
    left_out = "The row includes only delivery to the plant. Combustion emissions are excluded."
    client = signed_in("expert")
    for path in (f"{bracket.pk}/", f"{bracket.pk}/build/", "background/?q=PP, burnt"):
        assert left_out in client.get(f"/footprints/{path}").content.decode(), path
    page = client.get("/footprints/background/").content.decode()
    assert page.count("with subsequent emissions attributed to electricity generation") == 2
    assert any(
        one.startswith(
            "Combustion emissions are not included in this footprint because the source "
            "attributes them to the energy produced:"
        )
        for one in said(content)
    )
    report = compose_report(bracket, compute(content), "en", "An adviser")
    cells = [c for b in report.blocks if isinstance(b, Table) for row in b.rows for c in row]
    assert any("PP, burnt" in cell and left_out in cell for cell in cells)


def test_energy_is_credited_on_the_page_only_with_the_emissions_of_burning(signed_in, bracket):
    client, address = signed_in("expert"), f"/footprints/{bracket.pk}/end-of-life/new/"
    asked = client.post(address, END).context["form"].errors  # all of them, in one answer
    assert set(asked) == {"recovery", "energy_burden_share", "heating_value", "heat_efficiency",
                          "power_efficiency"}  # fmt: skip
    answer = client.post(address, END | BURNT)
    form = answer.context["form"]
    assert answer.status_code == 422 and set(form.errors) == {"burning", "burning_source"}
    stated = {"burning": "3.14", "burning_source": "85.7 % carbon (fictional)"}
    stated["seen"] = str(bracket.version)
    assert client.post(address, END | BURNT | stated).status_code == 302
    page = client.get(f"/footprints/{bracket.pk}/").content.decode()
    assert "Combustion emissions of 3.14 kg CO₂e per kg" in page
    assert (
        "85.7 % carbon (fictional)" in page
        and "kg CO₂e per functional unit from combustion. Module D credits the energy." in page
    )
    bracket.refresh_from_db()
    content = read_content(bracket.content)
    back = read_workbook(io.BytesIO(write_workbook(content)))
    assert back.model.cycles == content.model.cycles
    formula = compute(content).cycles[0].way("circular footprint formula")
    assert formula.energy > 0
    bad = replace(content.model.cycles[0], recovery="waste_pp_closed")
    with pytest.raises(InvalidValueError, match="is not an energy recovery row."):
        check_content(replace(content, model=replace(content.model, cycles=(bad,))))


def test_facts_that_customers_systems_need_are_named_before_the_file_is_offered(
    signed_in, sample_centre, bottle
):
    client = signed_in("expert")
    page = client.get(f"/footprints/{bottle.pk}/").content.decode()
    assert "4 more details" in page and f"/footprints/{bottle.pk}/about/#id_mass" in page
    actions.submit_footprint(bottle, acting_user=sample_centre["expert"])
    actions.approve_footprint(bottle, acting_user=sample_centre["reviewer"])
    page = client.get(f"/footprints/{bottle.pk}/").content.decode()
    assert "pact.json" not in page and "4 details are missing" in page
    answer = client.get(f"/footprints/{bottle.pk}/pact.json")
    text = answer.content.decode()
    assert answer.status_code == 409 and "Emissions left out, %" in text
    assert f'href="/footprints/{bottle.pk}/"' in text and "Back to the result" in text


def test_a_model_that_is_opened_again_names_the_facts_that_it_still_lacks(
    signed_in, sample_centre, bottle
):
    client, address = signed_in("expert"), f"/footprints/{bottle.pk}/"
    actions.submit_footprint(bottle, acting_user=sample_centre["expert"])
    actions.approve_footprint(bottle, acting_user=sample_centre["reviewer"])
    actions.reopen_footprint(bottle, acting_user=sample_centre["expert"])
    page = client.get(address).content.decode()
    assert "4 more details" in page and "cannot be downloaded" not in page
    bottle.refresh_from_db()
    about = replace(read_content(bottle.content).about, mass=0.03)
    FootprintModel.objects.filter(pk=bottle.pk).update(
        content=write_content(replace(read_content(bottle.content), about=about))
    )
    page = client.get(address).content.decode()
    assert "needs 3 more details" in page and "pact.json" not in page

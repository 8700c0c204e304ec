"""The review of a footprint, its figures in the ledger, and the machine-readable footprint."""

from dataclasses import replace

import pytest
from django.urls import reverse

from scp_centre.centre.errors import NotPermittedError, ReviewError
from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.evidence.models import Derivation, Observation, Status, Use
from scp_centre.centre.registry.models import Organisation
from scp_centre.methods.footprints import Stage
from scp_centre.methods.lifecycle import read_footprint
from scp_centre.roles.production import actions as production
from scp_centre.roles.production.models import Assessment
from scp_centre.roles.products import actions
from scp_centre.roles.products.content import read_content, write_content
from scp_centre.roles.products.errors import ProductError
from scp_centre.roles.products.flows import evidence_of, flows_of
from scp_centre.roles.products.footprint_computation import compute
from scp_centre.roles.products.models import FootprintModel, Standing
from scp_centre.roles.products.pact_file import pact_footprint

pytestmark = pytest.mark.django_db


@pytest.fixture
def bracket(sample_centre):
    return FootprintModel.objects.get(product__name__startswith="Zinc")


def approved(model, people):
    actions.submit_footprint(model, acting_user=people["expert"])
    return actions.approve_footprint(model, acting_user=people["reviewer"])


def test_a_footprint_enters_the_ledger_and_is_approved_with_its_figures(sample_centre, bracket):
    footprint = approved(bracket, sample_centre)
    total = Observation.objects.get(origin=bracket.origin, indicator="footprint_total")
    computed = compute(read_content(footprint.content))
    assert total.value == pytest.approx(computed.base.total)
    assert total.product == bracket.product and total.status == Status.REVIEWED
    assert total.sources and total.inputs and total.period == "2025"
    stages = Observation.objects.filter(
        origin=bracket.origin, indicator__startswith="footprint_"
    ).exclude(indicator__in=("footprint_total", "footprint_to_gate"))
    assert sum(one.value for one in stages) == pytest.approx(total.value)


def test_nobody_approves_what_they_changed_last(sample_centre, bracket):
    actions.submit_footprint(bracket, acting_user=sample_centre["expert"])
    bracket.refresh_from_db()
    bracket.changed_by = sample_centre["reviewer"]
    bracket.save()
    with pytest.raises(ReviewError, match="somebody else"):
        actions.approve_footprint(bracket, acting_user=sample_centre["reviewer"])


def test_only_a_reviewer_approves_and_only_what_was_submitted(sample_centre, bracket):
    with pytest.raises(ReviewError):
        actions.approve_footprint(bracket, acting_user=sample_centre["reviewer"])
    actions.submit_footprint(bracket, acting_user=sample_centre["expert"])
    with pytest.raises(NotPermittedError):
        actions.approve_footprint(bracket, acting_user=sample_centre["company"])


def test_a_submitted_model_is_closed_and_comes_back_with_a_remark(sample_centre, bracket):
    expert, reviewer = sample_centre["expert"], sample_centre["reviewer"]
    actions.submit_footprint(bracket, acting_user=expert)
    with pytest.raises(ProductError):
        content = read_content(bracket.content)
        actions.write_footprint(bracket, content, acting_user=expert, seen=1)
    with pytest.raises(ReviewError):
        actions.return_footprint(bracket, " ", acting_user=reviewer)
    actions.return_footprint(bracket, "Where is the zinc?", acting_user=reviewer)
    bracket.refresh_from_db()
    assert bracket.standing == Standing.RETURNED and bracket.remark == "Where is the zinc?"


def test_an_approved_footprint_stays_when_its_model_is_opened_again(sample_centre, bracket):
    footprint = approved(bracket, sample_centre)
    actions.reopen_footprint(bracket, acting_user=sample_centre["expert"])
    bracket.refresh_from_db()
    content = read_content(bracket.content)
    half = replace(content, model=replace(content.model, uses=2.0))
    actions.write_footprint(bracket, half, acting_user=sample_centre["expert"], seen=1)
    footprint.refresh_from_db()
    assert read_content(footprint.content).model.uses == 1.0
    with pytest.raises(ProductError, match="cannot be removed"):
        actions.remove_footprint(bracket, acting_user=sample_centre["expert"])


def test_the_machine_readable_footprint_is_that_to_the_gate(sample_centre, bracket):
    footprint = approved(bracket, sample_centre)
    sent = pact_footprint(footprint)
    gate = compute(read_content(footprint.content)).base.to_gate
    assert sent["specVersion"] == "3.0.3" and sent["id"] == str(footprint.key)
    assert float(sent["pcf"]["pcfExcludingBiogenicUptake"]) == pytest.approx(gate["total"])
    back = read_footprint(sent)
    assert back.carbon.fossil == pytest.approx(gate["fossil"]) and not back.notes


def test_nothing_that_nobody_stated_is_filled_in(sample_centre):
    bottle = FootprintModel.objects.get(product__name__startswith="Returnable")
    footprint = approved(bottle, sample_centre)
    with pytest.raises(ProductError, match="mass, fossil carbon, biogenic carbon"):
        pact_footprint(footprint)


@pytest.fixture
def reviewed_dairy(sample_centre):
    assessment = Assessment.objects.get(company="Rivermouth Dairy")
    production.submit_for_review(assessment, acting_user=sample_centre["expert"])
    production.approve_assessment(assessment, acting_user=sample_centre["reviewer"])
    return Organisation.objects.get(name="Rivermouth Dairy")


def test_flows_are_offered_only_when_reviewed_and_with_consent(sample_centre, reviewed_dairy):
    assert {flow.figure.indicator for flow in flows_of(reviewed_dairy)} >= {"energy", "water"}
    assert flows_of(Organisation.objects.get(name="Lower Bridge Dyehouse")) == []
    member = sample_centre["company"]
    set_consent(reviewed_dairy, Use.FOOTPRINT, False, acting_user=member)
    assert flows_of(reviewed_dairy) == []


def test_a_flow_becomes_a_line_and_the_footprint_stands_on_its_figure(
    signed_in, sample_centre, reviewed_dairy
):
    bottle = FootprintModel.objects.get(product__name__startswith="Returnable")
    flow = next(f for f in flows_of(reviewed_dairy) if f.figure.indicator == "water")
    client = signed_in("expert")
    address = f"/footprints/{bottle.pk}/flows/{flow.figure.pk}/{flow.place}/"
    sent = {
        "seen": 1,
        "stage": "production",
        "part": "Water of the dairy",
        "factor": "water_supply",
        "share": "10",
        "rule": "mass",
        "output": "100000",
    }
    assert client.post(address, sent).status_code == 302
    bottle.refresh_from_db()
    line = read_content(bottle.content).line("water_of_the_dairy")
    assert line.evidence.figure == flow.figure.pk and line.unit == flow.unit
    assert line.amount == pytest.approx(flow.amount * 0.1 / 100_000 * 25)  # 25 fills an item
    actions.submit_footprint(bottle, acting_user=sample_centre["expert"])
    total = Observation.objects.get(origin=bottle.origin, indicator="footprint_total")
    behind = set(Derivation.objects.filter(figure=total).values_list("source", flat=True))
    assert behind == {flow.figure.pk, flow.output.pk}


def test_a_flow_that_is_no_longer_shared_stops_the_submission(
    signed_in, sample_centre, reviewed_dairy
):
    test_a_flow_becomes_a_line_and_the_footprint_stands_on_its_figure(
        signed_in, sample_centre, reviewed_dairy
    )
    bottle = FootprintModel.objects.get(product__name__startswith="Returnable")
    actions.return_footprint(bottle, "Once more", acting_user=sample_centre["reviewer"])
    set_consent(reviewed_dairy, Use.FOOTPRINT, False, acting_user=sample_centre["company"])
    with pytest.raises(ReviewError, match="no longer shared"):
        actions.submit_footprint(bottle, acting_user=sample_centre["expert"])


def test_a_newer_reviewed_year_is_offered_and_moves_its_lines(
    signed_in, sample_centre, reviewed_dairy
):
    flow = next(f for f in flows_of(reviewed_dairy) if f.figure.indicator == "energy")
    model = FootprintModel.objects.filter(product__organisation=reviewed_dairy).first()
    content = read_content(model.content)
    evidence = evidence_of(flow, 0.5, "mass", 1000.0)
    line = replace(
        content.model.lines[0],
        key="taken",
        part="Boiler",
        factor="fuel_natural_gas",
        amount=flow.amount * 0.5 / 1000.0,
        unit=flow.unit,
        stage=Stage.PRODUCTION,
        recycled=0.0,
        evidence=evidence,
    )
    content = replace(content, model=replace(content.model, lines=(*content.model.lines, line)))
    model.content = write_content(content)
    model.save()
    client = signed_in("expert")
    address = reverse("footprint_new_year", args=[model.pk])
    build = reverse("footprint_build", args=[model.pk])
    assert (
        "No line uses a figure for which a more recent year has been reviewed."
        in client.get(address).content.decode()
    )
    assert address not in client.get(build).content.decode()
    _next_year(flow, energy=0.8, output=1.25)
    assert address in client.get(build).content.decode()
    assert "Boiler" in client.get(address).content.decode()
    answer = client.post(address, {"seen": model.version})
    assert answer.status_code == 302
    model.refresh_from_db()
    moved = read_content(model.content).line("taken")
    assert moved.amount == pytest.approx(line.amount * 0.8 / 1.25)
    assert (moved.evidence.share, moved.evidence.output) == (0.5, pytest.approx(1250.0))
    assert moved.evidence.figure != flow.figure.pk
    assert (
        "No line uses a figure for which a more recent year has been reviewed."
        in client.get(address).content.decode()
    )


def _next_year(flow, *, energy, output):
    """Enter the figures of a flow and of its site's output again, a year later and scaled."""
    for figure, factor in ((flow.figure, energy), (flow.output, output)):
        copy = Observation.objects.get(pk=figure.pk)
        copy.pk, copy._state.adding = None, True
        copy.origin, copy.value = f"{copy.origin}-next", copy.value * factor
        copy.inputs = [
            one | {"value": one["value"] * factor}
            if isinstance(one.get("value"), int | float)
            else one
            for one in copy.inputs
        ]
        copy.period = str(copy.period_end.year + 1)
        copy.period_start = copy.period_start.replace(year=copy.period_start.year + 1)
        copy.period_end = copy.period_end.replace(year=copy.period_end.year + 1)
        copy.save()

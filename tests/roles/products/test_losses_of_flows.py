"""Losses of reviewed flows by material flow cost accounting, shown apart where somebody asks."""

import pytest

from scp_centre.centre.evidence.models import Derivation, Observation
from scp_centre.centre.registry.models import Organisation
from scp_centre.roles.production import actions as production
from scp_centre.roles.production.models import Assessment
from scp_centre.roles.products import actions
from scp_centre.roles.products.content import read_content
from scp_centre.roles.products.flow_updates import updates_of
from scp_centre.roles.products.flows import flows_of
from scp_centre.roles.products.footprint_computation import compute
from scp_centre.roles.products.models import FootprintModel
from scp_centre.roles.products.plain_result import plain_result
from scp_centre.roles.products.report import compose_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def dairy(sample_centre):
    assessment = Assessment.objects.get(company="Rivermouth Dairy")
    production.submit_for_review(assessment, acting_user=sample_centre["expert"])
    production.approve_assessment(assessment, acting_user=sample_centre["reviewer"])
    return Organisation.objects.get(name="Rivermouth Dairy")


def take(client, model, flow, **more):
    address = f"/footprints/{model.pk}/flows/{flow.figure.pk}/{flow.place}/"
    sent = {"seen": model.version, "stage": "production", "part": "Heat of the dairy"}
    sent |= {"factor": "fuel_natural_gas", "share": "10", "rule": "mass", "output": "100000"}
    answer = client.post(address, sent | more)
    model.refresh_from_db()
    return answer


def test_the_share_of_losses_is_that_of_the_kind_of_cost(dairy):
    """The reviewed figure is lost / (lost + kept) of the costs of energy."""
    flow = next(f for f in flows_of(dairy) if f.figure.indicator == "energy")
    lost, kept = (given["value"] for given in flow.losses.inputs)
    assert 0 < flow.loss_share < 1
    assert flow.loss_share == pytest.approx(lost / (lost + kept))
    by_kind = {f.figure.indicator: f for f in flows_of(dairy)}
    assert by_kind["materials"].losses.indicator == "loss_share_material"
    assert by_kind["wastewater"].loss_share == 1.0


def test_losses_stand_apart_beside_the_whole_and_the_rule_is_in_the_result(
    signed_in, sample_centre, dairy
):
    bottle = FootprintModel.objects.get(product__name__startswith="Returnable")
    flow = next(f for f in flows_of(dairy) if f.figure.indicator == "energy")
    client = signed_in("expert")
    page = client.get(f"/footprints/{bottle.pk}/flows/{flow.figure.pk}/{flow.place}/")
    assert "Under material flow cost accounting, losses accounted for" in page.content.decode()
    assert take(client, bottle, flow, losses="").status_code == 302
    plain = compute(read_content(bottle.content))
    assert plain.base.in_losses is None
    assert take(client, bottle, flow, losses="mfca", part="Heat, again").status_code == 302
    computed = compute(read_content(bottle.content))
    (row,) = [r for r in computed.base.rows if r.line.line.part == "Heat, again"]
    assert row.line.line.evidence.losses == flow.loss_share
    assert computed.base.in_losses == pytest.approx(row.value * flow.loss_share)
    assert computed.base.total == pytest.approx(plain.base.total + row.value)
    result = plain_result(computed)["base"]
    assert result["in_losses"] == computed.base.in_losses
    (line,) = [one for one in result["lines"] if one["part"] == "Heat, again"]
    assert line["allocation"] == {
        "rule": "mass",
        "share": pytest.approx(0.1),
        "losses_by_iso_14051": flow.loss_share,
    }
    page = client.get(f"/footprints/{bottle.pk}/").content.decode()
    assert "site losses account for" in page and "This split was requested for 1 line." in page
    assert "in losses (ISO 14051)" in client.get(f"/footprints/{bottle.pk}/build/").content.decode()
    report = str(compose_report(bottle, computed, "en", "N. N."))
    assert "site losses account for" in report and "in losses (ISO 14051)" in report


def test_the_footprint_stands_on_the_figure_of_the_losses(signed_in, sample_centre, dairy):
    bottle = FootprintModel.objects.get(product__name__startswith="Returnable")
    flow = next(f for f in flows_of(dairy) if f.figure.indicator == "energy")
    take(signed_in("expert"), bottle, flow, losses="mfca")
    actions.submit_footprint(bottle, acting_user=sample_centre["expert"])
    total = Observation.objects.get(origin=bottle.origin, indicator="footprint_total")
    behind = set(Derivation.objects.filter(figure=total).values_list("source", flat=True))
    assert behind == {flow.figure.pk, flow.output.pk, flow.losses.pk}


def test_a_newer_year_brings_its_own_share_of_losses(signed_in, sample_centre, dairy):
    bottle = FootprintModel.objects.get(product__name__startswith="Returnable")
    flows = [f for f in flows_of(dairy) if f.figure.indicator == "energy"]
    newest = flows[0]
    older = next(
        f for f in flows if f.name == newest.name and f.figure.period != newest.figure.period
    )
    take(signed_in("expert"), bottle, older, losses="mfca")
    (update,) = updates_of(read_content(bottle.content), flows_of(dairy))
    assert update.new.evidence.losses == newest.loss_share
    assert update.new.evidence.losses_figure == newest.losses.pk

"""No label of a chart of the sample stands on another or is cut off, in any form; none is shrunk."""

import re
from itertools import chain

import pytest

from scp_centre.centre.pictures.picture_widths import FORMS
from scp_centre.centre.registry.models import Organisation
from scp_centre.roles.benchmarks.models import Benchmark
from scp_centre.roles.policy.models import Scenario, Table
from scp_centre.roles.production.models import Assessment
from scp_centre.roles.products.models import FootprintModel
from tests.interfaces.chart_labels import collisions, labels_of
from tests.interfaces.hostile import address_of, all_routes, person_with_every_role
from tests.interfaces.test_permissions import dairy_things  # noqa: F401

PICTURE = re.compile(r'(?:src|srcset)="([^"]+\.svg[^"]*)"')
FORM = re.compile(r"(?:wide|narrow|full)(?=\.svg)")
OF_ASSESSMENTS = ("", "flows/", "indicators/", "options/", "follow-up/")
FOR_PAGES = 8.0  # px that a picture may be wider than its form
# Drawn by what they show: a map as its country is, a Sankey of a report for its many labels.
OF_OWN_WIDTH = re.compile(r"/map-|/sankey-")
LEAST = 60  # charts of the sample


def pages_with_charts(things):
    """Yield the addresses of the pages of the sample that may show a chart."""
    for name, kinds in all_routes():
        address = address_of(name, kinds, things)
        if not re.search(r"^/accounts/|\.\w{2,5}$", address):
            yield address
    for assessment in Assessment.objects.all():
        yield from (f"/assessments/{assessment.pk}/{tab}" for tab in OF_ASSESSMENTS)
    for model in FootprintModel.objects.all():
        yield from (f"/footprints/{model.pk}/", f"/footprints/{model.pk}/uncertainty/")
    for benchmark in Benchmark.objects.all():
        yield from (f"/benchmarks/{benchmark.slug}/{tab}" for tab in ("1/", "place/", "method/"))
    yield from (f"/policy/scenarios/{one.pk}/" for one in Scenario.objects.all())
    for table in Table.objects.all():
        yield from (f"/policy/tables/{table.pk}/of/{code}/" for code in ("ghg", "water", "land"))


def charts_of(things, client):
    """Return the charts of the sample in every form: address -> picture."""
    found = {}
    for page in dict.fromkeys(pages_with_charts(things)):
        answer = client.get(page)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        if answer.status_code != 200 or answer.streaming or not is_page:
            continue
        for address in PICTURE.findall(answer.content.decode()):
            if FORM.search(address):
                found |= {FORM.sub(form, address): "" for form in FORMS}
    drawn = {}
    for address in found:
        answer = client.get(address.replace("&amp;", "&"))
        if answer.status_code == 200:
            drawn[address] = answer.content.decode()
    return drawn


@pytest.mark.django_db
def test_labels_of_charts_stand_apart_and_whole(dairy_things, sample_centre, client):  # noqa: F811
    company = Organisation.objects.get(name="Rivermouth Dairy")
    client.force_login(person_with_every_role(company))
    drawn = charts_of(dairy_things, client)
    wrong = list(
        chain.from_iterable(
            (f"{address}: {said}" for said in collisions(picture))
            for address, picture in drawn.items()
        )
    )
    for address, picture in drawn.items():
        (width, _height), labels = labels_of(picture)
        form = FORM.search(address)[0]
        if width > FORMS[form] + FOR_PAGES and not OF_OWN_WIDTH.search(address):
            wrong.append(f"{address} is {width:.0f} px wide and would be shrunk")
        if form == "narrow" and width > FORMS[form] + FOR_PAGES:
            wrong.append(f"{address} is {width:.0f} px wide on a phone")
        if not labels:
            wrong.append(f"{address} has no label")
    assert not wrong, "\n".join(wrong)
    assert len(drawn) > LEAST and {FORM.search(address)[0] for address in drawn} == set(FORMS)


def test_labels_that_meet_and_that_are_cut_off_are_found():
    begin = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40" font-size="12px">'
    meeting = (
        '<text x="2" y="20">Energy</text><g transform="translate(20,4)"><text y="18">of</text></g>'
    )
    (said,) = collisions(f"{begin}{meeting}</svg>")
    assert said == "“Energy” meets “of”"
    apart = '<text x="2" y="20">Energy</text><text x="98" y="20" text-anchor="end">of it</text>'
    assert not collisions(f"{begin}{apart}</svg>")
    unseen = '<text x="2" y="20">Energy</text><text x="2" y="20" opacity="0">Water</text>'
    assert not collisions(f"{begin}{unseen}</svg>")
    (said,) = collisions(f'{begin}<text x="80" y="20">Energy</text></svg>')
    assert said.startswith("“Energy” is cut off")
    turned = '<text transform="translate(10,38) rotate(-90)">Use</text><text x="14" y="20">t</text>'
    assert not collisions(f"{begin}{turned}</svg>")

"""Numbers that no evidence can be are refused; unusual ones are asked back in the user's words."""

import html

import pytest
from django.test import Client

from scp_centre.methods.criteria import Evidence, Measure, decide, read_scheme
from scp_centre.methods.criteria.plausibility import require_possible, require_usual
from scp_centre.methods.criteria.scheme import RESERVED, require_free_names
from scp_centre.methods.errors import InvalidValueError, UnclearEntryError
from scp_centre.roles.recognition.actions import applications
from scp_centre.roles.recognition.criteria_drafts import name_measure
from scp_centre.roles.recognition.criteria_texts import require_sound
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.models import CriteriaVersion
from tests.roles.recognition.applications import bottle, dairy, declare, published_version
from tests.roles.recognition.posts import World

SHARE = Measure("recycled", "Recycled content", unit="%")
ACID = Measure("ph", "pH of the waste water", unit="pH")
HEAT = Measure("heat", "Washing temperature", unit="°C")
WATER = Measure("water", "Water used", unit="m3")


@pytest.mark.parametrize(
    ("measure", "value"),
    [(SHARE, -1e12), (SHARE, 10_001.0), (ACID, 70.0), (HEAT, -274.0), (WATER, 2e12)],
)
def test_what_a_unit_cannot_be_is_refused(measure, value):
    with pytest.raises(InvalidValueError, match="cannot be") as refused:
        require_possible(measure, value)
    assert measure.title in str(refused.value.message)


@pytest.mark.parametrize(
    ("measure", "value"), [(SHARE, 130.0), (SHARE, -2.0), (ACID, 14.5), (WATER, -3.0)]
)
def test_what_is_unusual_is_asked_back(measure, value):
    require_possible(measure, value)
    with pytest.raises(UnclearEntryError) as asked:
        require_usual(measure, value)
    assert asked.value.readings == (value,)


def test_the_ends_of_what_is_usual_are_usual():
    for measure, value in ((SHARE, 0.0), (SHARE, 100.0), (ACID, 14.0), (WATER, 0.0)):
        require_possible(measure, value)
        require_usual(measure, value)


@pytest.mark.django_db
def test_evidence_is_asked_back_and_kept_once_confirmed(sample_centre):
    company = sample_centre["company"]
    version = published_version(sample_centre["label"])
    made = applications.start_application(version, dairy(), bottle(), acting_user=company)
    client = Client()
    client.force_login(company)
    address = f"/recognition/applications/{made.pk}/evidence/"

    def send(status, **values):
        answer = client.post(address, {"repair": "yes", **values})
        assert answer.status_code == status
        return html.unescape(answer.content.decode())

    page = send(422, value_recycled="-1000000000000")
    assert "cannot be -1,000,000,000,000. Enter a number between -10,000 and 10,000." in page
    page = send(422, value_recycled="130")
    asked = (
        "“Recycled content of the product, %” is usually between 0 and 100, but you entered 130."
    )
    assert asked in page
    assert 'name="value_recycled-meant" value="130.0"' in page
    assert not made.declarations.exists()
    send(302, **{"value_recycled": "130", "value_recycled-meant": "130.0"})
    assert made.declarations.get(measure="recycled").value == 130.0
    send(302, value_recycled="130", value_repair="yes")  # not asked a second time
    with pytest.raises(InvalidValueError, match="cannot be"):
        declare(made, company, "recycled", -1e12)


def scheme_with(name):
    rule = {"is": name}
    return {
        "id": "x",
        "version": "1",
        "title": "X",
        "measures": {name: {"title": "A measure", "kind": "yes or no"}},
        "criteria": [{"id": "1", "title": "One", "rule": rule}],
    }


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_a_word_of_the_criteria_language_names_no_measure(name):
    assert {"and", "or", "if", "max", "sum", "all", "none", "e", "pi", "true"} <= RESERVED
    scheme = read_scheme(scheme_with(name))  # what was published stays readable
    with pytest.raises(InvalidValueError, match=f"the word {name} is reserved"):
        require_free_names(scheme)
    with pytest.raises(RecognitionError, match="is reserved"):
        require_sound(scheme_with(name))
    require_free_names(read_scheme(scheme_with("android")))
    assert name_measure(name.title(), {}) == f"{name}_2"


def test_a_measure_that_was_published_as_a_constant_is_the_measure():
    """e below 2: met by 1.5, not by 2.5, and never by the number 2.718."""
    content = scheme_with("e")
    content["measures"]["e"] |= {"kind": "number", "unit": "kg"}
    content["criteria"][0]["rule"] = {"all": [{"value": "e * 1e0", "below": 2, "unit": "kg"}]}
    scheme = read_scheme(content)
    results = [str(decide(scheme, {"e": Evidence(v, "kg")}).result) for v in (1.5, 2.5)]
    assert results == ["met", "not met"] and str(decide(scheme, {}).result) == "not known"


@pytest.mark.django_db
def test_pages_of_a_scheme_that_was_published_with_such_a_name_are_shown(sample_centre):
    version = published_version(sample_centre["label"])
    for name in sorted(RESERVED):
        CriteriaVersion.objects.filter(pk=version.pk).update(content=scheme_with(name))
        for address in ("/register/labels/TST/", "/register/"):
            assert Client().get(address).status_code == 200, name


@pytest.mark.django_db
def test_the_form_of_a_measure_says_so_at_its_short_name(sample_centre):
    world = World(sample_centre)
    base, _content = world.draft()
    client = Client()
    client.force_login(world.officer)
    values = {"title": "Water and waste", "kind": "number", "unit": "kg", "name": "and"}
    answer = client.post(f"{base}measures/new/", values)
    assert answer.status_code == 422
    assert "the word and is reserved" in answer.content.decode()

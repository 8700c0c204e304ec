"""Criteria written with forms alone: a label officer who has never seen JSON writes a scheme."""

import json
import re
from datetime import date

import pytest
from django.test import Client

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import ConflictError, NotPermittedError
from scp_centre.methods.criteria import Evidence, decide
from scp_centre.roles.recognition import criteria_drafts as drafts
from scp_centre.roles.recognition.actions import criteria_drafts as actions
from scp_centre.roles.recognition.actions import schemes
from scp_centre.roles.recognition.criteria_texts import read_criteria, scheme_of
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.models import CriteriaVersion
from tests.roles.recognition.applications import LABEL, SCHEME, published_version

pytestmark = pytest.mark.django_db


class Officer:
    """A label officer at a browser, on the draft of one scheme."""

    def __init__(self, person, scheme):
        self.client, self.scheme = Client(), scheme
        self.client.force_login(person)
        self.base = f"/recognition/schemes/{scheme.pk}/draft/"

    def page(self, address=""):
        answer = self.client.get(self.base + address)
        assert answer.status_code == 200, address
        return answer.content.decode()

    def send(self, address, values, status=302):
        answer = self.client.post(self.base + address, values)
        assert answer.status_code == status, answer.content.decode()
        return answer.content.decode()

    def press(self, address, page=""):
        """Press a button of a page, which sends the mark of what it shows."""
        shown = re.search(r'name="shown" value="([^"]+)"', self.page(page))[1]
        self.send(address, {"shown": shown})

    @property
    def content(self):
        return CriteriaVersion.objects.get(scheme=self.scheme, published=None).content


@pytest.fixture
def officer(sample_centre):
    person = sample_centre["label"]
    return Officer(person, schemes.keep_scheme(SCHEME, acting_user=person))


@pytest.fixture
def measured(officer):
    """The same with a draft that measures water, fabric, a pool and packaging."""
    officer.send("", {"source": "Board of 3 March", "valid_from": "2026-01-01"})
    for values in (
        {"title": "Water used in a year", "kind": "number", "unit": "l"},
        {"title": "Fabric dyed", "kind": "number", "unit": "kg"},
        {"title": "The house has a pool", "kind": "yes or no", "title_fr": "Il y a une piscine"},
        {"title": "Sales packaging", "kind": "word", "words": "paper\nreturnable glass\n"},
    ):
        officer.send("measures/new/", values)
    return officer


def limit(number, **values):
    said = {"id": number, "title": f"Criterion {number}", "is_read": "on", "kind": "mandatory"}
    return said | {"comparison": "at most", "limit": "60"} | values


def test_an_officer_writes_five_criteria_without_json_and_publishes_them(measured, sample_centre):
    water = "criteria/new/?of=water_used_in_a_year"
    measured.send(water, limit("1", per="fabric_dyed", caption="Water per kilogram"))
    measured.send(
        water, limit("2", comparison="between", limit="1000", upper="20000.5", source="Section 2")
    )
    of_pool = {"id": "3", "title": "No pool", "is_read": "on", "answer": "no"}
    measured.send(
        "criteria/new/?of=the_house_has_a_pool", of_pool | {"kind": "points", "points": "2.5"}
    )
    words = {"id": "4", "title": "Packaging", "is_read": "on", "kind": "points", "points": "3"}
    words |= {"group": "waste", "denied": "no", "words": ["paper", "returnable glass"]}
    measured.send("criteria/new/?of=sales_packaging", words)
    measured.send(
        "criteria/new/?formula=1",
        limit("5", formula="100 * fabric_dyed / water_used_in_a_year", unit="%", is_read=""),
    )
    measured.send("points/", {"minimum": "4", "group_0": "3"})
    page = measured.page()
    for sentence in (
        "Water per kilogram: at most 60 l/kg.",
        "Water used in a year: from 1,000 l to 20,000.5 l.",
        "The house has a pool: no.",
        "Sales packaging is one of the following: paper, returnable glass.",
        "100 × Fabric dyed / Water used in a year: at most 60 %.",
        "Points needed: 4",
        "Points needed in the waste group: 3",
        "limit not checked against its source",
    ):
        assert sentence in page, sentence
    draft = CriteriaVersion.objects.get(scheme=measured.scheme)
    schemes.publish_criteria(draft, acting_user=sample_centre["label"])
    draft.refresh_from_db()
    known = {"water_used_in_a_year": Evidence(6000.0, "l"), "fabric_dyed": Evidence(100.0, "kg")}
    known |= {"the_house_has_a_pool": Evidence(False), "sales_packaging": Evidence("paper")}
    decision = decide(scheme_of(draft, "en"), known)
    assert [str(one.result) for one in decision.outcomes] == [*["met"] * 4, "not known"]
    assert decision.points == 5.5 and str(decision.result) == "not known"


def test_the_json_and_the_forms_are_the_same_draft(measured):
    measured.send("criteria/new/?of=the_house_has_a_pool", limit("1", answer="yes"))
    address = f"/recognition/schemes/{measured.scheme.pk}/criteria/"
    answer = measured.client.get(address).content.decode()
    assert "the_house_has_a_pool" in answer
    content = measured.content | {"title": "Written by an expert"}
    values = {"content": json.dumps(content), "source": "JSON", "valid_from": "2026-02-01"}
    assert measured.client.post(address, values).status_code == 302
    assert "Draft of version 1" in measured.page() and measured.content == content
    assert read_criteria(json.dumps(content)) == content


def test_a_preview_shows_the_sentence_and_saves_nothing(measured):
    address = "criteria/new/?of=fabric_dyed"
    page = measured.send(address, limit("1", act="preview"), 200)
    assert "Fabric dyed: at most 60 kg." in page and "Nothing has been saved yet." in page
    assert measured.content["criteria"] == []
    measured.send(address, limit("1"))
    page = measured.send("criteria/0/", limit("1", limit="75", act="preview"), 200)
    assert "at most 75 kg" in page and measured.content["criteria"][0]["rule"]["at most"] == 60


def test_alternatives_and_conditions_are_added_and_removed(measured):
    measured.send("criteria/new/?of=fabric_dyed", limit("1"))
    measured.send("criteria/0/rule/new/?of=the_house_has_a_pool", {"answer": "yes"})
    measured.send("criteria/0/", limit("1", combination="any"))
    measured.send("criteria/0/when/new/?of=sales_packaging", {"denied": "yes", "words": ["paper"]})
    measured.send("criteria/0/unless/new/?of=the_house_has_a_pool", {"answer": "yes"})
    measured.send("criteria/0/unless/new/?of=fabric_dyed", {"comparison": "below", "limit": "3"})
    criterion = measured.content["criteria"][0]
    limit_ = {"value": "fabric_dyed", "at most": 60, "unit": "kg"}
    assert criterion["rule"] == {"any": [limit_, {"is": "the_house_has_a_pool"}]}
    assert criterion["when"] == {"not": {"word": "sales_packaging", "one of": ["paper"]}}
    assert [*criterion["unless"]] == ["any"]
    page = measured.page()
    assert "At least one of the following is true: Fabric dyed: at most 60 kg." in page
    assert (
        "This criterion applies only under this condition: Sales packaging is not one "
        "of the following: paper."
    ) in page
    measured.send("criteria/0/unless/1/", {"comparison": "below", "limit": "4"})
    assert measured.content["criteria"][0]["unless"]["any"][1]["below"] == 4
    measured.press("criteria/0/unless/1/remove/", "criteria/0/")
    measured.press("criteria/0/unless/0/remove/", "criteria/0/")
    measured.press("criteria/0/rule/1/remove/", "criteria/0/")
    criterion = measured.content["criteria"][0]
    assert "unless" not in criterion and criterion["rule"] == limit_
    with pytest.raises(RecognitionError, match="at least one condition"):
        drafts.without_condition(criterion, "rule", 0)


def test_criteria_are_moved_and_removed_by_what_the_page_showed(measured, sample_centre):
    for number in "123":
        measured.send("criteria/new/?of=fabric_dyed", limit(number))
    measured.press("criteria/2/up/")
    measured.press("criteria/0/down/")
    assert [one["id"] for one in measured.content["criteria"]] == ["3", "1", "2"]
    measured.press("criteria/1/remove/")
    assert [one["id"] for one in measured.content["criteria"]] == ["3", "2"]
    with pytest.raises(ConflictError):
        actions.remove_criterion(
            measured.scheme, 0, acting_user=sample_centre["label"], shown="another state"
        )
    assert "Move up" in measured.page() and measured.page().count("Move up") == 1


def test_a_measure_that_is_used_stays_and_its_new_unit_is_that_of_its_limits(measured):
    measured.send(
        "criteria/new/?of=water_used_in_a_year", limit("1", per="fabric_dyed", limit="2.5")
    )
    shown = re.search(r'name="shown" value="([^"]+)"', measured.page())[1]
    address = f"{measured.base}measures/fabric_dyed/remove/"
    answer = measured.client.post(address, {"shown": shown})
    assert answer.status_code == 422 and "not among the measures" in answer.content.decode()
    page = measured.send(
        "measures/fabric_dyed/", {"title": "Fabric dyed", "kind": "yes or no"}, 422
    )
    assert "the measure is of type yes or no" in page
    measured.send("measures/fabric_dyed/", {"title": "Fabric", "kind": "number", "unit": "t"})
    rule = measured.content["criteria"][0]["rule"]
    assert rule == {"value": "water_used_in_a_year / fabric_dyed", "at most": 2.5, "unit": "l/t"}
    measured.press("measures/the_house_has_a_pool/remove/")
    assert "the_house_has_a_pool" not in measured.content["measures"]


@pytest.mark.parametrize(
    ("address", "values", "said"),
    [
        ("measures/new/", {"title": "Colour", "kind": "word"}, "at least one word"),
        (
            "measures/new/",
            {"title": "Pool", "kind": "yes or no", "unit": "m"},
            "Only numbers have units. Leave the unit empty.",
        ),
        (
            "measures/new/",
            {"title": "A", "kind": "number", "name": "fabric_dyed"},
            "already has this short name",
        ),
        (
            "measures/new/",
            {"title": "A", "kind": "number", "name": "pi"},
            "is reserved",
        ),
        (
            "criteria/new/?of=fabric_dyed",
            limit("1", kind="points"),
            "Enter the number of points for this criterion.",
        ),
        ("criteria/new/?of=fabric_dyed", limit("1", points="2"), "gives no points"),
        ("criteria/new/?of=fabric_dyed", limit("1", comparison="between"), "upper limit"),
        (
            "criteria/new/?of=fabric_dyed",
            limit("1", comparison="between", upper="5"),
            "above the upper limit",
        ),
        ("criteria/new/?of=fabric_dyed", limit("1", upper="5"), "Leave the upper limit empty"),
        ("criteria/new/?formula=1", limit("1", formula="dye / 2"), "not among the measures"),
        ("criteria/new/?formula=1", limit("1", formula="1 +"), "formula"),
    ],
)
def test_what_is_unsound_is_said_at_the_form_and_not_saved(measured, address, values, said):
    before = measured.content
    assert said in measured.send(address, values, 422)
    assert measured.content == before


def test_two_criteria_of_one_number_are_refused(measured):
    measured.send("criteria/new/?of=fabric_dyed", limit("1"))
    page = measured.send("criteria/new/?of=fabric_dyed", limit("1"), 422)
    assert "Two criteria have the id 1." in page


def test_a_second_officer_does_not_overwrite_the_first(measured):
    measured.send("criteria/new/?of=fabric_dyed", limit("1"))
    page = measured.page("criteria/0/")
    marks = dict(re.findall(r'name="(\w+form-shown)" value="([^"]+)"', page))
    assert set(marks) == {"criterionform-shown", "conditionform-shown"}
    measured.send("criteria/0/", limit("1", limit="50"))
    page = measured.send("criteria/0/", limit("1", limit="40") | marks, 422)
    assert "Somebody changed the saved data" in page and "Currently saved: 50" in page
    assert measured.content["criteria"][0]["rule"]["at most"] == 50


def test_the_next_version_starts_as_a_copy_and_keeps_what_forms_do_not_show(officer, sample_centre):
    person = sample_centre["label"]
    version = published_version(person, code="NXT")
    own = Officer(person, version.scheme)
    assert "copy of version 1" in own.page()
    own.send("", {"source": "Second board", "valid_from": "2027-01-01"})
    assert own.content == json.loads(LABEL)
    row = Entry.objects.filter(act="draft_criteria").first()
    assert row.after["source"] == "Second board" and row.person == person
    page = own.page("measures/packaging/")
    assert "no packaging\npaper\ndeposit packaging" in page and "Emballage de vente" in page
    title = {"title": "Packaging in shops", "kind": "word", "title_fr": "Emballage de vente"}
    own.send("measures/packaging/", title | {"words": "paper\nno packaging\nglass"})
    packaging = own.content["measures"]["packaging"]
    assert packaging["words"]["none"]["fr"] == "aucun emballage"
    assert packaging["words"]["glass"] == {"en": "glass"} and "deposit" not in packaging["words"]
    assert packaging["titles"] == {"fr": "Emballage de vente"}
    version.refresh_from_db()
    assert version.content == json.loads(LABEL)


def test_only_a_label_officer_writes_criteria(measured, sample_centre):
    client = Client()
    client.force_login(sample_centre["director"])
    assert client.get(measured.base).status_code == 403
    with pytest.raises(NotPermittedError):
        actions.remove_measure(
            measured.scheme, "fabric_dyed", acting_user=sample_centre["director"]
        )
    with pytest.raises(NotPermittedError):
        actions.start_draft(
            measured.scheme, "S", date(2026, 1, 1), acting_user=sample_centre["company"]
        )


def test_an_empty_draft_is_not_published(officer, sample_centre):
    officer.send("", {"source": "Board", "valid_from": "2026-01-01"})
    assert "add a measure first" in officer.page()
    draft = CriteriaVersion.objects.get(scheme=officer.scheme)
    with pytest.raises(RecognitionError, match="at least one criterion"):
        schemes.publish_criteria(draft, acting_user=sample_centre["label"])
    assert officer.client.get(f"/register/labels/{officer.scheme.code}/").status_code == 200


def test_what_is_not_in_the_draft_is_not_found(measured):
    for address in ("measures/gone/", "criteria/0/", "criteria/0/rule/0/", "criteria/7/rule/new/"):
        assert measured.client.get(measured.base + address).status_code == 404
    measured.send("criteria/new/?of=fabric_dyed", limit("1"))
    for address in ("criteria/0/other/new/", "criteria/0/rule/1/"):
        assert measured.client.get(measured.base + address).status_code == 404

"""The claims checker: for everybody, marked words, nothing kept, bounded, own evidence by consent."""

import re

import pytest
from django.test import Client

from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.evidence.models import Observation, Status, Use
from scp_centre.centre.limits.tallies import MINUTE
from scp_centre.centre.registry.models import Organisation
from scp_centre.methods.claims import LONGEST
from scp_centre.roles.recognition.claim_evidence import own_wordings
from scp_centre.roles.recognition.views import claims

pytestmark = pytest.mark.django_db
PAGE = "/claims/"
ALL = {"Generic environmental claim", "Comparison without a stated basis"}


def sent(client, text, language="en", **values):
    return client.post(PAGE, {"text": text, "language": language} | values)


def said(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_visitor_sees_the_form_in_the_language_of_the_page(client, sample_centre):
    page = said(client.get(PAGE, headers={"accept-language": "es"}))
    assert "Comprobar una afirmación ambiental" in page
    assert '<option value="es" selected>' in page


def test_the_words_are_marked_with_reason_rule_and_wording(client, sample_centre):
    answer = sent(client, "Eco-friendly, 30 % less plastic")
    page = said(answer)
    assert answer.status_code == 200 and "Must be proved or completed" in page
    assert "<mark>Eco-friendly</mark>, <mark>30 % less plastic</mark>" in page
    assert all(title in page for title in ALL)
    assert "Directive 2005/29/EC, Annex I, point 4a" in page and "Better wording" in page
    assert answer["Cache-Control"] == "no-store"


def test_a_fair_claim_passes_and_must_still_be_true(client, sample_centre):
    page = said(sent(client, "Thé vert à la menthe", "fr"))
    assert "No objection found" in page and "you must still be able to prove" in page
    assert "<mark>" not in page


def test_what_is_known_besides_the_wording_is_heard(client, sample_centre):
    page = said(sent(client, "Eco-friendly", excellent="no"))
    assert "Must not be used like this" in page
    assert "No objection found" in said(sent(client, "Eco-friendly", excellent="yes"))
    page = said(sent(client, "Recycled plastic", part="Lid", share="40", material="recycled PP"))
    assert "Lid: 40 % recycled PP" in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"text": ""}, "Enter the claim"),
        ({"text": "green " * 10_000}, f"Claim must be {LONGEST:,} characters or fewer"),
        ({"language": "de"}, "Choose one of the options for “Language of the claim”"),
        ({"share": "140"}, "Share of this part covered by the claim (%)"),
        ({"share": "much"}, "Share of this part covered by the claim (%)"),
        ({"plan": "perhaps"}, "Choose one of the options"),
    ],
)
def test_errors_name_the_field(client, sample_centre, values, words):
    answer = client.post(PAGE, {"text": "Eco", "language": "en"} | values)
    assert answer.status_code == 422 and words in said(answer)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script> eco-friendly", "\u202eeco-friendly", "eco\u200b-friendly"]
)
def test_hostile_signs_are_shown_as_text(client, sample_centre, text):
    page = said(sent(client, text))
    assert "<script>alert" not in page and "Generic environmental claim" in page
    assert "\u202e" not in page.partition("<h1>")[2].partition("<form")[0]


def test_control_signs_are_refused(client, sample_centre):
    answer = sent(client, "eco\x00-friendly")
    assert answer.status_code == 422 and "a character that cannot be saved" in said(answer)


def test_a_network_checks_some_claims_a_minute(client, sample_centre, monkeypatch):
    monkeypatch.setattr(claims, "MOST_CHECKS", 2)
    assert [sent(client, "Eco").status_code for _ in range(3)] == [200, 200, 429]
    assert client.get(PAGE).status_code == 200 and MINUTE == 60


def test_nothing_of_a_claim_is_kept(client, sample_centre, django_assert_max_num_queries):
    text = "Eco-friendly zebra soap of a test"
    with django_assert_max_num_queries(40) as asked:
        page = said(sent(client, text))
    assert "zebra" in page
    assert not any("zebra" in query["sql"] for query in asked.captured_queries)


def test_a_company_is_shown_what_its_own_figures_prove_by_consent_only(sample_centre):
    person = sample_centre["company"]
    client = Client()
    client.force_login(person)
    assert own_wordings(person, "en") == []  # what nobody has reviewed proves nothing
    Observation.objects.filter(indicator="verified_saving").update(
        status=Status.REVIEWED, reviewed_by=sample_centre["reviewer"]
    )
    proved = own_wordings(person, "en")
    assert any(re.match(r"Rivermouth Dairy saves [\d,.]+ MWh with", one) for one in proved)
    assert "From your own reviewed figures" in said(sent(client, "Eco-friendly"))
    assert own_wordings(person, "fr") != proved
    assert own_wordings(sample_centre["expert"], "en") == []
    dairy = Organisation.objects.get(name="Rivermouth Dairy")
    set_consent(dairy, Use.LABEL, False, acting_user=person)
    assert own_wordings(person, "en") == []
    assert "From your own reviewed figures" not in said(sent(client, "Eco-friendly"))

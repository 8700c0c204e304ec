"""Published criteria as data: each limit with its criterion, unit and how it was learned."""

import json
import re

import pytest
from django.test import Client

from scp_centre.methods.criteria import Evidence, decide, read_scheme
from scp_centre.roles.recognition.actions import schemes
from scp_centre.roles.recognition.criteria_texts import in_language, require_sound
from scp_centre.roles.recognition.models import CriteriaVersion
from scp_centre.roles.recognition.published_criteria import PUBLISHED, published_content
from tests.roles.recognition.applications import SCHEME

LAWS = {
    "textiles": "Decision 2014/350/EU",
    "tourist_accommodation": "Decision (EU) 2017/175",
    "laundry_detergents": "Decision (EU) 2017/1218",
}


def numbers_of(rule):
    text = json.dumps(rule)
    return [float(found) for found in re.findall(r"(?<![\w.])\d+(?:\.\d+)?", text)]


@pytest.mark.parametrize("name", PUBLISHED)
def test_each_limit_has_its_criterion_and_says_how_it_was_learned(name):
    content = published_content(name)
    require_sound(content)
    for one in content["criteria"]:
        number = one["id"].partition("-")[0]
        assert one["source"].startswith(f"{LAWS[name]}, annex, criterion {number}")
        assert one["check"] in ("read in a copy", "recalled")
        assert (one["check"] == "read in a copy") == ("ecolabeltoolbox.com" in one["source"])


@pytest.mark.parametrize("name", PUBLISHED)
@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_titles_are_there_in_each_language(name, language):
    content = published_content(name)
    said = read_scheme(in_language(content, language))
    titles = [said.title, *(m.title for m in said.measures.values())]
    assert all(titles) and len(set(titles)) == len(titles)
    if language != "en":
        assert said.title != content["title"]


def test_none_decides_before_somebody_read_it_at_its_source():
    content = published_content("tourist_accommodation")
    evidence = {"flow": Evidence(6.0, "l/min"), "flush": Evidence(9.0, "l")}
    results = {
        o.criterion.id: str(o.result) for o in decide(read_scheme(content), evidence).outcomes
    }
    assert results["14"] == results["15-b"] == "not known"
    for one in content["criteria"]:
        one["check"] = "read"
    results = {
        o.criterion.id: str(o.result) for o in decide(read_scheme(content), evidence).outcomes
    }
    assert (results["14"], results["15-b"]) == ("met", "not met")


@pytest.mark.parametrize(
    ("criterion", "limits", "points"),
    [
        ("14", [8.5], 0),  # ecolabeltoolbox.com/en/criteres/201
        ("15-b", [4.5], 0),  # 202
        ("38-a", [100.0], 3),  # 225
        ("43-b", [50.0], 1.5),  # 230
        ("31-fri90", [90.0], 0.5),  # 218
    ],
)
def test_limits_of_tourist_accommodation_as_read_in_the_copy(criterion, limits, points):
    content = published_content("tourist_accommodation")
    (one,) = [c for c in content["criteria"] if c["id"] == criterion]
    assert numbers_of(one["rule"]) == limits and one.get("points", 0) == points


@pytest.mark.django_db
def test_an_officer_begins_with_published_criteria_and_reads_them(sample_centre):
    officer = sample_centre["label"]
    scheme = schemes.keep_scheme(SCHEME, acting_user=officer)
    client = Client()
    client.force_login(officer)
    base = f"/recognition/schemes/{scheme.pk}/draft/"
    page = client.get(base).content.decode()
    assert "Tourist accommodation: Decision (EU) 2017/175 (extract)" in page
    values = {"source": "EU Ecolabel", "valid_from": "2026-12-01"}
    values["begin_with"] = "tourist_accommodation"
    assert client.post(base, values | {"begin_with": "nonsense"}).status_code == 422
    assert client.post(base, values).status_code == 302
    page = client.get(base).content.decode()
    assert "Average water flow of bathroom taps and showers: at most 8.5 l/min." in page
    draft = CriteriaVersion.objects.get(scheme=scheme)
    checks = page.count("limit not checked against its source")
    assert checks == len(draft.content["criteria"]) and "begin_with" not in page
    place = [c["id"] for c in draft.content["criteria"]].index("14")
    read = {"id": "14", "title": "Water flow", "source": "OJ L 28, 2.2.2017, p. 9, criterion 14"}
    read |= {"is_read": "on", "kind": "mandatory", "comparison": "at most", "limit": "8.5"}
    assert client.post(f"{base}criteria/{place}/", read).status_code == 302
    draft.refresh_from_db()
    assert draft.content["criteria"][place]["check"] == "read"

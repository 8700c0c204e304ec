"""A value that a filter does not have is refused, or finds nothing: never does it show all rows."""

import pytest

from tests.interfaces.api_tokens import token_of

pytestmark = pytest.mark.django_db
LONG = "x" * 121
REFUSED = {
    "director": [
        "/register/?state=good",
        "/register/?scheme=none",
        "/register/table.csv?state=good",
        "/register/table.csv?scheme=none",
        "/register/licences.json?state=good",
        "/register/licences.json?scheme=none&state=valid",
        f"/register/licences.json?q={LONG}",
        "/organisations/?kind=planet",
        "/search/?q=water&kind=planet",
        "/year/?version=secret",
        "/year/?last=planet",
        "/portfolio/?by=planet",
        "/policy/register/?format=planet",
        "/training/figures/?end=planet",
        f"/clearinghouse/?topic={LONG}",
        f"/clearinghouse/search.json?topic={LONG}",
        f"/clearinghouse/feed.atom?topic={LONG}",
        f"/clearinghouse/events.ics?topic={LONG}",
        f"/clearinghouse/list/?topic={LONG}",
    ],
    "expert": ["/footprints/background/?category=planet"],
    "admin": ["/audit/?only=planets", "/audit/?day=someday"],
}


@pytest.mark.parametrize(("who", "address"), [(w, a) for w, all_ in REFUSED.items() for a in all_])
def test_an_unknown_value_of_a_filter_is_refused_with_words(signed_in, who, address):
    answer = signed_in(who).get(address)
    assert answer.status_code in (400, 422), (answer.status_code, answer.content[:300])
    assert len(answer.content) > 20 and b"Traceback" not in answer.content
    known = address.partition("?")[0]
    assert signed_in(who).get(known).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/figures?status=planet",
        "/figures?origin=planet",
        "/assessments?phase=planet",
        "/assessments?review=planet",
    ],
)
def test_the_api_finds_nothing_by_an_unknown_value(client, sample_centre, address):
    headers = {"Authorization": f"Bearer {token_of(sample_centre['director'], ('read',))}"}
    assert client.get(f"/api/v1{address}", headers=headers).json()["count"] == 0
    whole = address.partition("?")[0]
    assert client.get(f"/api/v1{whole}", headers=headers).json()["count"] > 0


def test_a_code_that_no_item_has_finds_no_item(client, sample_centre):
    assert client.get("/clearinghouse/search.json?topic=planet").json()["count"] == 0
    assert client.get("/clearinghouse/search.json").json()["count"] > 0

"""Entries of the factory floor: kept once, conflicts shown, nothing of another company."""

import io
import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from scp_centre.centre.audit.models import Entry
from scp_centre.roles.production.models import Assessment, Note, Reading

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0" + b"picture of a meter"


@pytest.fixture
def site(sample_centre):
    return Assessment.objects.get(company="Rivermouth Dairy").site


def reading(**changes):
    return {
        "id": str(uuid.uuid4()),
        "kind": "reading",
        "meter": "natural_gas",
        "start": "2027-01-01",
        "end": "2027-01-31",
        "value": "701.5",
    } | changes


def note(**changes):
    return {"id": str(uuid.uuid4()), "kind": "note", "text": "Steam plume at valve 7."} | changes


def send(client, site, entry):
    return client.post(f"/sites/{site.pk}/floor/entries/", entry)


def test_sent_twice_kept_once(signed_in, site):
    client, first, second = signed_in("expert"), reading(), note()
    for _ in range(3):
        assert send(client, site, first).json() == {"state": "kept"}
        assert send(client, site, second).json() == {"state": "kept"}
    assert Reading.objects.filter(start=date(2027, 1, 1)).count() == 1
    assert Note.objects.count() == 1
    assert Entry.objects.filter(act="take_note").count() == 1


def test_a_conflict_names_both_values_and_is_resolved_by_its_author(signed_in, site):
    send(signed_in("company"), site, reading(value="690"))
    client, mine = signed_in("expert"), reading()
    told = send(client, site, mine).json()
    assert told["state"] == "conflict"
    assert "R. Costa" in told["message"] and "690\u00a0GJ" in told["message"]
    assert "701.5" in told["message"]
    assert Reading.objects.get(start=date(2027, 1, 1)).value == 690
    assert send(client, site, mine | {"replace": "on"}).json() == {"state": "kept"}
    rows = Reading.objects.filter(start=date(2027, 1, 1)).order_by("pk")
    assert [(r.value, r.current) for r in rows] == [(690, False), (701.5, True)]


def test_what_cannot_be_is_refused_in_words(signed_in, site):
    client = signed_in("expert")
    for entry, words in (
        (reading(value="-3"), "Value"),
        (reading(end="2026-12-01"), "last day"),
        (reading(meter="steam"), "Meter"),
        (note(text=" "), "says and shows nothing"),
        (note(id="x"), "UUID"),
    ):
        answer = send(client, site, entry)
        assert answer.status_code == 422 and answer.json()["state"] == "refused"
        assert words.lower() in answer.json()["message"].lower(), answer.json()
    assert not Note.objects.exists()


def test_pictures_are_checked_and_served_to_those_who_may_see_the_site(signed_in, site):
    client = signed_in("expert")
    good = SimpleUploadedFile("../../evil.html", JPEG, "text/html")
    assert send(client, site, note(photo=good)).json() == {"state": "kept"}
    kept = Note.objects.get()
    assert kept.photo.name.endswith(".jpg") and "evil" not in kept.photo.name
    answer = client.get(f"/notes/{kept.pk}/photo")
    assert answer["Content-Type"] == "image/jpeg" and b"".join(answer) == JPEG
    assert answer["X-Content-Type-Options"] == "nosniff"
    bad = SimpleUploadedFile("x.jpg", b"<script>alert(1)</script>", "image/jpeg")
    assert send(client, site, note(photo=bad)).status_code == 422
    large = SimpleUploadedFile("x.jpg", JPEG + bytes(9 * 1024**2), "image/jpeg")
    assert "8 MB" in send(client, site, note(photo=large)).json()["message"]
    assert signed_in("dyehouse").get(f"/notes/{kept.pk}/photo").status_code == 404


def test_others_take_no_notes(signed_in, site):
    assert send(signed_in("dyehouse"), site, note()).status_code == 404
    assert send(signed_in("reviewer"), site, note()).status_code == 403
    assert not Note.objects.exists()


def test_the_picture_goes_with_the_companys_data(signed_in, site):
    import zipfile

    from scp_centre.roles.production.takeout import pack_company

    photo = SimpleUploadedFile("x.jpg", JPEG, "image/jpeg")
    send(signed_in("expert"), site, note(photo=photo))
    package = zipfile.ZipFile(io.BytesIO(pack_company(site.organisation)))
    (name,) = [n for n in package.namelist() if n.startswith("photos/")]
    assert package.read(name) == JPEG

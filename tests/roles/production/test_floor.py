"""Entries of the factory floor: kept once, conflicts shown, nothing of another company."""

import io
import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from scp_centre.centre.audit.models import Entry
from scp_centre.roles.production.models import Assessment, Flow, Note, Reading

pytestmark = pytest.mark.django_db


def photograph():
    """Return a picture as a phone takes it: with the camera's name and the place."""
    picture, exif, out = Image.new("RGB", (60, 40), "grey"), Image.Exif(), io.BytesIO()
    exif[0x010F] = "Camera of somebody"
    exif.get_ifd(0x8825)[2] = (48.0, 12.0, 30.0)
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


JPEG = photograph()


@pytest.fixture
def site(sample_centre):
    return Assessment.objects.get(company="Rivermouth Dairy").site


def reading(**changes):
    return {
        "id": str(uuid.uuid4()),
        "kind": "reading",
        "meter": "natural_gas",
        "start": "2019-01-01",
        "end": "2019-01-31",
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
    assert Reading.objects.filter(start=date(2019, 1, 1)).count() == 1
    assert Note.objects.count() == 1
    assert Entry.objects.filter(act="take_note").count() == 1


def test_a_conflict_names_both_values_and_is_resolved_by_its_author(signed_in, site):
    send(signed_in("company"), site, reading(value="690"))
    client, mine = signed_in("expert"), reading()
    told = send(client, site, mine).json()
    assert told["state"] == "conflict"
    assert "R. Costa" in told["message"] and "690\u00a0GJ" in told["message"]
    assert "701.5" in told["message"]
    assert Reading.objects.get(start=date(2019, 1, 1)).value == 690
    assert send(client, site, mine | {"replace": "on"}).json() == {"state": "kept"}
    rows = Reading.objects.filter(start=date(2019, 1, 1)).order_by("pk")
    assert [(r.value, r.current) for r in rows] == [(690, False), (701.5, True)]


def test_what_cannot_be_is_refused_in_words(signed_in, site):
    client = signed_in("expert")
    for entry, words in (
        (reading(value="-3"), "Value"),
        (reading(end="2018-12-01"), "last day"),
        (reading(meter="steam"), "Meter"),
        (note(text=" "), "no text and no picture"),
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
    assert answer["Content-Type"] == "image/jpeg" and "attachment" not in answer.headers
    shown = b"".join(answer)
    assert Image.open(io.BytesIO(shown)).size == (60, 40)
    assert (
        b"Camera" in JPEG and b"Camera" not in shown and not Image.open(io.BytesIO(shown)).getexif()
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    bad = SimpleUploadedFile("x.jpg", b"<script>alert(1)</script>", "image/jpeg")
    assert send(client, site, note(photo=bad)).status_code == 422
    large = SimpleUploadedFile("x.jpg", JPEG + bytes(11 * 1024**2), "image/jpeg")
    assert "10 MB" in send(client, site, note(photo=large)).json()["message"]
    assert signed_in("dyehouse").get(f"/notes/{kept.pk}/photo").status_code == 404


def test_others_take_no_notes(signed_in, site):
    assert send(signed_in("dyehouse"), site, note()).status_code == 404
    assert send(signed_in("reviewer"), site, note()).status_code == 403
    assert not Note.objects.exists()


def test_the_picture_goes_with_the_companys_data(signed_in, site):
    import zipfile

    from scp_centre.roles.production.data_export import pack_company

    photo = SimpleUploadedFile("x.jpg", JPEG, "image/jpeg")
    send(signed_in("expert"), site, note(photo=photo))
    package = zipfile.ZipFile(io.BytesIO(pack_company(site.organisation)))
    (name,) = [n for n in package.namelist() if n.startswith("photos/")]
    assert package.read(name).startswith(b"\xff\xd8\xff")


def flow(**changes):
    return {
        "id": str(uuid.uuid4()),
        "kind": "flow",
        "flow-period": "2025",
        "flow-name": "Drain at the separator",
        "flow-kind": "effluent",
        "flow-substance": "water",
        "flow-source": "reception",
        "flow-amount": "120,5",
        "flow-amount-language": "fr",  # of the page that it was typed on, days ago
        "flow-unit": "m3",
        "flow-quality": "estimated",
    } | changes


def test_a_flow_seen_on_the_floor_enters_the_assessment_once(signed_in, site):
    client, seen = signed_in("expert"), flow()
    assert 'id="flow-amount"' in client.get(f"/sites/{site.pk}/floor/").content.decode()
    for _ in range(2):
        assert send(client, site, seen).json() == {"state": "kept"}
    made = Flow.objects.get(assessment__site=site, name="Drain at the separator")
    assert (made.amount, made.key, made.target) == (120.5, "drain_at_the_separator", None)


def test_the_same_flow_measured_again_is_a_conflict_that_its_author_decides(signed_in, site):
    client = signed_in("company")
    again = flow(**{"flow-name": "natural GAS", "flow-kind": "energy", "flow-amount": "9500"})
    again |= {"flow-source": "", "flow-target": "boiler", "flow-unit": "GJ"}
    again |= {"flow-substance": "natural_gas", "flow-quality": "measured"}
    told = send(client, site, again).json()
    assert told["state"] == "conflict" and "9,200" in told["message"]
    gas = Flow.objects.get(assessment__site=site, key="gas", period="2025")
    assert gas.amount == 9200
    assert send(client, site, again | {"replace": "on"}).json() == {"state": "kept"}
    new = Flow.objects.get(assessment__site=site, key="gas", period="2025")
    assert new.amount == 9500 and new.price == 11.5


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"flow-amount": "much"}, "is not a number"),
        ({"flow-unit": "MWh"}, "does not fit"),
        ({"flow-source": "", "flow-target": ""}, "Both From and To are empty"),
        ({"id": "nonsense"}, "no name"),
    ],
)
def test_a_flow_that_does_not_hold_together_is_refused_in_words(signed_in, site, changes, words):
    answer = send(signed_in("expert"), site, flow(**changes))
    assert answer.status_code == 422 and words in answer.json()["message"]
    assert not Flow.objects.filter(name="Drain at the separator").exists()


def test_no_flow_from_another_company(signed_in, site):
    assert send(signed_in("dyehouse"), site, flow()).status_code == 404

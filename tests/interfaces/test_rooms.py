"""Rooms over HTTP: joining without an account, codes that are guessed, scripts, lost lines."""

import json
import re
import threading
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from scp_centre.roles.training.actions import people, workshops
from scp_centre.roles.training.live_updates import HUB, Hub, Stream, listen
from scp_centre.roles.training.models import Note, Participant, Workshop
from scp_centre.roles.training.room_limits import OPERATIONS_A_MINUTE, WRONG_CODES


@pytest.fixture
def workshop(sample_centre):
    """The sample workshop, at its small-group activity."""
    cache.clear()
    return Workshop.objects.get()


def joined(workshop, name="Zoe Zander", organisation="Ministry of Environment"):
    """A phone that has joined, by the pages."""
    phone = Client()
    page = phone.get(f"/join/{workshop.code}/").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    answer = phone.post(
        f"/join/{workshop.code}/", {"key": key, "name": name, "organisation": organisation}
    )
    assert answer.status_code == 302 and answer.url == f"/room/{workshop.pk}/"
    return phone


def send(phone, workshop, *operations):
    return phone.post(
        f"/room/{workshop.pk}/operations/",
        json.dumps({"operations": operations}),
        content_type="application/json",
        headers={"Accept": "application/json"},
    )


def operation(workshop, phone, text, **more):
    who = Participant.objects.get(name="Zoe Zander")
    sheet = who.group.sheets.first().pk
    row = {"id": uuid.uuid4(), "kind": "write", "note": uuid.uuid4(), "sheet": sheet, "text": text}
    return {k: str(v) if isinstance(v, uuid.UUID) else v for k, v in (row | more).items()}


def test_somebody_joins_by_a_code_typed_in_any_way(workshop):
    phone = Client()
    typed = f" {workshop.code[:3].lower()}-{workshop.code[3:].lower()} "
    answer = phone.post("/join/", {"code": typed})
    assert answer.status_code == 302 and answer.url == f"/join/{workshop.code}/"
    page = joined(workshop).get(f"/room/{workshop.pk}/").content.decode()
    assert "Your group" in page and "Choose" in page


def test_a_guessed_code_is_slowed_down(workshop):
    phone = Client()
    for _ in range(WRONG_CODES):
        assert phone.post("/join/", {"code": "AAAAAA"}).status_code == 422
    slowed = phone.post("/join/", {"code": workshop.code})
    assert slowed.status_code == 429 and "Too many wrong codes" in slowed.content.decode()
    assert phone.get("/join/AAAAAA/").status_code == 429, "nor by the address"
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert other.post("/join/", {"code": workshop.code}).status_code == 302


def test_an_expired_code_says_so(workshop):
    Workshop.objects.update(code_ends=timezone.now() - timedelta(minutes=1))
    answer = Client().get(f"/join/{workshop.code}/")
    assert answer.status_code == 422 and "no longer valid" in answer.content.decode()


def test_a_phone_without_its_key_is_led_to_the_code(workshop):
    assert Client().get(f"/room/{workshop.pk}/").url == "/join/"
    stranger = Client()
    stranger.cookies[f"room-{workshop.pk}"] = "guessed"
    assert stranger.get(f"/room/{workshop.pk}/chart/").url == "/join/"
    assert send(stranger, workshop).status_code == 401


def test_the_key_of_one_workshop_opens_no_other(workshop, sample_centre):
    other = workshops.plan_workshop(
        workshop.module, "Other", timezone.now(), acting_user=sample_centre["trainer"]
    )
    phone = joined(workshop)
    phone.cookies[f"room-{other.pk}"] = phone.cookies[f"room-{workshop.pk}"].value
    assert phone.get(f"/room/{other.pk}/").url == "/join/"


def test_a_script_in_a_note_is_text_on_every_screen(workshop, signed_in):
    phone = joined(workshop)
    send(phone, workshop, operation(workshop, phone, "<script>alert(1)</script>", role=2))
    trainer = signed_in("trainer")
    trainer.post(f"/training/workshops/{workshop.pk}/act/", {"act": "show", "what": "the board"})
    for client, address in (
        (phone, f"/room/{workshop.pk}/chart/"),
        (trainer, f"/training/workshops/{workshop.pk}/charts/"),
        (trainer, f"/training/workshops/{workshop.pk}/projector/"),
    ):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page and "alert(1)" in page


def test_a_name_with_a_script_is_text_too(workshop, signed_in):
    joined(workshop, name="<b onclick=x>Zoe</b>")
    page = signed_in("trainer").get(f"/training/workshops/{workshop.pk}/").content.decode()
    assert "<b onclick" not in page and "&lt;b onclick" in page


def test_operations_without_sense_change_nothing(workshop):
    phone = joined(workshop)
    before = Note.objects.count()
    erased = send(phone, workshop, {"kind": "erase"}).json()["results"]
    assert [one["state"] for one in erased] == ["refused"]
    for body in ("", "[]", '{"operations": 7}'):
        answer = phone.post(
            f"/room/{workshop.pk}/operations/", body, content_type="application/json"
        )
        assert answer.status_code == 400
    assert Note.objects.count() == before


def test_a_phone_that_writes_too_fast_is_asked_to_wait(workshop):
    phone = joined(workshop)
    for _ in range(OPERATIONS_A_MINUTE // 40):
        assert (
            send(
                phone,
                workshop,
                *({"kind": "take", "note": str(uuid.uuid4()), "id": str(uuid.uuid4())},) * 40,
            ).status_code
            == 200
        )
    answer = send(phone, workshop, operation(workshop, phone, "One more"))
    assert answer.status_code == 429 and answer["Retry-After"]


def test_without_a_script_a_note_is_sent_by_its_button_and_a_reload_shows_it(workshop):
    phone = joined(workshop)
    chart = f"/room/{workshop.pk}/chart/"
    page = phone.get(chart).content.decode()
    form = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)[1]
        for name in ("id", "note", "kind", "sheet")
    }
    for _ in range(2):
        assert phone.post(chart, form | {"text": "By the button", "role": "7"}).status_code == 302
    assert Note.objects.filter(text="By the button", role=7).count() == 1
    assert "By the button" in phone.get(chart).content.decode()
    refused = phone.post(chart, form | {"id": uuid.uuid4(), "note": uuid.uuid4(), "text": " "})
    assert refused.status_code == 422 and "The note is empty" in refused.content.decode()


def test_a_picture_of_40_megabytes_is_refused_in_words(workshop):
    phone = joined(workshop)
    file = SimpleUploadedFile("chart.jpg", b"\xff" * 40 * 1024**2, content_type="image/jpeg")
    answer = phone.post(f"/room/{workshop.pk}/photos/", {"id": uuid.uuid4(), "photo": file})
    assert answer.status_code == 422 and "MB, over the 10 MB limit" in answer.content.decode()


def test_board_plan_and_evaluation_wait_for_the_report_back(workshop, signed_in):
    phone = joined(workshop)
    pages = [f"/room/{workshop.pk}/{page}/" for page in ("board", "plan", "evaluation")]
    assert all(phone.get(page).status_code == 302 for page in pages)
    trainer = signed_in("trainer")
    trainer.post(f"/training/workshops/{workshop.pk}/act/", {"act": "go", "section": "3"})
    assert all(phone.get(page).status_code == 200 for page in pages)


def test_contacts_are_shown_to_those_who_share_their_own(workshop):
    Participant.objects.filter(name="Ana Abebe").update(email="ana@a.example", shares_contact=True)
    Participant.objects.filter(name="Bilal Bruno").update(email="bilal@b.example")
    phone = joined(workshop)
    home = f"/room/{workshop.pk}/home/"
    assert "ana@a.example" not in phone.get(home).content.decode()
    phone.post(home, {"email": "zoe@z.example", "shares_contact": "on"})
    page = phone.get(home).content.decode()
    assert "ana@a.example" in page and "bilal@b.example" not in page


def test_a_way_back_in_works_once_the_phone_is_lost(workshop, sample_centre):
    joined(workshop)
    who = Participant.objects.get(name="Zoe Zander")
    key = people.let_back_in(who, acting_user=sample_centre["trainer"])
    phone = Client()
    assert phone.get(f"/back/{workshop.pk}/{key}/").url == f"/room/{workshop.pk}/"
    assert "Zoe Zander" in phone.get(f"/room/{workshop.pk}/").content.decode()


def test_news_can_be_asked_for_by_number(workshop):
    phone = joined(workshop)
    stream = f"/room/{workshop.pk}/stream/?as=json"
    last = phone.get(stream).json()["last"]
    send(phone, workshop, operation(workshop, phone, "News"))
    told = phone.get(f"{stream}&since={last}").json()
    assert [c["part"] for c in told["changes"]] == ["note"]
    assert told["changes"][0]["data"]["notes"][0]["text"] == "News"
    assert phone.get(f"{stream}&since={told['last']}").json()["changes"] == []


def test_when_all_lines_are_taken_a_screen_is_sent_to_ask(workshop, settings):
    settings.MOST_STREAMS = 0
    answer = joined(workshop).get(f"/room/{workshop.pk}/stream/")
    assert answer.status_code == 503 and answer["Retry-After"]


def screen(room, holder):
    return Stream(room, None, False, 0, holder)


def leave_all(hub):
    for one in [one for streams in hub._streams.values() for one in streams]:
        hub.leave(one)
    assert hub.end_within(30)


@pytest.mark.django_db(transaction=True)
def test_one_phone_holds_three_lines_and_a_new_one_ends_its_oldest():
    hub = Hub()
    own = [screen(1, "participant 1") for _ in range(5)]
    other = screen(1, "participant 2")
    assert all(hub.enter(one) for one in [other, *own])
    assert [one.queue.qsize() for one in own] == [1, 1, 0, 0, 0]
    assert own[0].queue.get() is None, "its line ends"
    assert other.queue.empty() and len(hub._streams[1]) == 4
    leave_all(hub)


@pytest.mark.django_db(transaction=True)
def test_one_room_does_not_hold_all_lines(settings):
    settings.MOST_STREAMS_OF_ROOM, settings.MOST_STREAMS = 2, 3
    hub = Hub()
    assert [hub.enter(screen(1, f"participant {n}")) for n in range(3)] == [True, True, False]
    assert hub.enter(screen(2, "participant 8")) and not hub.enter(screen(2, "participant 9"))
    leave_all(hub)


@pytest.mark.django_db(transaction=True)
def test_a_screen_that_comes_when_no_line_is_left_is_told_to_wait(settings):
    settings.MOST_STREAMS_OF_ROOM = 0
    assert list(listen(screen(1, "participant 1"))) == ["retry: 30000\n\n"]


@pytest.mark.django_db(transaction=True)
def test_a_stream_tells_what_happens_and_goes_on_where_it_was(workshop):
    phone = joined(workshop)
    last = Workshop.objects.get().last_change
    send(phone, workshop, operation(workshop, phone, "Written while the line was away"))
    stream = phone.get(f"/room/{workshop.pk}/stream/", headers={"Last-Event-ID": str(last)})
    events = stream.streaming_content
    assert b"event: beat" in next(events)
    assert b"Written while the line was away" in next(events)
    asked = operation(workshop, phone, "Written meanwhile")

    def write():
        send(phone, workshop, asked)
        connection.close()  # that of this thread

    writer = threading.Timer(0.2, write)
    writer.start()
    assert b"Written meanwhile" in next(events)
    writer.join()
    stream.close()
    assert HUB.end_within(30)


def test_the_projector_weighs_less_than_200_kb(workshop, signed_in, settings):
    from pathlib import Path

    from django.contrib.staticfiles import finders

    page = signed_in("trainer").get(f"/training/workshops/{workshop.pk}/projector/").content
    files = re.findall(r"/static/([\w./-]+)", page.decode())
    assert set(files) >= {"scp/centre.css", "training/room.css", "training/room.js"}
    sizes = [Path(finders.find(name)).stat().st_size for name in files]
    assert len(page) + sum(sizes) < 200_000


def test_the_calendar_holds_the_workshops_to_come(workshop, signed_in):
    from icalendar import Calendar

    calendar = Calendar.from_ical(signed_in("company").get("/training/calendar.ics").content)
    (event,) = calendar.walk("VEVENT")
    assert str(event["summary"]) == workshop.title and event["dtstart"].dt == workshop.starts
    assert (event["dtend"].dt - event["dtstart"].dt).seconds == 60 * workshop.module.minutes


def test_badges_name_everybody_with_their_group(workshop, signed_in):
    page = signed_in("trainer").get(f"/training/workshops/{workshop.pk}/badges/").content.decode()
    assert page.count("<li>") == 23 and "Wanda Weber" in page and "Garden room" in page


def test_people_are_invited_one_by_one_with_the_day_and_the_code(
    workshop, signed_in, django_capture_on_commit_callbacks
):
    from django.core import mail

    client = signed_in("trainer")
    address = f"/training/workshops/{workshop.pk}/invite/"
    sent = {"addresses": "Ana <ana@a.example>; ben@b.example\nANA@a.example"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, sent)
    assert [m.to for m in mail.outbox] == [["ana@a.example"], ["ben@b.example"]]
    assert workshop.code in mail.outbox[0].body and "/join/" in mail.outbox[0].body
    assert mail.outbox[0].attachments[0][0] == "workshop.ics"
    refused = client.post(address, {"addresses": "ana@a.example, broken@"})
    assert refused.status_code == 422 and "broken@" in refused.content.decode()
    assert len(mail.outbox) == 2, "Nothing was sent"


def test_modules_in_ones_own_language_stand_first(workshop, signed_in, sample_centre):
    person = sample_centre["company"]
    person.language = "es"
    person.save()
    page = signed_in("company").get("/training/").content.decode()
    assert page.rindex("Papeles y oportunidades") < page.rindex("Roles and opportunities")


def test_what_no_page_of_ours_would_send_breaks_nothing(workshop, signed_in):
    phone, trainer = joined(workshop), signed_in("trainer")
    trainer.post(f"/training/workshops/{workshop.pk}/act/", {"act": "go", "section": "3"})
    for client, path, form in (
        (phone, f"/room/{workshop.pk}/board/", {"note": "x", "dots": "1"}),
        (phone, f"/room/{workshop.pk}/plan/", {"act": "strike"}),
        (phone, f"/room/{workshop.pk}/photos/", {}),
        (trainer, f"/training/workshops/{workshop.pk}/follow/", {"action": "x"}),
        (trainer, "/training/courses/1/accept/", {"enrolment": "x"}),
        (trainer, f"/training/workshops/{workshop.pk}/act/", {"act": "hide note", "note": "x"}),
    ):
        assert client.post(path, form).status_code == 404, path


def test_a_sign_that_no_database_takes_is_left_out(workshop):
    phone = joined(workshop)
    told = send(phone, workshop, operation(workshop, phone, "Wa\x00ter")).json()
    assert told["results"][0]["notes"][0]["text"] == "Water"


def test_choices_are_asked_in_the_words_that_are_shown(workshop):
    page = Client().get(f"/join/{workshop.code}/").content.decode()
    assert "food and beverage" in page and "new to it" in page


def test_one_operation_that_cannot_be_read_holds_up_no_other(workshop):
    phone = joined(workshop)
    good = [operation(workshop, phone, text) for text in ("First", "Second")]
    bad = [
        good[0] | {"id": "no identifier"},
        good[0] | {"id": str(uuid.uuid4()), "kind": "burn"},
        good[0] | {"id": str(uuid.uuid4()), "note": str(uuid.uuid4()), "text": "\ud800"},
        good[0] | {"id": str(uuid.uuid4()), "note": str(uuid.uuid4()), "sheet": 10**30},
        good[0] | {"id": str(uuid.uuid4()), "base": -1},
        "no operation",
        None,
    ]
    results = send(phone, workshop, good[0], *bad, good[1]).json()["results"]
    assert [r["state"] for r in results] == ["kept", *["refused"] * 7, "kept"]
    assert all("unreadable format" in r["message"] for r in results[1:-1])
    who = Participant.objects.get(name="Zoe Zander")
    assert {n.text for n in who.notes.all()} == {"First", "Second"}


def test_what_is_no_list_of_operations_is_refused_in_the_language_of_the_phone(workshop):
    phone = joined(workshop)
    address, more = f"/room/{workshop.pk}/operations/", {"content_type": "application/json"}
    for sent in ("[]", "{", '{"operations": 3}'):
        answer = phone.post(address, sent, **more)
        assert answer.status_code == 400
        assert answer.json()["error"] == "The data sent are not a list of operations."
    phone.cookies["django_language"] = "fr"
    told = phone.post(address, "[]", **more).json()["error"]
    assert told == "Les données envoyées ne sont pas une liste d’opérations."

"""What the trainer turns on the projector, and screens that come in by a code."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.roles.training import queries
from scp_centre.roles.training.actions import plenary, projection, workshops
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Change, Screen, Workshop
from scp_centre.roles.training.room_limits import LARGEST_ZOOM, MOST_SCREENS, WRONG_CODES
from tests.roles.training.test_flip_chart import do, people_of, room, write  # noqa: F401
from tests.roles.training.test_workshops import trainer, workshop  # noqa: F401


def act(client, workshop, **values):  # noqa: F811
    client.post(f"/training/workshops/{workshop.pk}/act/", values)
    workshop.refresh_from_db()


def test_pages_are_turned_and_begin_anew_with_what_is_shown(workshop, signed_in):  # noqa: F811
    client = signed_in("trainer")
    act(client, workshop, act="page on", pages="3")
    act(client, workshop, act="page on", pages="3")
    assert workshop.page == 2
    act(client, workshop, act="page on", pages="3")
    assert workshop.page == 0, "after the last comes the first"
    act(client, workshop, act="page back", pages="3")
    assert workshop.page == 2
    act(client, workshop, act="show", what="the board")
    assert workshop.page == 0
    act(client, workshop, act="page back")
    assert workshop.page == 0
    for _ in range(9):
        act(client, workshop, act="larger")
    assert workshop.zoom == LARGEST_ZOOM
    act(client, workshop, act="smaller")
    act(client, workshop, act="own size")
    assert workshop.zoom == 0
    act(client, workshop, act="turn by itself")
    assert workshop.turn_seconds > 0
    act(client, workshop, act="turn by hand")
    assert workshop.turn_seconds == 0
    assert Entry.objects.filter(act="control_projector").count() >= 13


def projected(client, workshop):  # noqa: F811
    return client.get(f"/training/workshops/{workshop.pk}/projector/").content.decode()


def test_a_question_is_raised_and_lowered(room, workshop, trainer, signed_in):  # noqa: F811
    plenary.present_group(workshop, room.number, acting_user=trainer)
    who, client = people_of(room)[0], signed_in("trainer")
    first = plenary.ask_question(who, "Who pays?")
    second = plenary.ask_question(who, "Since when?")
    page = projected(client, workshop)
    assert "Who pays?" in page and "Since when?" not in page and "1 more question" in page
    act(client, workshop, act="raise question", question=second.pk)
    page = projected(client, workshop)
    assert "Since when?" in page and "Who pays?" not in page
    act(client, workshop, act="answered", question=second.pk)
    assert "Who pays?" in projected(client, workshop)
    act(client, workshop, act="lower questions")
    assert "Who pays?" not in projected(client, workshop)
    plenary.settle_question(first, "hide", acting_user=trainer)
    act(client, workshop, act="raise question", question=first.pk)
    assert "Who pays?" not in projected(client, workshop), "what is hidden stays hidden"


@pytest.fixture
def code(workshop, trainer):  # noqa: F811
    return projection.give_screen_code(workshop, acting_user=trainer).screen_code


def enter(client, code):
    return client.post(reverse("enter_screen"), {"code": code})


def test_a_code_lets_a_screen_in_which_hears_no_more_than_it_shows(
    code,
    room,  # noqa: F811
    workshop,  # noqa: F811
    client,
):
    assert len(code) == 8 and client.get(f"/screen/{workshop.pk}/").status_code == 302
    assert client.get(f"/screen/{workshop.pk}/stream/?as=json").status_code == 404
    assert enter(client, f" {code.lower()} ").url == f"/screen/{workshop.pk}/"
    assert client.get(f"/screen/{workshop.pk}/").status_code == 200
    do(people_of(room)[0], write(room.sheets.first(), "A secret of group one"))
    last = Change.objects.filter(workshop=workshop).latest("number").number
    told = client.get(f"/screen/{workshop.pk}/stream/?as=json&since={last - 1}").json()
    assert told["changes"] == [{"number": last, "part": "note", "data": {}}]
    for name in ("workshop_console", "workshop_charts", "workshop_stream", "projector"):
        assert client.get(reverse(name, args=[workshop.pk])).status_code == 302, name
    key = client.cookies[f"screen-{workshop.pk}"]
    assert key["httponly"] and Screen.objects.get().digest != key.value


def test_a_code_that_is_wrong_old_or_of_a_workshop_that_ended_shows_nothing(
    code,
    workshop,  # noqa: F811
    trainer,  # noqa: F811
    client,
):
    assert enter(client, "AAAAAAAA").status_code == 422
    assert enter(client, workshop.code).status_code == 422, "the code for joining is another"
    Workshop.objects.update(screen_code_ends=timezone.now() - timedelta(seconds=1))
    assert enter(client, code).status_code == 422
    code = projection.give_screen_code(workshop, acting_user=trainer).screen_code
    assert enter(client, code).status_code == 302
    Screen.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert client.get(f"/screen/{workshop.pk}/").status_code == 302
    assert enter(client, code).status_code == 302
    workshops.end_workshop(workshop, acting_user=trainer)
    assert client.get(f"/screen/{workshop.pk}/").status_code == 302
    assert enter(client, code).status_code == 422 and not Screen.objects.exists()


def test_guessing_ends_after_some_tries(code, client):
    for n in range(WRONG_CODES):
        assert enter(client, f"AAAAAA{n:02}").status_code == 422
    refused = enter(client, code)
    assert refused.status_code == 429 and "Too many wrong codes" in refused.content.decode()


def test_there_are_so_many_screens_and_all_can_be_closed(code, workshop, trainer, client):  # noqa: F811
    for _ in range(MOST_SCREENS):
        projection.let_screen_in(workshop)
    assert enter(client, code).status_code == 422
    with pytest.raises(TrainingError, match="are already connected"):
        projection.let_screen_in(workshop)
    assert projection.close_screens(workshop, acting_user=trainer) == MOST_SCREENS
    assert enter(client, code).status_code == 422 and not Screen.objects.exists()


def test_only_who_leads_gives_codes(workshop, sample_centre):  # noqa: F811
    with pytest.raises(NotPermittedError):
        projection.give_screen_code(workshop, acting_user=sample_centre["director"])


@pytest.mark.parametrize(
    ("task", "sentence"),
    [
        ("# Task\n\nChoose one. Then go.", "Choose one."),
        ("1. **Draw** a life. Mark it.\n2. More.", "Draw a life."),
        ("Use 1.5 kg. Weigh it.", "Use 1.5 kg."),
        ("¿Qué falta? Digan por qué.", "¿Qué falta?"),
        ("", ""),
    ],
)
def test_a_task_is_told_in_one_sentence(task, sentence):
    assert queries.first_sentence(task) == sentence


def test_each_kind_of_code_has_its_own_limit(code, workshop, client):  # noqa: F811
    for n in range(WRONG_CODES):
        assert enter(client, f"AAAAAA{n:02}").status_code == 422
    assert enter(client, code).status_code == 429
    assert client.post(reverse("join"), {"code": workshop.code}).status_code == 302
    other = Client(REMOTE_ADDR="192.0.2.9")
    for _ in range(WRONG_CODES):
        assert other.post(reverse("join"), {"code": "AAAAAA"}).status_code == 422
    assert other.post(reverse("join"), {"code": workshop.code}).status_code == 429
    assert enter(other, code).status_code == 302


def test_a_device_that_enters_again_keeps_its_place(code, workshop, client):  # noqa: F811
    for _ in range(MOST_SCREENS + 2):
        assert enter(client, code).status_code == 302
    assert Screen.objects.count() == 1
    assert client.get(f"/screen/{workshop.pk}/").status_code == 200
    Screen.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert enter(client, code).status_code == 302 and Screen.objects.count() == 1
    assert client.get(f"/screen/{workshop.pk}/").status_code == 200

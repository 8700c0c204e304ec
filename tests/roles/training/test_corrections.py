"""After the end: a name, a forgotten participant, a duplicate; corrected with a trace."""

import json
import uuid
from datetime import timedelta

import pytest

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.signing.models import Credential
from scp_centre.methods.credentials import decode_status_list
from scp_centre.roles.training.actions import (
    attendance,
    certificates,
    corrections,
    people,
    plenary,
    workshops,
)
from scp_centre.roles.training.actions.quizzes import answer_quiz
from scp_centre.roles.training.actions.room_groups import form_room_groups
from scp_centre.roles.training.attendance import (
    PersonTime,
    SectionTime,
    attendance_of,
    minutes_together,
)
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Module, Note, Participant, QuizAnswer, Vote
from tests.roles.training.room_clock import NINE, clock  # noqa: F401
from tests.roles.training.test_flip_chart import do, write
from tests.roles.training.test_workshops import join, trainer  # noqa: F401


@pytest.fixture
def room(trainer, clock):  # noqa: F811
    """Ana from nine, and again as Anna, by her second phone, from half past nine; Ben."""
    module = Module.objects.get(key="material-flow-cost", language="en")
    made = workshops.plan_workshop(module, "Ours", NINE, acting_user=trainer)
    workshops.start_workshop(made, acting_user=trainer)
    join(made, "Ana", "A")
    join(made, "Ben", "B")
    clock.set(9, 30)
    join(made, "Anna", "A")
    return made


@pytest.fixture
def held(room, trainer, clock):  # noqa: F811
    """An hour of it, with certificates."""
    clock.set(10)
    ended = workshops.end_workshop(room, acting_user=trainer)
    certificates.certify(ended, acting_user=trainer)
    return ended


def of(workshop, name):
    return workshop.participants.get(name=name)


def told(client, credential):
    return client.get(f"/verify/{credential.pk}/").content.decode()


def test_a_name_is_corrected_and_the_certificate_replaced(held, trainer, client, settings):  # noqa: F811
    settings.PUBLIC_ADDRESS = "https://centre.example"
    ben = of(held, "Ben")
    old = certificates.certificate_of(ben)
    values = {"name": "Ben Ali", "organisation": "B"}
    with pytest.raises(TrainingError, match="reason"):
        corrections.correct_participant(ben, values, acting_user=trainer)
    corrections.correct_participant(ben, values, acting_user=trainer, reason="Misspelt")
    new = certificates.certificate_of(ben)
    assert new.holder == "Ben Ali" and new != old
    page = told(client, old)
    assert "has been revoked" in page and "A new certificate replaces this one." in page
    assert "Misspelt" not in page, "the trainer's reason is for the log"
    assert "This certificate is valid" in told(client, new)
    listed = json.loads(client.get("/credentials/status/1").content)
    marked = decode_status_list(listed["credentialSubject"]["encodedList"])
    assert old.place in marked and new.place not in marked
    entry = Entry.objects.filter(act="correct_participant").latest("pk")
    assert entry.after["reason"] == "Misspelt" and entry.after["changed"] == ["name"]
    assert "Ben" not in str(entry.after)


def test_another_organisation_replaces_no_certificate(held, trainer):  # noqa: F811
    ben = of(held, "Ben")
    old = certificates.certificate_of(ben)
    values = {"name": "Ben", "organisation": "Mill"}
    corrections.correct_participant(ben, values, acting_user=trainer, reason="x")
    assert certificates.certificate_of(ben) == old


def test_nobody_gets_the_name_of_another(held, trainer):  # noqa: F811
    with pytest.raises(TrainingError, match="already on the list"):
        values = {"name": "ana", "organisation": "A"}
        corrections.correct_participant(of(held, "Ben"), values, acting_user=trainer, reason="x")


def test_a_forgotten_participant_is_added_with_minutes_and_certificate(held, trainer):  # noqa: F811
    values = {"name": "Dan", "organisation": "D"}
    with pytest.raises(TrainingError, match="reason"):
        corrections.add_forgotten(held, values, acting_user=trainer, reason=" ", whole=True)
    dan = corrections.add_forgotten(held, values, acting_user=trainer, reason="List", whole=True)
    dan.refresh_from_db()
    assert dan.minutes == 60
    assert (
        "Attended 60 of 60"
        in (certificates.certificate_of(dan).content["evidence"][0]["narrative"])
    )
    entry = Entry.objects.filter(act="add_forgotten").latest("pk")
    assert entry.after == {"participant": dan.pk, "whole": True, "reason": "List"}
    eve = corrections.add_forgotten(held, {"name": "Eve"}, acting_user=trainer, reason="List")
    assert not eve.took_part and certificates.certificate_of(eve) is None


def test_a_running_workshop_has_nobody_forgotten(room, trainer):  # noqa: F811
    with pytest.raises(TrainingError, match="still running"):
        corrections.add_forgotten(room, {"name": "Dan"}, acting_user=trainer, reason="x")


def test_two_entries_of_one_person_become_one(room, trainer, clock):  # noqa: F811
    ana, anna = of(room, "Ana"), of(room, "Anna")
    form_room_groups(room, acting_user=trainer)
    ana.refresh_from_db(), anna.refresh_from_db()
    do(anna, write(anna.group.sheets.first(), "Measure water", role=2))
    note = Note.objects.get(sheet__group__workshop=room)
    plenary.open_votes(room, True, acting_user=trainer)
    plenary.give_dots(anna, note, 2)
    plenary.ask_question(anna, "Who pays?")
    section = room.module.sections.filter(kind="quiz").first()
    answer_quiz(anna, section, [{"kind": "words", "accepted": ["a"]}], {0: "a"})
    plenary.propose_action(anna, room, {"what": "Audit", "who": "Anna"}, uuid.uuid4())
    clock.set(10)
    ended = workshops.end_workshop(room, acting_user=trainer)
    certificates.certify(ended, acting_user=trainer)
    second, gone = certificates.certificate_of(anna), anna.pk
    corrections.combine_entries(ana, anna, acting_user=trainer, reason="Two phones")
    assert not Participant.objects.filter(pk=gone).exists()
    ana.refresh_from_db()
    assert ana.minutes == 60, "in the room once, though by two entries"
    note.refresh_from_db()
    assert note.owner == ana and Vote.objects.get().participant == ana
    assert QuizAnswer.objects.get().participant == ana
    assert room.actions.get().proposed_by == ana and room.questions.get().asked_by == ana
    second.refresh_from_db()
    assert second.revoked and "two certificates" in second.reason
    standing = Credential.objects.filter(kind="workshop", revoked=None)
    assert sorted(c.holder for c in standing) == ["Ana", "Ben"]
    entry = Entry.objects.filter(act="combine_entries").latest("pk")
    assert entry.after == {"participant": ana.pk, "duplicate": gone, "reason": "Two phones"}


def test_what_the_first_entry_gave_stands(room, trainer):  # noqa: F811
    ana, anna = of(room, "Ana"), of(room, "Anna")
    form_room_groups(room, acting_user=trainer)
    ana.refresh_from_db()
    do(ana, write(ana.group.sheets.first(), "Measure water", role=2))
    note = Note.objects.get(sheet__group__workshop=room)
    plenary.open_votes(room, True, acting_user=trainer)
    plenary.give_dots(ana, note, 3)
    plenary.give_dots(anna, note, 3)
    plenary.evaluate(ana, [5])
    plenary.evaluate(anna, [1])
    corrections.combine_entries(ana, anna, acting_user=trainer)
    assert Vote.objects.get().dots == 3, "nobody has more dots than one person"
    ana = Participant.objects.get(pk=ana.pk)
    assert ana.evaluation.answers == [5] and ana.presences.filter(until=None).count() == 1


def test_entries_of_two_workshops_are_not_combined(held, room, trainer, sample_centre):  # noqa: F811
    ana = of(held, "Ana")
    elsewhere = Participant.objects.exclude(workshop=held).first()
    for other in (ana, elsewhere):
        with pytest.raises(TrainingError, match="cannot be combined"):
            corrections.combine_entries(ana, other, acting_user=trainer, reason="x")
    with pytest.raises(NotPermittedError):
        corrections.combine_entries(
            ana, of(held, "Anna"), acting_user=sample_centre["expert"], reason="x"
        )


def test_the_pages_correct_add_and_combine(held, signed_in):
    client = signed_in("trainer")
    ben, anna = of(held, "Ben"), of(held, "Anna")
    page = f"/training/participants/{ben.pk}/"
    first = client.get(page).content.decode()
    assert "Combine with a second entry" in first and 'name="reason"' in first
    sent = {"act": "correct", "name": "Ben Ali", "organisation": "B"}
    assert client.post(page, sent).status_code == 422
    assert client.post(page, sent | {"reason": "Misspelt"}).status_code == 302
    ana_page = f"/training/participants/{of(held, 'Ana').pk}/"
    assert client.post(ana_page, {"act": "combine", "duplicate": anna.pk}).status_code == 422
    combined = {"act": "combine", "duplicate": anna.pk, "reason": "Two phones"}
    assert client.post(ana_page, combined).status_code == 302
    add = f"/training/workshops/{held.pk}/type-in/"
    assert "Add a forgotten participant" in (
        client.get(f"/training/workshops/{held.pk}/").content.decode()
    )
    assert client.post(add, {"name": "Dan"}).status_code == 422
    assert client.post(add, {"name": "Dan", "whole": "on", "reason": "List"}).status_code == 302
    assert sorted(p.name for p in held.participants.all()) == ["Ana", "Ben Ali", "Dan"]


def test_minutes_and_corrections_of_both_entries_are_kept(room, trainer, clock):  # noqa: F811
    """Ana's first phone was there from 9:00 to 9:30 and was corrected to 25 minutes.

    Her second was there from 9:30 to 10:00, and was corrected to 28: together 53 of the hour.
    """
    people.note_leaving(of(room, "Ana"), True, acting_user=trainer)
    clock.set(10)
    ended = workshops.end_workshop(room, acting_user=trainer)
    ana, anna = of(ended, "Ana"), of(ended, "Anna")
    assert (ana.minutes, anna.minutes) == (30, 30)
    first = workshops.sections_of(ended)[:1]
    attendance.correct_sections(ended, first, ana, 25, "Late", acting_user=trainer)
    attendance.correct_sections(ended, first, anna, 28, "Telephone", acting_user=trainer)
    corrections.combine_entries(ana, anna, acting_user=trainer, reason="Two phones")
    ana.refresh_from_db()
    assert ana.minutes == 53
    trace = [(c.before, c.minutes, c.reason) for c in ana.corrections.all()]
    assert trace == [(30, 25, "Late"), (30, 28, "Telephone"), (25, 53, "Two phones")]


def test_measured_minutes_are_not_lost_beside_corrected_ones(room, trainer, clock):  # noqa: F811
    """The first entry was corrected to nothing; the second was in the room for half an hour."""
    clock.set(10)
    section = workshops.sections_of(room)[:1]
    ana, anna = of(room, "Ana"), of(room, "Anna")
    attendance.correct_sections(room, section, ana, 0, "Left the phone", acting_user=trainer)
    corrections.combine_entries(ana, anna, acting_user=trainer)
    (one,) = (p for p in attendance_of(room).people if p.who == ana)
    assert one.minutes[0] == 30
    assert ana.corrections.last().reason == "Two entries for this person were combined."


@pytest.mark.parametrize(
    ("first", "second", "a", "b", "together"),
    [
        ((0, 30), (30, 60), 30, 30, 60),
        ((0, 60), (0, 60), 50, 40, 50),  # the same time twice counts once
        ((0, 40), (20, 60), 40, 20, 50),  # half of the second lies outside the first
        ((0, 60), None, 60, 45, 60),  # a typed-in entry without a phone: the larger
        ((0, 60), (0, 60), 0, 10, 10),
        (None, None, 70, 0, 60),  # nobody has more than was held
    ],
)
def test_minutes_of_two_entries_together(first, second, a, b, together):
    def stretch(span):
        return tuple(NINE + timedelta(minutes=t) for t in span) if span else ()

    def entry(span):
        return PersonTime(None, (), 0, (), (stretch(span),) if span else ())

    section = SectionTime(None, 60, 60, 60, (stretch((0, 60)),))
    assert minutes_together(section, (a, entry(first)), (b, entry(second))) == together

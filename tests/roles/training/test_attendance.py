"""What took place is measured: sections, people, hours; what the trainer corrects is traced."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.translation import speaker
from scp_centre.centre.year_report.months import Months
from scp_centre.methods.messages import _ as said
from scp_centre.roles.training import public_site, queries, year_figures
from scp_centre.roles.training.actions import (
    attendance,
    certificates,
    corrections,
    people,
    workshops,
)
from scp_centre.roles.training.attendance import attendance_of
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.figures import training_figures
from scp_centre.roles.training.models import AttendanceCorrection, Module, Participant, Workshop
from scp_centre.roles.training.xapi import statements_of
from tests.roles.training.room_clock import NINE, clock  # noqa: F401
from tests.roles.training.test_workshops import join, trainer  # noqa: F401


@pytest.fixture
def workshop(trainer, clock):  # noqa: F811
    """A workshop at nine o'clock, planned the evening before."""
    clock.set(18, days=-1)
    module = Module.objects.get(key="roles-and-opportunities", language="en")
    return workshops.plan_workshop(module, "Ours", NINE, acting_user=trainer)


@pytest.fixture
def morning(workshop, trainer, clock):  # noqa: F811
    """Held from 9:00 to 10:10.

    Three sections: 20, 40 and 10 minutes. Ana is there throughout, Ben comes at 9:30, Chi leaves
    at 9:50; Dan and Eve are on the list and never come, Eve by a phone the evening before.
    """
    people.type_in(workshop, {"name": "Dan", "organisation": "D"}, acting_user=trainer)
    join(workshop, "Eve", "E")
    clock.set(8, 55)
    join(workshop, "Ana", "A")
    clock.set(9)
    workshops.start_workshop(workshop, acting_user=trainer)
    chi = join(workshop, "Chi", "C")
    clock.set(9, 20)
    workshops.go_to(workshop, 1, acting_user=trainer)
    clock.set(9, 30)
    people.type_in(workshop, {"name": "Ben", "organisation": "A"}, acting_user=trainer)
    clock.set(9, 50)
    people.note_leaving(chi, True, acting_user=trainer)
    clock.set(10)
    workshops.go_to(workshop, 2, acting_user=trainer)
    clock.set(10, 10)
    return workshops.end_workshop(workshop, acting_user=trainer)


def minutes(workshop):  # noqa: F811
    return {p.who.name: p.minutes[:3] for p in attendance_of(workshop).people}


def of(workshop, name):  # noqa: F811
    return workshop.participants.get(name=name)


def test_sections_and_people_are_measured(morning):
    found = attendance_of(morning)
    assert [s.held for s in found.sections] == [20, 40, 10, 0, 0, 0, 0]
    assert (found.planned, found.held) == (260, 70)
    assert minutes(morning) == {
        "Ana": (20, 40, 10),
        "Ben": (0, 30, 10),
        "Chi": (20, 30, 0),
        "Dan": (0, 0, 0),
        "Eve": (0, 0, 0),
    }


def test_figures_for_the_donor_state_what_took_place(morning, signed_in):
    found = training_figures(NINE.date(), NINE.date())
    (row,) = found.rows
    assert (row.listed, row.people, row.organisations) == (5, 3, 2)
    assert (row.planned, row.held) == (260, 70)
    assert found.hours == row.hours == (70 + 40 + 50) / 60
    query = f"start={NINE:%Y-%m-%d}&end={NINE:%Y-%m-%d}"
    file = signed_in("director").get(f"/training/figures.xlsx?{query}").content
    cells = [c.value for c in openpyxl.load_workbook(io.BytesIO(file))["Workshops"][2]]
    assert cells[2:7] == [5, 3, 2, 260, 70] and cells[7] == pytest.approx(160 / 60)


def test_year_report_public_page_and_xapi_count_the_same_people(morning):
    months = Months(NINE.date().replace(day=1), NINE.date())
    figures = {f.key: f.value for f in year_figures.figures_of(months)}
    assert figures["workshops"] == 1 and figures["workshop_people"] == 3
    assert figures["workshop_person_hours"] == pytest.approx(160 / 60)
    assert [str(m) for m in public_site.counts()] == ["1 workshop held", "3 people trained"]
    attended = [s for s in statements_of(morning, "https://c.example") if "result" in s]
    assert [s["result"]["duration"] for s in attended] == ["PT70M", "PT40M", "PT50M"]
    assert queries.organisations_of(morning) == 2


def test_certificates_state_minutes_held_and_attended(morning, trainer):  # noqa: F811
    made = {c.holder: c for c in certificates.certify(morning, acting_user=trainer)}
    assert set(made) == {"Ana", "Ben", "Chi"}
    told = made["Ben"].content["evidence"][0]["narrative"]
    assert "Attended 40 of 70 minutes held" in told
    assert "The nine roles, with an example each (30 of 40 minutes)" in told
    assert (
        "planned for 260 minutes"
        in (made["Ben"].content["credentialSubject"]["achievement"]["criteria"]["narrative"])
    )


def test_a_workshop_of_two_minutes_yields_two_minutes(workshop, trainer, clock):  # noqa: F811
    clock.set(9)
    workshops.start_workshop(workshop, acting_user=trainer)
    for name in ("Ana", "Ben"):
        join(workshop, name)
    clock.set(9, 2)
    ended = workshops.end_workshop(workshop, acting_user=trainer)
    assert training_figures(NINE.date(), NINE.date()).hours == pytest.approx(4 / 60)
    told = certificates.certify(ended, acting_user=trainer)[0].content["evidence"][0]["narrative"]
    assert "Attended 2 of 2 minutes held" in told


def test_what_was_never_started_did_not_take_place(workshop, trainer, clock):  # noqa: F811
    clock.set(8, 30)
    workshops.go_to(workshop, 1, acting_user=trainer)
    join(workshop, "Ana")
    clock.set(8, 50)
    ended = workshops.end_workshop(workshop, acting_user=trainer)
    assert training_figures(NINE.date(), NINE.date()).rows == ()
    assert certificates.certify(ended, acting_user=trainer) == []
    assert [str(m) for m in public_site.counts()] == ["0 workshops held", "0 people trained"]


def test_who_leads_on_after_the_planned_start_has_started(workshop, trainer, clock):  # noqa: F811
    clock.set(9, 5)
    workshops.step(workshop, 1, acting_user=trainer)
    workshop.refresh_from_db()
    assert workshop.began == NINE.replace(minute=5)


def test_a_section_that_nobody_ended_counts_until_the_last_sign(workshop, trainer, clock):  # noqa: F811
    clock.set(9)
    workshops.start_workshop(workshop, acting_user=trainer)
    clock.set(9, 40)
    join(workshop, "Ana")
    clock.set(9, days=1)
    ended = workshops.end_workshop(workshop, acting_user=trainer)
    assert attendance_of(ended).held == 40


def test_people_check_in_themselves_or_by_what_they_do(workshop, trainer, clock, client):  # noqa: F811
    eve = join(workshop, "Eve")
    with pytest.raises(TrainingError, match="Check-in is not open."):
        attendance.check_in(eve)
    clock.set(9)
    workshops.start_workshop(workshop, acting_user=trainer)
    key = people.let_back_in(eve, acting_user=trainer)
    client.get(reverse("room_back", args=[workshop.pk, key]))
    room = client.get(f"/room/{workshop.pk}/").content.decode()
    assert "I am in the room" in room and of(workshop, "Eve").checked_in is None
    client.post(f"/room/{workshop.pk}/check-in/")
    assert of(workshop, "Eve").checked_in == NINE
    assert "I am in the room" not in client.get(f"/room/{workshop.pk}/").content.decode()
    Participant.objects.filter(pk=eve.pk).update(checked_in=None)
    client.post(f"/room/{workshop.pk}/ask/", {"text": "Who pays?"})
    assert of(workshop, "Eve").checked_in == NINE


def test_the_trainer_checks_people_in(workshop, trainer, clock, signed_in):  # noqa: F811
    for name in ("Ana", "Ben"):
        people.type_in(workshop, {"name": name}, acting_user=trainer)
    clock.set(9)
    workshops.start_workshop(workshop, acting_user=trainer)
    client, page = signed_in("trainer"), f"/training/workshops/{workshop.pk}/attendance/"
    assert "Check in Ana" in client.get(page).content.decode()
    client.post(page, {"act": "check in", "who": of(workshop, "Ana").pk})
    assert queries.in_the_room_of(workshop).count() == 1
    answer = client.post(page, {"act": "check in all"}, follow=True).content.decode()
    assert "1 person checked in" in answer and queries.in_the_room_of(workshop).count() == 2
    assert client.post(page, {"act": "guess"}).status_code == 404
    director = signed_in("director")
    assert director.get(page).status_code == 200
    assert director.post(page, {"act": "check in all"}).status_code == 403


def correct(client, workshop, **values):  # noqa: F811
    page = f"/training/workshops/{workshop.pk}/attendance/"
    return client.post(page, {"act": "correct", "reason": "The paper list says so", **values})


def test_a_correction_has_a_reason_and_a_trace_and_replaces_certificates(
    morning,
    signed_in,
    trainer,  # noqa: F811
):
    certificates.certify(morning, acting_user=trainer)
    ben = of(morning, "Ben")
    old = certificates.certificate_of(ben)
    section = attendance_of(morning).sections[0].section
    client = signed_in("trainer")
    sent = {"who": ben.pk, "section": section.pk, "minutes": "15"}
    assert correct(client, morning, **sent, reason=" ").status_code == 422
    assert correct(client, morning, **sent | {"minutes": "21"}).status_code == 422
    assert not AttendanceCorrection.objects.exists()
    assert correct(client, morning, **sent).status_code == 302
    ben.refresh_from_db()
    assert ben.minutes == 55 and training_figures(NINE.date(), NINE.date()).hours == 175 / 60
    entry = Entry.objects.filter(act="correct_attendance").latest("pk")
    assert entry.before == {section.title: 0} and entry.after["minutes"] == {section.title: 15}
    assert entry.after["reason"] == "The paper list says so" and entry.person == trainer
    old.refresh_from_db()
    new = certificates.certificate_of(ben)
    assert old.revoked and new != old
    assert "Attended 55 of 70 minutes" in new.content["evidence"][0]["narrative"]
    ana = certificates.certificate_of(of(morning, "Ana"))
    assert "Attended 70 of 70" in ana.content["evidence"][0]["narrative"]
    page = client.get(f"/training/workshops/{morning.pk}/attendance/").content.decode()
    assert "0 min changed to 15 min" in page and "The paper list says so" in page


def test_people_keep_their_share_of_a_section_that_was_corrected(morning, signed_in):
    section = attendance_of(morning).sections[1].section
    client = signed_in("trainer")
    assert correct(client, morning, section=section.pk, minutes="80").status_code == 302
    assert minutes(morning)["Ben"] == (0, 60, 10), "30 of 40 minutes are 60 of 80"
    assert minutes(morning)["Ana"] == (20, 80, 10)
    assert correct(client, morning, section="", minutes="80").status_code == 422
    assert correct(client, morning, section=section.pk, minutes="").status_code == 422


def test_who_never_came_can_be_said_to_have_been_there_throughout(morning, signed_in):
    client = signed_in("trainer")
    assert correct(client, morning, who=of(morning, "Dan").pk).status_code == 302
    assert minutes(morning)["Dan"] == (20, 40, 10)
    assert correct(client, morning, who=of(morning, "Ana").pk, minutes="0").status_code == 302
    assert of(morning, "Ana").minutes == 0


def test_a_workshop_that_was_never_started_can_be_stated_afterwards(
    workshop,
    trainer,  # noqa: F811
    clock,  # noqa: F811
    signed_in,
):
    people.type_in(workshop, {"name": "Ana"}, acting_user=trainer)
    clock.set(12)
    ended = workshops.end_workshop(workshop, acting_user=trainer)
    section = attendance_of(ended).sections[0].section
    assert correct(signed_in("trainer"), ended, section=section.pk, minutes="25").status_code == 302
    assert training_figures(NINE.date(), NINE.date()).hours == 25 / 60


def test_workshops_from_before_are_counted_without_hours(morning, signed_in):
    """What ended before attendance was measured: its list counts, its hours are not known."""
    Workshop.objects.filter(pk=morning.pk).update(began=None, minutes_held=None)
    morning.participants.update(minutes=None, checked_in=None)
    found = training_figures(NINE.date(), NINE.date())
    assert (found.people, found.hours, found.unmeasured) == (4, None, 1)
    query = f"start={NINE:%Y-%m-%d}&end={NINE:%Y-%m-%d}"
    page = signed_in("director").get(f"/training/figures/?{query}").content.decode()
    assert "In 1 workshop, attendance was not measured." in page
    months = Months(NINE.date().replace(day=1), NINE.date())
    hours = next(f for f in year_figures.figures_of(months) if f.key == "workshop_person_hours")
    assert hours.value is None and "not measured" in hours.reason


def test_who_may_not_lead_corrects_nothing(morning, sample_centre):
    section = attendance_of(morning).sections[0].section
    with pytest.raises(NotPermittedError):
        attendance.correct_sections(
            morning, [section], None, 5, "x", acting_user=sample_centre["director"]
        )


def test_nobody_is_stated_to_have_attended_what_was_never_measured(
    workshop,
    trainer,  # noqa: F811
    clock,  # noqa: F811
    signed_in,
):
    """One correction of one person would have said that nothing took place."""
    people.type_in(workshop, {"name": "Ana"}, acting_user=trainer)
    clock.set(12)
    ended = workshops.end_workshop(workshop, acting_user=trainer)
    before = Workshop.objects.get(pk=ended.pk).minutes_held
    answer = correct(signed_in("trainer"), ended, who=of(ended, "Ana").pk)
    assert answer.status_code == 422 and "is not known" in answer.content.decode()
    assert Workshop.objects.get(pk=ended.pk).minutes_held == before


def test_who_left_has_nothing_of_a_section_that_was_not_measured(morning, trainer):  # noqa: F811
    """The fourth section took place, unmeasured, for 30 minutes; Chi had left before it."""
    section = workshops.sections_of(morning)[3]
    attendance.correct_sections(morning, [section], None, 30, "Forgot it", acting_user=trainer)
    found = attendance_of(morning)
    assert {p.who.name: p.minutes[3] for p in found.people} == {
        "Ana": 30,
        "Ben": 30,
        "Chi": 0,
        "Dan": 0,
        "Eve": 0,
    }
    chi = morning.participants.get(name="Chi")
    assert chi.minutes == 50, "what was measured stays"


def test_corrections_and_certificates_compute_attendance_once(morning, trainer):  # noqa: F811
    """However many hold a certificate, the sections that were held are read as often."""

    def reads(act):
        with CaptureQueriesContext(connection) as seen:
            act()
        return sum("training_sectionrun" in q["sql"] for q in seen)

    certificates.certify(morning, acting_user=trainer)
    sections = workshops.sections_of(morning)

    def correct(minutes):
        attendance.correct_sections(morning, sections[:1], None, minutes, "x", acting_user=trainer)

    three = reads(lambda: correct(15))
    for n in range(6):
        values = {"name": f"Forgotten {n}"}
        corrections.add_forgotten(morning, values, acting_user=trainer, reason="x", whole=True)
    assert len(certificates.certified(morning)) == 9
    assert reads(lambda: correct(10)) == three


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_what_a_correction_stores_is_rows_and_numbers_and_no_label(morning, signed_in, language):
    client, ben = signed_in("trainer"), morning.participants.get(name="Ben")
    client.cookies["django_language"] = language
    page = reverse("attendance", args=[morning.pk])
    label = speaker(language)(said("All sections"))
    sent = {"act": "correct", "who": ben.pk, "section": label, "minutes": "5", "reason": "x"}
    assert client.post(page, sent).status_code == 422, "a label is no section"
    assert client.post(page, sent | {"section": "", "who": label}).status_code == 422
    assert not AttendanceCorrection.objects.exists()
    assert client.post(page, sent | {"section": "", "minutes": ""}).status_code == 302
    stored = {(c.section_id, c.minutes) for c in AttendanceCorrection.objects.all()}
    assert stored == {(s.section.pk, s.held) for s in attendance_of(morning).sections if s.held}

"""Figures for a donor, and people who are forgotten."""

import io
import uuid
from datetime import date, timedelta

import openpyxl
import pytest
from django.utils import timezone

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.signing.models import Credential
from scp_centre.roles.training.actions import certificates, people, plenary, privacy
from scp_centre.roles.training.actions.room_groups import form_room_groups
from scp_centre.roles.training.figures import training_figures
from scp_centre.roles.training.models import Change, Note, Participant, Workshop
from tests.roles.training.room_clock import hold
from tests.roles.training.test_flip_chart import do, write
from tests.roles.training.test_workshops import join, trainer, workshop  # noqa: F401

TODAY = timezone.localdate


@pytest.fixture
def held(workshop, trainer):  # noqa: F811
    """An hour with three of two organisations; one left at once, two gave marks."""
    ana = join(workshop, "Ana Abebe", "A", gender="woman", sector="other", email="ana@a.example")
    ben = join(workshop, "Ben", "a", gender="man")
    join(workshop, "Chi", "B")
    people.note_leaving(join(workshop, "Dan", "D"), True, acting_user=trainer)
    (group,) = form_room_groups(workshop, acting_user=trainer)
    ana.refresh_from_db()
    do(ana, write(group.sheets.first(), "Measure water"))
    plenary.evaluate(ana, [5, 4, None, 3, "", ""])
    plenary.evaluate(ben, [2, "", "", "", "", ""])
    given = {"what": "Audits", "who": "Ana Abebe"}
    plenary.propose_action(ana, workshop, given, uuid.uuid4())
    return hold(workshop, trainer)


def test_people_hours_organisations_and_satisfaction_add_up(held):
    found = training_figures(TODAY(), TODAY())
    assert (found.people, found.organisations) == (3, 2)
    assert found.hours == 3, "an hour each, whatever was planned"
    assert found.satisfaction == (5 + 4 + 3 + 2) / 4
    assert found.breakdowns["gender"] == [("man", 1), ("woman", 1), ("", 1)]
    assert found.actions["not begun"] == 1
    assert training_figures(date(2020, 1, 1), date(2020, 12, 31)).rows == ()


def test_the_report_is_a_workbook_and_a_pdf_without_names(held, signed_in):
    from pypdf import PdfReader

    client, span = signed_in("director"), f"start={TODAY():%Y-%m-%d}&end={TODAY():%Y-%m-%d}"
    page = client.get(f"/training/figures/?{span}").content.decode()
    assert "Ours" in page and "Ana Abebe" not in page
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/training/figures.xlsx?{span}").content))
    assert [c.value for c in book["Workshops"][2]][2:8] == [4, 3, 2, 260, 60, 3]
    pdf = client.get(f"/training/figures.pdf?{span}").content
    text = " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    assert "person-hours attended" in text and "Ana Abebe" not in text
    assert client.get("/training/figures/?start=2026-02-01&end=2026-01-01").status_code == 422


def test_only_trainers_and_the_director_see_the_figures(signed_in):
    assert signed_in("expert").get("/training/figures/").status_code == 403


def test_somebody_is_forgotten_and_the_work_of_the_group_stays(held, trainer, sample_centre):  # noqa: F811
    certificates.certify(held, acting_user=trainer)
    ana = Participant.objects.get(name="Ana Abebe", workshop=held)
    before = training_figures(TODAY(), TODAY())
    with pytest.raises(NotPermittedError):
        privacy.forget(ana, acting_user=sample_centre["expert"])
    privacy.forget(ana, acting_user=trainer)
    ana.refresh_from_db()
    assert "Ana" not in ana.name and (ana.email, ana.organisation, ana.digest) == ("", "", "")
    assert Note.objects.get(owner=ana).text == "Measure water"
    told = [c.data for c in Change.objects.filter(workshop=held, part="note")]
    assert told and "Ana Abebe" not in str(told)
    assert not Credential.objects.filter(holder="Ana Abebe").exists()
    assert "Ana Abebe" not in str(list(held.actions.values()))
    after = training_figures(TODAY(), TODAY())
    assert (after.people, after.hours) == (before.people, before.hours)


def test_the_audit_log_never_held_the_name(held, trainer):  # noqa: F811
    certificates.certify(held, acting_user=trainer)
    assert "Ana Abebe" not in str(
        list(Entry.objects.filter(subject="Ours").values("after", "subject"))
    )


def test_after_two_years_nobody_is_known_any_more(held, settings):
    assert privacy.anonymise_old(timezone.now()) == 0
    Workshop.objects.filter(pk=held.pk).update(ended=timezone.now() - timedelta(days=731))
    assert privacy.anonymise_old(timezone.now()) == 4
    assert privacy.anonymise_old(timezone.now()) == 0, "done once"
    names = " ".join(held.participants.values_list("name", flat=True))
    assert "Ana" not in names and not held.changes.exists()

"""Surveillance: a draw that anybody repeats, checks with due days, changes by the holder."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.registry.models import Membership
from scp_centre.centre.registry.permissions import COMPANY
from scp_centre.methods.draws import draw_sample
from scp_centre.roles.recognition.actions import change_notices, surveillance
from scp_centre.roles.recognition.errors import IndependenceError, RecognitionError
from scp_centre.roles.recognition.home_tasks import tasks_for
from scp_centre.roles.recognition.models import (
    Cause,
    ChangeNotice,
    Check,
    Draw,
    Event,
    Licence,
    Scheme,
)
from tests.roles.recognition.applications import dairy, published_version

pytestmark = pytest.mark.django_db
TOMORROW = timedelta(days=1)


def page_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def licence(sample_centre):
    return Licence.objects.filter(state="valid", application__organisation=dairy()).first()


@pytest.fixture
def officer(sample_centre):
    return sample_centre["label"]


@pytest.fixture
def desk(officer):
    client = Client()
    client.force_login(officer)
    return client


@pytest.fixture
def holder(sample_centre):
    client = Client()
    client.force_login(sample_centre["company"])
    return client


def announced(officer, size=2, scheme=None):
    scheme = scheme or Scheme.objects.get(code="VGL")
    day = timezone.localdate() + TOMORROW
    return surveillance.announce_draw(
        scheme, size, 30, "All criteria.", "National lottery", day, acting_user=officer
    )


def drawn(draw, officer, seed="3 11 19"):
    """Draw as on the day of the seed."""
    Draw.objects.filter(pk=draw.pk).update(seed_day=timezone.localdate())
    return surveillance.draw_licences(draw, seed, acting_user=officer)


def test_a_draw_is_announced_before_its_seed_is_known(officer):
    draw = announced(officer)
    with pytest.raises(RecognitionError, match="will not be known before"):
        surveillance.draw_licences(draw, "3 11 19", acting_user=officer)
    with pytest.raises(RecognitionError, match="in the future"):
        surveillance.announce_draw(
            draw.scheme, 2, 30, "All.", "Lottery", timezone.localdate(), acting_user=officer
        )
    with pytest.raises(RecognitionError, match="already been drawn"):
        drawn(draw, officer)
        drawn(draw, officer, "another seed")


def test_anybody_draws_the_same_licences_again(officer, client):
    draw = announced(officer)
    checks = drawn(draw, officer)
    draw.refresh_from_db()
    today = timezone.localdate()
    valid = {
        one.number
        for one in Licence.objects.filter(application__version__scheme__code="VGL")
        if one.state_on(today) == "valid"
    }
    assert set(draw.licences) == valid
    assert [one.licence.number for one in checks] == draw_sample("3 11 19", valid, 2)
    assert all(one.due == today + timedelta(days=30) for one in checks)
    page = page_of(client.get(f"/register/draws/{draw.pk}/"))
    assert all(f">{number}<" in page for number in draw_sample("3 11 19", valid, 2))
    assert "3 11 19" in page and "sha256sum" in page and "National lottery" in page
    entry = Entry.objects.get(act="draw_licences")
    assert entry.after["seed"] == "3 11 19" and entry.after["of"] == len(valid)
    assert Event.objects.filter(step="draw_for_surveillance").count() == len(checks)


def test_a_scheme_without_a_valid_licence_draws_none(officer, client):
    version = published_version(officer)
    draw = announced(officer, scheme=version.scheme)
    assert "after the event" in page_of(client.get(f"/register/draws/{draw.pk}/"))
    assert drawn(draw, officer) == []
    assert "No licences were valid" in page_of(client.get(f"/register/draws/{draw.pk}/"))


def test_the_officer_announces_and_draws_on_pages(desk, officer):
    scheme = Scheme.objects.get(code="VGL")
    day = (timezone.localdate() + TOMORROW).isoformat()
    values = {"scheme": scheme.pk, "size": "1", "task": "The jars.", "days": "20"}
    values |= {"seed_source": "Lottery", "seed_day": day}
    answer = desk.post("/recognition/surveillance/draws/new/", values)
    draw = Draw.objects.get()
    assert answer.url == f"/register/draws/{draw.pk}/"
    address = f"/recognition/surveillance/draws/{draw.pk}/"
    assert f'href="{address}"' not in page_of(desk.get(answer.url))
    assert desk.post(address, {"seed": "4"}).status_code == 422
    refused = desk.post(address, {"seed": "4'; rm x"})
    assert refused.status_code == 422 and "these characters: . , : / -" in page_of(refused)
    Draw.objects.update(seed_day=timezone.localdate())
    assert f'href="{address}"' in page_of(desk.get(answer.url))
    assert desk.post(address, {"seed": "4"}).status_code == 302 and Check.objects.count() == 1
    page = page_of(desk.get("/recognition/surveillance/"))
    assert "drawn in the sample" in page and f"/register/draws/{draw.pk}/" in page


def test_a_check_that_finds_a_grave_fault_suspends_at_once(licence, desk, client, holder):
    values = {"task": "Recycled content.", "due": "2099-01-31"}
    made = desk.post(f"/recognition/licences/{licence.pk}/check/", values)
    check = Check.objects.get()
    assert made.url == f"/recognition/checks/{check.pk}/"
    assert "Recycled content." in page_of(holder.get(made.url))
    assert holder.post(made.url, {"finding": "criteria kept", "note": "No."}).status_code == 403
    finding = {"finding": "licence suspended", "note": "Only 12 % were recycled."}
    assert desk.post(made.url, finding).status_code == 302
    licence.refresh_from_db()
    assert licence.state == "suspended" and licence.reason == "Only 12 % were recycled."
    scan = page_of(client.get(f"/register/{licence.number}/"))
    assert "Not valid" in scan and "1 check led to a suspension." in scan
    assert desk.post(made.url, finding | {"finding": "criteria kept"}).status_code == 422
    check.refresh_from_db()
    assert check.finding == "licence suspended"


def test_what_was_kept_or_corrected_is_counted_in_the_public_history(licence, officer, client):
    for finding in ("criteria kept", "criteria kept", "fault found and corrected"):
        made = surveillance.open_check(
            licence, Cause.OTHER, "Check.", timezone.localdate(), acting_user=officer
        )
        surveillance.record_check(made, finding, "Seen.", acting_user=officer)
    page = page_of(client.get(f"/register/{licence.number}/"))
    assert "2 checks found that the criteria were still met." in page
    assert "1 check found a fault that was corrected." in page and "Licence awarded" in page


def test_the_holder_gives_notice_and_the_officer_decides(licence, holder, desk, officer):
    address = f"/recognition/licences/{licence.pk}/change/"
    said = {"kind": "supplier", "text": "Glass from another works.", "day": "2099-01-31"}
    sent = holder.post(address, said)
    notice = ChangeNotice.objects.get()
    assert sent.url == f"/recognition/changes/{notice.pk}/"
    assert "has not decided yet" in page_of(holder.get(sent.url))
    groups = {str(g.title): g for g in tasks_for(officer, timezone.localdate())}
    assert len(groups["Changes to decide on"].tasks) == 1
    values = {
        "decision": "verification needed",
        "reason": "The recycled content is verified again.",
    }
    assert desk.post(sent.url, values).status_code == 422  # until when?
    assert desk.post(sent.url, values | {"due": "2099-03-01"}).status_code == 302
    notice.refresh_from_db()
    assert (
        notice.check_opened.cause == "change by the holder"
        and notice.check_opened.licence == licence
    )
    holders = {str(g.title): g for g in tasks_for(notice.sent_by, timezone.localdate())}
    assert len(holders["Checks on your licences"].tasks) == 1
    assert len(holders["Decisions on your changes"].tasks) == 1
    steps = set(
        Event.objects.filter(application=licence.application).values_list("step", flat=True)
    )
    assert {"give_notice", "verify_change", "open_check"} <= steps
    with pytest.raises(RecognitionError, match="already been decided"):
        change_notices.decide_on_change(
            notice, "no verification needed", "No.", None, acting_user=officer
        )


def test_a_change_that_touches_no_criterion_needs_no_check(licence, officer, sample_centre):
    notice = change_notices.give_notice(
        licence,
        "name or GTIN",
        "A new logo.",
        timezone.localdate(),
        acting_user=sample_centre["company"],
    )
    change_notices.decide_on_change(
        notice, "no verification needed", "The label.", None, acting_user=officer
    )
    notice.refresh_from_db()
    assert notice.decision == "no verification needed" and not Check.objects.exists()


def test_who_may_not_is_refused(licence, officer, sample_centre):
    today = timezone.localdate()
    company, director = sample_centre["company"], sample_centre["director"]
    for act in (
        lambda: announced(director),
        lambda: surveillance.open_check(licence, Cause.OTHER, "A", today, acting_user=company),
        lambda: change_notices.give_notice(
            licence, "name or GTIN", "A", today, acting_user=officer
        ),
    ):
        with pytest.raises(NotPermittedError):
            act()
    Membership.objects.create(person=officer, role=COMPANY, organisation=dairy())
    with pytest.raises(IndependenceError):
        surveillance.open_check(licence, Cause.OTHER, "A", today, acting_user=officer)


def test_a_withdrawn_licence_is_neither_checked_nor_changed(officer, sample_centre):
    gone = Licence.objects.filter(state="withdrawn").first()
    today = timezone.localdate()
    with pytest.raises(RecognitionError, match="withdrawn"):
        surveillance.open_check(gone, Cause.OTHER, "A", today, acting_user=officer)
    with pytest.raises(RecognitionError, match="withdrawn"):
        change_notices.give_notice(
            gone, "name or GTIN", "A", today, acting_user=sample_centre["company"]
        )


def test_another_company_sees_no_check_and_no_change(licence, officer, sample_centre):
    check = surveillance.open_check(
        licence, Cause.OTHER, "A", timezone.localdate(), acting_user=officer
    )
    other = Client()
    other.force_login(sample_centre["dyehouse"])
    assert other.get(f"/recognition/checks/{check.pk}/").status_code == 404
    assert other.get(f"/recognition/licences/{licence.pk}/change/").status_code == 404

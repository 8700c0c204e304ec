"""The security log: who came in, who was refused, what left the centre, and for how long."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.audit.log_sentences import SENTENCES, security_acts
from scp_centre.centre.audit.models import Entry
from scp_centre.centre.audit.security import (
    PASSING_ACTS,
    forget_old_security,
    record_security,
)
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.tokens import make_token
from scp_centre.roles.production.models import Assessment

pytestmark = pytest.mark.django_db


def test_every_act_of_the_log_has_its_sentence():
    assert security_acts() >= {"sign_in", "make_token", "take_data"}
    assert sorted(security_acts() - set(SENTENCES)) == []


def test_the_page_shows_security_alone_on_request(signed_in, sample_centre):
    client = signed_in("admin")
    record_security("fail_sign_in", sample_centre["expert"])
    record("choose_language", "somebody", acting_user=None)
    everything = client.get("/audit/").content.decode()
    only = client.get("/audit/?only=security").content.decode()
    assert "Choose the language" in everything and "Choose the language" not in only
    assert "Sign in with a wrong password" in only and "expert@verdania.example" in only


def test_a_removed_person_leaves_no_address_in_the_log(sample_centre, client):
    reviewer = sample_centre["reviewer"]
    client.force_login(reviewer)
    client.force_login(sample_centre["admin"])
    address = reviewer.email
    client.post(f"/people/{reviewer.pk}/remove/")
    assert address not in client.get("/audit/?only=security").content.decode()
    assert not Entry.objects.filter(subject__icontains=address).exists()


def test_a_download_is_a_row_and_twice_within_the_hour_is_one(signed_in):
    client = signed_in("expert")
    pk = Assessment.objects.get(company="Rivermouth Dairy").pk
    address = reverse("workbook", args=[pk])
    for _ in range(2):
        assert client.get(address).status_code == 200
    row = Entry.objects.get(act="download")
    assert row.after["file"] == address.strip("/") and row.person.email.startswith("expert")


def test_an_empty_template_is_no_export(signed_in):
    signed_in("expert").get(reverse("template"))
    assert not Entry.objects.filter(act="download").exists()


def test_a_token_is_logged_when_made_used_first_on_a_day_and_withdrawn(sample_centre, client):
    token, secret = make_token("meters", ["read"], 5, acting_user=sample_centre["expert"])
    for _ in range(3):
        client.get("/api/v1/assessments", headers={"authorization": f"Bearer {secret}"})
    client.force_login(sample_centre["expert"])
    client.post(f"/account/tokens/{token.pk}/withdraw/")
    acts = Entry.objects.filter(act__contains="token").values_list("act", flat=True)
    assert list(acts) == ["withdraw_token", "use_token", "make_token"]


def test_what_was_refused_is_logged_and_bounded(sample_centre, client):
    for _ in range(9):
        client.get("/api/v1/assessments", headers={"authorization": "Bearer scp_nothing"})
    client.force_login(sample_centre["expert"])
    for _ in range(30):
        assert client.get("/audit/").status_code == 403
    assert Entry.objects.filter(act="refuse_token").count() == 5
    assert Entry.objects.filter(act="refuse_act").count() == 20
    assert "scp_nothing" not in str(list(Entry.objects.values()))


def test_rows_that_show_where_somebody_was_go_after_a_year(sample_centre, settings):
    settings.SECURITY_LOG_DAYS = 365
    person = sample_centre["expert"]
    record_security("sign_in", person)
    record_security("change_address", person)
    others = Entry.objects.exclude(act__in=PASSING_ACTS).count()
    assert forget_old_security(timezone.now() + timedelta(days=364)) == 0
    assert forget_old_security(timezone.now() + timedelta(days=366)) >= 1
    assert not Entry.objects.filter(act="sign_in").exists()
    assert Entry.objects.count() == others, "what was done to data stays"
    assert Person.objects.filter(pk=person.pk).exists()

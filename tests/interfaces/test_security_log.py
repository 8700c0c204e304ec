"""The security log: who came in, who was refused, what left the centre, and for how long."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
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
from scp_centre.centre.registry.models import Organisation, Person
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
    assert "Sign-in with a wrong password" in only and "expert@verdania.example" in only


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


FREE_TEXTS = ("person 6", "person 99999999999999999999999", "person ٣", "person 0", "person ²")


@pytest.mark.parametrize("text", FREE_TEXTS)
def test_no_text_of_a_row_is_read_as_a_person(signed_in, text):
    record("follow", text, acting_user=None)
    record("make_token", text, acting_user=None)
    for address in ("/audit/", "/audit/?only=security", f"/audit/?words={text}"):
        page = signed_in("admin").get(address)
        assert page.status_code == 200
        assert f'data-label="Subject">{text}<' in page.content.decode()


def test_a_stranger_cannot_shut_the_log(signed_in, client):
    number = "person 99999999999999999999999"
    values = {"email": "stranger@away.example", "frequency": "weekly"}
    values["criteria"] = f"type=person {number[7:]}"
    client.post("/clearinghouse/follow/", values)
    assert signed_in("admin").get("/audit/").status_code == 200


def test_a_token_in_somebodys_name_does_not_become_a_row_about_them(sample_centre, client):
    reviewer = sample_centre["reviewer"]
    make_token(reviewer.email, ["read"], 5, acting_user=sample_centre["expert"])
    client.force_login(sample_centre["admin"])
    client.post(f"/people/{reviewer.pk}/remove/")
    row = Entry.objects.get(act="make_token")
    assert row.about is None and reviewer.email not in row.subject


def test_earlier_rows_find_their_person_by_acts_of_the_centre_only(sample_centre):
    migration = import_module("scp_centre.centre.audit.migrations.0003_people_whom_rows_are_about")
    expert = sample_centre["expert"]
    ours = record("sign_in", f"person {expert.pk}", acting_user=None)
    theirs = record("make_token", f"person {expert.pk}", acting_user=None)
    large = record("sign_in", f"person {'9' * 25}", acting_user=None)
    language = record("choose_language", expert.name, acting_user=expert)
    migration.find_people(apps, None)
    migration.number_languages(apps, None)
    for row in (ours, theirs, large, language):
        row.refresh_from_db()
    assert ours.about == language.about == expert
    assert theirs.about is None and large.about is None
    assert language.subject == expert.number_name


def test_a_wrong_current_password_is_no_sign_in_and_names_the_person(sample_centre, client):
    expert = sample_centre["expert"]
    client.force_login(expert)
    before = Entry.objects.count()
    for address, given in (
        ("/accounts/email/", {"email": "new@example.org", "password": "not this one"}),
        (
            "/accounts/password/change/",
            {
                "oldpassword": "nor this",
                "password1": "a wide lake 77",
                "password2": "a wide lake 77",
            },
        ),
        ("/accounts/reauthenticate/", {"password": "nor that"}),
    ):
        client.post(address, given)
        row = Entry.objects.order_by("-pk").first()
        assert (row.act, row.person_id) == ("fail_password", expert.pk), address
    assert Entry.objects.count() == before + 3
    assert client.get("/audit/").status_code == 403
    row = Entry.objects.order_by("-pk").first()
    assert (row.act, row.person_id) == ("refuse_act", expert.pk)


FIGURES = ("566.036", "5480", "too dear for us", "Check the meter")


def test_the_log_shows_figures_and_texts_of_companies_only_to_who_sees_them(sample_centre, client):
    company = Organisation.objects.get(name="Rivermouth Dairy")
    expert = sample_centre["expert"]
    spent = {"spent": 5480.0, "reason": "too dear for us"}
    record(
        "report_progress",
        "Rivermouth: Valve",
        acting_user=expert,
        organisation=company,
        after=spent,
    )
    figure = "Steam saved, 2025: 566.036 GJ per year"
    record("approve_verification", figure, acting_user=expert, organisation=company)
    remark = {"remark": "Check the meter"}
    record("remark_on_figure", figure, acting_user=expert, organisation=company, after=remark)
    record("an_act_of_tomorrow", "Thing", acting_user=expert, after={"reason": "too dear for us"})
    client.force_login(sample_centre["admin"])
    page = client.get("/audit/").content.decode()
    assert not [word for word in FIGURES if word in page]
    assert "Rivermouth: Valve" in page and "Rivermouth Dairy" in page
    page = client.get("/audit/", {"words": "566.036"}).content.decode()
    assert "No rows." in page
    client.force_login(sample_centre["director"])
    page = client.get("/audit/").content.decode()
    assert [word for word in FIGURES if word in page] == list(FIGURES)


def test_details_of_the_log_are_words(sample_centre, client):
    make_token("meters", ["read"], 5, acting_user=sample_centre["expert"])
    record("open_course", "Course", acting_user=None, after={"door": "everybody", "deadline": None})
    record("set_consent", "Consent", acting_user=None, after={"given": True, "unheard_of": "x"})
    client.force_login(sample_centre["director"])
    page = client.get("/audit/").content.decode()
    assert "Consent given: yes" in page and "Permissions: read" in page and "Who may join" in page
    for raw in (">given:", "scopes:", "door:", "None", "True", "unheard_of", "[&#x27;"):
        assert raw not in page, raw
    client.force_login(sample_centre["admin"])
    assert "Permissions: read" in client.get("/audit/").content.decode()

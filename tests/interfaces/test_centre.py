"""A new centre: set up once, by whoever has the code; its settings begin each workbook."""

import datetime
import io

import openpyxl
import pytest
from django.core import mail

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import AccountError, NotPermittedError
from scp_centre.centre.registry import actions
from scp_centre.centre.registry.models import Centre, Membership, Person
from scp_centre.interfaces.web.centre_pages import set_up_code
from scp_centre.roles.production.actions.reminders import send_reminders
from scp_centre.roles.production.models import Measure

pytestmark = pytest.mark.django_db
FORM = {
    "name": "NCPC",
    "country": "Verdania",
    "language": "fr",
    "currency": "VRD",
    "gwp_set": "AR5",
    "electricity_factor": "0.31",
    "electricity_factor_source": "Grid operator, annual report 2025, page 12",
    "person": "L. Petrova",
    "email": "l@ncpc.example",
    "password": "a long river 1999",
}


def test_an_empty_installation_leads_to_its_set_up_and_only_once(client):
    assert client.get("/accounts/login/").url == "/set-up/"
    wrong = client.post("/set-up/", FORM | {"code": "guess"})
    assert "not the code" in wrong.content.decode() and not Person.objects.exists()
    done = client.post("/set-up/", FORM | {"code": set_up_code()}, follow=True)
    assert "The centre is set up. Now invite your colleagues." in done.content.decode()
    assert Membership.objects.get().role == "administrator"
    assert Entry.objects.get(act="set_up_centre").after["currency"] == "VRD"
    client.logout()
    assert client.get("/set-up/").status_code == 404
    assert client.get("/accounts/login/").status_code == 200
    with pytest.raises(AccountError, match="already"):
        actions.set_up_centre({}, email="x@y.example", name="X", password="a long river 1999")


def test_a_factor_without_its_source_is_refused(client):
    page = client.post(
        "/set-up/", FORM | {"code": set_up_code(), "electricity_factor_source": ""}
    ).content.decode()
    assert "A source is required for the factor." in page and "L. Petrova" in page, (
        "what was typed stays"
    )
    assert not Centre.objects.exists()


def test_the_settings_begin_each_workbook(signed_in):
    client = signed_in("admin")
    values = {k: v for k, v in FORM.items() if k not in ("person", "email", "password")}
    assert client.post("/centre/", values).status_code == 302
    sheet = openpyxl.load_workbook(
        io.BytesIO(signed_in("expert").get("/assessments/template.xlsx").content)
    )["Factory"]
    filled = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=3)}
    assert (filled["Currency"], filled["Global warming potentials"]) == ("VRD", "AR5")
    assert filled["Electricity factor, kg CO₂e per kWh"] == 0.31


@pytest.mark.parametrize("who", ["expert", "director", "reviewer", "company"])
def test_only_the_administrator_changes_the_centre(sample_centre, who):
    with pytest.raises(NotPermittedError):
        actions.change_centre({"name": "Mine"}, acting_user=sample_centre[who])


def test_reminders_go_to_lead_and_company_once_a_week(sample_centre):
    day = datetime.date(2026, 11, 24)
    sent = send_reminders(day)
    assert sent == len(mail.outbox) == 2
    assert {m.to[0].split("@")[0] for m in mail.outbox} == {"expert", "company"}
    text = mail.outbox[0].body
    assert "Level switches at reception, overdue since 30 June 2026" in text
    assert "Repair compressed-air leaks" not in text, "it is carried out"
    assert "Larger whey tank" not in text, "it was declined"
    assert send_reminders(day + datetime.timedelta(days=6)) == 0
    assert send_reminders(day + datetime.timedelta(days=7)) == 2
    assert Measure.objects.exclude(reminded_on=None).exists()


def test_the_audit_log_is_searched_by_words_and_day(signed_in, sample_centre):
    client = signed_in("director")
    for words, act in (("verify", "Verify a saving"), ("meter", "Add a meter or driver")):
        assert act in client.get(f"/audit/?words={words}").content.decode()
    found = client.get("/audit/?words=Costa+Larger").content.decode()
    assert "Larger whey tank" in found and "Natural gas" not in found
    assert "No rows." in client.get("/audit/?day=1999-01-01").content.decode()
    for nonsense in ("2026-99-99", "today", "0"):
        assert client.get(f"/audit/?day={nonsense}").status_code == 400

"""No day at the end of time and no key of thirty digits in any form ends in an error."""

from datetime import date

import pytest
from django.db import transaction

from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.sheets.cells import CellError, read_cell
from scp_centre.centre.sheets.schema import Column
from scp_centre.methods.entries.dates import is_kept_day
from scp_centre.roles.clearinghouse.actions.items import publish, write_item
from scp_centre.roles.clearinghouse.fields import clean
from scp_centre.roles.clearinghouse.models import Item
from tests.interfaces.form_walk import TOKEN, forms_of_pages, within_the_test
from tests.interfaces.hostile import page_addresses, person_with_every_role
from tests.interfaces.test_permissions import dairy_things  # noqa: F401
from tests.refusals import unrehearsed

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
DAYS = ("0001-01-01", "9999-12-31")
KEYS = ("9" * 30, "-1", "²", "1\x00")  # too long, below 0, a digit that is none, a sign of no text
PICKED = ("select", "checkbox", "radio", "hidden")


@pytest.fixture
def everybody(dairy_things, sample_centre, client):  # noqa: F811
    company = Organisation.objects.get(name="Rivermouth Dairy")
    client.force_login(person_with_every_role(company))
    client.raise_request_exception = False
    return client


@pytest.fixture
def forms(everybody, dairy_things):  # noqa: F811
    addresses = page_addresses(dairy_things)
    return forms_of_pages(everybody, addresses)


def each_place(forms, kinds):
    """Return (form, name) for each field of some kinds, that of several forms alike once."""
    made = {}
    for form in forms:
        for one in form.fields:
            if one.kind in kinds and one.name != TOKEN:
                made.setdefault((form.action, one.name), (form, one))
    return list(made.values())


def send(client, form, name, value):
    with within_the_test(), unrehearsed():
        answer = client.post(form.action, form.filled() | {name: [value]})
        transaction.set_rollback(True)
    return answer.status_code


def test_no_form_keeps_a_day_at_the_end_of_time(everybody, forms):
    wrong, places = [], each_place(forms, ("date", "datetime-local"))
    for form, one in places:
        for day in DAYS:
            value = day if one.kind == "date" else f"{day}T23:59"
            status = send(everybody, form, one.name, value)
            if status >= 500 or status < 400 and one.kind == "date" and one.name != "made":
                wrong.append((form.action, one.name, value, status))
    assert not wrong, "\n".join(map(str, wrong))
    assert len(places) > 10


def test_no_form_takes_a_key_that_no_row_can_have(everybody, forms):
    wrong, places = [], each_place(forms, PICKED)
    for form, one in places:
        numeric = [v for v in (one.choices or [one.value]) if str(v).isdigit()]
        if not numeric:
            continue
        for key in KEYS:
            if (status := send(everybody, form, one.name, key)) >= 500:
                wrong.append((form.action, one.name, key[:40], status))
    assert not wrong, "\n".join(map(str, wrong))


def test_an_event_that_was_kept_with_the_last_day_of_all_does_not_break_the_calendar(
    signed_in, sample_centre
):
    client = signed_in("information")
    values = {"type": "event", "language": "en", "details": {"starts": "2026-05-01"}}
    said = {"en": {"title": "Fair", "summary": "A fair."}}
    item = write_item(values, said, acting_user=sample_centre["information"])
    publish([item], acting_user=sample_centre["information"])
    Item.objects.filter(pk=item.pk).update(details={"starts": "2026-05-01", "ends": "9999-12-31"})
    client.logout()
    for address in ("/clearinghouse/events.ics", f"/clearinghouse/{item.pk}/event.ics"):
        assert client.get(address).status_code == 200, address
    assert client.get(f"/clearinghouse/{item.pk}/").status_code == 200


def test_an_import_keeps_no_day_at_the_end_of_time():
    values = {"type": "event", "details": {"starts": "2026-05-01", "ends": "9999-12-31"}}
    assert clean(values)["details"] == {"starts": "2026-05-01"}
    assert clean(values | {"details": {"starts": "in spring"}})["details"] == {
        "starts": "in spring"
    }


def test_a_cell_takes_no_day_at_the_end_of_time():
    column = Column("day", "Day", "date", "The day.")
    assert read_cell(column, date(2026, 5, 1)) == date(2026, 5, 1)
    for day in (date(1, 1, 1), date(9999, 12, 31)):
        assert not is_kept_day(day)
        with pytest.raises(CellError, match="cannot be right"):
            read_cell(column, day)

"""Certificates that expire, and are renewed."""

import io
from datetime import date

import pytest

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.signing import queries
from scp_centre.roles.training import home_tasks
from scp_centre.roles.training.actions import certificates, corrections, modules, workshops
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Module
from scp_centre.roles.training.module_text import read_module, write_module
from scp_centre.roles.training.validity import months_after
from tests.roles.training.room_clock import NINE, clock  # noqa: F401
from tests.roles.training.test_workshops import join, trainer  # noqa: F401


@pytest.fixture
def held(trainer, clock):  # noqa: F811
    """An hour on 3 March 2026 of a module whose certificates are valid for 24 months."""
    Module.objects.filter(key="material-flow-cost", language="en").update(valid_months=24)
    module = Module.objects.get(key="material-flow-cost", language="en")
    made = workshops.plan_workshop(module, "Ours", NINE, acting_user=trainer)
    workshops.start_workshop(made, acting_user=trainer)
    join(made, "Ana", "A")
    clock.set(10)
    ended = workshops.end_workshop(made, acting_user=trainer)
    certificates.certify(ended, acting_user=trainer)
    return ended


def ana_of(held):
    return held.participants.get(name__startswith="Ana")


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 3, 3), 24, date(2028, 3, 3)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_months_are_counted_on_the_calendar(day, months, then):
    assert months_after(day, months) == then


def test_a_certificate_ends_after_the_months_of_its_module(held, clock):  # noqa: F811
    ana = ana_of(held)
    signed = certificates.certificate_of(ana)
    assert ana.valid_until == date(2028, 3, 3)
    assert signed.content["validUntil"].startswith("2028-03-0")
    clock.set(10, days=(date(2028, 3, 3) - date(2026, 3, 3)).days)
    assert queries.check(signed).valid
    clock.set(10, days=(date(2028, 3, 5) - date(2026, 3, 3)).days)
    assert not queries.check(signed).valid


def test_the_certificate_says_its_last_day(held, signed_in):
    from pypdf import PdfReader

    answer = signed_in("trainer").get(f"/training/participants/{ana_of(held).pk}/certificate.pdf")
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "Valid until 3 March 2028." in " ".join(text.split())


def test_a_certificate_is_renewed_near_its_end_and_not_before(
    held,
    trainer,  # noqa: F811
    clock,  # noqa: F811
    sample_centre,
):
    ana, old = ana_of(held), certificates.certificate_of(ana_of(held))
    with pytest.raises(TrainingError, match="valid until"):
        certificates.renew_validity(ana, acting_user=trainer)
    clock.set(10, days=(date(2028, 2, 1) - date(2026, 3, 3)).days)
    with pytest.raises(NotPermittedError):
        certificates.renew_validity(ana, acting_user=sample_centre["expert"])
    new = certificates.renew_validity(ana, acting_user=trainer)
    old.refresh_from_db()
    assert old.revoked and "renewed" in old.reason and new.pk != old.pk
    ana = ana_of(held)
    assert (ana.renewed, ana.valid_until) == (date(2028, 2, 1), date(2030, 2, 1))
    assert "Renewed on 2028-02-01." in new.content["evidence"][0]["narrative"]
    entry = Entry.objects.get(act="renew_certificate")
    assert entry.after == {"participant": ana.pk, "was": "2028-03-03"}
    values = {"name": "Ana Ruiz", "organisation": "A"}
    corrections.correct_participant(ana, values, acting_user=trainer, reason="Surname")
    assert ana_of(held).valid_until == date(2030, 2, 1), "a correction keeps the renewal"


def test_one_that_does_not_end_or_was_revoked_is_not_renewed(held, trainer, clock):  # noqa: F811
    clock.set(10, days=(date(2028, 2, 1) - date(2026, 3, 3)).days)
    ana = ana_of(held)
    certificates.take_back(ana, "Wrong person", acting_user=trainer)
    ana.refresh_from_db()
    assert ana.valid_until is None
    with pytest.raises(TrainingError, match="no certificate that expires"):
        certificates.renew_validity(ana, acting_user=trainer)


def test_the_trainer_is_told_and_renews_on_the_page(held, trainer, clock, signed_in):  # noqa: F811
    ana = ana_of(held)

    def waiting(day):
        groups = home_tasks.tasks_for(trainer, day)
        return [t for g in groups if g.title == "Certificates to renew" for t in g.tasks]

    assert waiting(date(2027, 11, 1)) == []
    (task,) = waiting(date(2028, 1, 1))
    assert task.due == date(2028, 3, 3) and str(ana.pk) in task.address
    clock.set(10, days=(date(2028, 4, 1) - date(2026, 3, 3)).days)
    client = signed_in("trainer")
    page = client.get(f"/training/participants/{ana.pk}/").content.decode()
    assert "Renew the certificate" in page and "3 March 2028" in page
    assert client.post(f"/training/participants/{ana.pk}/renew/").status_code == 302
    page = client.get(f"/training/participants/{ana.pk}/").content.decode()
    assert "Renew the certificate" not in page and "1 April 2030" in page


@pytest.mark.parametrize("months", ["0", "121", "two", "-3", "1.5"])
def test_months_of_a_module_are_a_number_from_1_to_120(months):
    text = "key: a\nlanguage: en\ntitle: b\nsummary: c\nvalid_months: {}\n\n# talk, 5: T\n"
    with pytest.raises(TrainingError, match="months from 1 to 120"):
        read_module(text.format(months))
    assert read_module(text.format(36))[0]["valid_months"] == 36
    assert read_module(text.replace("valid_months: {}\n", ""))[0]["valid_months"] is None


def test_an_unknown_name_above_the_sections_is_named_with_its_line():
    text = "key: a\nlanguage: en\ntitle: b\nsummary: c\nauthor: d\n\n# talk, 5: T\n"
    with pytest.raises(TrainingError, match="Line 5: 'author'"):
        read_module(text)


def test_the_months_stay_in_the_text_of_a_module(held, trainer):  # noqa: F811
    text = write_module(held.module)
    assert "valid_months: 24" in text
    draft = modules.write_from_text(text, acting_user=trainer)
    assert draft.valid_months == 24
    again = modules.rewrite(draft, text.replace("valid_months: 24\n", ""), acting_user=trainer)
    assert again.valid_months is None

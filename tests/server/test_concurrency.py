"""Several people at once, on PostgreSQL with real parallel connections: nothing lost or doubled."""

import threading
from datetime import date

import pytest
from django.db import connection, connections

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import AccountError
from scp_centre.centre.evidence.models import Observation
from scp_centre.centre.registry.actions import accept_invitation, invite_person
from scp_centre.centre.registry.models import Membership, Organisation, Person, Role
from scp_centre.roles.production import actions
from scp_centre.roles.production.followup.reading_files import ReadingEntry
from scp_centre.roles.production.models import Assessment, Measure, Reading
from scp_centre.roles.production.sample import sample_file

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs PostgreSQL: ./centre test runs it there"
    ),
]


def together(*works):
    """Run works at the same moment, each on its own connection; return results and errors."""
    gate = threading.Barrier(len(works))
    results = [None] * len(works)

    def run(i, work):
        gate.wait()
        try:
            results[i] = work()
        except Exception as error:  # noqa: BLE001  handed to the test, which looks at each
            results[i] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(i, w)) for i, w in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.fixture
def dairy_assessment(sample_centre):
    return Assessment.objects.get(company="Rivermouth Dairy")


def test_two_imports_at_once_leave_one_whole_assessment(dairy_assessment, sample_centre):
    file, expert = sample_file("dairy"), sample_centre["expert"]
    results = together(*[lambda: actions.import_file(file, acting_user=expert)] * 4)
    assert [r for r in results if isinstance(r, Exception)] == []
    dairy_assessment.refresh_from_db()
    assert dairy_assessment.revision == 5
    assert dairy_assessment.flow_set.count() == len(file.flows)
    current = Observation.objects.filter(origin=dairy_assessment.origin, succeeded_by=None)
    assert current.values("indicator", "period").distinct().count() == current.count()
    assert Entry.objects.filter(act="import_workbook", subject=str(dairy_assessment)).count() == 5


def test_a_new_company_imported_twice_at_once_is_one_company(sample_centre):
    from dataclasses import replace

    dairy = sample_file("dairy")
    factory = replace(dairy.factory, company="New Dairy", site="New plant")
    file, expert = replace(dairy, factory=factory), sample_centre["expert"]
    results = together(*[lambda: actions.import_file(file, acting_user=expert)] * 4)
    assert [r for r in results if isinstance(r, Exception)] == []
    assert Organisation.objects.filter(name="New Dairy").count() == 1
    assert Assessment.objects.filter(company="New Dairy").count() == 1
    made = Assessment.objects.get(company="New Dairy")
    assert made.flow_set.count() == len(file.flows)


def test_the_same_reading_from_two_devices_is_one_reading(dairy_assessment, sample_centre):
    entry = ReadingEntry("natural_gas", date(2027, 1, 1), date(2027, 1, 31), 700.0)
    site, member = dairy_assessment.site, sample_centre["company"]
    together(*[lambda: actions.enter_readings(site, [entry], acting_user=member)] * 6)
    rows = Reading.objects.filter(meter__site=site, start=date(2027, 1, 1))
    assert [(r.value, r.current) for r in rows] == [(700.0, True)]


def test_two_answers_at_once_keep_the_last_and_log_both(dairy_assessment, sample_centre):
    member = sample_centre["company"]
    before = Entry.objects.filter(act="answer_option").count()
    results = together(
        lambda: actions.answer_option(
            dairy_assessment, "rinse", "accepted", "", acting_user=member
        ),
        lambda: actions.answer_option(
            dairy_assessment, "rinse", "declined", "Too dear.", acting_user=member
        ),
    )
    assert [r for r in results if isinstance(r, Exception)] == []
    measure = Measure.objects.get(assessment=dairy_assessment, option="rinse")
    assert (measure.answer, measure.answer_reason) in {("accepted", ""), ("declined", "Too dear.")}
    assert Entry.objects.filter(act="answer_option").count() == before + 2


def test_an_invitation_opened_twice_makes_one_person(sample_centre):
    company = Organisation.objects.get(name="Rivermouth Dairy")
    _, token = invite_person(
        "new@rivermouth.example", Role.COMPANY, company, acting_user=sample_centre["expert"]
    )
    results = together(
        *[lambda: accept_invitation(token, name="N", password="a long river 1999")] * 3
    )
    assert sum(isinstance(r, Person) for r in results) == 1
    assert sum(isinstance(r, AccountError) for r in results) == 2
    assert Membership.objects.filter(person__email="new@rivermouth.example").count() == 1

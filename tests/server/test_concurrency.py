"""Several people at once, on PostgreSQL with real parallel connections: nothing lost or doubled."""

import threading
from datetime import date

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import AccountError
from scp_centre.centre.evidence.models import Observation
from scp_centre.centre.limits.models import Tally
from scp_centre.centre.limits.tallies import HOUR, count, forget_ended
from scp_centre.centre.registry.actions import accept_invitation, invite_person
from scp_centre.centre.registry.email_change import Asked, confirm_address, request_address_change
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
    entry = ReadingEntry("natural_gas", date(2019, 1, 1), date(2019, 1, 31), 700.0)
    site, member = dairy_assessment.site, sample_centre["company"]
    together(*[lambda: actions.enter_readings(site, [entry], acting_user=member)] * 6)
    rows = Reading.objects.filter(meter__site=site, start=date(2019, 1, 1))
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


def _change(assessment, row, amount, person):
    from dataclasses import asdict

    from scp_centre.roles.production.actions.records import digest_of, identity_of

    values = asdict(row) | {"amount": amount}
    known = {"which": identity_of("flows", row), "seen": digest_of(row)}
    return lambda: actions.change_record(assessment, "flows", values, acting_user=person, **known)


def test_rows_changed_by_several_at_once_are_all_kept(dairy_assessment, sample_centre):
    from scp_centre.roles.production.assessment_rows import load_file

    rows, expert = load_file(dairy_assessment).flows, sample_centre["expert"]
    places = (0, 3, 20, 40)
    works = [_change(dairy_assessment, rows[i], rows[i].amount * 1.001, expert) for i in places]
    assert [r for r in together(*works) if isinstance(r, Exception)] == []
    after = load_file(Assessment.objects.get(pk=dairy_assessment.pk)).flows
    assert [after[i].amount for i in places] == [rows[i].amount * 1.001 for i in places]
    assert Entry.objects.filter(act="change_record").count() == 4


def test_one_row_changed_by_two_at_once_is_kept_once_and_told_to_the_other(
    dairy_assessment, sample_centre
):
    from scp_centre.centre.errors import ConflictError
    from scp_centre.roles.production.assessment_rows import load_file

    row = load_file(dairy_assessment).flows[20]
    works = [
        _change(dairy_assessment, row, amount, sample_centre[who])
        for amount, who in ((9_301.0, "expert"), (9_302.0, "company"))
    ]
    results = together(*works)
    assert sum(isinstance(r, ConflictError) for r in results) == 1
    assert Entry.objects.filter(act="change_record").count() == 1


def test_the_same_file_imported_twice_at_once_is_there_once(dairy_assessment, sample_centre):
    import io

    rows = "\n".join(f"natural_gas,2019-0{m}-01,2019-0{m}-28,{700 + m}" for m in range(1, 10))
    text = f"Meter,First day,Last day,Value\n{rows}".encode()
    member, site = sample_centre["company"], dairy_assessment.site

    def work():
        return actions.import_readings(io.BytesIO(text), "r.csv", site=site, acting_user=member)

    results = together(work, work, work)
    assert [r for r in results if isinstance(r, Exception)] == []
    assert sorted(r["new"] for r in results) == [0, 0, 9]
    assert Reading.objects.filter(start__year=2019, current=True).count() == 9


def test_counts_of_different_keys_at_once_never_wait_for_each_other():
    """Each key has an earlier stretch that is over: to begin anew touches no other row."""
    keys, times = range(8), 40
    for key in keys:
        count("old", str(key), HOUR)

    def work(key):
        numbers = []
        for _ in range(times):
            Tally.objects.filter(pk=rows[key]).update(ends=timezone.now())
            numbers.append(count("old", str(key), HOUR))
        return numbers

    rows = list(Tally.objects.order_by("pk").values_list("pk", flat=True))
    results = together(*[lambda key=key: work(key) for key in keys])
    assert results == [[1] * times] * len(keys)


def test_counts_within_longer_acts_and_the_clearing_of_old_ones_do_not_deadlock():
    for key in range(8):
        count("old", str(key), HOUR)

    def act(key):
        for _ in range(20):
            with transaction.atomic():
                count("old", str(key), HOUR)
                count("act", str(key), HOUR)
            Tally.objects.filter(number__gt=2).filter(pk=rows[key]).update(ends=timezone.now())
        return True

    def clear():
        for _ in range(60):
            forget_ended(timezone.now())
        return True

    rows = list(Tally.objects.order_by("pk").values_list("pk", flat=True))
    works = [lambda key=key: act(key) for key in range(7)]
    assert together(*works, clear, clear) == [True] * 9


def test_counts_of_one_key_at_once_are_all_counted():
    results = together(*[lambda: [count("one", "key", HOUR) for _ in range(20)]] * 8)
    assert sorted(n for numbers in results for n in numbers) == list(range(1, 161))


def asked_by(person, email):
    return request_address_change(Asked(email, f"secret of {person.pk}", False), acting_user=person)


def test_an_address_confirmed_twice_at_once_changes_once(sample_centre):
    person = sample_centre["expert"]
    asked_by(person, "marin@new.example")
    results = together(*[lambda: confirm_address(f"secret of {person.pk}")] * 4)
    assert sum(isinstance(r, AccountError) for r in results) == 3
    ((_, old),) = [r for r in results if isinstance(r, tuple)]
    assert old == "expert@verdania.example", "the notice goes to the former address"
    assert Entry.objects.filter(act="change_address").count() == 1


def test_one_address_wanted_by_two_at_once_goes_to_one(sample_centre):
    people = [sample_centre["expert"], sample_centre["reviewer"]]
    for person in people:
        asked_by(person, "shared@new.example")
    works = [lambda person=person: confirm_address(f"secret of {person.pk}") for person in people]
    results = together(*works)
    assert sum(isinstance(r, AccountError) for r in results) == 1
    assert Person.objects.filter(email="shared@new.example").count() == 1

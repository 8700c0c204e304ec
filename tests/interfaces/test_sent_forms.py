"""What a form asks for is done once, however often the form is sent."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import ApiToken, Invitation, Organisation, Person
from scp_centre.centre.sent_forms.models import SentForm
from scp_centre.roles.clearinghouse.models import Item, Newsletter
from tests import database_rows
from tests.interfaces.form_walk import TOKEN, forms_of, forms_of_pages, within_the_test
from tests.interfaces.hostile import page_addresses, person_with_every_role
from tests.interfaces.test_permissions import dairy_things  # noqa: F401

pytestmark = pytest.mark.django_db  # tests/server/test_forms_at_once.py sends them to PostgreSQL
# Tables in which a second sending may leave something.
MAY_DIFFER = {"sent_forms_sentform", "django_session", "limits_tally", "usersessions_usersession"}
MAY_DIFFER |= {"clearinghouse_counter", "clearinghouse_asked"}


@pytest.fixture
def everybody(dairy_things, sample_centre, client):  # noqa: F811
    company = Organisation.objects.get(name="Rivermouth Dairy")
    client.force_login(person_with_every_role(company))
    return client


def counts():
    names = sorted(set(database_rows.tables()) - MAY_DIFFER)
    asked = " UNION ALL ".join(f"SELECT '{name}', COUNT(*) FROM \"{name}\"" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return dict(cursor.fetchall())


def changed(before):
    return {name: n - before[name] for name, n in counts().items() if n != before[name]}


def makes(before):
    return any(number > 0 for number in changed(before).values())


def send_twice(client, form):
    """Return what sending a form leaves, once and twice, and its answers.

    A form that makes nothing is sent once. The database stays as it was.
    """
    before = counts()
    with within_the_test():
        answers = [client.post(form.action, form.filled())]
        once = twice = changed(before)
        if answers[0].status_code < 400 and makes(before):
            answers.append(client.post(form.action, form.filled()))
            twice = changed(before)
        transaction.set_rollback(True)
    return once, twice, [(answer.status_code, answer.get("Location")) for answer in answers]


def test_no_form_of_any_page_makes_a_thing_twice(everybody, dairy_things):  # noqa: F811
    addresses = page_addresses(dairy_things)
    doubled, making = [], set()
    own = f"/people/{Person.objects.get(email='all@centre.example').pk}/remove/"
    for form in forms_of_pages(everybody, addresses):
        if form.action.startswith("/accounts/") or form.action == own:
            continue
        once, twice, answers = send_twice(everybody, form)
        if len(answers) < 2:
            continue
        making.add(form.action)
        if twice != once or answers[0] != answers[1]:
            doubled.append((form.action, once, twice, answers))
    assert not doubled, doubled
    assert len(making) > 40, sorted(making)


def form_at(client, page, action=None):
    found = forms_of(page, client.get(page).content.decode())
    return next(f for f in found if f.action == (action or page))


def test_a_secret_that_is_shown_once_is_shown_to_the_second_click_too(signed_in):
    client = signed_in("expert")
    form = form_at(client, "/account/")
    values = form.as_shown() | {"name": "meters", "scopes": ["read"], "days": "5"}
    first, second = client.post("/account/", values), client.post("/account/", values)
    assert b"scp_" in first.content and first.content == second.content
    assert ApiToken.objects.count() == 1
    assert b"scp_" not in SentForm.objects.get().page.encode(), "the page is kept sealed"


def test_what_was_changed_and_sent_again_is_another_form(signed_in):
    client = signed_in("admin")
    form = form_at(client, "/people/invite/")
    for name in ("one", "two"):
        values = form.as_shown() | {"email": f"{name}@away.example", "role": "expert"}
        client.post("/people/invite/", values)
    assert Invitation.objects.count() == 2


def test_what_was_refused_can_be_sent_again_as_it_is(signed_in, settings):
    settings.MOST_INVITATIONS_A_DAY = 0
    client = signed_in("admin")
    form = form_at(client, "/people/invite/")
    values = form.as_shown() | {"email": "one@away.example", "role": "expert"}
    client.post("/people/invite/", values)
    assert not Invitation.objects.exists() and not SentForm.objects.exists()
    settings.MOST_INVITATIONS_A_DAY = 10
    client.post("/people/invite/", values)
    assert Invitation.objects.count() == 1


def test_the_form_of_somebody_else_is_not_answered_with_mine(signed_in):
    client, company = signed_in("admin"), Organisation.objects.get(name="Rivermouth Dairy")
    form = form_at(client, "/people/invite/")
    about = {"email": "one@away.example", "role": "company member", "organisation": company.pk}
    for who in ("admin", "expert"):
        client.force_login(Person.objects.get(email__startswith=who))
        client.post("/people/invite/", form.as_shown() | about)
    assert Invitation.objects.count() == 2


def test_the_same_file_twice_is_one_import(signed_in):
    client = signed_in("information")
    form = form_at(client, "/clearinghouse/sources/", "/clearinghouse/import/")
    for _ in range(2):
        file = SimpleUploadedFile("items.bib", b"@book{a, title={Steam}, year=2020}")
        client.post("/clearinghouse/import/", form.as_shown() | {"source": "B", "file": file})
    assert Job.objects.count() == 1


def test_a_letter_and_an_item_are_written_once(signed_in):
    client = signed_in("information")
    for page, kind in (
        ("/clearinghouse/newsletters/new/", Newsletter),
        ("/clearinghouse/new/", Item),
    ):
        before = kind.objects.count()
        form = form_at(client, page)
        values = form.filled() | {"title": "Steam", "language": "en"}
        answers = [client.post(page, values) for _ in range(2)]
        assert kind.objects.count() - before <= 1 and answers[0].status_code == 302, page
        assert answers[0].url == answers[1].url


def test_a_form_where_json_is_wanted_is_refused_in_words(signed_in):
    client = signed_in("expert")
    client.handler.enforce_csrf_checks = True  # which reads the body first
    token = form_at(client, "/account/").as_shown()[TOKEN][0]
    answer = client.post("/api/compute/mfca", {TOKEN: token})
    assert answer.status_code == 422 and "not JSON" in answer.content.decode()

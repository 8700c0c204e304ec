"""Letters: who is harmed is the receiver, so they are counted by mailbox, whoever sends them."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from scp_centre.centre.errors import AccountError
from scp_centre.centre.limits.letters import MOST_A_DAY, can_write, mailbox_of, may_write
from scp_centre.centre.limits.models import Tally
from scp_centre.centre.limits.tallies import (
    HOUR,
    count,
    counted,
    forget,
    forget_ended,
    network_of,
)
from scp_centre.centre.registry.actions import invite_person
from scp_centre.centre.registry.models import Organisation, Role
from scp_centre.roles.clearinghouse.actions import followers, suggestions
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.models import Follower, Item, Standing
from scp_centre.roles.training.actions.invitations import invite_people
from scp_centre.roles.training.models import Workshop

pytestmark = pytest.mark.django_db
VICTIM = "victim@elsewhere.example"
SPELLINGS = [
    VICTIM,
    VICTIM.upper(),
    "victim+a@elsewhere.example",
    "Victim+B+c@Elsewhere.Example",
    " victim@elsewhere.example. ",
    '"victim"@elsewhere.example',
    '"v\\ictim"@elsewhere.example',
    '"Victim+c"@elsewhere.example',
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_all_spellings_are_one_mailbox(spelling):
    assert mailbox_of(spelling) == VICTIM


def test_other_mailboxes_are_others():
    assert len({mailbox_of(a) for a in ("a.b@x.example", "ab@x.example", "a@b.x.example")}) == 3
    assert mailbox_of("a.b+c@googlemail.com") == mailbox_of("ab@GMAIL.com")
    assert mailbox_of("x@bücher.example") == mailbox_of("x@xn--bcher-kva.example")


def test_a_mailbox_gets_so_many_of_a_kind_and_so_many_in_all():
    assert [may_write("invitation", s) for s in SPELLINGS[:4]] == [True] * 3 + [False]
    sent = 3
    for kind in ("workshop", "address_change", "question", "outcome"):
        while can_write(kind, VICTIM):
            assert may_write(kind, VICTIM)
            sent += 1
    assert sent == MOST_A_DAY


def test_the_table_holds_no_address_and_forgets():
    may_write("invitation", VICTIM)
    assert "victim" not in str(list(Tally.objects.values()))
    Tally.objects.update(ends=timezone.now())
    assert count("something", "else", HOUR) == 1
    assert forget_ended(timezone.now()) == 2
    assert Tally.objects.count() == 1


def test_a_stretch_begins_with_the_first_and_ends():
    assert [count("a", "b", HOUR) for _ in range(3)] == [1, 2, 3]
    assert counted("a", "b", HOUR) == 3 and counted("a", "c", HOUR) == 0
    Tally.objects.update(ends=timezone.now())
    assert counted("a", "b", HOUR) == 0 and count("a", "b", HOUR) == 1
    forget("a", "b", HOUR)
    assert counted("a", "b", HOUR) == 0


@pytest.mark.django_db(transaction=True)
def test_threads_that_count_at_once_lose_nothing():
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    def one(_):
        try:
            return count("a", "b", HOUR)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(one, range(40))) == list(range(1, 41))


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("", ""),
    ],
)
def test_a_network_is_what_a_visitor_cannot_change_at_will(rf, address, network):
    assert network_of(rf.get("/", REMOTE_ADDR=address)) == network


def test_invitations_of_all_staff_together_are_few_for_one_mailbox(sample_centre):
    dairy = Organisation.objects.get(name="Rivermouth Dairy")
    form = {"role": Role.COMPANY, "organisation": dairy.pk}
    for who, email in zip(("expert", "director", "admin"), SPELLINGS, strict=False):
        client = Client()
        client.force_login(sample_centre[who])
        page = client.post("/people/invite/", form | {"email": email})
        assert "was sent by e-mail" in page.content.decode()
    with pytest.raises(AccountError, match="many invitations"):
        invite_person(
            "victim+z@elsewhere.example", Role.COMPANY, dairy, acting_user=sample_centre["expert"]
        )


def ask_to_follow(email, question, network="198.51.100.7"):
    given = {"email": email, "criteria": f"q={question}", "frequency": "weekly"}
    return Client(REMOTE_ADDR=network).post("/clearinghouse/follow/", given)


def test_a_stranger_gets_one_letter_a_day_whatever_is_asked_for(
    sample_centre, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        pages = [
            ask_to_follow(email, f"steam {i}", f"198.51.100.{i}")
            for i, email in enumerate(SPELLINGS[:4] * 3)
        ]
    assert {p.status_code for p in pages} == {200}
    assert len(mail.outbox) == 1


def test_the_one_letter_confirms_all_that_its_reader_wants(
    sample_centre, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for question in ("steam", "water", "spam"):
            ask_to_follow("reader@elsewhere.example", question)
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body)[1]
    page = Client().get(link).content.decode()
    assert "water" in page and "spam" in page
    wanted = Follower.objects.get(title__contains="water")
    Client().post(link, {"also": [wanted.pk]})
    rows = Follower.objects.filter(confirmed__isnull=False).values_list("title", flat=True)
    assert sorted(re.sub(r"\W", "", t) for t in rows) == ["steam", "water"]


def test_nobody_confirms_what_waits_for_another_address(
    sample_centre, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        ask_to_follow("reader@elsewhere.example", "steam")
        ask_to_follow("other@elsewhere.example", "water")
    other = Follower.objects.get(email__startswith="other")
    mine = Follower.objects.get(email__startswith="reader")
    followers.confirm(mine.secret, [str(other.pk)])
    other.refresh_from_db()
    assert other.confirmed is None


def test_what_nobody_confirmed_is_forgotten(sample_centre):
    from datetime import timedelta

    followers.follow(VICTIM, "q=steam", "steam", "weekly", "en")
    assert followers.forget_unconfirmed(timezone.now() + timedelta(days=13)) == 0
    assert followers.forget_unconfirmed(timezone.now() + timedelta(days=15)) == 1


def test_a_workshop_invites_a_mailbox_once_a_day(sample_centre, django_capture_on_commit_callbacks):
    workshop, trainer = Workshop.objects.get(), sample_centre["trainer"]
    spellings = [s.strip(" .") for s in SPELLINGS]
    others = [f"p{i}@elsewhere.example" for i in range(30)]
    with django_capture_on_commit_callbacks(execute=True):
        assert invite_people(workshop, spellings, "http://x/join/", acting_user=trainer) == 1
        assert invite_people(workshop, [VICTIM], "http://x/join/", acting_user=trainer) == 0
        assert invite_people(workshop, others, "http://x/join/", acting_user=trainer) == 30
    assert len(mail.outbox) == 31


def suggested_items(number):
    items = list(Item.objects.all()[:number])
    Item.objects.filter(pk__in=[i.pk for i in items]).update(
        suggested_by=VICTIM, told=None, standing=Standing.PUBLISHED
    )
    return list(Item.objects.filter(pk__in=[i.pk for i in items]))


def test_outcomes_of_many_suggestions_trickle(sample_centre):
    made = suggested_items(8)
    assert len(made) == 8
    base = "https://centre.example"
    assert suggestions.tell_suggesters(timezone.now(), base) == 5
    assert suggestions.tell_suggesters(timezone.now(), base) == 0
    Tally.objects.all().delete()
    assert suggestions.tell_suggesters(timezone.now(), base) == 3


def test_questions_back_are_few_and_the_editor_is_told(sample_centre):
    editor, item = sample_centre["information"], suggested_items(1)[0]
    for _ in range(5):
        suggestions.ask_back(item, "Which year?", base="https://c.example", acting_user=editor)
    with pytest.raises(ClearinghouseError, match="several e-mails"):
        suggestions.ask_back(item, "Which year?", base="https://c.example", acting_user=editor)
    assert item.questions.count() == 5 and len(mail.outbox) == 5

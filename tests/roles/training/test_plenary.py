"""Before everybody: reports, questions, dots, the plan, the evaluation; what is told to whom."""

import io
import uuid
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from scp_centre.centre.errors import NotPermittedError
from scp_centre.roles.training import queries
from scp_centre.roles.training.actions import plenary, workshops
from scp_centre.roles.training.documents import blocks_of, compose_record
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.live_updates import Hub, Stream
from scp_centre.roles.training.models import Change, Kind, Note, Question, Vote, Workshop
from tests.interfaces.test_rooms import joined
from tests.roles.training.test_flip_chart import do, people_of, room, write  # noqa: F401
from tests.roles.training.test_workshops import trainer, workshop  # noqa: F401


@pytest.fixture
def board(room, workshop, trainer):  # noqa: F811
    """Four notes about roles 2, 2, 9 and none."""
    sheet = room.sheets.first()
    for who, role in zip(people_of(room), (2, 2, 9, None), strict=True):
        do(who, write(sheet, f"Note of {who}", role=role))
    return workshop


def new_action(by, board, **values):  # noqa: F811
    given = {"what": "Ten water audits", "who": "Ana"} | values
    return plenary.propose_action(by, board, given, uuid.uuid4())


def test_the_board_gathers_the_notes_by_role(board):
    rows = queries.board_of(board)
    assert [r.number for r in rows] == list(range(1, 10))
    assert {r.number: len(r.notes) for r in rows if r.notes} == {2: 2, 9: 1}


def test_dots_are_limited_and_can_be_taken_back(board, room, trainer):  # noqa: F811
    ana = people_of(room)[0]
    first, second = Note.objects.filter(sheet__group=room, role=2)
    with pytest.raises(TrainingError, match="not open"):
        plenary.give_dots(ana, first, 1)
    plenary.open_votes(board, True, acting_user=trainer)
    assert plenary.give_dots(ana, first, 2) == 1
    with pytest.raises(TrainingError, match="You have 3 dots"):
        plenary.give_dots(ana, second, 2)
    assert plenary.give_dots(ana, first, 2) == 1, "sent twice, it counts once"
    assert plenary.give_dots(ana, first, 0) == 3
    assert not Vote.objects.exists()


def test_priorities_stand_by_their_dots(board, room, trainer):  # noqa: F811
    plenary.open_votes(board, True, acting_user=trainer)
    notes = list(Note.objects.filter(sheet__group=room, role__isnull=False))
    for who in people_of(room):
        plenary.give_dots(who, notes[2], 2)
        plenary.give_dots(who, notes[0], 1)
    assert [(n.pk, n.all_dots) for n in queries.priorities_of(board)] == [
        (notes[2].pk, 8),
        (notes[0].pk, 4),
    ]
    mine = queries.board_of(board, people_of(room)[0])
    assert [n.my_dots for r in mine for n in r.notes] == [1, 0, 2]


def test_the_order_is_drawn_and_each_group_has_its_time(board, room, trainer):  # noqa: F811
    assert plenary.draw_order(board, acting_user=trainer) == [1]
    plenary.present_group(board, 1, acting_user=trainer)
    now = Workshop.objects.get(pk=board.pk)
    assert now.presenting == 1 and 295 <= workshops.seconds_left(now) <= 300
    question = plenary.ask_question(people_of(room)[0], "What does it cost?")
    assert question.group == room
    plenary.settle_question(question, "answered", acting_user=trainer)
    plenary.present_group(board, None, acting_user=trainer)
    room.refresh_from_db()
    assert room.reported and workshops.seconds_left(Workshop.objects.get(pk=board.pk)) is None
    with pytest.raises(TrainingError, match="no group 7"):
        plenary.present_group(board, 7, acting_user=trainer)


def test_an_action_needs_what_and_who_and_a_day_to_come(board, room):  # noqa: F811
    ana = people_of(room)[0]
    for wrong in ({"what": " "}, {"who": ""}, {"due": timezone.localdate() - timedelta(days=1)}):
        with pytest.raises(TrainingError):
            new_action(ana, board, **wrong)
    action = new_action(ana, board, due=timezone.localdate() + timedelta(days=90), role=2)
    again = plenary.propose_action(ana, board, {"what": "x", "who": "y"}, action.pk)
    assert again == action and queries.plan_of(board) == [action]


def test_only_its_author_and_the_trainer_strike_an_action(board, room, trainer):  # noqa: F811
    ana, ben = people_of(room)[:2]
    action = new_action(ana, board)
    with pytest.raises(TrainingError, match="Somebody else"):
        plenary.change_action(ben, action, {"hidden": True})
    plenary.change_action(trainer, action, {"hidden": True})
    assert queries.plan_of(board) == []


def test_actions_are_followed_after_the_workshop(board, room, trainer, sample_centre):  # noqa: F811
    action = new_action(people_of(room)[0], board)
    workshops.end_workshop(board, acting_user=trainer)
    with pytest.raises(NotPermittedError):
        plenary.follow_action(action, "done", "", acting_user=sample_centre["expert"])
    plenary.follow_action(action, "under way", "Six of ten", acting_user=trainer)
    action.refresh_from_db()
    assert (action.carried, action.remark, action.followed) == (
        "under way",
        "Six of ten",
        timezone.localdate(),
    )


def test_an_evaluation_counts_each_person_once(board, room):  # noqa: F811
    ana, ben = people_of(room)[:2]
    plenary.evaluate(ana, [1, 2, 3, 4, "", ""])
    plenary.evaluate(ana, [5, 5, 5, 5, "More time", ""])
    plenary.evaluate(ben, [4, None, 5, 5, "", ""])
    _, results, answered = queries.evaluation_of(board)
    assert answered == 2
    assert results[0]["mean"] == 4.5 and results[0]["counts"] == [0, 0, 0, 1, 1]
    assert results[1]["n"] == 1 and results[4]["answers"] == ["More time"]


def test_a_screen_is_told_only_what_its_people_may_know(board):
    for_all, own, other, trainers = (Change(group=g) for g in (None, 2, 3, 0))
    phone = Stream(board.pk, 2, False, 0)
    assert [phone.may_know(c) for c in (for_all, own, other, trainers)] == [
        True,
        True,
        False,
        False,
    ]
    console = Stream(board.pk, None, True, 0)
    assert all(console.may_know(c) for c in (for_all, own, other, trainers))


def test_a_screen_that_enters_while_changes_are_read_misses_none():
    hub = Hub()
    early, late = Stream(1, None, True, 10), Stream(1, None, True, 4)
    with patch.object(hub, "_reader", object()):
        hub.enter(early)
        found = [Change(number=n) for n in (11, 12)]  # read since 10, while the other enters
        hub.enter(late)
        hub._hand_out(1, 10, found)
        assert [early.queue.get_nowait().number for _ in found] == [11, 12]
        assert late.queue.empty()
        hub._hand_out(1, 4, [Change(number=n) for n in range(5, 13)])
    assert [late.queue.get_nowait().number for _ in range(8)] == list(range(5, 13))
    assert early.queue.empty(), "and nobody is told twice"


def test_the_record_holds_charts_plan_board_people_and_evaluation(
    board,
    room,  # noqa: F811
    trainer,  # noqa: F811
):
    from pypdf import PdfReader

    from scp_centre.centre.documents.docx_file import write_docx
    from scp_centre.centre.documents.pdf_file import write_pdf
    from scp_centre.centre.translation import Speaker

    ana = people_of(room)[0]
    new_action(ana, board, with_whom="The dyers")
    plenary.open_votes(board, True, acting_user=trainer)
    plenary.give_dots(ana, Note.objects.filter(role=9, sheet__group=room).get(), 3)
    plenary.ask_question(ana, "Who pays?")
    plenary.evaluate(ana, [5, 5, 5, 5, "Ask the dyers first", ""])
    workshops.end_workshop(board, acting_user=trainer)
    record = compose_record(Workshop.objects.get(pk=board.pk), Speaker("en"))
    text = " ".join(
        "".join(p.extract_text() for p in PdfReader(io.BytesIO(write_pdf(record))).pages).split()
    )
    for words in (
        "Note of P0-0",
        "Ten water audits",
        "The dyers",
        "Who pays?",
        "Ask the dyers first",
        "Organisation 3",
        "Roles that no group chose",
        "(3)",
    ):
        assert words in text, words
    assert write_docx(record)[:2] == b"PK"


def test_markdown_becomes_blocks():
    kinds = [
        type(b).__name__
        for b in blocks_of("# A\n\nText **bold**\n\n1. x\n2. y\n\n|a|b|\n|-|-|\n|1|2|\n")
    ]
    assert kinds == ["Heading", "Paragraph", "Items", "Table"]


def test_sections_without_groups_need_none(board, trainer):  # noqa: F811
    kinds = [s.kind for s in workshops.sections_of(board)]
    assert kinds[0] == Kind.TALK
    with pytest.raises(TrainingError, match="cannot show"):
        workshops.show(board, "a film", acting_user=trainer)


def test_a_trainer_is_reminded_once_after_three_months(board, room, trainer):  # noqa: F811
    from django.core import mail

    new_action(people_of(room)[0], board)
    workshops.end_workshop(board, acting_user=trainer)
    today = timezone.localdate()
    assert plenary.remind_follow_up(today + timedelta(days=89)) == 0
    assert plenary.remind_follow_up(today + timedelta(days=90)) == 1
    assert plenary.remind_follow_up(today + timedelta(days=91)) == 0
    assert "Ten water audits (Ana)" in mail.outbox[0].body


def test_a_question_that_a_phone_sends_again_from_another_page_is_asked_once(board):  # noqa: F811
    """The phone gives it an id; the token is that of the page from which it is sent."""
    phone = joined(board)
    kept, token = "1764547200000-k3j9x2m8q1", phone.cookies["csrftoken"].value
    for masked in (token, "a" * 64, "b" * 64):
        sent = {"text": "Who pays?", "kept": kept, "csrfmiddlewaretoken": masked}
        assert phone.post(f"/room/{board.pk}/ask/", sent).status_code == 302
    assert Question.objects.count() == 1
    sent["kept"] = "1764547200000-another1"
    phone.post(f"/room/{board.pk}/ask/", sent)
    assert Question.objects.count() == 2, "asked once more on purpose"

"""What the trainer asks the room at any moment: polls, word clouds, questions with votes."""

import io

import pytest

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.roles.training.actions import corrections, plenary, polls, workshops
from scp_centre.roles.training.documents import compose_record
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Poll, PollAnswer, Question, Workshop
from scp_centre.roles.training.next_steps import next_step
from scp_centre.roles.training.poll_results import count_words, has_answered, result_of
from scp_centre.roles.training.room_limits import MOST_POLLS
from tests.interfaces.test_rooms import joined
from tests.roles.training.test_workshops import fill, join, trainer, workshop  # noqa: F401

OPTIONS = ["Water", "Energy", "Chemicals"]


@pytest.fixture
def people(workshop):  # noqa: F811
    return fill(workshop, (1, 1, 1, 1))


@pytest.fixture
def poll(workshop, trainer, people):  # noqa: F811
    return polls.raise_poll(
        workshop, "poll", "Where do you  lose most?", OPTIONS, acting_user=trainer
    )


@pytest.fixture
def cloud(workshop, trainer, people):  # noqa: F811
    return polls.raise_poll(workshop, "word cloud", "What is waste?", acting_user=trainer)


@pytest.fixture
def asking(workshop, trainer, people):  # noqa: F811
    return polls.raise_poll(workshop, "questions", "What is unclear?", acting_user=trainer)


def counts(poll, workshop):  # noqa: F811
    result = result_of(Poll.objects.get(pk=poll.pk), Workshop.objects.get(pk=workshop.pk))
    if result.options:
        return [o.people for o in result.options]
    return [(w.text, w.people) for w in result.words]


def test_a_poll_counts_each_person_once_and_the_last_answer(poll, workshop, people):  # noqa: F811
    ana, ben, chi, dan = people
    assert poll.text == "Where do you lose most?"
    for who, choice in ((ana, 0), (ben, 0), (chi, 2), (ana, 1), (ana, 1)):
        polls.answer_poll(who, poll, choice=choice)
    assert counts(poll, workshop) == [1, 1, 1]
    assert [o.share for o in result_of(poll, workshop).options] == [pytest.approx(1 / 3)] * 3
    assert has_answered(ana, poll) and not has_answered(dan, poll)
    for wrong in (None, -1, 3):
        with pytest.raises(TrainingError, match="You have not chosen an answer."):
            polls.answer_poll(dan, poll, choice=wrong)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "You entered 0 answers"),
        (["One"], "You entered 1 answer"),
        (list("abcdefg"), "You entered 7 answers"),
        (["Yes", " yes "], "the same"),
        (["x" * 101, "y"], "too long"),
    ],
)
def test_a_poll_has_two_to_six_answers(workshop, trainer, options, words):  # noqa: F811
    with pytest.raises(TrainingError, match=words):
        polls.raise_poll(workshop, "poll", "Which?", options, acting_user=trainer)
    assert not Poll.objects.exists()
    polls.raise_poll(workshop, "poll", "Which?", ["<5", ">5", ""], acting_user=trainer)


def test_one_thing_is_asked_at_a_time_and_only_by_who_leads(
    workshop,  # noqa: F811
    trainer,  # noqa: F811
    poll,
    sample_centre,
):
    second = polls.raise_poll(workshop, "word cloud", "One word", acting_user=trainer)
    poll.refresh_from_db()
    workshop.refresh_from_db()
    assert not poll.is_open and second.is_open and workshop.asked == second
    polls.open_poll(poll, True, acting_user=trainer)
    second.refresh_from_db()
    workshop.refresh_from_db()
    assert not second.is_open and workshop.asked == poll and workshop.show == "what is asked"
    for act in (
        lambda who: polls.raise_poll(workshop, "questions", "x", acting_user=who),
        lambda who: polls.open_poll(poll, False, acting_user=who),
        lambda who: polls.show_poll(poll, acting_user=who),
        lambda who: polls.block_word(workshop, "x", True, acting_user=who),
    ):
        with pytest.raises(NotPermittedError):
            act(sample_centre["director"])
    acts = {*Entry.objects.values_list("act", flat=True)}
    assert {"raise_poll", "open_poll"} <= acts
    with pytest.raises(TrainingError, match="empty"):
        polls.raise_poll(workshop, "questions", " \0 ", acting_user=trainer)
    Poll.objects.bulk_create(
        Poll(workshop=workshop, kind="questions", text="x", is_open=False)
        for _ in range(MOST_POLLS)
    )
    with pytest.raises(TrainingError, match="maximum number of polls"):
        polls.raise_poll(workshop, "questions", "x", acting_user=trainer)


def test_what_a_phone_brings_after_the_close_counts_once_as_late(
    poll,
    workshop,  # noqa: F811
    people,
    trainer,  # noqa: F811
):
    ana, ben = people[:2]
    polls.answer_poll(ana, poll, choice=0)
    polls.open_poll(poll, False, acting_user=trainer)
    polls.answer_poll(ben, poll, choice=1)
    polls.answer_poll(ana, poll, choice=0)
    with pytest.raises(TrainingError, match="closed"):
        polls.answer_poll(ana, poll, choice=2)
    result = result_of(poll, workshop)
    assert (result.answered, result.late) == (2, 1) and counts(poll, workshop) == [1, 1, 0]
    workshops.end_workshop(workshop, acting_user=trainer)
    with pytest.raises(TrainingError, match="ended"):
        polls.answer_poll(people[2], poll, choice=1)


def test_words_are_folded_and_each_counts_once_a_person(cloud, workshop, people):  # noqa: F811
    ana, ben, chi, dan = people
    polls.answer_poll(ana, cloud, words=["Économie", "water", "economie!"])
    polls.answer_poll(ben, cloud, words=["economie", "", "WATER"])
    polls.answer_poll(chi, cloud, words=["économie", "Water", "loss"])
    polls.answer_poll(dan, cloud, words=["economie"])
    assert counts(cloud, workshop) == [("economie", 4), ("water", 3), ("loss", 1)]
    for wrong in ([], ["", " . "], ["a", "b", "c", "d"], ["x" * 41]):
        with pytest.raises(TrainingError):
            polls.answer_poll(ana, cloud, words=wrong)
    sizes = {w.text: w.size for w in result_of(cloud, workshop).words}
    assert sizes == {"economie": 5, "water": 4, "loss": 1}
    assert [w.text for w in result_of(cloud, workshop).cloud] == ["economie", "loss", "water"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], []),
        ([["ماء"], ["مَاء"]], [("ماء", 2, 5)]),
        ([["a"], ["b"]], [("a", 1, 3), ("b", 1, 3)]),
        ([["☺", "☺"], ["☺"]], [("☺", 2, 5)]),
        ([["Straße"], ["STRASSE"], ["Strasse"]], [("Straße", 3, 5)]),
    ],
)
def test_words_are_counted_by_hand(given, words):
    assert [(w.text, w.people, w.size) for w in count_words(given)] == words


def test_a_hidden_word_is_out_of_every_cloud_however_it_is_written(
    cloud,
    workshop,  # noqa: F811
    people,
    trainer,  # noqa: F811
):
    polls.answer_poll(people[0], cloud, words=["Idiot", "water"])
    polls.answer_poll(people[1], cloud, words=["ídiot"])
    polls.block_word(workshop, "IDIOT", True, acting_user=trainer)
    assert counts(cloud, workshop) == [("water", 1)]
    hidden = result_of(cloud, Workshop.objects.get(pk=workshop.pk)).hidden
    assert [(w.text, w.people) for w in hidden] == [("Idiot", 2)]
    again = polls.raise_poll(workshop, "word cloud", "Another word", acting_user=trainer)
    polls.answer_poll(people[0], again, words=["idiot"])
    assert counts(again, workshop) == []
    polls.block_word(workshop, "idiot", False, acting_user=trainer)
    assert counts(again, workshop) == [("idiot", 1)]


def test_questions_are_ranked_by_votes_of_others(asking, workshop, people, trainer):  # noqa: F811
    ana, ben, chi, dan = people
    first = plenary.ask_question(ana, "Who pays?", asking)
    second = plenary.ask_question(ben, "Since when?", asking)
    for who in (chi, dan, ana, dan):
        polls.vote_for_question(who, second, True)
    with pytest.raises(TrainingError, match="your own"):
        polls.vote_for_question(ana, first, True)
    result = result_of(asking, workshop, dan)
    assert [(q.text, q.all_votes, q.my_votes) for q in result.questions] == [
        ("Since when?", 3, 1),
        ("Who pays?", 0, 0),
    ]
    assert result.answered == 4
    polls.vote_for_question(dan, second, False)
    assert result_of(asking, workshop).questions[0].all_votes == 2
    plenary.settle_question(second, "answered", acting_user=trainer)
    assert [q.text for q in result_of(asking, workshop).questions] == ["Who pays?", "Since when?"]
    plenary.settle_question(second, "hide", acting_user=trainer)
    assert len(result_of(asking, workshop).questions) == 1
    with pytest.raises(TrainingError, match="This question is no longer available."):
        polls.vote_for_question(dan, second, True)
    free = plenary.ask_question(ana, "To nobody in particular")
    with pytest.raises(TrainingError, match="This question is no longer available."):
        polls.vote_for_question(dan, free, True)


def test_the_phone_is_led_to_what_is_asked_until_it_is_answered(
    poll,
    workshop,  # noqa: F811
    people,
    trainer,  # noqa: F811
):
    (section, *_rest) = workshops.sections_of(workshop)

    def step():
        who = type(people[0]).objects.select_related("workshop__asked").get(pk=people[0].pk)
        return next_step(who, section, [])

    assert step().button == "Answer the poll" and step().address.endswith(f"/poll/{poll.pk}/")
    workshops.go_to(workshop, 1, acting_user=trainer)
    assert step().button == "Ask a question", "the trainer has gone on"
    polls.show_poll(poll, acting_user=trainer)
    assert step().button == "Answer the poll"
    polls.answer_poll(people[0], poll, choice=1)
    assert step().button == "Ask a question"


def test_answers_of_two_entries_become_one(poll, workshop, trainer):  # noqa: F811
    ana, anna = join(workshop, "Ana", "A"), join(workshop, "Anna", "A")
    polls.answer_poll(ana, poll, choice=0)
    polls.answer_poll(anna, poll, choice=1)
    asking = polls.raise_poll(workshop, "questions", "What?", acting_user=trainer)
    mine = plenary.ask_question(ana, "Who pays?", asking)
    polls.vote_for_question(anna, mine, True)
    corrections.combine_entries(ana, anna, acting_user=trainer)
    assert PollAnswer.objects.get().choice == 0
    assert not mine.votes.exists(), "nobody votes for their own question"


def test_it_is_asked_on_the_console_and_answered_on_phones(workshop, signed_in, trainer):  # noqa: F811
    trains, act = signed_in("trainer"), f"/training/workshops/{workshop.pk}/act/"
    sent = {"act": "raise poll", "kind": "poll", "text": "Which first?", "options": "One"}
    refused = trains.post(act, sent)
    page = refused.content.decode()
    assert refused.status_code == 422 and "You entered 1 answer" in page
    assert 'value="Which first?"' in page, "what was typed stays"
    assert trains.post(act, sent | {"options": "Water\nEnergy"}).status_code == 302
    poll = Poll.objects.get()
    phone = joined(workshop)
    room = phone.get(f"/room/{workshop.pk}/").content.decode()
    address = f"/room/{workshop.pk}/poll/{poll.pk}/"
    assert f'href="{address}"' in room
    assert "Which first?" in phone.get(address).content.decode()
    assert phone.post(address, {}).status_code == 422
    assert phone.post(address, {"choice": "1"}).status_code == 302
    projector = f"/training/workshops/{workshop.pk}/projector/"
    open_page = trains.get(projector).content.decode()
    assert "Which first?" in open_page and "<progress" not in open_page, "not before it is closed"
    trains.post(act, {"act": "close poll", "poll": poll.pk})
    assert "<progress" in trains.get(projector).content.decode()
    assert "Here is the result" in phone.get(address).content.decode()
    assert phone.get(f"/room/{workshop.pk}/poll/{poll.pk + 9}/").status_code == 404


def test_words_and_votes_go_through_the_pages(workshop, signed_in):  # noqa: F811
    trains, act = signed_in("trainer"), f"/training/workshops/{workshop.pk}/act/"
    phone, other = joined(workshop), joined(workshop, "Yan Young")
    trains.post(act, {"act": "raise poll", "kind": "word cloud", "text": "One word?"})
    address = f"/room/{workshop.pk}/poll/{Poll.objects.get().pk}/"
    sent = {"word-0": "<b>Water</b>", "word-1": "Loss"}
    assert phone.post(address, sent).status_code == 302
    page = trains.get(f"/training/workshops/{workshop.pk}/projector/").content.decode()
    assert "&lt;b&gt;Water&lt;/b&gt;" in page and 'class="word-3"' in page
    trains.post(act, {"act": "hide word", "word": "<b>water</b>"})
    assert "Water" not in other.get(address).content.decode()
    assert "hidden by the trainer" in (
        trains.get(f"/training/workshops/{workshop.pk}/console/").content.decode()
    )
    trains.post(act, {"act": "raise poll", "kind": "questions", "text": "Unclear?"})
    asking = Poll.objects.first()
    page = f"/room/{workshop.pk}/poll/{asking.pk}/"
    sent = {"text": "Who pays?", "poll": asking.pk}
    assert phone.post(f"/room/{workshop.pk}/ask/", sent).url == page
    question = Question.objects.get()
    sent = {"question": question.pk, "wanted": "1"}
    assert other.post(f"{page}vote/", sent).status_code == 302 and question.votes.count() == 1
    assert 'aria-pressed="true"' in other.get(page).content.decode()
    assert phone.post(f"{page}vote/", sent).status_code == 422, "one's own"


def test_the_record_holds_what_was_asked(workshop, trainer, people):  # noqa: F811
    from pypdf import PdfReader

    from scp_centre.centre.documents.docx_file import write_docx
    from scp_centre.centre.documents.pdf_file import write_pdf
    from scp_centre.centre.translation import Speaker

    poll = polls.raise_poll(workshop, "poll", "Where to start?", OPTIONS, acting_user=trainer)
    polls.answer_poll(people[0], poll, choice=2)
    cloud = polls.raise_poll(workshop, "word cloud", "What is waste?", acting_user=trainer)
    polls.answer_poll(people[0], cloud, words=["Leftovers", "Rude"])
    polls.block_word(workshop, "rude", True, acting_user=trainer)
    asking = polls.raise_poll(workshop, "questions", "Unclear?", acting_user=trainer)
    polls.vote_for_question(people[1], plenary.ask_question(people[0], "Who pays?", asking), True)
    workshops.end_workshop(workshop, acting_user=trainer)
    record = compose_record(Workshop.objects.get(pk=workshop.pk), Speaker("en"))
    pages = PdfReader(io.BytesIO(write_pdf(record))).pages
    text = " ".join("".join(p.extract_text() for p in pages).split())
    for words in ("Questions put to the room", "Where to start?", "Chemicals 1 100 %"):
        assert words in text, words
    for words in ("Leftovers 1", "Who pays?", "Votes"):
        assert words in text, words
    assert "Rude" not in text
    assert write_docx(record)[:2] == b"PK"

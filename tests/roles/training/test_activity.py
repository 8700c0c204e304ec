"""The activity as the manual has it: what groups work from, proposals on the board, agreements."""

import uuid

import pytest

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.translation import Speaker
from scp_centre.roles.training import queries
from scp_centre.roles.training.actions import plenary, workshops
from scp_centre.roles.training.actions.charts import Operation, do_operations
from scp_centre.roles.training.documents import compose_record
from scp_centre.roles.training.models import Agreement, Kind, Note, Participant
from tests.interfaces.test_rooms import joined
from tests.roles.training.test_flip_chart import do, people_of, room, write  # noqa: F401
from tests.roles.training.test_workshops import join, trainer, workshop  # noqa: F401


def go(workshop, kind, trainer):  # noqa: F811
    place = next(s.place for s in workshop.module.sections.all() if s.kind == kind)
    workshops.go_to(workshop, place, acting_user=trainer)
    workshop.refresh_from_db()


def give(who, note):
    (told,) = do_operations(who, [Operation(uuid.uuid4(), "give", note.pk)])
    return told


def proposal(room):  # noqa: F811
    sheet = room.sheets.get(roles=False, place=1)
    do(people_of(room)[0], write(sheet, "Ten water audits"))
    return Note.objects.get(sheet=sheet)


def test_a_proposal_is_given_to_the_board_by_its_group_and_voted_on(room, workshop, trainer):  # noqa: F811
    note, (ana, ben, *_others) = proposal(room), people_of(room)
    assert not any(row.notes for row in queries.board_of(workshop))
    assert give(ben, note)["notes"][0]["given"] is True, "anybody of the group"
    row = queries.board_of(workshop)[-1]
    assert (row.number, row.name, row.notes) == (0, note.sheet.heading, [note])
    give(ben, note)
    assert len(queries.board_of(workshop)) == 9, "taken back"
    give(ana, note)
    plenary.open_votes(workshop, True, acting_user=trainer)
    plenary.give_dots(ben, note, 2)
    assert give(ana, note)["state"] == "refused", "what has dots stays"
    assert [n.all_dots for n in queries.priorities_of(workshop)] == [2]
    stranger = join(workshop, "Zoe", "Z")
    Participant.objects.filter(pk=stranger.pk).update(group=None)
    assert give(stranger, note)["state"] == "refused"
    titles = [str(b) for b in compose_record(workshop, Speaker("en")).blocks]
    assert any("Ten water audits" in one and note.sheet.heading in one for one in titles)


def test_the_list_of_nine_roles_stands_in_its_groups(workshop):  # noqa: F811
    told = queries.work_of(queries.activity_of(workshop))
    assert [(str(title), [n for n, _ in roles]) for title, roles in told["role_groups"]] == [
        ("Help businesses", [1, 2, 3, 4]),
        ("Influence policy", [5]),
        ("Be a clearinghouse", [6]),
        ("And also", [7, 8, 9]),
    ]
    assert told["task"].startswith("Choose the two or three roles") and told["task"].endswith(".")
    assert told["task"].count(". ") == 0


def test_another_activity_has_no_list_of_roles(sample_centre):
    from scp_centre.roles.training.models import Module

    module = Module.objects.get(key="life-cycle-thinking", language="en")
    told = queries.work_of(module.sections.get(kind=Kind.ACTIVITY))
    assert told["role_groups"] is None
    assert told["task"].startswith("Choose one product of your group")


def test_what_the_room_agrees_stands_on_projector_plan_and_record(
    room,  # noqa: F811
    workshop,  # noqa: F811
    trainer,  # noqa: F811
    signed_in,
):
    go(workshop, Kind.REPORT, trainer)
    plenary.draw_order(workshop, acting_user=trainer)
    plenary.present_group(workshop, room.number, acting_user=trainer)
    client = signed_in("trainer")
    act = f"/training/workshops/{workshop.pk}/act/"
    client.post(act, {"act": "agree", "text": "Audits come first"})
    client.post(act, {"act": "agree", "text": "A slip of the pen"})
    assert client.post(act, {"act": "agree", "text": " "}).status_code == 422
    slip = Agreement.objects.get(text="A slip of the pen")
    client.post(act, {"act": "strike agreement", "agreement": slip.pk})
    assert [a.text for a in queries.agreed_in(workshop)] == ["Audits come first"]
    assert Entry.objects.filter(act="agree").count() == 3
    projector = f"/training/workshops/{workshop.pk}/projector/"
    assert "Audits come first" in client.get(projector).content.decode()
    plenary.present_group(workshop, None, acting_user=trainer)
    assert "Audits come first" in client.get(projector).content.decode(), "when all have reported"
    phone = joined(workshop)
    go(workshop, Kind.PLAN, trainer)
    page = phone.get(f"/room/{workshop.pk}/plan/").content.decode()
    assert "Audits come first" in page and "A slip of the pen" not in page
    assert "Audits come first" in str(compose_record(workshop, Speaker("en")).blocks)


@pytest.mark.parametrize(
    ("kind", "said", "button"),
    [
        (Kind.TALK, "Follow the projector", "Ask a question"),
        (Kind.ACTIVITY, "and write what you find.", "Write on the flip chart"),
        (Kind.REPORT, "Follow the projector", "Ask a question"),
        (Kind.VOTE, "Give your 3 dots.", "Open the board"),
        (Kind.PLAN, "Add the actions you will carry out to the plan.", "Open the action plan"),
        (Kind.EVALUATION, "Say what was useful.", "Answer the evaluation"),
    ],
)
def test_the_phone_says_one_next_thing_in_each_phase(
    room,  # noqa: F811
    workshop,  # noqa: F811
    trainer,  # noqa: F811
    kind,
    said,
    button,
):
    phone = joined(workshop)
    go(workshop, kind, trainer)
    page = phone.get(f"/room/{workshop.pk}/").content.decode()
    next_step = page.partition('id="next-step"')[2].partition('id="kept-answers"')[0]
    assert said in next_step and button in next_step and next_step.count('class="button"') == 1


def test_after_the_end_the_phone_asks_for_the_evaluation_then_leads_home(workshop, trainer):  # noqa: F811
    phone = joined(workshop)
    workshops.end_workshop(workshop, acting_user=trainer)
    page = f"/room/{workshop.pk}/"
    assert "Answer the evaluation" in phone.get(page).content.decode()
    plenary.evaluate(Participant.objects.get(workshop=workshop, name="Zoe Zander"), [5])
    assert (
        "The workshop has ended. Take the workshop record and your certificate home."
        in phone.get(page).content.decode()
    )

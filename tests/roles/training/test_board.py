"""The board as the trainer arranges it: notes moved, themed, merged, and all of it undone."""

import uuid

import pytest

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.roles.training import queries
from scp_centre.roles.training.actions import board, charts, plenary, workshops
from scp_centre.roles.training.documents import compose_record
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Note, Theme, Workshop
from tests.roles.training.test_flip_chart import do, people_of, room, write  # noqa: F401
from tests.roles.training.test_workshops import trainer, workshop  # noqa: F401


@pytest.fixture
def notes(room, workshop, trainer):  # noqa: F811
    """Notes about roles 2, 2, 9, and one that its group gave; the vote is open."""
    sheet, last = room.sheets.first(), room.sheets.last()
    for who, role in zip(people_of(room)[:3], (2, 2, 9), strict=True):
        do(who, write(sheet, f"Water {role} of {who}", role=role))
    given = write(last, "Audits for all")
    do(people_of(room)[3], given, charts.Operation(uuid.uuid4(), "give", given.note))
    plenary.open_votes(workshop, True, acting_user=trainer)
    return list(Note.objects.filter(sheet__group=room).order_by("made"))


def places(workshop):  # noqa: F811
    return {
        (row.number, str(row.name)): [n.text for n in row.notes]
        for row in queries.board_of(workshop)
        if row.notes
    }


def test_notes_are_moved_to_a_role_and_back(notes, workshop, trainer):  # noqa: F811
    before = places(workshop)
    first, *_rest, given = notes
    board.move_notes(workshop, [first.pk, given.pk], role=5, acting_user=trainer)
    assert places(workshop)[5, "Policy"] == [first.text, given.text]
    first.refresh_from_db()
    assert first.role == 2, "what its owner said of it stays"
    board.move_notes(workshop, [first.pk, given.pk], acting_user=trainer)
    assert places(workshop) == before
    entry = Entry.objects.filter(act="move_notes").first()
    assert entry.after["notes"] == 2


def test_merged_dots_count_once_a_person_and_the_merge_can_be_undone(
    notes,
    room,  # noqa: F811
    workshop,  # noqa: F811
    trainer,  # noqa: F811
):
    """Ana gives 1 and 2 dots to two notes about water, Ben 1 to the second: merged, 2 + 1."""
    ana, ben = people_of(room)[:2]
    one, two, other, _given = notes
    for who, note, dots in ((ana, one, 1), (ana, two, 2), (ben, two, 1), (ben, other, 1)):
        plenary.give_dots(who, note, dots)
    title = "Measure water"
    theme = board.move_notes(workshop, [one.pk, two.pk], title=title, acting_user=trainer)
    (row,) = (r for r in queries.board_of(workshop) if r.theme)
    assert (row.name, row.dots, row.is_merged) == (title, 4, False)
    board.merge_theme(theme, True, acting_user=trainer)
    (row,) = (r for r in queries.board_of(workshop, ana) if r.theme)
    assert (row.dots, row.my_dots) == (3, 2)
    ranked = [(e.text, e.all_dots) for e in queries.priorities_of(workshop)]
    assert ranked == [(title, 3), (other.text, 1)]
    board.merge_theme(theme, False, acting_user=trainer)
    ranked = [(e.text, e.all_dots) for e in queries.priorities_of(workshop)]
    assert ranked == [(two.text, 3), (one.text, 1), (other.text, 1)]
    board.dissolve_theme(theme, acting_user=trainer)
    assert not Theme.objects.exists() and places(workshop)[2, "Production"] == [one.text, two.text]
    assert {*Entry.objects.values_list("act", flat=True)} >= {"merge_theme", "dissolve_theme"}


def test_dots_on_a_merged_note_are_given_to_it_as_one(notes, room, workshop, trainer):  # noqa: F811
    ana = people_of(room)[0]
    one, two, *_rest = notes
    plenary.give_dots(ana, one, 1)
    plenary.give_dots(ana, two, 1)
    theme = board.move_notes(workshop, [one.pk, two.pk], title="Water", acting_user=trainer)
    board.merge_theme(theme, True, acting_user=trainer)
    fresh = {n.pk: n for n in Note.objects.select_related("sheet__group", "theme")}
    assert plenary.give_dots(ana, fresh[one.pk], 3) == 0
    assert [(v.note_id, v.dots) for v in ana.votes.all()] == [(one.pk, 3)]
    with pytest.raises(TrainingError, match="You have 3 dots"):
        plenary.give_dots(ana, fresh[two.pk], 4)
    assert plenary.give_dots(ana, fresh[two.pk], 0) == 3 and not ana.votes.exists()


def test_what_cannot_be_moved_is_refused_and_nothing_moves(
    notes,
    workshop,  # noqa: F811
    trainer,  # noqa: F811
    sample_centre,
):
    before = places(workshop)
    elsewhere = Note.objects.exclude(sheet__group__workshop=workshop).first()
    ids = [n.pk for n in notes]
    for chosen, more, words in (
        ([], {"role": 2}, "You have not chosen any notes."),
        ([elsewhere.pk], {"role": 2}, "You have not chosen any notes."),
        ([ids[0], elsewhere.pk], {"role": 2}, "no longer on the board"),
        (ids, {"role": 12}, "role does not exist"),
        (ids, {"title": "x" * 201}, "200 characters"),
    ):
        with pytest.raises(TrainingError, match=words):
            board.move_notes(workshop, chosen, acting_user=trainer, **more)
    with pytest.raises(NotPermittedError):
        board.move_notes(workshop, ids, role=1, acting_user=sample_centre["director"])
    assert places(workshop) == before and not Theme.objects.exists()
    workshops.end_workshop(workshop, acting_user=trainer)
    with pytest.raises(TrainingError, match="ended"):
        board.move_notes(workshop, ids, role=1, acting_user=trainer)


def test_a_hidden_part_leaves_the_merged_note_and_its_dots(notes, room, workshop, trainer):  # noqa: F811
    ana = people_of(room)[0]
    one, two, *_rest = notes
    plenary.give_dots(ana, one, 2)
    plenary.give_dots(ana, two, 1)
    theme = board.move_notes(workshop, [one.pk, two.pk], title="Water", acting_user=trainer)
    board.merge_theme(theme, True, acting_user=trainer)
    charts.hide_note(Note.objects.get(pk=one.pk), True, acting_user=trainer)
    assert queries.priorities_of(workshop)[0].all_dots == 1
    charts.hide_note(Note.objects.get(pk=one.pk), False, acting_user=trainer)
    assert queries.priorities_of(workshop)[0].all_dots == 2


def test_the_board_is_arranged_on_its_page(notes, workshop, signed_in):  # noqa: F811
    client, act = signed_in("trainer"), f"/training/workshops/{workshop.pk}/act/"
    page = f"/training/workshops/{workshop.pk}/board/"
    ids = [str(n.pk) for n in notes[:2]]
    sent = {"act": "move notes", "page": "workshop_board", "note": ids, "to": "new"}
    assert client.post(act, sent).status_code == 422, "a new theme needs a title"
    assert client.post(act, sent | {"title": "Water"}).url == page
    theme = Theme.objects.get()
    of_theme = {"theme": theme.pk, "page": "workshop_board"}
    client.post(act, of_theme | {"act": "name theme", "title": "Water first"})
    client.post(act, of_theme | {"act": "merge theme"})
    shown = client.get(page).content.decode()
    assert "Water first" in shown and "Undo the merge" in shown
    assert "Water first" in (
        client.get(f"/training/workshops/{workshop.pk}/projector/").content.decode()
        if client.post(act, {"act": "show", "what": "the board"})
        else ""
    )
    client.post(act, of_theme | {"act": "part theme"})
    client.post(act, sent | {"to": f"theme {theme.pk}", "note": [str(notes[2].pk)]})
    assert theme.notes.count() == 3
    client.post(act, sent | {"to": "role 7"})
    client.post(act, sent | {"to": "", "note": [str(notes[2].pk)]})
    assert places(workshop)[7, "Network"] and not Theme.objects.exists(), "its last note has left"
    client.post(act, sent | {"title": "Again"})
    of_theme["theme"] = Theme.objects.get().pk
    client.post(act, of_theme | {"act": "dissolve theme"})
    assert not Theme.objects.exists()
    for wrong in ({"note": ["x"]}, {"to": "theme 99999"}, {"to": "theme 9" + "9" * 30}):
        assert client.post(act, sent | wrong).status_code in (404, 422)


def test_phones_and_record_show_the_merged_note(notes, room, workshop, trainer):  # noqa: F811
    from scp_centre.centre.translation import Speaker

    one, two, *_rest = notes
    for who in people_of(room)[:2]:
        plenary.give_dots(who, one, 1)
    theme = board.move_notes(workshop, [one.pk, two.pk], title="Water", acting_user=trainer)
    board.merge_theme(theme, True, acting_user=trainer)
    record = compose_record(Workshop.objects.get(pk=workshop.pk), Speaker("en"))
    (table,) = (b for b in record.blocks if getattr(b, "caption", "") == "Board")
    assert table.rows[:2] == (
        ("Water (merged)", "1", one.text, "2"),
        ("Water (merged)", "1", two.text, ""),
    )
    texts = [getattr(b, "text", "") for b in record.blocks]
    (left,) = (t for t in texts if t.startswith("Roles that no group chose"))
    assert "2 Production" not in left and "1 Products" in left

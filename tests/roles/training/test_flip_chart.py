"""The flip chart: whatever phones send, in whatever order and however often, no text is lost."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scp_centre.centre.errors import UploadError
from scp_centre.roles.training import queries
from scp_centre.roles.training.actions import charts, plenary, room_groups, workshops
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Change, Note, NoteState, Participant, Workshop
from tests.roles.training.test_workshops import fill, trainer, workshop  # noqa: F401


@pytest.fixture
def room(workshop, trainer):  # noqa: F811
    """One group of four with an empty chart."""
    fill(workshop, (1, 1, 1, 1))
    (group,) = room_groups.form_room_groups(workshop, acting_user=trainer)
    return group


def people_of(group):
    return list(Participant.objects.filter(group=group).order_by("pk"))


def write(sheet, text, note=None, base=0, role=None):
    return charts.Operation(uuid.uuid4(), "write", note or uuid.uuid4(), sheet.pk, text, role, base)


def on_chart(group, who):
    return [note for _, notes in queries.chart_of(group, who) for note in notes]


def do(who, *operations):
    return charts.do_operations(who, operations)


def texts(group):
    return sorted(Note.objects.filter(sheet__group=group).values_list("text", flat=True))


def test_an_operation_that_arrives_twice_is_done_once(room):
    ana, sheet = people_of(room)[0], room.sheets.first()
    asked = write(sheet, "Water is not measured", role=2)
    first, second = do(ana, asked), do(ana, asked)
    assert first[0]["state"] == second[0]["state"] == "kept"
    assert first[0]["notes"] == second[0]["notes"] and Note.objects.filter(owner=ana).count() == 1


def test_the_owner_writes_on_and_the_revision_goes_up(room):
    ana, sheet = people_of(room)[0], room.sheets.first()
    asked = write(sheet, "Wat")
    do(ana, asked)
    result = do(ana, write(sheet, "Water", asked.note, base=1))[0]
    assert (result["state"], result["notes"][0]["revision"]) == ("kept", 2)
    assert texts(room) == ["Water"]


def test_two_phones_of_one_person_lose_nothing(room):
    ana, sheet = people_of(room)[0], room.sheets.first()
    asked = write(sheet, "One")
    do(ana, asked)
    do(ana, write(sheet, "One, from the tablet", asked.note, base=1))
    late = do(ana, write(sheet, "One, from the phone", asked.note, base=1))[0]
    assert late["state"] == "beside" and late["notes"][1]["twin"]
    assert texts(room) == ["One, from the phone", "One, from the tablet"]


def test_a_note_that_was_taken_over_keeps_all_texts(room):
    ana, ben = people_of(room)[:2]
    sheet = room.sheets.first()
    asked = write(sheet, "Begun by Ana")
    do(ana, asked)
    take = charts.Operation(uuid.uuid4(), "take", asked.note)
    assert do(ben, take)[0]["notes"][0]["owner"] == ben.pk
    do(ben, write(sheet, "Gone on with by Ben", asked.note, base=2))
    do(ana, write(sheet, "Begun by Ana, offline", asked.note, base=1))
    assert texts(room) == ["Begun by Ana", "Begun by Ana, offline", "Gone on with by Ben"]
    owners = dict(Note.objects.filter(sheet=sheet).values_list("text", "owner"))
    assert owners == {
        "Begun by Ana": ana.pk,
        "Begun by Ana, offline": ana.pk,
        "Gone on with by Ben": ben.pk,
    }


def test_who_took_a_note_over_keeps_its_authors_text_once(room):
    ana, ben, cara = people_of(room)[:3]
    sheet = room.sheets.first()
    asked = write(sheet, "Begun by Ana")
    do(ana, asked)
    do(ben, charts.Operation(uuid.uuid4(), "take", asked.note))
    do(cara, charts.Operation(uuid.uuid4(), "take", asked.note))
    do(cara, write(sheet, "By Cara, half typed", asked.note, base=3))
    do(cara, write(sheet, "By Cara", asked.note, base=4))
    assert texts(room) == ["Begun by Ana", "By Cara"]
    assert Note.objects.get(text="Begun by Ana").owner == ana


def test_a_note_taken_over_and_taken_off_goes_back_to_its_author(room):
    ana, ben = people_of(room)[:2]
    asked = write(room.sheets.first(), "Begun by Ana")
    do(ana, asked)
    do(ben, charts.Operation(uuid.uuid4(), "take", asked.note))
    do(ben, charts.Operation(uuid.uuid4(), "withdraw", asked.note, base=2))
    note = Note.objects.get(pk=asked.note)
    assert (note.owner, note.state, note.text) == (ana, NoteState.SHOWN, "Begun by Ana")


def test_another_persons_note_is_never_written_over(room):
    ana, ben = people_of(room)[:2]
    sheet = room.sheets.first()
    asked = write(sheet, "Ana's")
    do(ana, asked)
    do(ben, write(sheet, "Ben's", asked.note, base=1))
    assert texts(room) == ["Ana's", "Ben's"]
    do(ben, charts.Operation(uuid.uuid4(), "withdraw", asked.note, base=1))
    assert Note.objects.get(pk=asked.note).state == NoteState.SHOWN


def test_a_withdrawn_note_comes_back_beside_when_it_was_written_on_elsewhere(room):
    ana, sheet = people_of(room)[0], room.sheets.first()
    asked = write(sheet, "A thought")
    do(ana, asked)
    do(ana, charts.Operation(uuid.uuid4(), "withdraw", asked.note, base=1))
    do(ana, write(sheet, "A thought, longer", asked.note, base=1))
    shown = Note.objects.filter(sheet__group=room, state=NoteState.SHOWN)
    assert shown.get().text == "A thought, longer"


def test_what_comes_after_the_close_is_kept_and_marked(room, workshop, trainer):  # noqa: F811
    ana, sheet = people_of(room)[0], room.sheets.first()
    workshops.close_charts(workshop, True, acting_user=trainer)
    do(ana, write(sheet, "From the bus"))
    assert Note.objects.get(owner=ana).late


def test_a_locked_chart_hides_what_arrives_and_loses_nothing(room, trainer):  # noqa: F811
    ana, ben = people_of(room)[:2]
    charts.lock_chart(room, True, acting_user=trainer)
    do(ana, write(room.sheets.first(), "Rude"))
    note = Note.objects.get(owner=ana)
    assert note.state == NoteState.HIDDEN
    assert on_chart(room, ben) == [] and on_chart(room, ana) == [note]
    told = (
        Change.objects.filter(part="note", workshop=room.workshop).latest("number").data["notes"][0]
    )
    assert told["text"] == ""
    charts.hide_note(note, False, acting_user=trainer)
    assert on_chart(room, ben) == [note]


def test_who_was_moved_writes_on_in_the_new_group(room, workshop, trainer):  # noqa: F811
    ana, sheet = people_of(room)[0], room.sheets.last()
    room_groups.move_to(ana, 2, acting_user=trainer)
    do(ana, write(sheet, "Written before I was moved"))
    note = Note.objects.get(owner=ana)
    assert note.sheet.group.number == 2 and note.sheet.place == sheet.place


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_what_is_no_note_is_refused_in_words(room, text):
    result = do(people_of(room)[0], write(room.sheets.first(), text))[0]
    assert result["state"] == "refused" and result["message"]


def test_a_note_of_another_workshop_is_out_of_reach(room, workshop, trainer):  # noqa: F811
    other = Note.objects.exclude(sheet__group=room).first()
    result = do(people_of(room)[0], write(room.sheets.first(), "Mine now", other.pk, base=1))[0]
    assert result["state"] == "refused"
    assert Note.objects.get(pk=other.pk).text == other.text


def test_after_the_end_the_text_stays_with_its_phone(room, workshop, trainer):  # noqa: F811
    workshops.end_workshop(workshop, acting_user=trainer)
    result = do(people_of(room)[0], write(room.sheets.first(), "Too late"))[0]
    assert result["state"] == "refused" and "ended" in result["message"]


class Phone:
    """A phone as the page's script behaves: it keeps operations, and knows notes by revision."""

    def __init__(self, who, sheet):
        self.who, self.sheet = who, sheet
        self.known, self.outbox, self.written = {}, [], []

    def add(self, text):
        asked = write(self.sheet, text)
        self.known[asked.note] = 0
        self.outbox.append(asked)
        self.written.append(text)

    def edit(self, text):
        if mine := [n for n in self.known if n is not None]:
            note = mine[-1]
            asked = write(self.sheet, text, note, base=self.known[note])
            self.outbox.append(asked)
            self.written.append(text)

    def take(self, note):
        self.outbox.append(charts.Operation(uuid.uuid4(), "take", note))

    def send(self, times=1):
        for asked in self.outbox:
            for _ in range(times):
                result = charts.do_operations(self.who, [asked])[0]
            for note in result["notes"]:
                if note["owner"] == self.who.pk:
                    self.known[uuid.UUID(note["id"])] = note["revision"]
        self.outbox = []


STEPS = st.lists(
    st.tuples(
        st.integers(0, 3), st.sampled_from(["add", "edit", "send", "send twice", "take", "sync"])
    ),
    min_size=4,
    max_size=40,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
@example([(0, "add"), (0, "send"), (2, "take"), (2, "send"), (2, "edit")])  # written over once
def test_interleaved_offline_edits_lose_no_text(room, steps):
    """Phones write, lose the line, take notes over and return in any order.

    The last text that each phone gave to a note stands on the chart, or a later one by its author.
    """
    Note.objects.filter(sheet__group=room).delete()
    Change.objects.filter(part="note").delete()
    sheet = room.sheets.first()
    phones = [Phone(who, sheet) for who in people_of(room)]
    finals: list[str] = []
    for number, (i, step) in enumerate(steps):
        phone = phones[i]
        if step == "add":
            phone.add(f"{number} by {i}")
        elif step == "edit":
            phone.edit(f"{number} by {i}, changed")
        elif step == "take":
            other = Note.objects.filter(sheet=sheet).exclude(owner=phone.who).first()
            if other:
                phone.take(other.pk)
        elif step == "sync":
            for note in Note.objects.filter(sheet=sheet, owner=phone.who):
                phone.known[note.pk] = note.revision
        else:
            phone.send(2 if step == "send twice" else 1)
    for phone in phones:
        phone.send()
    standing = set(Note.objects.filter(sheet=sheet).values_list("text", flat=True))
    for phone in phones:
        # What a phone wrote last, on its last note, cannot have been replaced by anybody.
        finals += phone.written[-1:]
    assert set(finals) <= standing
    owners = dict(Note.objects.filter(sheet=sheet).values_list("text", "owner__pk"))
    for text, owner in owners.items():
        assert text.split(" by ")[1][0] in "0123" and owner


def picture(size=(3000, 2000), exif=False):
    from PIL import Image

    out = io.BytesIO()
    image = Image.new("RGB", size, "white")
    data = image.getexif()
    if exif:
        data[0x010F] = "Camera of Ana"
    image.save(out, "JPEG", exif=data)
    return out.getvalue()


def test_a_picture_is_made_small_and_forgets_the_camera(room, settings, tmp_path):  # noqa: F811
    from PIL import Image

    settings.MEDIA_ROOT = tmp_path
    ana = people_of(room)[0]
    file = SimpleUploadedFile("chart.jpg", picture(exif=True))
    photo = charts.add_photo(ana, uuid.uuid4(), file)
    with photo.file.open("rb") as opened, Image.open(opened) as kept:
        assert max(kept.size) == 2000 and not kept.getexif()
    assert charts.add_photo(ana, photo.pk, file) == photo


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<script>alert(1)</script>", "This file cannot be read as a picture."),
        (b"\xff" * (40 * 1024**2), "40 MB"),
    ],
)
def test_what_is_no_picture_or_too_large_is_refused(room, content, words):
    file = SimpleUploadedFile("chart.jpg", content)
    with pytest.raises(UploadError, match=words):
        charts.add_photo(people_of(room)[0], uuid.uuid4(), file)


def test_the_chart_of_a_room_stays_in_its_workshop(room):
    assert Workshop.objects.count() == 2
    assert room.sheets.count() == 3


@pytest.mark.parametrize("aim", ["beside", "before"])
def test_a_contrived_identifier_is_an_identifier_like_any_other(room, aim):
    """Somebody knows what a second note would be called, and has taken the name."""
    ana, ben = people_of(room)[:2]
    sheet = room.sheets.first()
    asked = write(sheet, "Ana's")
    do(ana, asked)
    contrived = write(sheet, "Ben's", asked.note, base=1 if aim == "beside" else 2)
    do(ben, write(sheet, "Squatted", uuid.uuid5(contrived.id, aim)))
    if aim == "before":
        do(ben, charts.Operation(uuid.uuid4(), "take", asked.note))
    assert do(ben, contrived)[0]["state"] in ("kept", "beside")
    assert texts(room) == ["Ana's", "Ben's", "Squatted"]


def test_a_picture_and_an_action_under_anothers_identifier_are_refused_in_words(
    room,
    workshop,  # noqa: F811
    trainer,  # noqa: F811
    settings,
    tmp_path,
):
    settings.MEDIA_ROOT = tmp_path
    ana, ben = people_of(room)[:2]
    id_ = uuid.uuid4()
    charts.add_photo(ana, id_, SimpleUploadedFile("chart.jpg", picture((300, 200))))
    with pytest.raises(TrainingError, match="Somebody else"):
        charts.add_photo(ben, id_, SimpleUploadedFile("chart.jpg", picture((300, 200))))
    other = workshops.plan_workshop(workshop.module, "Other", timezone.now(), acting_user=trainer)
    values = {"what": "Audit", "who": "Ana"}
    plenary.propose_action(trainer, other, values, id_)
    with pytest.raises(TrainingError, match="another workshop"):
        plenary.propose_action(ana, workshop, values, id_)

"""Modules: their text and rows are the same, mistakes are named by line, what was held stays."""

import io

import pytest

from scp_centre.centre.documents.markdown import as_html, slides_of
from scp_centre.centre.errors import NotPermittedError, UploadError
from scp_centre.roles.training.actions import modules
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Kind, Module, Standing
from scp_centre.roles.training.module_text import read_module, write_module
from scp_centre.roles.training.views.modules import EXAMPLE


def test_every_supplied_module_reads_and_writes_the_same(db):
    texts = {p.read_text("utf-8").strip() for p in modules.SUPPLIED.glob("*.md")}
    loaded = modules.load_supplied_modules()
    assert loaded and {write_module(m).strip() for m in loaded} == texts
    assert modules.load_supplied_modules() == []


def test_the_nine_roles_module_keeps_the_manuals_way(db):
    modules.load_supplied_modules()
    module = Module.objects.get(key="roles-and-opportunities", language="en")
    kinds = [s.kind for s in module.sections.all()]
    order = (Kind.ACTIVITY, Kind.REPORT, Kind.VOTE, Kind.PLAN, Kind.EVALUATION)
    assert [k for k in kinds if k in order] == list(order)
    activity = module.sections.get(kind=Kind.ACTIVITY)
    assert activity.minutes == 120 and "4 or 5" in activity.slides and activity.notes
    text = "".join(s.slides for s in module.sections.all())
    assert all(f"# {n} " in text for n in range(1, 10))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (EXAMPLE.replace("# talk, 20", "# lecture, 20"), "Line 6"),
        (EXAMPLE.replace("## Notes", "## Remarks"), "Line 17"),
        (EXAMPLE.replace("- rating: The", "- stars: The"), "Line 35"),
        (EXAMPLE.replace("key: our-module", ""), "Missing from the text: key"),
        ("key: a\nlanguage: en\ntitle: b\nsummary: c\n", "sections"),
    ],
)
def test_a_mistake_in_the_text_is_named_with_its_line(text, line):
    with pytest.raises(TrainingError, match=line):
        read_module(text)


def test_a_version_that_is_ready_is_never_changed(sample_centre):
    trainer = sample_centre["trainer"]
    draft = modules.write_from_text(EXAMPLE, acting_user=trainer)
    again = modules.rewrite(draft, EXAMPLE.replace("First section", "Opening"), acting_user=trainer)
    assert again == draft and draft.sections.first().title == "Opening"
    modules.mark_ready(draft, acting_user=trainer)
    second = modules.rewrite(draft, EXAMPLE, acting_user=trainer)
    assert (second.version, second.standing) == (2, Standing.DRAFT)
    assert draft.sections.first().title == "Opening"


def test_only_trainers_write_modules(sample_centre):
    with pytest.raises(NotPermittedError):
        modules.write_from_text(EXAMPLE, acting_user=sample_centre["expert"])


def test_what_somebody_typed_is_never_a_tag():
    html = as_html("<script>alert(1)</script> [x](javascript:alert(1)) ![y](data:text/html,z)")
    assert "<script" not in html and "<a " not in html and "<img" not in html
    assert slides_of("# A\n\n---\n\n---\n# B") == ["# A", "# B"]


def test_a_page_for_trainers_shows_notes_and_that_of_others_does_not(signed_in):
    module = Module.objects.get(key="roles-and-opportunities", language="en")
    address = f"/training/modules/{module.pk}/"
    assert b"Usual troubles" in signed_in("trainer").get(address).content
    assert b"Usual troubles" not in signed_in("company").get(address).content


@pytest.mark.parametrize(("kind", "has_notes"), [("guide", True), ("hand-out", False)])
def test_guide_and_hand_out_differ_by_the_notes(signed_in, kind, has_notes):
    from docx import Document
    from pypdf import PdfReader

    module = Module.objects.get(key="roles-and-opportunities", language="en")
    client = signed_in("trainer")
    for ending in ("pdf", "docx"):
        file = client.get(f"/training/modules/{module.pk}/{kind}.{ending}").content
        if ending == "pdf":
            text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages)
        else:
            text = "\n".join(p.text for p in Document(io.BytesIO(file)).paragraphs)
        assert ("Usual troubles" in text) == has_notes
        assert "Choose two or three of the nine roles" in " ".join(text.split())


def test_slides_go_out_as_pptx_with_notes_and_come_back_the_same(db, sample_centre):
    from pptx import Presentation

    from scp_centre.roles.training.pptx_deck import read_deck, write_deck

    module = Module.objects.get(key="roles-and-opportunities", language="en")
    file = io.BytesIO(write_deck(module))
    deck = Presentation(file)
    titles = [s.shapes.title.text_frame.text for s in deck.slides]
    assert titles[3:5] == ["Nine roles", "One chain runs through them"]
    assert (
        "Five minutes for the first two slides" in deck.slides[0].notes_slide.notes_text_frame.text
    )
    assert (
        next(s for s in deck.slides[3].shapes if s.has_table).table.cell(2, 2).text
        == "9 Benchmarks"
    )
    file.seek(0)
    read = read_deck(file, "back-again", "en")
    again = modules.write_from_text(read.text, acting_user=sample_centre["trainer"])
    slides = slides_of(again.sections.first().slides)
    assert [s.splitlines()[0].removeprefix("# ") for s in slides] == titles
    assert (
        "- It measures, it finds options" in slides[1]
        and "Usual troubles" in again.sections.first().notes
    )
    assert read.left_out == []


def test_a_foreign_deck_is_read_with_its_sections_and_names_what_it_leaves_out(sample_centre):
    from PIL import Image
    from pptx import Presentation

    from scp_centre.roles.training.pptx_deck import read_deck

    deck = Presentation()
    for layout, title, body in (
        (2, "Part one", ""),
        (1, "# Hash", "One\nTwo"),
        (2, "Part two", ""),
    ):
        slide = deck.slides.add_slide(deck.slide_layouts[layout])
        slide.shapes.title.text = title
        if body:
            slide.placeholders[1].text = body
            picture = io.BytesIO()
            Image.new("RGB", (10, 10)).save(picture, "PNG")
            slide.shapes.add_picture(picture, 0, 0)
            slide.notes_slide.notes_text_frame.text = "# Say this\nslowly"
    out = io.BytesIO()
    deck.save(out)
    out.seek(0)
    read = read_deck(out, "theirs", "fr")
    made = modules.write_from_text(read.text, acting_user=sample_centre["trainer"])
    first, second = made.sections.all()
    assert (first.title, second.title) == ("Part one", "Part two")
    assert slides_of(first.slides)[1] == "# \\# Hash\n\n- One\n- Two"
    assert first.notes == "\\# Say this\nslowly" and len(read.left_out) == 1
    assert "slide 2" in read.left_out[0]


@pytest.mark.parametrize("content", [b"", b"not a deck", b"PK\x03\x04 broken"])
def test_what_is_no_deck_is_refused_in_words(content):
    from scp_centre.roles.training.pptx_deck import read_deck

    with pytest.raises(TrainingError, match="not a readable PPTX"):
        read_deck(io.BytesIO(content), "x", "en")


def test_a_slide_shows_the_living_curve_of_a_released_benchmark(sample_centre, client):
    from scp_centre.roles.benchmarks.models import Release

    release = Release.objects.get(benchmark__year=2025)
    address = f"/benchmarks/{release.benchmark.slug}/{release.version}/wide.svg"
    html = as_html(f"# Where dairies stand\n\n![Curve of the dairies]({address})")
    assert f'<img src="{address}" alt="Curve of the dairies"' in html
    assert client.get(address)["Content-Type"].startswith("image/svg")
    assert "<img" not in as_html(f"![Curve]({address})", elsewhere=True)


@pytest.mark.parametrize(
    "address",
    ["https://elsewhere.example/x.png", "//elsewhere.example/x.png", "data:image/png;base64,x"],
)
def test_no_picture_is_loaded_from_another_host(address):
    html = as_html(f"![What it shows]({address})")
    assert "<img" not in html and "What it shows" in html


@pytest.fixture
def picture_of(sample_centre, settings, tmp_path):
    """Return a function that adds a picture to a draft, and gives the draft and its slide."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.roles.training.test_flip_chart import picture

    settings.MEDIA_ROOT = tmp_path
    trainer = sample_centre["trainer"]

    def add():
        draft = modules.write_from_text(EXAMPLE, acting_user=trainer)
        file = SimpleUploadedFile("boiler.jpg", picture((400, 300)))
        added = modules.add_picture(draft.key, file, "Own picture", acting_user=trainer)
        address = f"/training/pictures/{added.pk}.jpg"
        text = EXAMPLE.replace("- One thought", f"![The boiler]({address})\n\n- One thought")
        return modules.rewrite(draft, text, acting_user=trainer), address

    return add


def test_a_picture_of_ones_own_is_on_the_slide_in_pptx_and_in_the_guide(picture_of, client):
    from pptx import Presentation
    from pptx.enum.shapes import MSO_SHAPE_TYPE

    from scp_centre.centre.documents.blocks import Photograph
    from scp_centre.centre.translation import Speaker
    from scp_centre.roles.training.documents import compose_guide
    from scp_centre.roles.training.pptx_deck import write_deck

    draft, address = picture_of()
    assert f'<img src="{address}" alt="The boiler"' in as_html(draft.sections.first().slides)
    answer = client.get(address)
    assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8", "phones have no account"
    deck = Presentation(io.BytesIO(write_deck(draft)))
    kinds = [shape.shape_type for shape in deck.slides[0].shapes]
    assert kinds.count(MSO_SHAPE_TYPE.PICTURE) == 1
    guide = compose_guide(draft, Speaker("en"), notes=True)
    (photo,) = [b for b in guide.blocks if isinstance(b, Photograph)]
    assert photo.title == "The boiler (Own picture)"


def test_a_picture_needs_its_source_and_a_trainer(picture_of, sample_centre):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("x.jpg", b"no picture")
    with pytest.raises(TrainingError, match="Enter the source of the picture."):
        modules.add_picture("x", file, " ", acting_user=sample_centre["trainer"])
    with pytest.raises(UploadError, match="This file cannot be read as a picture."):
        modules.add_picture("x", file, "Own", acting_user=sample_centre["trainer"])
    with pytest.raises(NotPermittedError):
        modules.add_picture("x", file, "Own", acting_user=sample_centre["expert"])


def test_a_module_is_translated_side_by_side(signed_in):
    module = Module.objects.get(key="material-flow-cost", language="en")
    client, address = signed_in("trainer"), f"/training/modules/{module.pk}/write/?language=ar"
    page = client.get(address).content.decode()
    assert "language: ar" in page and "Original" in page
    text = write_module(module).replace("language: en", "language: ar", 1)
    client.post(address, {"text": text.replace("What losses truly cost", "كلفة الفواقد")})
    made = Module.objects.get(key="material-flow-cost", language="ar")
    assert (made.title, made.version, made.standing) == ("كلفة الفواقد", 1, Standing.DRAFT)
    assert module.sections.count() == made.sections.count()

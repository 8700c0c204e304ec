"""Items: permission, revisions, translation, duplicates, suggestion, citation."""

import io
import json
import re

import bibtexparser
import pytest
import rispy
from django.urls import reverse
from pypdf import PdfWriter

from scp_centre.centre.audit.models import Entry as Log
from scp_centre.centre.errors import ConflictError, NotPermittedError
from scp_centre.centre.registry.models import Person
from scp_centre.roles.clearinghouse.actions import items as actions
from scp_centre.roles.clearinghouse.duplicates import alike
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.item_readers import read_file, read_pasted
from scp_centre.roles.clearinghouse.item_readers.citations import read_bibtex
from scp_centre.roles.clearinghouse.models import Item, Standing
from tests.roles.clearinghouse.clearinghouse_fixtures import editor, written  # noqa: F401

BIBTEX = """@article{alkaya2014,
  title = {Sustainable textile production: a case study from a woven fabric manufacturing mill in {Turkey}},
  author = {Alkaya, Emrah and Demirer, G{\\"o}ksel N.},
  journal = {Journal of Cleaner Production}, year = 2014,
  doi = {10.1016/j.jclepro.2013.07.008}, url = {https://example.org/mill},
  abstract = {Water was reduced in dyeing.}
}"""
RIS = """TY  - JOUR
TI  - Heat pumps in dairies
AU  - Marin, A.
PY  - 2021
DO  - https://doi.org/10.1000/xyz123
AB  - Cooling gives warm water.
ER  - 
"""
CSL = json.dumps(
    {
        "type": "dataset",
        "title": "Energy use of foundries",
        "author": [{"family": "Okoye", "given": "B."}],
        "issued": {"date-parts": [[2020, 3]]},
        "DOI": "10.1000/data.1",
        "publisher": "Example",
    }
)
PAGE = """<!doctype html><html lang="fr"><head><title>Titre du site</title>
<meta name="description" content="Économiser l’eau dans la teinture.">
<link rel="canonical" href="https://example.org/eau">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[
{"@type":"WebSite","name":"Le site"},
{"@type":"Event","name":"Atelier sur l’eau","startDate":"2027-03-04","endDate":"2027-03-05",
"location":{"@type":"Place","name":"Tunis"},"organizer":{"name":"CITET"}}]}</script></head>
<body><h1>Autre</h1></body></html>"""


def test_only_an_editor_edits_and_it_is_in_the_log(editor):  # noqa: F811
    item = written(editor, "Steam traps", public=False)
    stranger = Person.objects.create_user("x@y.example", "a quiet river 41", name="X")
    said = {"en": {"title": "Other"}}
    with pytest.raises(NotPermittedError):
        actions.write_item({"type": "method"}, said, acting_user=stranger, item=item)
    with pytest.raises(NotPermittedError):
        actions.publish([item], acting_user=stranger)
    with pytest.raises(NotPermittedError):
        actions.retire(item, "x", acting_user=stranger)
    actions.publish([item], acting_user=editor)
    actions.retire(item, "Out of date.", acting_user=editor)
    acts = list(Log.objects.order_by("pk").values_list("act", flat=True))
    assert acts == ["edit_item", "publish_item", "retire_item"]


def test_revisions_are_kept_compared_and_restored(editor, client):  # noqa: F811
    item = written(editor, "Steam traps", "Leaks.", cost="low")
    actions.write_item(
        {"type": "method", "topics": ["heat"]},
        {"en": {"title": "Inspect steam traps", "summary": "Leaks cost."}},
        acting_user=editor,
        item=item,
    )
    client.force_login(editor)
    page = client.get(reverse("item_history", args=[item.pk])).content.decode()
    assert "<del>Steam traps</del>" in page and "<ins>Inspect steam traps</ins>" in page
    client.post(reverse("restore_revision", args=[item.pk]), {"number": "1"})
    fresh = Item.objects.get(pk=item.pk)
    assert (fresh.title, fresh.cost, fresh.type) == ("Steam traps", "low", "technology")
    assert fresh.revisions.count() == 4


def test_two_editors_do_not_overwrite_each_other(editor):  # noqa: F811
    item = written(editor, "Steam traps")
    seen = actions.last_revision(item)
    said = {"en": {"title": "One"}}
    actions.write_item({"type": "method"}, said, acting_user=editor, item=item, seen=seen)
    with pytest.raises(ConflictError):
        actions.write_item({"type": "method"}, said, acting_user=editor, item=item, seen=seen)


def test_a_translation_beside_the_original(editor, client):  # noqa: F811
    item = written(editor, "Steam traps", "They leak.")
    client.force_login(editor)
    address = reverse("translate_item", args=[item.pk, "fr"])
    assert "They leak." in client.get(address).content.decode()
    client.post(address, {"title": "Purgeurs", "summary": "Ils fuient."})
    page = client.get(reverse("item", args=[item.pk]) + "?language=fr").content.decode()
    assert "Purgeurs" in page and "Ils fuient." in page
    assert Item.objects.get(pk=item.pk).title == "Steam traps"


def test_a_retired_item_says_so_under_its_old_address(editor, client):  # noqa: F811
    item = written(editor, "Steam traps")
    with pytest.raises(ClearinghouseError):
        actions.retire(item, " ", acting_user=editor)
    actions.retire(item, "Superseded by the guide of 2030.", acting_user=editor)
    answer = client.get(reverse("item", args=[item.pk]))
    assert answer.status_code == 410
    assert "Superseded by the guide of 2030." in answer.content.decode()
    draft = written(editor, "Secret draft", public=False)
    assert client.get(reverse("item", args=[draft.pk])).status_code == 404


@pytest.mark.parametrize(
    ("pasted", "title", "expected"),
    [
        (BIBTEX, "Sustainable textile production", {"year": 2014, "sectors": ["13"]}),
        (RIS, "Heat pumps in dairies", {"doi": "10.1000/xyz123", "technologies": ["heat_pump"]}),
        (CSL, "Energy use of foundries", {"type": "data_set", "authors": ["Okoye, B."]}),
        (PAGE, "Atelier sur l’eau", {"type": "event", "language": "fr", "topics": ["water"]}),
    ],
)
def test_the_form_fills_itself_in(pasted, title, expected):
    made, _ = read_pasted(pasted)
    assert made.title.startswith(title)
    for name, value in expected.items():
        kept = made.values[name]
        assert (set(value) <= set(kept)) if isinstance(value, list) else kept == value


def test_latex_in_bibtex_is_read():
    assert read_bibtex(BIBTEX)[0].values["authors"][1] == "Demirer, Göksel N."
    with pytest.raises(ClearinghouseError, match="Line"):
        read_bibtex("@article{a, title = {x}\n@book{b,")


def test_a_pdf_gives_its_metadata():
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata(
        {"/Title": "Guide to rinsing", "/Author": "A. Marin", "/CreationDate": "D:20190102"}
    )
    buffer = io.BytesIO()
    writer.write(buffer)
    made, _ = read_file(buffer.getvalue(), "guide.pdf")
    assert made.title == "Guide to rinsing" and made.values["year"] == 2019
    with pytest.raises(ClearinghouseError):
        read_file(b"%PDF-1.4 nothing", "broken.pdf")
    with pytest.raises(ClearinghouseError):
        read_file(b"\x00\x01\x02" * 50, "program.exe")


def test_anybody_suggests_and_duplicates_are_noticed_first(editor, client):  # noqa: F811
    old = written(
        editor,
        "Sustainable textile production: a case study from a woven fabric manufacturing mill",
        address="https://www.example.org/mill/?utm_source=x",
    )
    page = client.post(reverse("suggest"), {"pasted": BIBTEX}).content.decode()
    assert "Water was reduced in dyeing." in page and "10.1016/j.jclepro.2013.07.008" in page
    assert reverse("item", args=[old.pk]) in page
    form = {
        "title": "Sustainable textile production: case study of a woven fabric manufacturing mill",
        "summary": "Water was reduced.",
        "type": "case_study",
        "language": "en",
        "address": "http://example.org/mill",
    }
    assert client.post(reverse("suggest"), form).status_code == 422
    assert Item.objects.count() == 1
    answer = client.post(reverse("suggest"), form | {"anyway": "1"})
    assert answer.url == reverse("suggested")
    made = Item.objects.get(standing=Standing.SUGGESTED)
    assert client.get(reverse("item", args=[made.pk])).status_code == 404
    client.force_login(editor)
    queue = client.get(reverse("clearinghouse_queue"), {"part": "suggested"}).content.decode()
    assert made.title in queue
    client.post(reverse("publish_chosen"), {"item": [made.pk]})
    assert Item.objects.get(pk=made.pk).is_public


def test_what_was_read_and_is_not_asked_for_is_kept(editor, client):  # noqa: F811
    page = client.post(reverse("suggest"), {"pasted": PAGE}).content.decode()
    read = re.search(r'name="read" value="([^"]+)"', page).group(1)
    form = {"title": "Atelier", "type": "event", "language": "fr", "read": read}
    client.post(reverse("suggest"), form)
    item = Item.objects.get()
    assert item.details == {"starts": "2027-03-04", "ends": "2027-03-05", "place": "Tunis"}
    client.post(reverse("suggest"), form | {"title": "Forged", "read": read + "x"})
    assert Item.objects.exclude(pk=item.pk).get().details == {}


def test_a_program_that_fills_in_the_hidden_field_is_thanked_and_ignored(editor, client):  # noqa: F811
    form = {"title": "Buy", "type": "method", "language": "en", "website": "http://spam.example"}
    assert client.post(reverse("suggest"), form).url == reverse("suggested")
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    "bad", ["javascript:alert(1)", "ftp://x", "https://", "file:///etc/passwd"]
)
def test_no_address_but_of_the_web(editor, client, bad):  # noqa: F811
    form = {"title": "Bad", "type": "method", "language": "en", "address": bad}
    answer = client.post(reverse("suggest"), form)
    assert answer.status_code == 422 and not Item.objects.exists()


def test_alike_by_text(editor):  # noqa: F811
    text = (
        "Rinse tanks in which water flows against the work need a tenth of the water of one tank, "
        "and the page shows how to work it out for one's own line."
    )
    old = written(editor, "Counter-current rinsing", text)
    assert alike("Something else", text.replace("tenth", "twelfth"))[0].item == old
    assert not alike("Something else", "Bricks fired in zigzag need less coal than others do.")


def test_citations_are_read_by_others(editor, client):  # noqa: F811
    item = written(
        editor,
        "Rinsing {and} saving & more",
        "With 90 % less water.",
        type="method",
        year=2019,
        authors=["Marin, Ana", "UNIDO"],
        doi="10.1000/182",
        publisher="Example Press",
    )
    address = [reverse("citation", args=[item.pk, form]) for form in ("bib", "ris", "json")]
    bib = bibtexparser.parse_string(client.get(address[0]).content.decode())
    assert not bib.failed_blocks and len(bib.entries) == 1
    assert bib.entries[0].fields_dict["doi"].value == "10.1000/182"
    assert "Marin, Ana and {UNIDO}" in bib.entries[0].fields_dict["author"].value
    (ris,) = rispy.loads(client.get(address[1]).content.decode())
    assert ris["authors"] == ["Marin, Ana", "UNIDO"] and ris["year"] == "2019"
    (csl,) = client.get(address[2]).json()
    assert csl["author"][0] == {"family": "Marin", "given": "Ana"}
    assert read_bibtex(client.get(address[0]).content.decode())[0].title.startswith("Rinsing")


@pytest.fixture
def bilingual(editor):  # noqa: F811
    """An item in English with a French translation."""
    item = written(editor, "Steam traps", public=False)
    said = {"fr": {"title": "Purgeurs de vapeur", "summary": "Réparer les purgeurs."}}
    actions.write_item({"type": "method", "language": "en"}, said, acting_user=editor, item=item)
    return Item.objects.get(pk=item.pk)


def texts_of(item):
    return dict(item.texts.values_list("language", "title"))


def edit_form(item, seen, **more):
    said = {"said-title": "Purgeurs", "said-summary": "Neuf."}
    return {"type": "method", "language": "fr", "rights": "", "seen": seen, **said, **more}


def test_a_stale_change_of_language_leaves_every_text_as_it_was(bilingual, client, editor):  # noqa: F811
    client.force_login(editor)
    before = texts_of(bilingual)
    stale = actions.last_revision(bilingual) - 1
    answer = client.post(reverse("edit_item", args=[bilingual.pk]), edit_form(bilingual, stale))
    assert answer.status_code == 422 and "changed this item" in answer.content.decode()
    assert texts_of(bilingual) == before
    assert Item.objects.get(pk=bilingual.pk).language == "en"


@pytest.mark.parametrize("seen", ["", "²", "1.0", "-1"])
def test_a_form_that_names_no_version_changes_nothing(bilingual, client, editor, seen):  # noqa: F811
    """It would replace what somebody else has saved meanwhile."""
    client.force_login(editor)
    before = texts_of(bilingual)
    answer = client.post(reverse("edit_item", args=[bilingual.pk]), edit_form(bilingual, seen))
    assert answer.status_code == 422 and "Nothing was saved" in answer.content.decode()
    assert texts_of(bilingual) == before and bilingual.revisions.count() == 2


def test_a_change_of_language_moves_the_text_over_the_translation(bilingual, client, editor):  # noqa: F811
    client.force_login(editor)
    seen = actions.last_revision(bilingual)
    answer = client.post(reverse("edit_item", args=[bilingual.pk]), edit_form(bilingual, seen))
    assert answer.status_code == 302
    assert texts_of(bilingual) == {"fr": "Purgeurs"}


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_what_another_editor_has_retired_is_not_published_by_a_stale_form(
    bilingual,
    client,
    editor,  # noqa: F811
    language,
):
    """Retiring writes no revision: the form says which standing it showed as well."""
    type(editor).objects.filter(pk=editor.pk).update(language=language)
    client.force_login(editor)
    address, before = reverse("edit_item", args=[bilingual.pk]), bilingual.standing
    assert f'name="standing" value="{before}"' in client.get(address).content.decode()
    actions.retire(bilingual, "It was wrong.", acting_user=editor)
    sent = edit_form(bilingual, actions.last_revision(bilingual), publish="1")
    answer = client.post(address, sent | {"standing": before})
    assert answer.status_code == 422
    assert language != "en" or "changed this item" in answer.content.decode()
    assert Item.objects.get(pk=bilingual.pk).standing == "retired"
    assert 'name="standing" value="retired"' in client.get(address).content.decode()
    assert client.post(address, sent | {"standing": "retired"}).status_code == 302
    assert Item.objects.get(pk=bilingual.pk).standing == "published"


def test_what_cannot_be_published_is_not_changed_either(bilingual, client, editor):  # noqa: F811
    """The button Publish writes and publishes: when the second is refused, so is the first."""
    from scp_centre.centre.registry.models import Organisation

    company = Organisation.objects.create(name="Mill", country="X", sector="other")
    Item.objects.filter(pk=bilingual.pk).update(company=company)
    client.force_login(editor)
    before = texts_of(bilingual)
    form = edit_form(bilingual, actions.last_revision(bilingual), publish="1")
    answer = client.post(reverse("edit_item", args=[bilingual.pk]), form)
    assert answer.status_code == 422
    assert texts_of(bilingual) == before and bilingual.revisions.count() == 2

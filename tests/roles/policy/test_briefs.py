"""Briefs: figures that live and are frozen, traced and computed again; consultation; register."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.translation import speaker
from scp_centre.roles.policy import analysis
from scp_centre.roles.policy.actions import briefs, register
from scp_centre.roles.policy.actions.scenarios import write_scenario
from scp_centre.roles.policy.brief_bundle import check_bundle, write_bundle
from scp_centre.roles.policy.brief_documents import basis_of, brief_figures, plain_text
from scp_centre.roles.policy.brief_figures import catalogue, figure
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.models import (
    Brief,
    Comment,
    Consultation,
    Instrument,
    Scenario,
    Stage,
    Standing,
    Table,
)


@pytest.fixture
def brief(sample_centre):
    return Brief.objects.get()


@pytest.fixture
def analyst(sample_centre):
    return sample_centre["analyst"]


def values(brief, **changes):
    found = {k: getattr(brief, k) for k in ("title", "summary", "table", "language", "text")}
    return found | {"scenarios": list(brief.scenarios.all())} | changes


def test_every_figure_is_the_one_of_the_table(brief):
    basis = basis_of(brief)
    one, say = basis.one, speaker("en")
    found = figure("ghg.consumption", basis)
    assert found.value == one.balance(0).consumption and found.unit == "t CO2e"
    first = one.rows(0, "production", 1)[0]
    assert figure("ghg.production.first", basis).text == first.title
    assert figure("ghg.production.first.share", basis).text == say.percent(round(first.share, 3))
    change = figure("scenario.1.ghg.change", basis)
    last = basis.results[0][1]["years"][-1]
    assert change.value == last["production"][0] - last["base_production"][0]
    assert one.table.source in change.how
    assert "<svg" in figure("picture:ghg.treemap", basis).svg
    for name, _ in catalogue(basis_of(brief, drawn=False)):
        assert figure(name, basis_of(brief, drawn=False)).how, name


@pytest.mark.parametrize(
    "name",
    [
        "nothing",
        "ghg.nothing",
        "sentence:nothing",
        "scenario.3.ghg.change",
        "scenario.0",
        "map:ghg",
        "ghg.production.tenth",
        "scenario.1.ghg.colour",
    ],
)
def test_a_figure_that_does_not_exist_is_named(brief, analyst, name):
    text = f"So much: {{{{{name}}}}}."
    with pytest.raises(PolicyError, match=f"no figure {name}"):
        briefs.write_brief(values(brief, text=text), acting_user=analyst, brief=brief)
    brief.refresh_from_db()
    assert brief.version == 1


def test_figures_live_until_published_and_are_frozen_then(brief, analyst, sample_centre):
    with pytest.raises(NotPermittedError):
        briefs.publish_brief(brief, acting_user=sample_centre["expert"])
    before = brief_figures(brief)["scenario.1.cost"].text
    old = brief.scenarios.get(title="Cement standard")
    content = json.loads(json.dumps(old.content))
    content["instruments"][0]["cost"]["per_year"] = 12.0
    new = write_scenario(old.table, content, acting_user=analyst, old=old)
    chosen = [new, *brief.scenarios.exclude(pk=old.pk)]
    brief = briefs.write_brief(values(brief, scenarios=chosen), acting_user=analyst, brief=brief)
    living = brief_figures(brief)["scenario.1.cost"].text  # a newer version keeps its number
    assert (before, living) == ("9\u00a0million EUR", "12\u00a0million EUR")
    briefs.publish_brief(brief, acting_user=sample_centre["director"])
    brief.refresh_from_db()
    assert brief.standing == Standing.PUBLISHED
    Table.objects.filter(pk=brief.table_id).update(source="Another source")
    frozen = brief_figures(brief)
    assert frozen["scenario.1.cost"].text == living
    assert "Another source" not in frozen["sentence:ghg"].how
    assert "<svg" in frozen["picture:ghg.sides"].svg
    assert Entry.objects.filter(act="publish_brief").get().after["ghg.production.first"]
    for act in (
        lambda: briefs.write_brief(values(brief), acting_user=analyst, brief=brief),
        lambda: briefs.publish_brief(brief, acting_user=analyst),
        lambda: briefs.remove_brief(brief, acting_user=analyst),
    ):
        with pytest.raises(PolicyError):
            act()


def test_a_draft_is_nobody_elses_and_a_published_one_everybodys(client, brief, analyst):
    pages = [
        f"/policy/briefs/{brief.slug}/",
        f"/policy/briefs/{brief.slug}/figures/ghg.production.first.share/",
        f"/policy/briefs/{brief.slug}/pictures/picture:ghg.sides/narrow.svg",
        f"/policy/briefs/{brief.slug}/2-pages.pdf",
        f"/policy/briefs/{brief.slug}/8-pages.docx",
        f"/policy/briefs/{brief.slug}/bundle.zip",
    ]
    assert [client.get(p).status_code for p in pages] == [404] * len(pages)
    briefs.publish_brief(brief, acting_user=analyst)
    assert [client.get(p).status_code for p in pages] == [200] * len(pages)
    html = client.get(pages[0]).content.decode()
    share = analysis.study(brief.table).rows(0, "production", 1)[0].share
    assert f'figures/ghg.production.first.share/">{round(100 * share, 1)}\u00a0%</a>' in html
    assert 'srcset="/policy/briefs/' in html
    traced = client.get(pages[1]).content.decode()
    assert f"{share:.9f}" in traced and brief.table.digest[:16] in traced
    assert "Three places" in client.get("/policy/published/").content.decode()
    assert client.get(f"/policy/briefs/{brief.slug}/figures/water.exports/").status_code == 404
    assert client.get(f"/policy/briefs/{brief.slug}/3-pages.pdf").status_code == 404


def test_no_word_of_an_author_becomes_a_tag(client, brief, analyst):
    text = "<script>alert(1)</script>\n\n{{sentence:ghg}}\n\n![x](https://elsewhere.example/x.png)"
    written = briefs.write_brief(values(brief, text=text), acting_user=analyst, brief=brief)
    briefs.publish_brief(written, acting_user=analyst)
    html = client.get(f"/policy/briefs/{written.slug}/").content.decode()
    assert "<script>alert" not in html and "elsewhere.example" not in html


def test_documents_hold_the_figures_and_their_length(client, brief, analyst):
    briefs.publish_brief(brief, acting_user=analyst)
    brief.refresh_from_db()
    base = f"/policy/briefs/{brief.slug}"
    two = PdfReader(io.BytesIO(client.get(f"{base}/2-pages.pdf").content))
    eight = PdfReader(io.BytesIO(client.get(f"{base}/8-pages.pdf").content))
    assert len(two.pages) == 2
    assert 5 <= len(eight.pages) <= 8
    share = brief_figures(brief)["ghg.production.first.share"].text.replace("\u00a0", " ")
    short = " ".join("".join(p.extract_text() for p in two.pages).replace("\u00a0", " ").split())
    assert share in short and "Where the figures come from" not in short
    whole = "".join(p.extract_text() for p in eight.pages)
    assert "Where the figures come from" in whole and brief.table.digest[:16] in whole
    words = Document(io.BytesIO(client.get(f"{base}/8-pages.docx").content))
    assert any("What we propose" in p.text for p in words.paragraphs)


def test_a_bundle_computes_every_figure_again_and_finds_a_changed_one(brief, tmp_path):
    content = write_bundle(brief)
    found = list(check_bundle(io.BytesIO(content)))
    assert len(found) > 20 and all(f.agrees for f in found)
    path = tmp_path / "brief.zip"
    path.write_bytes(content)
    command = [sys.executable, "-m", "scp_centre.interfaces.cli.main", "brief"]
    done = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == f"{len(found)} figures, 0 differ."
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "scenarios/01.json":
                text = text.replace(b"4200.0", b"4600.0").replace(b"4500.0", b"4700.0")
            new.writestr(name, text)
    path.write_bytes(changed.getvalue())
    done = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "DIFFERS  sentence:scenario.1.ghg" in done.stdout
    path.write_bytes(b"no bundle")
    done = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "not the data package" in done.stderr and not done.stdout


def test_a_consultation_from_opening_to_its_record(client, brief, analyst, sample_centre):
    cache.clear()
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(PolicyError, match="past"):
        briefs.open_consultation(brief, "Right?", yesterday, acting_user=analyst)
    opened = briefs.open_consultation(
        brief, "Is it right?", timezone.localdate() + timedelta(days=30), acting_user=analyst
    )
    brief.refresh_from_db()
    assert brief.standing == Standing.CONSULTATION
    figures = brief_figures(brief)
    assert plain_text("{{sentence:ghg}}", figures) in " ".join(opened.paragraphs)
    with pytest.raises(PolicyError, match="already"):
        briefs.open_consultation(brief, "?", timezone.localdate(), acting_user=analyst)
    page = f"/policy/consultations/{opened.pk}/"
    assert "Is it right?" in client.get(page).content.decode()
    said = {
        "paragraph": 2,
        "name": "Ada",
        "organisation": "Mill <b>",
        "text": "=1+1 <script>x</script>",
    }
    answer = client.post(f"{page}comment/", said)
    assert answer.status_code == 302 and "#comment-" in answer.url
    html = client.get(page).content.decode()
    assert "&lt;script&gt;" in html and "<script>x" not in html
    assert client.post(f"{page}comment/", {**said, "text": ""}).status_code == 422
    client.post(f"{page}comment/", {**said, "website": "https://spam.example"})
    assert Comment.objects.count() == 1
    with pytest.raises(PolicyError, match="paragraph 99"):
        briefs.add_comment(opened, 99, "A", "", "t", acting_user=None)
    rude = briefs.add_comment(opened, 0, "Rude", "", "Fools!", acting_user=None)
    with pytest.raises(PolicyError, match="Unanswered comments: 2"):
        briefs.end_consultation(opened, "Nothing.", acting_user=analyst)
    with pytest.raises(NotPermittedError):
        briefs.answer_comment(rude, "noted", "x", acting_user=sample_centre["expert"])
    client.force_login(analyst)
    client.post(f"/policy/comments/{rude.pk}/answer/", {"hide": "1", "reason": "Insults"})
    first = Comment.objects.get(name="Ada")
    client.post(
        f"/policy/comments/{first.pk}/answer/", {"outcome": "taken up", "answer": "We changed it."}
    )
    client.logout()
    html = client.get(page).content.decode()
    assert "We changed it." in html and "Fools!" not in html
    with pytest.raises(PolicyError, match="in consultation"):
        briefs.publish_brief(brief, acting_user=analyst)
    briefs.end_consultation(opened, "The second paragraph is shorter.", acting_user=analyst)
    assert "The second paragraph is shorter." in client.get(page).content.decode()
    with pytest.raises(PolicyError, match="closed"):
        briefs.add_comment(Consultation.objects.get(), 0, "Late", "", "t", acting_user=None)
    record = load_workbook(io.BytesIO(client.get(f"{page}record.xlsx").content))
    rows = list(record["Comments"].iter_rows(min_row=2, values_only=True))
    texts = {row[2]: row for row in rows}
    assert texts["Ada"][4] == "=1+1 <script>x</script>" and texts["Ada"][6] == "We changed it."
    hidden = next(row for row in rows if row[7])
    assert hidden[7] == "Insults" and not hidden[4]
    brief.refresh_from_db()
    briefs.publish_brief(brief, acting_user=analyst)


def test_many_comments_from_one_address_are_slowed(client, brief, analyst):
    cache.clear()
    opened = briefs.open_consultation(brief, "?", timezone.localdate(), acting_user=analyst)
    for n in range(25):
        answer = client.post(
            f"/policy/consultations/{opened.pk}/comment/",
            {"paragraph": 0, "name": "A", "text": f"Comment {n}"},
        )
    assert Comment.objects.count() == 20
    assert "Try again later" in answer.content.decode()
    cache.clear()


def test_an_instrument_goes_forward_through_its_life(signed_in, sample_centre):
    client = signed_in("analyst")
    entry = {
        "title": "Levy on virgin aggregates", "kind": "tax or levy", "summary": "Makes reuse pay.",
        "responsible": "Ministry of Finance", "address": "https://law.example/levy",
    }  # fmt: skip
    answer = client.post("/policy/register/new/", entry)
    assert answer.status_code == 302
    assert client.post("/policy/register/new/", entry).status_code == 422
    one = Instrument.objects.get(title=entry["title"])
    step = f"/policy/register/{one.pk}/step/"
    assert client.post(step, {"stage": "adopted", "day": "2026-05-01"}).status_code == 302
    assert client.post(step, {"stage": "proposed", "day": "2026-06-01"}).status_code == 422
    assert client.post(step, {"stage": "in force", "day": "2026-04-01"}).status_code == 422
    register.move_instrument(
        one, Stage.IN_FORCE, timezone.localdate(), "", acting_user=sample_centre["director"]
    )
    with pytest.raises(NotPermittedError):
        register.move_instrument(
            one, Stage.EVALUATED, timezone.localdate(), "", acting_user=sample_centre["expert"]
        )
    goal = {
        "indicator": "Virgin aggregates", "unit": "t", "base_year": 2023, "base": 100,
        "target_year": 2030, "target": 60, "source": "Statistics office",
    }  # fmt: skip
    assert (
        client.post(f"/policy/register/{one.pk}/goal/", {**goal, "target_year": 2020}).status_code
        == 422
    )
    client.post(f"/policy/register/{one.pk}/goal/", goal)
    client.post(f"/policy/register/{one.pk}/goal/", {**goal, "reached_year": 2026, "reached": 90})
    assert [g.share for g in one.goals.all()] == [0.25]
    client.logout()
    page = client.get(f"/policy/register/{one.pk}/").content.decode()
    assert "25" in page and "in force" in page
    assert "Virgin aggregates" in client.get("/policy/register/?format=csv").content.decode()


def test_an_advocate_writes_a_brief_by_its_page(signed_in, sample_centre):
    client = signed_in("analyst")
    table = Table.objects.get(year=2023)
    assert "{{sentence:ghg}}" in client.get("/policy/briefs/new/").content.decode()
    data = {
        "title": "Water first", "summary": "Fields before factories.", "table": table.pk,
        "scenarios": [Scenario.objects.get(title="Cement standard").pk], "language": "fr",
        "text": "# Eau\n\n{{sentence:water}}",
    }  # fmt: skip
    wrong = client.post("/policy/briefs/new/", {**data, "text": "{{water.everything}}"})
    assert wrong.status_code == 422 and "water.everything" in wrong.content.decode()
    assert not Brief.objects.filter(title="Water first").exists()
    assert client.post("/policy/briefs/new/", data).status_code == 302
    page = client.get("/policy/briefs/water-first/").content.decode()
    assert 'lang="fr"' in page
    listed = client.get("/policy/briefs/water-first/write/").content.decode()
    assert "picture:scenarios.ghg" in listed
    other = Table.objects.get(year=2015)
    mixed = client.post("/policy/briefs/water-first/write/", {**data, "table": other.pk})
    assert mixed.status_code == 422 and "different table" in mixed.content.decode()
    assert client.post("/policy/briefs/water-first/remove/").status_code == 302

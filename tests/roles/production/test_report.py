"""The report: PDF and DOCX hold the same figures, in English and French; pictures are whole."""

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import docx
import openpyxl
import pypdf
import pytest

from scp_centre.centre.documents.blocks import KeyFigures, Paragraph, Table
from scp_centre.centre.pictures.picture_widths import FORMS
from scp_centre.centre.pictures.sankey import Link, sankey
from scp_centre.centre.translation import REPORT_LANGUAGES, RIGHT_TO_LEFT, speaker
from scp_centre.centre.translation.messages import translations
from scp_centre.roles.production.assessment.pipeline import assess
from scp_centre.roles.production.pictures import PICTURES, draw
from scp_centre.roles.production.report import compose, write_docx, write_pdf, write_results_xlsx
from scp_centre.roles.production.report.cautions import Edition, open_balances
from scp_centre.roles.production.sample import sample_file


def squeeze(text):
    return re.sub(r"[\s\u00ad-]+", "", text)


@pytest.fixture(scope="module")
def texts(dairy):
    made = {}
    for language in REPORT_LANGUAGES:
        report = compose(dairy, language)
        pages = pypdf.PdfReader(io.BytesIO(write_pdf(report))).pages
        document = docx.Document(io.BytesIO(write_docx(report)))
        cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
        words = [p.text for p in document.paragraphs]
        made[language] = (
            report,
            squeeze(" ".join(p.extract_text() for p in pages)),
            squeeze(" ".join([*words, *cells])),
            len(pages),
        )
    return made


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_both_documents_hold_every_key_figure_and_table_cell(texts, language):
    report, pdf, word, _ = texts[language]
    figures = [f.value for b in report.blocks if isinstance(b, KeyFigures) for f in b.figures]
    cells = [c for b in report.blocks if isinstance(b, Table) for row in b.rows for c in row]
    assert len(figures) >= 5 and len(cells) > 300
    numbers = [c for c in [*figures, *cells] if re.search(r"\d", c) and len(c) < 30]
    assert [n for n in numbers if squeeze(n) not in word] == []
    if language not in RIGHT_TO_LEFT:  # pypdf does not put such lines back in their order
        assert [n for n in numbers if squeeze(n) not in pdf] == []


def test_the_report_is_ten_minutes_long(texts):
    assert 8 <= texts["en"][3] <= 18


def test_the_cover_names_company_and_says_it_is_fictional(texts):
    assert "RivermouthDairy" in texts["en"][1]
    assert "Fictionalcompany" in texts["en"][1]


@pytest.mark.parametrize("language", ["fr", "es"])
def test_every_option_of_the_catalogue_is_translated(language):
    from scp_centre.roles.production.assessment.option_matches import catalogue

    said = {o[part] for o in catalogue() for part in ("title", "check", "saving_of") if o[part]}
    known = translations(language).forms
    assert sorted(m for m in said if ("", m) not in known) == []


def test_numbers_follow_the_language():
    assert speaker("en").money(1234567.4, "EUR") == "1,234,567\u00a0EUR"
    assert speaker("fr").money(1234567.4, "EUR").replace("\u202f", " ") == "1 234 567\u00a0EUR"
    assert speaker("fr").number(0.12345) == "0,123"
    assert speaker("en").number(-5) == "\u22125"


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("form", FORMS)
def test_pictures_are_xml_with_title_and_table(dairy, name, form):
    picture = draw(name, dairy, speaker("en"), form)
    root = ET.fromstring(picture.svg)
    assert root.tag.endswith("svg")
    assert picture.title and picture.subtitle and picture.head
    assert picture.rows and all(len(row) == len(picture.head) for row in picture.rows)


def boxes(svg):
    """Return the labels of a picture as boxes: x, y, width, height (estimated by characters)."""
    found = []
    for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        size = float(node.get("font-size"))
        x, y = float(node.get("x")), float(node.get("y"))
        found.append((x, y - 0.75 * size, 0.5 * size * len(node.text), 0.8 * size, node.text))
    return found


def overlaps(a, b):
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def test_no_band_of_a_sankey_crosses_itself():
    """A band thicker than its bend allows is drawn by its outline, which ends at its node."""
    links = [Link(None, "0", 1000, "#8b5a2b", "Raw")]
    links += [Link(str(i), str(i + 1), 1000 - i, "#8b5a2b", "") for i in range(9)]
    links += [Link("9", None, 990, "#2e7d4f", "Product"), Link("9", None, 1, "#b23b3b", "Waste")]
    names = {str(i): f"Step {i}" for i in range(10)}
    drawn = sankey(links, names, title="Test", show=lambda v: f"{v:.0f} t")
    node = re.findall(
        r'<rect x="([\d.]+)" y="([\d.]+)"[^>]*height="([\d.]+)" fill="#2e7d4f"', drawn
    )
    ((x, y, tall),) = [tuple(map(float, found)) for found in node]
    (outline,) = re.findall(r'd="([^"]+Z)" fill="#2e7d4f"', drawn)
    places = [tuple(map(float, p.split(","))) for p in re.findall(r"[\d.]+,[\d.]+", outline)]
    at_node = sorted({py for px, py in places if px == x})
    assert max(px for px, _ in places) == x, "no part of it stands beyond its node"
    assert at_node[0] == pytest.approx(y, abs=0.2)
    assert at_node[-1] == pytest.approx(y + tall, abs=0.2)


@pytest.mark.parametrize("count", [1, 12, 60])
def test_no_label_of_a_sankey_stands_on_another(count):
    """Sixty flows with loops, through eight centres."""
    names = {f"c{i}": f"Centre number {i}" for i in range(8)}
    links = [Link(None, "c0", 100.0, "#8a5a2b", "Raw material")]
    for i in range(count):
        a = i % 8
        kind = i % 4
        if kind == 0:
            links.append(Link(f"c{a}", f"c{(a + 1) % 8}", 40.0 + i, "#8a5a2b", f"Part {i}"))
        elif kind == 1:
            links.append(Link(f"c{a}", None, 5.0 + i, "#b23a2e", f"Waste number {i}"))
        elif kind == 2:
            links.append(Link(None, f"c{a}", 4.0 + i, "#2b6ca3", f"Water number {i}"))
        else:
            links.append(Link(f"c{a}", "c0", 3.0, "#8a5a2b", f"Return {i}"))
    labels = boxes(sankey(links, names, title="Test", show=lambda v: f"{v:.0f} t"))
    clashes = [
        (a[4], b[4]) for i, a in enumerate(labels) for b in labels[i + 1 :] if overlaps(a, b)
    ]
    assert clashes == []


def test_results_as_a_workbook(dairy):
    book = openpyxl.load_workbook(io.BytesIO(write_results_xlsx(dairy)))
    assert {"Figures", "Options", "Losses", "sankey-cost"} <= set(book.sheetnames)
    total = sum(row[6].value for row in book["Losses"].iter_rows(min_row=2))
    assert total == pytest.approx(dairy.assessed.costs.loss)


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_a_company_and_an_option_called_like_our_words_stay_so(dairy, language):
    """In both documents: what was entered equals words of the code, or has their signs."""
    names = {"company": "Energy", "site": "Water", "product": "100 % {cheese} %(name)s"}
    renamed = replace(dairy, file=replace(dairy.file, factory=replace(dairy.file.factory, **names)))
    report = compose(renamed, language)
    pages = pypdf.PdfReader(io.BytesIO(write_pdf(report))).pages
    document = docx.Document(io.BytesIO(write_docx(report)))
    word = squeeze(" ".join(p.text for p in document.paragraphs))
    pdf = squeeze(" ".join(p.extract_text() for p in pages))
    for text in (word,) if language in RIGHT_TO_LEFT else (word, pdf):
        assert "Energy" in text[:400] and "Water" in text[:400]
        assert squeeze(names["product"]) in text


def test_the_summary_says_which_balances_do_not_close(dairy):
    report = compose(dairy)
    texts = [b.text for b in report.blocks if isinstance(b, Paragraph)]
    (doubt,) = [text for text in texts if "does not close" in text]
    assert "Waste water plant, material (error −5,067\u00a0%)" in doubt and "not reliable" in doubt
    figures = next(n for n, b in enumerate(report.blocks) if isinstance(b, KeyFigures))
    assert getattr(report.blocks[figures + 1], "text", "") == doubt, "beside the headline figures"


def test_nothing_is_doubted_where_all_balances_close():
    result = assess(sample_file("dyehouse"))
    assert open_balances(result, speaker("en")) == ""


def test_the_report_names_its_revision_and_the_day_of_the_last_change(dairy):
    edition = Edition(3, date(2026, 11, 30))
    assert compose(dairy).date == "9 January 2026"
    said = "9 January 2026 (revision 3, changed on 30 November 2026)"
    assert compose(dairy, edition=edition).date == said

"""Units stand as people print them, m³ and CO₂e, wherever a person reads: pages, pictures, reports.

Machines keep the plain signs: JSON, CSV, what a form sends, what a workbook is read back from.
"""

import io
import re

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from scp_centre.centre.registry.models import Organisation
from scp_centre.methods.entries import read_number, read_quantity
from scp_centre.methods.entries.notation import COMMA, POINT
from scp_centre.methods.quantity import SYMBOLS, Quantity
from scp_centre.methods.unit_signs import plain_unit, write_unit
from tests.interfaces.hostile import address_of, all_routes, person_with_every_role
from tests.interfaces.test_no_keys import Texts
from tests.interfaces.test_permissions import dairy_things  # noqa: F401

PLAIN = re.compile(r"(?<![\w./-])[NSkcdm]?(?:m|ft)[23](?![\w])|(?<![\w.])CO2|(?<!\w)(?:CH4|N2O)\b")
READ_ATTRIBUTES = ("data-label", "aria-label", "title", "alt")
# Files that are filled in and read back: their units are those of the lists.
READ_BACK = re.compile(r"/(?:workbook|template|factory|model|sample|survey|table)[\w.-]*(?:/|$)")
# Rows as a company entered them.
AS_ENTERED = re.compile(r"^/assessments/\d+/data/")


class Read(Texts):
    """The texts of a page and those attributes of it that are read."""

    def handle_starttag(self, tag, attrs):
        super().handle_starttag(tag, attrs)
        self.texts += [value for name, value in attrs if name in READ_ATTRIBUTES and value]


def of_page(content):
    reader = Read()
    reader.feed(content.decode())
    return reader.texts


def of_document(content):
    document = Document(io.BytesIO(content))
    cells = (c.text for t in document.tables for row in t.rows for c in row.cells)
    return [*(p.text for p in document.paragraphs), *cells]


def of_workbook(content):
    sheets = load_workbook(io.BytesIO(content), read_only=True)
    return [str(v) for s in sheets for row in s.iter_rows(values_only=True) for v in row if v]


def of_pages(content):
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


READERS = {
    "text/html": of_page,
    "image/svg+xml": of_page,
    "application/pdf": of_pages,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": of_document,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": of_workbook,
}


def plain_signs_of(answer, address):
    reader = READERS.get(answer.headers.get("Content-Type", "").split(";")[0])
    if answer.status_code != 200 or reader is None:
        return []
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return [
        (address, found[0], text[max(0, found.start() - 40) : found.end() + 20].strip())
        for text in reader(content)
        for found in PLAIN.finditer(text)
    ]


@pytest.mark.django_db
def test_no_page_picture_or_report_shows_a_unit_in_plain_signs(
    dairy_things,  # noqa: F811
    sample_centre,
    client,
):
    company = Organisation.objects.get(name="Rivermouth Dairy")
    client.force_login(person_with_every_role(company))
    wrong, kinds = [], set()
    addresses = [address_of(name, parts, dairy_things) for name, parts in all_routes()]
    addresses += [f"{one[:-4]}.docx" for one in addresses if one.endswith(".pdf")]
    for address in addresses:
        if address.startswith("/accounts/logout") or READ_BACK.search(address):
            continue
        if AS_ENTERED.search(address):
            continue
        answer = client.get(address)
        if answer.status_code == 200:
            kinds.add(answer.headers.get("Content-Type", "").split(";")[0])
        wrong += plain_signs_of(answer, address)
    assert not wrong, "\n".join(map(str, wrong))
    assert set(READERS) <= kinds


@pytest.mark.parametrize(
    "unit", [unit for unit in SYMBOLS if unit != "1"]
)  # which is never written
def test_each_unit_is_read_back_as_it_is_written(unit):
    written = write_unit(unit)
    assert plain_unit(written) == unit and not PLAIN.search(written)
    assert read_quantity(f"1,200 {written}", POINT) == Quantity(1200.0, unit)
    assert read_quantity(f"1,200 {unit}", POINT) == Quantity(1200.0, unit)
    assert read_number(f"1,5 {written}", COMMA, unit=unit) == 1.5


@pytest.mark.parametrize(
    ("plain", "written"),
    [
        ("kWh/m2", "kWh/m²"),
        ("W/(m2 K)", "W/(m² K)"),
        ("kW per m3/h", "kW per m³/h"),
        ("kg CO2e/kWh", "kg CO₂e/kWh"),
        ("t CO2e / million EUR", "t CO₂e / million EUR"),
        ("CO2, t", "CO₂, t"),
        ("m3/t", "m³/t"),
        ("MCO2B", "MCO2B"),
        ("promised_m3", "promised_m3"),
        ("M2", "M2"),
    ],
)
def test_powers_are_raised_and_formulas_lowered_and_nothing_else(plain, written):
    assert write_unit(plain) == write_unit(written) == written

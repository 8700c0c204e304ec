"""No export runs anything: every XLSX and CSV holds the text of others as text."""

import csv
import io
import zipfile

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import CharField, TextField
from django.test import Client
from django.urls import NoReverseMatch, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from scp_centre.centre.cell_protection import NUMBER, protect, unprotect
from scp_centre.centre.foreign_files.csv_reader import CsvForm, detect_form, read_rows
from scp_centre.centre.registry.models import Organisation, Site
from scp_centre.centre.sheets.csv_writer import csv_bytes
from scp_centre.centre.sheets.table_file import open_table
from scp_centre.centre.sheets.xlsx_writer import new_book
from scp_centre.roles.production.models import InvestmentFile, Meter
from tests.interfaces.test_permissions import addresses, dairy_things  # noqa: F401

HARM = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1")
HARM += ('=HYPERLINK("http://evil.example","look")', "https://evil.example", "a;=1+1")
RUNS = ("=", "+", "-", "@", "＝")
FREE = {
    *(
        "name",
        "title",
        "summary",
        "text",
        "reason",
        "answer",
        "question",
        "changes",
        "organisation",
    ),
    *("company", "site_name", "equipment", "description", "owner", "progress_reason", "note"),
    *("answer_reason", "expectation", "region", "place", "publisher", "origin", "label", "holder"),
    *("option", "company_name", "source", "why_bank"),
    *("functional_unit", "function", "telephone"),
}
SHEETS = ("spreadsheetml.sheet", "text/csv", "application/zip")


def poison():
    """Write what a spreadsheet would run into every free text of the database."""
    count = 0
    for model in apps.get_models():
        if not model.__module__.startswith("scp_centre."):
            continue
        fields = [
            f
            for f in model._meta.concrete_fields
            if isinstance(f, CharField | TextField) and not f.choices and f.name in FREE
        ]
        if model is Organisation or model is Site:
            fields = [f for f in fields if f.name == "name"]
        for place, one in enumerate(model.objects.all() if fields else ()):
            harm = HARM[place % 5]
            values = {f.name: f"{harm} {one.pk}"[: f.max_length or 500] for f in fields}
            if getattr(one, "source_id", one.pk) is None:
                values.pop("origin", None)  # an item without a source has no origin
            model.objects.filter(pk=one.pk).update(**values)
            count += len(values)
    return count


def is_harmless(text):
    """Return whether a spreadsheet of any country takes a cell of CSV for text or a number."""
    bare = text.lstrip("\t\r\n")
    return not bare.startswith(RUNS) or NUMBER.fullmatch(text) is not None


def check_xlsx(content):
    book = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [c.value for c in cells if c.data_type == "f"] == []
    links = [c.hyperlink.target for c in cells if c.hyperlink and c.hyperlink.target]
    assert links == []
    return {c.value for c in cells if isinstance(c.value, str)}


def check_csv(content):
    text = content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    split = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    # Read so, a number and the cells after it are one text, which no spreadsheet runs.
    rows += [[c for c in row if not NUMBER.fullmatch(c.split(",")[0])] for row in split]
    wrong = [cell for row in rows for cell in row if not is_harmless(cell)]
    assert wrong == []
    return {unprotect(cell) for row in rows for cell in row}


def check_zip(content):
    found = set()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            check = {"csv": check_csv, "xlsx": check_xlsx}.get(name.rsplit(".", 1)[-1])
            found |= check(package.read(name)) if check else set()
    return found


CHECKS = dict(zip(SHEETS, (check_xlsx, check_csv, check_zip), strict=True))


def is_told(texts):
    return any(text.startswith(HARM[:5]) for text in texts)


@pytest.mark.django_db
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="sheets are the same whatever holds their rows"
)
def test_no_address_gives_a_sheet_that_runs_text(dairy_things, sample_centre):  # noqa: F811
    assert poison() > 200
    seen, telling = set(), set()
    clients = [_client_of(person) for person in sample_centre.values()]
    for name, _ in addresses():
        for arguments in _variants(name, dairy_things.get(name, {})):
            for kind, content in _answers(clients, name, arguments):
                seen.add(name)
                if is_told(CHECKS[kind](content)):
                    telling.add(name)
    assert {
        *("workbook", "picture", "readings_template", "consultation_record", "accounts_file"),
        *("hot_spots_file", "scenario_result", "release_data", "items_template", "survey_template"),
    } <= seen, sorted(seen)
    assert {"workbook", "consultation_record", "survey_template"} <= telling, sorted(telling)


def _client_of(person):
    client = Client()
    client.force_login(person)
    return client


def _answers(clients, name, arguments):
    """Yield kind and content of the sheets that an address gives to the first who may see it."""
    try:
        address = reverse(name, kwargs=arguments)
    except NoReverseMatch:
        return
    for client in clients:
        first = client.get(address)
        if first.status_code == 200:
            for answer in (first, client.get(f"{address}?format=csv")):
                told = answer.headers.get("Content-Type", "")
                kind = next((k for k in SHEETS if k in told), "")
                if kind and answer.status_code == 200:
                    yield kind, b"".join(answer) if answer.streaming else answer.content
            return


def _variants(name, arguments):
    """Return the arguments of an address, also with each ending that gives a sheet."""
    yield arguments
    if "ending" in arguments:
        yield from ({**arguments, "ending": ending} for ending in ("csv", "xlsx"))


@pytest.mark.django_db
def test_no_job_makes_a_sheet_that_runs_text(dairy_things, sample_centre):  # noqa: F811
    from scp_centre.roles.production.data_export import pack_company
    from scp_centre.roles.production.followup.investment_figures import finance
    from scp_centre.roles.production.queries import result_of
    from scp_centre.roles.production.report import write_results_xlsx
    from scp_centre.roles.production.report.donor import write_donor_xlsx
    from scp_centre.roles.production.report.investment_file import write_investment_xlsx

    poison()
    file = InvestmentFile.objects.select_related("assessment__site__organisation").first()
    assessment, company = file.assessment, file.assessment.site.organisation
    result = result_of(assessment)
    assert is_told(check_zip(pack_company(company)))
    assert check_xlsx(write_results_xlsx(result))
    assert is_told(check_xlsx(write_donor_xlsx(sample_centre["director"], {})))
    file.options = [result.options[0].entry.key]
    assert check_xlsx(write_investment_xlsx(file, finance(file, result), "EUR"))


def test_the_option_that_was_a_formula_is_text():
    from dataclasses import replace

    from scp_centre.roles.production.assessment import assess
    from scp_centre.roles.production.report import write_results_xlsx
    from scp_centre.roles.production.sample import sample_file

    dairy = sample_file("dairy")
    harm = '=HYPERLINK("http://evil.example","look")'
    options = (replace(dairy.options[0], name=harm), *dairy.options[1:])
    texts = check_xlsx(write_results_xlsx(assess(replace(dairy, options=options))))
    assert harm in texts


def test_the_workbook_comes_back_with_text_that_looks_like_a_formula():
    from dataclasses import replace

    from scp_centre.roles.production.sample import sample_file
    from scp_centre.roles.production.workbook import read_workbook, write_workbook

    dairy = sample_file("dairy")
    for harm in HARM:
        options = (replace(dairy.options[0], name=harm.strip()), *dairy.options[1:])
        file = replace(dairy, options=options)
        assert read_workbook(io.BytesIO(write_workbook(file))) == file


def test_numbers_stay_numbers():
    assert [protect(x) for x in (-5, -5.5, None, True, "-5", "+3", "-1.5e-3")] == [
        *(-5, -5.5, None, True, "-5", "+3", "-1.5e-3")
    ]
    target = io.BytesIO()
    with new_book(target) as book:
        book.add_worksheet("S").write_row(0, 0, [-5, "-5", "=1+1", "https://a.example"])
    row = next(iter(load_workbook(io.BytesIO(target.getvalue()))["S"].iter_rows()))
    assert [(c.data_type, c.value) for c in row] == [
        ("n", -5),
        ("s", "-5"),
        ("s", "=1+1"),
        ("s", "https://a.example"),
    ]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.text(alphabet="'\"=+-@;,\t\r\n a1é＝|", max_size=8), min_size=1, max_size=4))
def test_a_csv_of_ours_comes_back_and_runs_nowhere(row):
    content = csv_bytes(["a", *"b" * (len(row) - 1)], [row])
    check_csv(content)
    form = CsvForm("utf-8-sig", ",")
    assert list(read_rows(io.BytesIO(content), form))[1:] == [row]
    assert detect_form(content).encoding == "utf-8-sig"


@pytest.mark.django_db
def test_readings_that_were_sent_out_come_back(sample_centre):
    from scp_centre.roles.production.followup.reading_files import readings_sheet

    sheet = readings_sheet()
    meter = Meter.objects.first()
    head = [c.title for c in sheet.columns]
    row = [meter.key, "2019-01-01", "2019-01-31", "12.5", "=1+1"]
    header, rows, *_ = open_table(io.BytesIO(csv_bytes(head, [row[: len(head)]])), "r.csv", sheet)
    assert header == head and [list(r) for _, r in rows] == [row[: len(head)]]

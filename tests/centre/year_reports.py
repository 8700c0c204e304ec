"""Reports on the centre's year, as the tests of its figures and of its pages ask for them."""

import io
import zipfile

from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from scp_centre.centre.translation import speaker
from scp_centre.centre.year_report.gather import gather
from scp_centre.centre.year_report.months import year_of
from scp_centre.centre.year_report.public_version import public_version

EN = speaker("en")


def today():
    return timezone.localdate()


def this_year():
    return year_of(today().year)


def year_report(months=None):
    return gather(months or this_year(), today())


def value(report, key):
    return report.lines[key].now.value


def public(months):
    return public_version(gather(months, today()), today())[0]


def text_of_docx(content):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return file.read("word/document.xml").decode()


def text_of_workbook(content):
    book = load_workbook(io.BytesIO(content))
    return "\n".join(
        str(c) for s in book for row in s.iter_rows(values_only=True) for c in row if c
    )


def text_of_pdf(content):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)

"""Files of surveys as associations write them."""

import io

from openpyxl import Workbook


def workbook(**sheets):
    """Return an XLSX file of sheets, each a list of rows."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    target = io.BytesIO()
    book.save(target)
    return named(target.getvalue(), "survey.xlsx")


def text_table(text, name="survey.csv", encoding="utf-8"):
    return named(text.encode(encoding), name)


def named(content, name):
    file = io.BytesIO(content)
    file.name = name
    return file

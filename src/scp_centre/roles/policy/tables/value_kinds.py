"""What the rows below the flows of a table are: value added, imported inputs, or product taxes."""

import re

KIND = "Kind"
VALUE_KINDS = ("value added", "imports", "taxes on products")  # of rows of the sheet Value added
# Transaction codes of the System of National Accounts 2008 and of ESA 2010, as tables print them.
IMPORTS = re.compile(r"P\.?7\d*R?", re.IGNORECASE)
PRODUCT_TAXES = re.compile(r"D\.?21(?:\D.*)?|D\.?31", re.IGNORECASE)
LIKE_IMPORTS = re.compile(r"\bimport", re.IGNORECASE)  # in each language of the centre but Arabic


def kind_of_code(code: str) -> str:
    """Return what a published transaction code says a row is; "" where it says nothing.

    >>> kind_of_code("P7"), kind_of_code("D21X31"), kind_of_code("D1"), kind_of_code("P71R")
    ('imports', 'taxes on products', '', 'imports')
    """
    if IMPORTS.fullmatch(code):
        return VALUE_KINDS[1]
    return VALUE_KINDS[2] if PRODUCT_TAXES.fullmatch(code) else ""

"""The rule for text in CSV files that a spreadsheet would run.

A cell of text that a spreadsheet would run gets an apostrophe before it, as OWASP advises
(https://owasp.org/www-community/attacks/CSV_Injection). Two things go beyond that advice:

- Numbers stay numbers: -5 is written as -5, whether it comes as a number or as its digits.
- The rule can be undone without loss. Apostrophes that stand there already are counted: text such
  as '=1 becomes ''=1. What reads CSV takes one away, so what we write comes back as it was.

The same is done after a semicolon, tab or line break inside a text, because a spreadsheet that
separates by semicolons begins a new cell there.
"""

import re
from typing import Any

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
# The signs that begin a formula; the wide ones are those of East Asian keyboards.
RUNS = "=+\\-@＝＋－＠"
BEGINS = r"(?:(?<![\s\S])|(?<=[;\t\r\n]))"
AT_RISK = re.compile(rf"""{BEGINS}("*)('*)(?=[{RUNS}]|(?<![;\t\r\n])[\t\r\n])""")
PROTECTED = re.compile(rf"""{BEGINS}("*)'('*)(?=[{RUNS}]|(?<![;\t\r\n])[\t\r\n])""")


def protect(cell: Any) -> Any:
    """Return a cell as it is written to a CSV file.

    >>> protect("=1+1"), protect("'=1"), protect("-5"), protect(-5), protect("a;@b")
    ("'=1+1", "''=1", '-5', -5, "a;'@b")
    """
    if not isinstance(cell, str) or not cell or NUMBER.fullmatch(cell):
        return cell
    return AT_RISK.sub(r"\1'\2", cell)


def unprotect(cell: str) -> str:
    """Return the text that `protect` was given.

    >>> unprotect("'=1+1"), unprotect("''=1"), unprotect("it's")
    ('=1+1', "'=1", "it's")
    """
    return PROTECTED.sub(r"\1\2", cell) if "'" in cell else cell

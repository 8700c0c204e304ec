"""Waste codes as people write and look them up."""

from dataclasses import dataclass

from scp_centre.methods.symbiosis import WasteCode
from scp_centre.reference.loader import load_table
from scp_centre.reference.waste import waste_codes

MOST_FOUND = 50  # that a page shows


def write_code(digits: str) -> str:
    """Return a code or its beginning as the list writes it.

    >>> write_code("020502"), write_code("0205"), write_code("02")
    ('02 05 02', '02 05', '02')
    """
    code = waste_codes().get(digits)
    if code is not None:
        return str(code)
    return " ".join(digits[start : start + 2] for start in range(0, len(digits), 2))


def find_codes(text: str) -> list[WasteCode]:
    """Return codes whose digits begin so, or whose description has all these words."""
    digits = "".join(sign for sign in text if sign.isascii() and sign.isdigit())
    words = text.casefold().split()
    if not words:
        return []
    return [
        code
        for code in waste_codes().values()
        if (digits and code.digits.startswith(digits))
        or (not digits and all(word in code.description.casefold() for word in words))
    ]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the list. title : in English, as the source has it"""

    digits: str
    title: str


def chapters_of(codes: list[str]) -> list[Chapter]:
    """Return the chapters that codes are in, each once."""
    titles = {row["chapter"]: row["title"] for row in load_table("waste_origins").rows}
    return [Chapter(two, titles.get(two, "")) for two in sorted({code[:2] for code in codes})]

"""Waste codes and what the law says about them: what may be offered, and to whom it may go.

Rules are rows with their source. A row that was only recalled never decides.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scp_centre.methods.errors import InvalidValueError, UnknownLabelError
from scp_centre.methods.messages import _


@dataclass(frozen=True, slots=True)
class WasteCode:
    """digits : six    is_hazardous : marked so in the list

    is_mirror : hazardous or not by its properties, which its producer has to assess
    """

    digits: str
    is_hazardous: bool
    is_mirror: bool
    description: str = ""

    def __str__(self) -> str:
        pairs = f"{self.digits[:2]} {self.digits[2:4]} {self.digits[4:]}"
        return f"{pairs}*" if self.is_hazardous else pairs


@dataclass(frozen=True, slots=True)
class WasteRule:
    """kind : what it decides    countries : ISO 3166-1 alpha-2; empty: everywhere"""

    rule: str
    kind: str
    countries: tuple[str, ...]
    citation: str
    text: str
    address: str
    date: str
    is_read: bool


def read_waste_code(text: str, codes: Mapping[str, WasteCode], where: str = "") -> WasteCode:
    """Return a code of the European List of Waste as people write it.

    A star marks hazardous waste; where it is written it has to agree with the list.
    Raises UnknownLabelError for a code that the list does not hold, InvalidValueError for a star
    that the list does not have.

    >>> ash = WasteCode("100102", False, False)
    >>> str(read_waste_code("10.01 02", {"100102": ash}))
    '10 01 02'
    """
    starred = text.strip().endswith("*")
    digits = re.sub(r"[\s.*-]", "", text)
    if digits not in codes:
        raise UnknownLabelError(
            _("'{text}' is not a European List of Waste code.", text=text),
            where=where,
            cure=_("Enter the six digits of the waste code, for example 10 01 02."),
        )
    code = codes[digits]
    if starred and not code.is_hazardous:
        raise InvalidValueError(
            _("The waste code {code} is not hazardous, so it has no asterisk.", code=str(code)),
            where=where,
            cure=_("Check the code, or remove the asterisk."),
        )
    return code


def read_code_prefix(text: str, codes: Mapping[str, WasteCode], where: str = "") -> str:
    """Return two, four or six digits: a chapter, a sub-chapter or a code of the list.

    Raises UnknownLabelError for what the list does not hold.
    """
    digits = re.sub(r"[\s.*-]", "", text)
    if len(digits) in (2, 4) and any(code.startswith(digits) for code in codes):
        return digits
    return read_waste_code(text, codes, where).digits


def check_declaration(
    name: str, code: WasteCode | None, declared_hazardous: bool | None, where: str
) -> bool:
    """Return whether a residue counts as hazardous; raise InvalidValueError for a contradiction.

    A hazardous code is never harmless; a harmless mirror entry is never hazardous, since its
    hazardous twin is. Without a declaration the code decides.
    """
    if code is None:
        return bool(declared_hazardous)
    if code.is_hazardous and declared_hazardous is False:
        raise InvalidValueError(
            _(
                "{name} is declared non-hazardous, but its waste code {code} is hazardous.",
                name=name,
                code=str(code),
            ),
            where=where,
            cure=_("Correct the declaration or the waste code."),
        )
    if code.is_mirror and not code.is_hazardous and declared_hazardous:
        raise InvalidValueError(
            _(
                "{name} is declared hazardous, but its waste code {code} is the non-hazardous "
                "entry.",
                name=name,
                code=str(code),
            ),
            where=where,
            cure=_("Use the code of the hazardous entry, which is marked with an asterisk."),
        )
    return code.is_hazardous or bool(declared_hazardous)


def deciding_rules(rules: Iterable[WasteRule], kind: str, country: str) -> list[WasteRule]:
    """Return the rules of one kind that hold in a country and whose source was read."""
    return [
        rule
        for rule in rules
        if rule.kind == kind and rule.is_read and (not rule.countries or country in rule.countries)
    ]

"""What a footprint model may hold: numbers, texts, keys and sizes within bounds.

Every way in passes here: forms, workbooks and the command line.
"""

import keyword
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from scp_centre.methods.footprints import Factor, ProductModel
from scp_centre.methods.lifecycle.formulas import CONSTANTS, FUNCTIONS
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import SYMBOLS
from scp_centre.reference.background_rows import background_rows
from scp_centre.reference.factors import gwp_sets
from scp_centre.roles.products.choices import SPECIAL_UNITS
from scp_centre.roles.products.errors import ProductError

LARGEST, SMALLEST = 1e12, 1e-12  # of an amount or parameter; of any that is not 0
MOST_EMITTED = 1e6  # kg CO2e of one unit of an own row; 1 kg of SF6 causes some 25,000
MOST_CO2E = 1e15  # kg CO2e of a functional unit: more than the world emits in 20 years
MOST_SIGMA = 3.0  # of the logarithm of an own row: a factor of 20
YEARS = (1900, 2100)
MOST = {"lines": 300, "parameters": 100, "own rows": 100, "alternatives": 20}
MOST |= {"costs": 100, "parts at end of life": 20}
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
DATE = re.compile(r"\s*(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})([ T].*)?")
LONGEST_NAME, LONGEST_TEXT = 200, 1_000
UNSEEN = ("Cc", "Cf", "Cs", "Co")  # control and format signs: a reader does not see them


def check_sizes(model: ProductModel) -> None:
    """Raise ProductError for a model with too many parts."""
    entered = (model.lines, model.parameters, model.factors, model.alternatives)
    counts = (*entered, model.costs, model.cycles)
    names = (_("lines"), _("parameters"), _("rows of your own"), _("alternatives"))
    titles = (*names, _("costs"), _("parts at end of life"))
    for (kind, most), parts, title in zip(MOST.items(), counts, titles, strict=True):
        if len(parts) > MOST[kind]:
            raise ProductError(
                _(
                    "The model has too many {parts}: {count}.",
                    parts=title,
                    count=len(parts),
                ),
                where=kind,
                cure=_("Combine some of the small entries. The limit is {most}.", most=most),
            )


def check_texts(texts: Iterable[tuple[str, str, int]]) -> None:
    """Raise ProductError for a text that is too long or has signs that nobody sees.

    texts : (what it is, text, longest)
    """
    for what, text, longest in texts:
        if len(text) > longest:
            raise ProductError(
                _("{what} is too long: “{text}…”.", what=what, text=text[:40]),
                where=what,
                cure=_("Use {_LONGEST} characters or fewer.", _LONGEST=longest),
            )
        if any(unicodedata.category(sign) in UNSEEN and sign not in "\n\r\t" for sign in text):
            raise ProductError(
                _("{what} contains an invisible character.", what=what),
                where=what,
                cure=_("Delete the text and type it again."),
            )


def check_keys(model: ProductModel) -> None:
    """Raise ProductError for a key or name that no address or formula can hold."""
    of_lines = [line.key for line in model.lines]
    of_rows = [row.key for row in model.factors]
    of_alternatives = [one.key for one in model.alternatives]
    of_costs = [one.key for one in model.costs]
    of_cycles = [one.key for one in model.cycles]
    for keys in (of_lines, of_rows, of_alternatives, of_costs, of_cycles):
        for key in keys:
            if not KEY.fullmatch(key):
                raise ProductError(
                    _("The key “{key}” cannot be used.", key=key[:80]),
                    where=key,
                    cure=_("Use letters without accents, digits, hyphens and underscores."),
                )
        twice = [key for key, n in Counter(keys).items() if n > 1]
        if twice:
            raise _twice(twice[0])
    for row in model.factors:
        if row.key in background_rows():
            raise ProductError(
                _("The key “{key}” is already used by a published row.", key=row.key),
                where=row.key,
                cure=_("Give your own row a different key."),
            )
    _check_parameters(model)


def _check_parameters(model: ProductModel) -> None:
    taken: set[str] = set()
    for name in model.parameters:
        small = name.lower()
        reserved = small in FUNCTIONS or small in CONSTANTS or keyword.iskeyword(small)
        if not NAME.fullmatch(name) or reserved:
            raise ProductError(
                _("“{name}” cannot be the name of a parameter.", name=name[:80]),
                where=name,
                cure=_(
                    "Use letters, digits and underscores. Begin with a letter. Do not use the "
                    "name of a function."
                ),
            )
        if small in taken:  # formulas do not tell small letters from capitals
            raise _twice(name)
        taken.add(small)


def _twice(name: str) -> ProductError:
    return ProductError(
        _("“{name}” is used twice.", name=name),
        where=name,
        cure=_("Rename one of the two."),
    )


def check_row(row: Factor) -> None:
    """Raise ProductError for a row of the company's own that cannot be computed with."""
    for kg in row.emissions.values():
        require_within(row.name, kg, MOST_EMITTED)
    if not 0 <= row.sigma <= MOST_SIGMA:
        raise ProductError(
            _("The spread of {name} cannot be {sigma}.", name=row.name, sigma=row.sigma),
            where=row.name,
            cure=_("Enter a number from 0 to 3. For example, 0.1 means about 10 %."),
        )
    if row.year and not YEARS[0] <= row.year <= YEARS[1]:
        raise ProductError(
            _("The year of {name} cannot be {year}.", name=row.name, year=str(row.year)),
            where=row.name,
            cure=_("Enter a year with four digits."),
        )
    if row.unit not in SYMBOLS and row.unit not in SPECIAL_UNITS:
        raise ProductError(
            _("“{unit}” is not a known unit.", unit=row.unit),
            where=row.name,
            cure=_("Use a unit such as kg, kWh, m³ or t km."),
        )
    if row.gwp_set and row.gwp_set not in gwp_sets():
        raise ProductError(
            _("“{name}” is not a known set of IPCC values.", name=row.gwp_set),
            where=row.name,
            cure=_("Use one of these: {join}.", join=list(gwp_sets())),
        )


def check_amounts(model: ProductModel) -> None:
    """Raise ProductError for an amount that is a date, and for an alternative said twice."""
    texts = [(line.part, line.amount) for line in model.lines]
    texts += list(model.parameters.items())
    texts += [(one.name, one.amount) for one in model.costs]
    for one in model.alternatives:
        texts += [(one.name, change.amount or 0.0) for change in one.changes]
        changed = Counter(change.line for change in one.changes)
        twice = [key for key, n in changed.items() if n > 1]
        if twice:
            raise ProductError(
                _("{name} changes the line {key} twice.", name=one.name, key=twice[0]),
                where=one.name,
                cure=_("Keep one of the two changes."),
            )
    for part, amount in texts:
        if isinstance(amount, str) and DATE.fullmatch(amount):
            raise ProductError(
                _("The amount of {part} is a date: {amount}.", part=part, amount=amount.strip()),
                where=part,
                cure=_("Format the cell as a number, and enter the amount again."),
            )


def require_within(name: str, value: float, most: float = LARGEST) -> None:
    """Raise ProductError for a number that no product has."""
    if not math.isfinite(value) or abs(value) > most or 0 < abs(value) < SMALLEST:
        raise ProductError(
            _("{value} cannot be used as the value of {name}.", name=name, value=value),
            where=name,
            cure=_("Check the number and its unit."),
        )

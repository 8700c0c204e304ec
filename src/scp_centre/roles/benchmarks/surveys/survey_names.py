"""Plants of one name in different companies: each is told apart by its company, in brackets.

A plant is known by its name in a benchmark, its releases and its other years, so that the name has
to be its own.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scp_centre.methods.messages import Message, _
from scp_centre.roles.benchmarks.queries import plain

Numbered = Sequence[tuple[int, dict[str, Any]]]
Said = tuple[int, Message, Message]


def name_with_company(name: str, company: str) -> str:
    """Return the name under which a plant is kept where another company has one of that name.

    >>> name_with_company("North", "Alpha Ltd")
    'North (Alpha Ltd)'
    """
    return f"{name} ({company})"


def own_name(name: str, company: str, known: Mapping[str, str]) -> str:
    """Return the name of a plant of a company beside plants that are known: name -> company.

    It is that of the same company's plant, with or without the company in brackets; one that
    another company has is written with the company.
    """
    long = name_with_company(name, company)
    if name in known and plain(known[name]) == plain(company):
        return name
    return long if name in known or long in known else name


def tell_apart(plants: Numbered, known: Mapping[str, str]) -> Iterator[Said]:
    """Give plants of one name in different companies their own names; yield what to look at.

    plants : row -> fields of Plant, whose name is changed    known : name -> company
    """
    rows: dict[str, dict[str, int]] = defaultdict(dict)
    for number, plant in plants:
        rows[plant["name"]].setdefault(plain(plant["company_name"]), number)
    for number, plant in plants:
        name, company = plant["name"], plant["company_name"]
        long = name_with_company(name, company)
        found = own_name(name, company, known)
        if name not in known and len(rows[name]) > 1:
            found = long
        plant["name"] = found
        if found == name or long in known:
            continue
        first = min(rows[name].values())
        if name in known:
            yield number, *_of_benchmark(name, known[name], found)
        elif number != first:
            yield number, *_of_row(name, first, found)


def find_taken_names(plants: Numbered, longest: int) -> Iterator[Said]:
    """Yield the rows whose own name is that of another row, or longer than a name may be."""
    seen: dict[str, int] = {}
    for number, plant in plants:
        name = plant["name"]
        if name in seen:
            said = _("“{plant}” is already in row {seen}.", plant=name, seen=seen[name])
            yield number, said, _("Keep one row for each plant.")
        elif len(name) > longest:
            said = _("Another company has a plant with this name.")
            yield number, said, _("Give the plant a unique name.")
        seen.setdefault(name, number)


def _of_row(name: str, first: int, found: str) -> tuple[Message, Message]:
    return (
        _("“{name}” is also the name of another company's plant, in row {row}.",
          name=name, row=first),
        _(
            "If these are two different plants, choose “Import all rows”. The plant in this "
            "row will be saved as “{found}”. Otherwise, delete one of the rows.",
            found=found,
        ),
    )  # fmt: skip


def _of_benchmark(name: str, company: str, found: str) -> tuple[Message, Message]:
    return (
        _(
            "In this benchmark, {company} also has a plant called “{name}”.",
            name=name,
            company=company,
        ),
        _(
            "If this is a different plant, choose “Import all rows”. The plant will be saved "
            "as “{found}”. If this is the same plant, enter the company name as it appears in "
            "the benchmark.",
            found=found,
        ),
    )

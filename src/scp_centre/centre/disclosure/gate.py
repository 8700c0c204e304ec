"""The one gate: may this sum over companies be shown, beside all that has been shown before?

First the rules of one sum: enough holders, none too large. Then the auditor, who holds the ledger
of the class and of those that known ratios link with it, as CO2e with energy: can an outsider, a
contributor or two of them, with all facts, place a company's figure, or a change of it, within p %?
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10

from scp_centre.centre.disclosure.ledger_of_class import (
    NAMED,
    Shown,
    build_ledger,
    keys_of,
)
from scp_centre.centre.disclosure.linked_classes import Cell, family_of
from scp_centre.centre.disclosure.models import DisclosedFigure
from scp_centre.centre.disclosure.rules import NEAR, OF_A_SUM, TOLD, reason_against
from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.roles.discovery import offered
from scp_centre.methods.disclosure import Auditor, Rules, holder_key

SAME = 1e-9  # of a figure, by which two computations of it may differ


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that somebody wants to show: value is near the sum of weight x cells.

    place, name, title, figure_class, unit, cells : as of DisclosedFigure; cells hold no noughts
    group : figures of one group are shown together or not at all, as the two facts of a share
    half : half of the step to which `value` was rounded; 0 counts it as if it were shown in full
    """

    place: str
    name: str
    figure_class: str
    unit: str
    cells: Mapping[Cell, float]
    value: float
    half: float
    weight: float = 1.0
    title: str = ""
    group: str = ""
    rules: tuple[Rules, ...] = OF_A_SUM

    @property
    def shown(self) -> Shown:
        name = f"{self.place} {self.name}"
        return shown_of(name, self.figure_class, self.cells, self.weight, self.value, self.half)


def half_step(value: float, digits: int) -> float:
    """Return half the step of a number of significant digits; 0 of 0, which has no digits.

    At a power of ten the step below is a tenth of that above: the finer one counts.

    >>> half_step(340.0, 2), half_step(100.0, 2)
    (5.0, 0.5)
    """
    if value == 0:
        return 0.0
    exponent = floor(log10(abs(value)) + SAME)
    is_power = abs(abs(value) - 10.0**exponent) <= SAME * abs(value)
    half: float = 0.5 * 10.0 ** (exponent - is_power - digits + 1)
    return half


class Gate:
    """Decides of figures, one after another, with all that the ledger holds.

    What it has let pass counts in what it decides next, whether it was entered or not.
    """

    def __init__(self) -> None:
        self._facts: dict[str, list[Shown]] = {}
        self._holders: dict[str, str] | None = None

    def decide(self, figures: Sequence[Figure]) -> list[str]:
        """Return why each figure must not be shown, of rules.WHY; "" where it may be."""
        reasons = [self._alone(figure) for figure in figures]
        by_family: dict[str, list[int]] = defaultdict(list)
        for i, figure in enumerate(figures):
            if not reasons[i]:
                by_family[family_of(figure.figure_class)].append(i)
        for members in by_family.values():
            if not self._take_all([figures[i] for i in members]):
                for i in members:
                    reasons[i] = self._beside_all(figures[i])
        of_group = {f.group: r for f, r in zip(figures, reasons, strict=True) if f.group and r}
        return [r or of_group.get(f.group, "") for f, r in zip(figures, reasons, strict=True)]

    def reason_against(self, figure: Figure) -> str:
        """Return why a figure must not be shown, taking it for shown in no case."""
        known = list(self.facts(figure.figure_class))
        (reason,) = self.decide([figure])
        self._facts[family_of(figure.figure_class)] = known
        return reason

    def facts(self, figure_class: str) -> list[Shown]:
        """Return what has been shown of a class and of those linked with it, the oldest first."""
        family = family_of(figure_class)
        if family not in self._facts:
            rows = DisclosedFigure.objects.filter(reason="")
            every = rows.order_by().values_list("figure_class", flat=True).distinct()
            linked = [one for one in every if family_of(one) == family]
            shown = rows.filter(figure_class__in=linked).order_by("pk")
            self._facts[family] = [fact_of(row) for row in shown]
        return self._facts[family]

    def holder_of(self, contributor: str) -> str:
        """Return who a contributor is in the end: an organisation, its owner, a named holder."""
        if contributor.startswith(NAMED):
            return holder_key(contributor.removeprefix(NAMED))
        if self._holders is None:
            self._holders = _holders()
        return self._holders.get(contributor, contributor)

    def _alone(self, figure: Figure) -> str:
        by_holder: dict[str, float] = defaultdict(float)
        for (contributor, _year), value in figure.cells.items():
            by_holder[self.holder_of(contributor)] += value
        return reason_against(by_holder, figure.rules)

    def _take_all(self, figures: Sequence[Figure]) -> bool:
        """Take all figures of linked classes where nothing is found with them; say whether."""
        known = self.facts(figures[0].figure_class)
        new: list[Shown] = []
        for figure in figures:
            if not any(is_same(figure.shown, fact) for fact in (*known, *new)):
                new.append(figure.shown)
        if new and self._findings([*known, *new], new, figures[0].rules):
            return False
        known.extend(new)
        return True

    def _beside_all(self, figure: Figure) -> str:
        known = self.facts(figure.figure_class)
        new = figure.shown
        if any(is_same(new, fact) for fact in known):
            return ""  # everybody knows it already
        if not self._findings([*known, new], [new], figure.rules):
            known.append(new)
            return ""
        return NEAR if self._findings([new], [new], figure.rules) else TOLD

    def _findings(
        self, facts: Sequence[Shown], new: Sequence[Shown], rules: tuple[Rules, ...]
    ) -> bool:
        """Return whether the auditor finds a figure that the new facts speak of, or help to find.

        A figure that the old facts alone gave away, and of which the new ones do not speak, is no
        reason against them.
        """
        ledger = build_ledger(facts, self.holder_of)
        about = {key for fact in new for key in keys_of(fact, facts, self.holder_of)}
        found = Auditor(rules[0]).audit(ledger, about=about, most=None)
        if not found:
            return False
        if any(about.intersection(one.keys) for one in found):
            return True
        old = [fact for fact in facts if fact not in new]
        before = Auditor(rules[0]).audit(build_ledger(old, self.holder_of), most=None)
        known = {(one.keys, one.known_to, one.is_raised) for one in before}
        return any((one.keys, one.known_to, one.is_raised) not in known for one in found)


def fact_of(row: DisclosedFigure) -> Shown:
    """Return a figure that was shown as the ledger needs it."""
    cells = {(str(who), int(year)): float(value) for who, year, value, _weight in row.cells}
    weights = {float(weight) for *_cell, weight in row.cells}
    weight = weights.pop() if weights else 1.0
    return shown_of(str(row), row.figure_class, cells, weight, row.value or 0.0, row.half)


def shown_of(
    name: str,
    figure_class: str,
    cells: Mapping[Cell, float],
    weight: float,
    value: float,
    half: float,
) -> Shown:
    """Return a figure as a fact; one that was not rounded is what its cells say."""
    exact = weight * sum(cells.values())
    return Shown(name, figure_class, cells, weight, value if half else exact, half)


def is_same(one: Shown, other: Shown) -> bool:
    """Return whether two facts say the same of the same companies."""
    return (
        one.figure_class == other.figure_class
        and one.values.keys() == other.values.keys()
        and abs(one.value - other.value) <= SAME * abs(one.value)
        and abs(one.weight - other.weight) <= SAME * abs(one.weight)
        and one.half >= other.half * (1 - SAME)
        and all(abs(v - other.values[c]) <= SAME * abs(v) for c, v in one.values.items())
    )


def _holders() -> dict[str, str]:
    """Return organisation -> holder: by the roles that know an owner, else by its own name."""
    names: Iterable[tuple[int, str]] = Organisation.objects.values_list("pk", "name")
    found = {str(pk): holder_key(name) for pk, name in names}
    for _app, module in offered("owners"):
        found |= {str(pk): holder_key(owner) for pk, owner in module.owners().items()}
    return found

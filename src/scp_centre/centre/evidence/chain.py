"""The chain of a figure as one reader may see it: up to what was read, down to what was made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, Max, QuerySet

from scp_centre.centre.evidence.dependents import Shown, declared_kinds
from scp_centre.centre.evidence.derivations import Way, figures_listed, figures_reached, steps_to
from scp_centre.centre.evidence.models import Dependent, Derivation, Observation
from scp_centre.centre.evidence.queries import figures_for
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import sees_all_organisations

MOST_BOXES = 4  # of one step, in the picture; the list holds all
MOST_STEPS = 2  # of figures on each side, in the picture
MOST_LOOKED_AT = 200  # neighbours among which the boxes are chosen


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a cell, a meter or a table, and entered a figure."""

    figure: int
    name: str
    value: float | str
    unit: str
    where: str


@dataclass(frozen=True, slots=True)
class Made:
    """What a role made of figures, as a reader may see it."""

    label: str
    shown: Shown
    row: Dependent


@dataclass(slots=True)
class Step:
    """Figures as far from the middle. all : how many a reader may see, beside those in `figures`"""

    figures: list[Observation]
    all: int


@dataclass(slots=True)
class Chain:
    """A figure with the steps above and below it, nearest first.

    all_above, all_below : the figures that this reader may see, the nearest first, as their keys
    everything_made : what was made of them, of which `made` are those of the picture
    hidden_above : it stands on figures that this reader may not see
    links : (source, figure) among the figures of the picture
    """

    figure: Observation
    above: list[Step] = field(default_factory=list)
    below: list[Step] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    all_readings: int = 0
    made: list[Made] = field(default_factory=list)
    all_made: int = 0
    links: list[tuple[int, int]] = field(default_factory=list)
    all_above: list[int] = field(default_factory=list)
    all_below: list[int] = field(default_factory=list)
    everything_made: list[Made] = field(default_factory=list)
    hidden_above: bool = False

    @property
    def drawn(self) -> list[Observation]:
        """Return the figures of the picture."""
        near = [f for step in (*self.above, *self.below) for f in step.figures]
        return [self.figure, *near]


def chain_of(figure: Observation, person: Person) -> Chain:
    """Return the chain of a figure, as far as a person may see it."""
    chain = Chain(figure)
    steps_above = steps_to("up", figure.pk)
    above = _seen("up", figure, steps_above, person)
    steps_below = steps_to("down", figure.pk)
    below = _seen("down", figure, steps_below, person)
    chain.all_above, chain.all_below = list(above), list(below)
    chain.hidden_above = len(above) < len(steps_above)
    chain.above = _nearest("up", figure, above)
    chain.below = _nearest("down", figure, below)
    _add_links(chain)
    _add_readings(chain)
    _add_made(chain, steps_below, person)
    return chain


def _seen(way: Way, figure: Observation, steps: dict[int, int], person: Person) -> dict[int, int]:
    """Return the figures on one side that a person may see, with their steps, nearest first."""
    in_order = sorted(steps.items(), key=_nearness)
    if not steps or sees_all_organisations(person):  # who sees all organisations sees all figures
        return dict(in_order)
    reached = figures_for(person).filter(pk__in=figures_reached(way, [figure.pk]))
    seen = set(reached.select_related(None).order_by().values_list("pk", flat=True))
    return {pk: step for pk, step in in_order if pk in seen}


def _nearness(one: tuple[int, int]) -> tuple[int, int]:
    pk, steps = one
    return steps, pk


def _nearest(way: Way, figure: Observation, seen: dict[int, int]) -> list[Step]:
    """Return the steps of the picture; those are chosen first that hang on chosen ones."""
    steps, chosen = [], [figure.pk]
    for number in range(1, MOST_STEPS + 1):
        count = sum(1 for step in seen.values() if step == number)
        if not count:
            break
        near = [pk for pk in _neighbours(way, chosen) if seen.get(pk) == number]
        rest = [pk for pk, step in seen.items() if step == number]
        chosen = list(dict.fromkeys([*near, *rest[:MOST_BOXES]]))[:MOST_BOXES]
        steps.append(Step(_in_order(chosen), count))
    return steps


def _neighbours(way: Way, pks: Sequence[int]) -> list[int]:
    if way == "up":
        found = Derivation.objects.filter(figure__in=pks).values_list("source", flat=True)
    else:
        found = Derivation.objects.filter(source__in=pks).values_list("figure", flat=True)
    return list(found.order_by("pk")[:MOST_LOOKED_AT])


def _in_order(pks: Sequence[int]) -> list[Observation]:
    rows = Observation.objects.select_related(
        "site__organisation", "product__organisation", "organisation", "entered_by"
    ).in_bulk(list(pks))
    return [rows[pk] for pk in pks if pk in rows]


def _add_links(chain: Chain) -> None:
    drawn = [f.pk for f in chain.drawn]
    found = Derivation.objects.filter(figure__in=drawn, source__in=drawn)
    chain.links = list(found.values_list("source", "figure"))


def _add_readings(chain: Chain) -> None:
    """Add what was read into the first figures of the picture, as their inputs say it."""
    first = chain.above[-1].figures if chain.above else [chain.figure]
    found = [
        Reading(
            one.pk,
            str(given.get("name", "")),
            given.get("value", ""),
            str(given.get("unit", "")),
            str(given.get("where", "")),
        )
        for one in first
        for given in one.inputs
        if not given.get("figure")
    ]
    chain.readings, chain.all_readings = found[:MOST_BOXES], len(found)


def _add_made(chain: Chain, below: Iterable[int], person: Person) -> None:
    """Add what stands on the figure or on those below it, the newest first, 200 at most.

    below : all figures below it, also those that the person may not see; what was made of them
    says by itself who may see it
    """
    rows = Dependent.objects.filter(figure__in=figures_listed([chain.figure.pk, *below]))
    chain.everything_made = as_seen(one_of_each(rows), person)
    chain.made, chain.all_made = chain.everything_made[:MOST_BOXES], len(chain.everything_made)


def one_of_each(rows: QuerySet[Dependent]) -> list[Dependent]:
    """Return one row for each thing; it is to be looked at again when any of its rows is."""
    grouped = (
        rows.order_by()
        .values("kind", "key")
        .annotate(last=Max("pk"), marked=Max("look_again"))
        .order_by("-last")[:MOST_LOOKED_AT]
    )
    marks = {row["last"]: row["marked"] for row in grouped}
    found = Dependent.objects.select_related("owner").in_bulk(list(marks))
    for pk, row in found.items():
        row.look_again = marks[pk]
    return sorted(found.values(), key=lambda row: -row.pk)


def as_seen(rows: Iterable[Dependent], person: Person) -> list[Made]:
    """Return what of it a person may see, each with its title and page of today."""
    by_kind: dict[str, list[Dependent]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    found = []
    for key, kind in declared_kinds().items():
        own = by_kind.get(key, [])
        shown = kind.shown(person, [row.key for row in own]) if own else {}
        found += [Made(kind.label, shown[row.key], row) for row in own if row.key in shown]
    return sorted(found, key=lambda m: -m.row.pk)


def figures_in_order(pks: Sequence[int]) -> list[Observation]:
    """Return figures in the order of their keys, with what a list shows of them."""
    return _in_order(pks)


def marked_for(person: Person) -> list[Made]:
    """Return what a person owns that is to be looked at again."""
    rows = Dependent.objects.filter(owner=person, look_again__isnull=False)
    return as_seen(one_of_each(rows), person)


def marked_figures_for(person: Person) -> QuerySet[Observation]:
    """Return the figures that a person entered and that are to be looked at again."""
    return figures_for(person).filter(entered_by=person, look_again__isnull=False, is_latest=True)


def has_marked(person: Person) -> bool:
    """Return whether a person owns anything that is to be looked at again."""
    made = Dependent.objects.filter(owner=person, look_again__isnull=False)
    figures = Observation.objects.filter(
        entered_by=person, look_again__isnull=False, is_latest=True
    )
    # One question for both, since every page asks it.
    asked = Person.objects.filter(Exists(made) | Exists(figures), pk=person.pk)
    return asked.exists()

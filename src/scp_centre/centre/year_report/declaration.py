"""What a role tells the report on the centre's year, in its module year_figures.py.

figures_of(months) : yields a YearFigure for each number of the role
tables_of(months) : yields a YearTable for each number that is shown in parts
verified_years(first, last) : yields a Total for each year of verified savings, for the chart

Only the first must be there. A plan is never reported as a fact: each figure of savings says its
stage, and stages stand in columns of their own.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import models

from scp_centre.methods.messages import _


class Section(models.TextChoices):
    """Chapters of the report, in their order."""

    PEOPLE = "people", _("People reached")
    ASSESSMENTS = "assessments", _("Assessments")
    SAVINGS = "savings", _("Savings")
    INVESTMENT = "investment", _("Investment")
    BENCHMARKS = "benchmarks", _("Benchmarks and targets")
    POLICY = "policy", _("Policy")
    KNOWLEDGE = "knowledge", _("Knowledge shared")
    TRAINING = "training", _("Training")
    RECOGNITION = "recognition", _("Labels and awards")


class Stage(models.TextChoices):
    """How sure a saving is."""

    PROMISED = "promised", _("Promised")
    CARRIED_OUT = "carried out", _("Carried out")
    VERIFIED = "verified", _("Verified")


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that a figure counts, with the page on it.

    value : its part of a sum, 1 of a count    about : what else tells it apart
    """

    title: str
    address: str
    value: float = 1.0
    day: date | None = None
    about: str = ""


def nothing_counted() -> Iterable[Counted]:
    return ()


@dataclass(frozen=True, slots=True)
class YearFigure:
    """A number of some months.

    key : in addresses, never changed    title : a noun    definition : what is counted, exactly
    value : None where it cannot be had; then `reason` says why
    unit : "" of a count    stage, quantity : of a saving; quantity is its row in that table
    parts : organisation -> its part, of a sum of companies' figures, which outsiders see only
        under disclosure control; None of a count, which says nothing of any company's figures
    result_kind : the name of the same sum among the published results
    family : sums of the same figures of companies, over different ones of them, have one name,
        since outsiders can subtract them from each other; empty where there is no other
    rows : gives what is counted    public_page : name of a page for everybody that lists it
    headline : it stands at the top    reaches_people : it counts people reached
    """

    key: str
    section: Section
    title: str
    definition: str
    value: float | None
    unit: str = ""
    stage: Stage | None = None
    quantity: str = ""
    parts: Mapping[int, float] | None = None
    result_kind: str = ""
    family: str = ""
    rows: Callable[[], Iterable[Counted]] = nothing_counted
    public_page: str = ""
    reason: str = ""
    headline: bool = False
    reaches_people: bool = False


@dataclass(frozen=True, slots=True)
class YearTable:
    """Numbers in parts: by sector, by programme, by gender.

    rows : label and values    confidential : columns of `head` that hold sums of few companies,
        which a public version leaves out    charted : drawn as bars of its first number
    of_people : counts people, so that a public version shows no small groups of them
    """

    key: str
    section: Section
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | float | None, ...], ...]
    confidential: tuple[int, ...] = ()
    texts: tuple[int, ...] = (0,)
    of_people: bool = False
    charted: bool = False
    note: str = ""

"""Investment files on their way, the money asked for and decided, and what companies spent."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from django.db.models import QuerySet
from django.urls import reverse

from scp_centre.centre.year_report.declaration import Counted, Section, YearFigure
from scp_centre.centre.year_report.months import Months
from scp_centre.methods.messages import _
from scp_centre.roles.production.models import FileState, FileStep, Measure
from scp_centre.roles.production.year_figures.assessments import (
    carried_out_in,
    counted_measure,
    with_assessment,
)
from scp_centre.roles.production.year_figures.plans import Parts, sums_of

# state -> (key, files in that state, money of them), each with its definition
STATES = {
    FileState.SUBMITTED: (
        "submitted",
        _("Investment files submitted"),
        _("Investment files submitted to a bank or programme in this period."),
        _("Loans requested"),
        _("Loans requested in investment files submitted in this period."),
    ),
    FileState.APPROVED: (
        "approved",
        _("Investment files approved"),
        _("Investment files that a bank or programme approved in this period."),
        _("Money approved"),
        _(
            "Loans in investment files approved in this period: the approved amount, or the "
            "requested amount if no other amount was approved."
        ),
    ),
    FileState.REFUSED: (
        "refused",
        _("Investment files refused"),
        _("Investment files that a bank or programme refused in this period."),
        _("Money refused"),
        _("Loans requested in investment files refused in this period."),
    ),
    FileState.DISBURSED: (
        "disbursed",
        _("Investment files with a payment"),
        _("Investment files with a payment in this period."),
        _("Money paid out"),
        _("Amounts paid out to companies in this period."),
    ),
}


def investment_figures(months: Months) -> Iterator[YearFigure]:
    """Yield files and money by the state that they reached, and what companies spent."""
    begin, end = months.moments
    steps = FileStep.objects.filter(created__gte=begin, created__lt=end, state__in=STATES)
    steps = steps.select_related("file__assessment__site").order_by("created", "pk")
    reached: dict[FileState, dict[int, FileStep]] = defaultdict(dict)
    for step in steps:  # a file that reached a state twice counts once, with its last step
        reached[FileState(step.state)][step.file_id] = step
    for state in STATES:
        yield from _of_state(state, list(reached[state].values()))
    yield from _spent(months)


def _of_state(state: FileState, steps: list[FileStep]) -> Iterator[YearFigure]:
    key, title, definition, money_title, money_definition = STATES[state]
    yield YearFigure(
        f"files_{key}",
        Section.INVESTMENT,
        title,
        definition,
        len(steps),
        rows=lambda: (_counted(step, 1.0) for step in steps),
    )
    for currency in sorted({step.file.assessment.currency for step in steps}):
        mine = [step for step in steps if step.file.assessment.currency == currency]
        parts: Parts = defaultdict(float)
        for step in mine:
            parts[step.file.assessment.site.organisation_id] += _amount(step)
        yield YearFigure(
            f"money_{key}_{currency.lower()}",
            Section.INVESTMENT,
            money_title,
            money_definition,
            sum(parts.values()),
            currency,
            parts=dict(parts),
            family=f"loans_{currency}",
            rows=_rows_of_steps(mine),
        )


def _rows_of_steps(steps: list[FileStep]) -> Callable[[], Iterator[Counted]]:
    return lambda: (_counted(step, _amount(step)) for step in steps)


def _amount(step: FileStep) -> float:
    """Return the money of a step: what it says, else the loan asked for."""
    if step.state in (FileState.APPROVED, FileState.DISBURSED) and step.amount is not None:
        return step.amount
    return step.file.loan


def _counted(step: FileStep, value: float) -> Counted:
    address = reverse("investment", args=[step.file_id])
    day = step.created.date()
    return Counted(step.file.title, address, value, day, step.file.assessment.company)


def _spent(months: Months) -> Iterator[YearFigure]:
    """Yield what companies spent on the options that they carried out, by currency."""
    measures = carried_out_in(months)
    for currency, parts in sorted(sums_of(measures, "spent")["spent"].by_currency.items()):
        mine = measures.filter(assessment__currency=currency, spent__gt=0)
        yield YearFigure(
            f"spent_{currency.lower()}",
            Section.INVESTMENT,
            _("Money spent by companies"),
            _("Amounts that companies report as spent on the options carried out in this period."),
            sum(parts.values()),
            currency,
            parts=parts,
            headline=True,
            rows=_rows_of(mine),
        )


def _rows_of(measures: QuerySet[Measure]) -> Callable[[], Iterator[Counted]]:
    return lambda: (
        counted_measure(one, one.spent or 0.0, one.carried_out_on)
        for one in with_assessment(measures)
    )

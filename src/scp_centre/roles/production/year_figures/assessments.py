"""Assessments that were begun and finished in some months, and what companies did about options."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Count, QuerySet
from django.urls import reverse

from scp_centre.centre.evidence.queries import first_reviews
from scp_centre.centre.year_report.declaration import Counted, Section, YearFigure, YearTable
from scp_centre.centre.year_report.months import Months
from scp_centre.methods.messages import _
from scp_centre.roles.production.models import Answer, Assessment, Measure, Progress
from scp_centre.roles.production.portfolio import IN_PLAY_AS_APPROVED

ORIGIN = "assessment:"  # how the ledger names an assessment; its key follows
Finished = dict[int, date]  # assessment -> the day of its first approval


def finished_in(months: Months) -> Finished:
    """Return the assessments that a reviewer approved for the first time in some months.

    What is changed later is reviewed anew, but was finished all the same.
    """
    begin, end = months.moments
    days = {
        int(origin.removeprefix(ORIGIN)): moment.date()
        for origin, moment in first_reviews(ORIGIN, end).items()
        if moment >= begin
    }
    there = Assessment.objects.filter(pk__in=days).values_list("pk", flat=True)
    return {pk: days[pk] for pk in there}


def begun_in(months: Months) -> QuerySet[Assessment]:
    begin, end = months.moments
    return Assessment.objects.filter(created__gte=begin, created__lt=end).order_by("created", "pk")


def assessment_figures(months: Months, finished: Finished) -> Iterator[YearFigure]:
    """Yield how many assessments were begun and finished, and in how many companies."""
    begun, done = begun_in(months), Assessment.objects.filter(pk__in=finished)
    companies = done.aggregate(n=Count("site__organisation", distinct=True))["n"]
    yield YearFigure(
        "assessments_begun",
        Section.ASSESSMENTS,
        _("Assessments started"),
        _("Assessments entered in this period."),
        begun.count(),
        rows=lambda: (_assessment(one, one.created.date()) for one in begun),
    )
    yield YearFigure(
        "assessments_finished",
        Section.ASSESSMENTS,
        _("Assessments finished"),
        _("Assessments that a reviewer approved for the first time in this period."),
        len(finished),
        headline=True,
        rows=lambda: (_assessment(one, finished[one.pk]) for one in done),
    )
    yield YearFigure(
        "companies_assessed",
        Section.ASSESSMENTS,
        _("Companies assessed"),
        _("Companies with at least one assessment finished in this period."),
        companies,
        rows=lambda: _companies(done),
    )


def _assessment(one: Assessment, day: date) -> Counted:
    return Counted(str(one), reverse("assessment", args=[one.pk]), day=day)


def _companies(assessments: QuerySet[Assessment]) -> Iterator[Counted]:
    rows = assessments.order_by("site__organisation__name").distinct()
    pairs = rows.values_list("site__organisation", "site__organisation__name")
    for pk, name in dict(pairs).items():
        yield Counted(name, reverse("company", args=[pk]))


def measure_figures(months: Months, finished: Finished) -> Iterator[YearFigure]:
    """Yield how many options were found, accepted and carried out, and by how many companies."""
    begin, end = months.moments
    found = Measure.objects.filter(IN_PLAY_AS_APPROVED, assessment__in=finished)
    accepted = Measure.objects.filter(
        answer=Answer.ACCEPTED, answered_on__gte=begin, answered_on__lt=end
    )
    carried_out = carried_out_in(months)
    acting = carried_out.aggregate(n=Count("assessment__site__organisation", distinct=True))["n"]
    yield YearFigure(
        "options_found",
        Section.ASSESSMENTS,
        _("Options found"),
        _("Options in the assessments finished in this period, not counting rejected options."),
        found.count(),
        rows=lambda: map(counted_measure, with_assessment(found)),
    )
    yield YearFigure(
        "options_accepted",
        Section.ASSESSMENTS,
        _("Options accepted"),
        _("Options that the company accepted in this period."),
        accepted.count(),
        rows=lambda: (
            counted_measure(one, day=one.answered_on and one.answered_on.date())
            for one in with_assessment(accepted)
        ),
    )
    yield YearFigure(
        "options_carried_out",
        Section.ASSESSMENTS,
        _("Options carried out"),
        _("Options that the company reported as carried out in this period."),
        carried_out.count(),
        headline=True,
        rows=lambda: (
            counted_measure(one, day=one.carried_out_on) for one in with_assessment(carried_out)
        ),
    )
    yield YearFigure(
        "companies_acting",
        Section.ASSESSMENTS,
        _("Companies that carried out options"),
        _("Companies with at least one option carried out in this period."),
        acting,
        rows=lambda: _companies(Assessment.objects.filter(measures__in=carried_out)),
    )


def carried_out_in(months: Months) -> QuerySet[Measure]:
    days = (months.first, months.last)
    return Measure.objects.filter(progress=Progress.CARRIED_OUT, carried_out_on__range=days)


def with_assessment(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    return measures.select_related("assessment").order_by("assessment__company", "option")


def counted_measure(measure: Measure, value: float = 1.0, day: date | None = None) -> Counted:
    """Return an option with the page on it. day : of what is counted"""
    return Counted(
        measure.name or measure.option,
        reverse("option", args=[measure.assessment_id, measure.option]),
        value,
        day,
        measure.assessment.company,
    )


def sector_table(months: Months, finished: Finished) -> YearTable:
    """Return the assessments by sector."""
    begun = _by_sector(begun_in(months))
    done = _by_sector(Assessment.objects.filter(pk__in=finished))
    sectors = sorted(begun.keys() | done.keys(), key=lambda one: (-done[one], -begun[one], one))
    return YearTable(
        "assessments_by_sector",
        Section.ASSESSMENTS,
        _("Assessments by sector"),
        (_("Sector"), _("Finished"), _("Started")),
        tuple((one, done[one], begun[one]) for one in sectors),
        charted=True,
    )


def _by_sector(assessments: QuerySet[Assessment]) -> Counter[str]:
    rows: Iterable[str] = assessments.order_by().values_list("sector", flat=True)
    return Counter(rows)

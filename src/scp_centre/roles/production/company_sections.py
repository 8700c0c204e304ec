"""What the production role knows of a company beside its assessments: next steps, savings."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from scp_centre.centre.company_page import CompanyLine, CompanySection
from scp_centre.centre.company_page.sections import MOST_LINES
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _
from scp_centre.roles.production.followup.due_days import due_said
from scp_centre.roles.production.home_tasks import measures_due
from scp_centre.roles.production.models import (
    Answer,
    Assessment,
    Decision,
    Measure,
    Review,
    VerifiedSaving,
)
from scp_centre.roles.production.queries import reviewed_savings, saving_note


def sections_of(company: Organisation, person: Person) -> Iterator[CompanySection]:
    """Yield what is to be done next with a company, and the savings that were verified there."""
    yield CompanySection(_("Next steps"), tuple(_next_steps(company))[:MOST_LINES])
    saved = VerifiedSaving.objects.filter(
        measure__assessment__site__organisation=company, current=True
    )
    latest = saved.select_related("measure").order_by("-created")[:MOST_LINES]
    mine = Assessment.objects.filter(site__organisation=company)
    reviewed = set(reviewed_savings(mine).values_list("pk", flat=True))
    lines = tuple(_saving(one, one.pk in reviewed) for one in latest)
    yield CompanySection(_("Verified savings"), lines)


def _next_steps(company: Organisation) -> Iterator[CompanyLine]:
    say = current_speaker()
    mine = Assessment.objects.filter(site__organisation=company)
    for one in mine.filter(review=Review.SENT_BACK):
        yield CompanyLine(
            say(_("Answer the reviewer’s remarks")), reverse("review", args=[one.pk]), one.site_name
        )
    for one in mine.filter(review=Review.SUBMITTED):
        yield CompanyLine(
            say(_("Review the figures")), reverse("review", args=[one.pk]), one.site_name
        )
    today = timezone.localdate()
    due = measures_due(today).filter(assessment__in=mine)
    for measure in due.select_related("assessment")[:MOST_LINES]:
        yield CompanyLine(
            measure.name or measure.option,
            reverse("option", args=[measure.assessment_id, measure.option]),
            say(due_said(measure.day, today, say)),
        )
    unanswered = Measure.objects.filter(assessment__in=mine, answer=Answer.OPEN, in_workbook=True)
    waiting = unanswered.exclude(decision=Decision.REJECT).order_by("-promised_money", "pk")
    for unsettled in waiting[:MOST_LINES]:
        yield CompanyLine(
            unsettled.name or unsettled.option,
            reverse("option", args=[unsettled.assessment_id, unsettled.option]),
            say(_("waiting for the company’s answer")),
        )


def _saving(saved: VerifiedSaving, reviewed: bool) -> CompanyLine:
    """Return the interval of a saving, and why it is in no sum where it is in none."""
    say = current_speaker()
    low, high = say.amount(saved.low, saved.unit), say.amount(saved.high, saved.unit)
    interval = _("{low} to {high}", low=low, high=high)
    if note := saving_note(saved, reviewed):
        interval = _("{low} to {high}; {note}", low=low, high=high, note=note)
    return CompanyLine(
        saved.measure.name or saved.measure.option,
        reverse("option", args=[saved.measure.assessment_id, saved.measure.option]),
        say(interval),
    )

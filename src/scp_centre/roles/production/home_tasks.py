"""What waits for a person in the production role: reviews, answers, measures, savings."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypedDict

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, Substr
from django.urls import reverse

from scp_centre.centre.evidence.queries import draft_figures
from scp_centre.centre.home import BeginLink, Task, TaskGroup, group_tasks
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import COMPANY, allowed, memberships
from scp_centre.methods.messages import _
from scp_centre.roles.production.models import (
    VERIFICATION,
    Answer,
    Assessment,
    Decision,
    FileState,
    InvestmentFile,
    Measure,
    Option,
    Progress,
    Review,
    VerifiedSaving,
)

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class WhenDue(TypedDict):
        day: date

    DueMeasure = WithAnnotations[Measure, WhenDue]


AHEAD = timedelta(days=14)
BEGIN = (
    BeginLink(_("Enter readings"), "readings_of_many", "enter_readings"),
    BeginLink(_("Import a workbook"), "upload", "import_workbook"),
    BeginLink(_("Start an assessment"), "new_assessment", "import_workbook"),
)


def tasks_for(person: Person, today: date) -> Iterator[TaskGroup]:
    """Yield what waits for a person as expert, reviewer, director or member of a company."""
    if allowed(person, "submit_for_review"):
        yield _sent_back(person)
    if allowed(person, "review_figures"):
        yield _to_review()
        yield _savings_to_approve(person)
    if mine := [m.organisation_id for m in memberships(person) if m.role == COMPANY]:
        yield _to_answer(mine)
        yield _to_consent(mine)
    yield _measures_due(person, mine, today)
    if allowed(person, "add_programme"):
        yield _without_lead()


def work_of(person: Person) -> Iterator[TaskGroup]:
    """Yield the assessments that a person leads, those of their company, or the latest of all."""
    if mine := [m.organisation_id for m in memberships(person) if m.role == COMPANY]:
        own = _assessments().filter(site__organisation__in=mine)
        yield group_tasks(_("Assessments of your company"), own.order_by("-changed"), _assessment)
    elif allowed(person, "submit_for_review"):
        led = _assessments().filter(lead=person).order_by("-changed")
        yield group_tasks(_("Assessments you lead"), led, _assessment, more=_all())
    elif allowed(person, "see_company"):
        latest = _assessments().order_by("-changed")
        yield group_tasks(_("Recently changed assessments"), latest, _assessment, more=_all())


def _assessment(one: Assessment) -> Task:
    return Task(one.company, reverse("assessment", args=[one.pk]), one.site_name)


def _all() -> str:
    return reverse("assessments")


def _sent_back(person: Person) -> TaskGroup:
    return group_tasks(
        _("Assessments sent back by the reviewer"),
        _assessments().filter(review=Review.SENT_BACK, lead=person).order_by("changed"),
        lambda a: Task(a.company, reverse("review", args=[a.pk]), a.site_name),
    )


def _to_review() -> TaskGroup:
    return group_tasks(
        _("Assessments to review"),
        _assessments().filter(review=Review.SUBMITTED).order_by("changed"),
        lambda a: Task(a.company, reverse("review", args=[a.pk]), a.site_name),
    )


def _savings_to_approve(person: Person) -> TaskGroup:
    """Return verified savings whose figures are drafts; nobody approves their own."""
    drafts = draft_figures(VERIFICATION)
    measures = drafts.annotate(measure=Substr("origin", len(VERIFICATION) + 1)).values("measure")
    rows = VerifiedSaving.objects.filter(current=True).exclude(verified_by=person)
    rows = rows.annotate(key=Cast("measure_id", CharField())).filter(key__in=measures)
    return group_tasks(
        _("Verified savings to approve"),
        rows.select_related("measure__assessment").order_by("created"),
        lambda saved: Task(
            saved.measure.name or saved.measure.option,
            reverse("follow_up", args=[saved.measure.assessment_id]),
            saved.measure.assessment.company,
        ),
    )


def _to_answer(companies: list[int]) -> TaskGroup:
    open_ = Measure.objects.filter(
        assessment__site__organisation__in=companies, answer=Answer.OPEN, in_workbook=True
    ).exclude(decision=Decision.REJECT)
    return group_tasks(
        _("Options waiting for your answer"),
        open_.select_related("assessment").order_by("-promised_money", "pk"),
        _option_task,
        more=lambda measure: reverse("options", args=[measure.assessment_id]),
    )


def _to_consent(companies: list[int]) -> TaskGroup:
    files = InvestmentFile.objects.filter(
        assessment__site__organisation__in=companies, consent_by=None, state=FileState.DRAFT
    )
    return group_tasks(
        _("Investment files that need your consent"),
        files.order_by("created"),
        lambda file: Task(file.title, reverse("investment", args=[file.pk]), file.bank),
    )


def _measures_due(person: Person, companies: list[int], today: date) -> TaskGroup:
    own = Q(assessment__lead=person) | Q(assessment__site__organisation__in=companies)
    return group_tasks(
        _("Measures overdue or due within two weeks"),
        measures_due(today).filter(own).select_related("assessment"),
        _option_task,
    )


def measures_due(today: date) -> "QuerySet[DueMeasure]":
    """Return accepted measures that are overdue, or due within two weeks; `day` is when."""
    planned = Option.objects.filter(assessment=OuterRef("assessment"), key=OuterRef("option"))
    rows = Measure.objects.filter(
        answer=Answer.ACCEPTED,
        progress__in=(Progress.PLANNED, Progress.UNDER_WAY),
        in_workbook=True,
    ).annotate(day=Coalesce(F("due"), Subquery(planned.values("due")[:1])))
    return rows.filter(day__lte=today + AHEAD).order_by("day", "pk")


def _without_lead() -> TaskGroup:
    return group_tasks(
        _("Assessments without a lead expert"),
        _assessments().filter(lead=None).order_by("-changed"),
        lambda a: Task(a.company, reverse("assessment_file", args=[a.pk]), a.site_name),
        more=_all(),
    )


def _assessments() -> QuerySet[Assessment]:
    return Assessment.objects.all()


def _option_task(measure: Measure) -> Task:
    address = reverse("option", args=[measure.assessment_id, measure.option])
    due = getattr(measure, "day", None)
    return Task(measure.name or measure.option, address, measure.assessment.company, due)

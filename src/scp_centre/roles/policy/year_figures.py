"""What the policy role did in some months, for the report on the centre's year."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from scp_centre.centre.year_report.declaration import Counted, Section, YearFigure
from scp_centre.centre.year_report.months import Months
from scp_centre.methods.messages import _
from scp_centre.roles.policy.models import Brief, Comment, Consultation, Stage, Standing, Step

PAGE = "published_briefs"
FORCED = (Stage.ADOPTED, Stage.IN_FORCE)


def figures_of(months: Months) -> Iterator[YearFigure]:
    """Yield briefs published, consultations with their comments, and instruments adopted."""
    begin, end = months.moments
    briefs = Brief.objects.filter(
        standing=Standing.PUBLISHED, published__gte=begin, published__lt=end
    ).order_by("published")
    yield YearFigure(
        "briefs_published",
        Section.POLICY,
        _("Policy briefs published"),
        _("Policy briefs published in this period."),
        briefs.count(),
        public_page=PAGE,
        headline=True,
        rows=lambda: (
            Counted(one.title, reverse("brief", args=[one.slug]), day=_day(one)) for one in briefs
        ),
    )
    yield from _consultations(months)
    steps = Step.objects.filter(stage__in=FORCED, day__range=(months.first, months.last))
    steps = steps.select_related("instrument")
    yield YearFigure(
        "instruments_adopted",
        Section.POLICY,
        _("Policy instruments adopted"),
        _("Instruments in the register that were adopted or came into force in this period."),
        steps.values("instrument").distinct().count(),
        public_page="policy_register",
        rows=lambda: (
            Counted(
                step.instrument.title,
                reverse("register_entry", args=[step.instrument_id]),
                day=step.day,
            )
            for step in steps
        ),
    )


def _day(brief: Brief) -> date | None:
    return brief.published.date() if brief.published else None


def _consultations(months: Months) -> Iterator[YearFigure]:
    begin, end = months.moments
    opened = Consultation.objects.filter(opens__range=(months.first, months.last))
    opened = opened.select_related("brief")
    comments = Comment.objects.filter(made__gte=begin, made__lt=end)
    comments = comments.select_related("consultation__brief").order_by("made")
    answered = comments.exclude(answer="")
    yield YearFigure(
        "consultations",
        Section.POLICY,
        _("Consultations opened"),
        _("Policy brief consultations that opened in this period."),
        opened.count(),
        public_page=PAGE,
        rows=lambda: (
            Counted(one.brief.title, reverse("consultation", args=[one.pk]), day=one.opens)
            for one in opened
        ),
    )
    yield YearFigure(
        "comments",
        Section.POLICY,
        _("Comments received"),
        _("Comments made in consultations in this period."),
        comments.count(),
        public_page=PAGE,
        rows=lambda: map(_comment, comments),
    )
    yield YearFigure(
        "comments_answered",
        Section.POLICY,
        _("Comments answered"),
        _("Number of these comments that have been answered so far."),
        answered.count(),
        public_page=PAGE,
        rows=lambda: map(_comment, answered),
    )


def _comment(one: Comment) -> Counted:
    address = reverse("consultation", args=[one.consultation_id])
    return Counted(one.consultation.brief.title, address, day=one.made.date(), about=one.name)

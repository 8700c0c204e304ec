"""What the training role did in some months, for the report on the centre's year."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.signing.models import Credential
from scp_centre.centre.year_report.declaration import Counted, Section, YearFigure, YearTable
from scp_centre.centre.year_report.months import Months
from scp_centre.methods.disclosure import holder_key
from scp_centre.methods.messages import _
from scp_centre.roles.training.actions.certificates import KIND as WORKSHOP
from scp_centre.roles.training.actions.courses import KIND as COURSE
from scp_centre.roles.training.attendance import TOOK_PART, TOOK_PLACE
from scp_centre.roles.training.models import Enrolment, Learning, Participant, Workshop

NOT_SAID = _("not stated")
NOT_REGISTERED = _("not in the register of organisations")
NO_ORGANISATION = _("no organisation given")


def held_in(months: Months) -> QuerySet[Workshop]:
    """Return the workshops that took place and ended in some months."""
    begin, end = months.moments
    held = Workshop.objects.filter(TOOK_PLACE, ended__gte=begin, ended__lt=end)
    return held.order_by("ended")


def people_in(months: Months) -> QuerySet[Participant]:
    """Return who took part in these workshops; who never came is not counted."""
    return Participant.objects.filter(TOOK_PART, workshop__in=held_in(months).order_by())


def learners_in(months: Months) -> QuerySet[Enrolment]:
    """Return who began a course in some months; who was not accepted is not counted."""
    begin, end = months.moments
    began = Enrolment.objects.filter(begun__gte=begin, begun__lt=end)
    return began.filter(state__in=(Learning.UNDER_WAY, Learning.PASSED))


def figures_of(months: Months) -> Iterator[YearFigure]:
    """Yield workshops and courses, their people, and the certificates that came of them."""
    held, people = held_in(months), people_in(months)
    yield YearFigure(
        "workshops",
        Section.TRAINING,
        _("Workshops held"),
        _("Workshops that took place and ended in this period."),
        held.count(),
        headline=True,
        rows=lambda: (_workshop(one, 1.0) for one in held),
    )
    yield YearFigure(
        "workshop_people",
        Section.TRAINING,
        _("People in workshops"),
        _("People who were in the room, counted in each workshop that they attended."),
        people.count(),
        reaches_people=True,
        rows=lambda: _workshops_with_people(months),
    )
    yield _person_hours(months, people)
    yield YearFigure(
        "workshop_organisations",
        Section.TRAINING,
        _("Organisations in workshops"),
        _("Different organisations that these people named as their own."),
        len({holder_key(name) for name in _names_of(people)} - {""}),
        rows=lambda: _workshops_with_people(months),
    )
    yield from _courses(months)
    yield from _certificates(months)


def _person_hours(months: Months, people: QuerySet[Participant]) -> YearFigure:
    minutes = people.aggregate(sum=Sum("minutes"))["sum"]
    unknown = minutes is None and people.exists()
    return YearFigure(
        "workshop_person_hours",
        Section.TRAINING,
        _("Person-hours in workshops"),
        _(
            "Measured time that people spent in workshops. Breaks and workshops without measured "
            "attendance are excluded."
        ),
        None if unknown else (minutes or 0) / 60,
        unit="h",
        reason=_("Attendance was not measured in this period.") if unknown else "",
        rows=lambda: _workshops_with_hours(months),
    )


def _workshops_with_hours(months: Months) -> Iterator[Counted]:
    """Yield workshops that were measured."""
    minutes = Sum("participants__minutes", default=0)
    for one in held_in(months).filter(minutes_held__isnull=False).annotate(spent=minutes):
        yield _workshop(one, one.spent / 60)


def _names_of(people: QuerySet[Participant]) -> Iterable[str]:
    return people.order_by().values_list("organisation", flat=True)


def _workshop(one: Workshop, value: float) -> Counted:
    day = one.ended.date() if one.ended else None
    return Counted(one.title, reverse("workshop", args=[one.pk]), value, day, one.place)


def _workshops_with_people(months: Months) -> Iterator[Counted]:
    measured = Q(participants__minutes__gt=0)
    listed = Q(participants__minutes__isnull=True, participants__left=False)
    stayed = Count("participants", filter=measured | listed)
    for one in held_in(months).annotate(stayed=stayed):
        yield _workshop(one, one.stayed)


def _courses(months: Months) -> Iterator[YearFigure]:
    begin, end = months.moments
    began = learners_in(months)
    passed = Enrolment.objects.filter(passed__gte=begin, passed__lt=end, state=Learning.PASSED)
    yield YearFigure(
        "courses",
        Section.TRAINING,
        _("Courses started"),
        _("Courses with at least one new learner in this period."),
        began.values("course").distinct().count(),
        rows=lambda: _courses_with_people(began),
    )
    yield YearFigure(
        "learners",
        Section.TRAINING,
        _("People in courses"),
        _("People who started a course in this period, counted once for each course."),
        began.count(),
        reaches_people=True,
        rows=lambda: _courses_with_people(began),
    )
    yield YearFigure(
        "courses_passed",
        Section.TRAINING,
        _("Courses passed"),
        _("Courses that people completed in this period."),
        passed.count(),
        rows=lambda: _courses_with_people(passed),
    )


def _courses_with_people(enrolments: QuerySet[Enrolment]) -> Iterator[Counted]:
    """Yield courses with how many people: their names are the trainer's."""
    rows = enrolments.order_by("course__title").values_list("course", "course__title")
    for pk, title, people in rows.annotate(n=Count("pk")):
        yield Counted(title, reverse("course", args=[pk]), people)


def _certificates(months: Months) -> Iterator[YearFigure]:
    begin, end = months.moments
    issued = Credential.objects.filter(
        kind__in=(WORKSHOP, COURSE), issued__gte=begin, issued__lt=end, revoked=None
    )
    yield YearFigure(
        "certificates",
        Section.TRAINING,
        _("Certificates issued"),
        _("Certificates for workshops and courses issued in this period and not revoked since."),
        issued.count(),
        rows=lambda: (
            Counted(one.title, reverse("verify_credential", args=[one.pk]), day=one.issued.date())
            for one in issued.order_by("issued")
        ),
    )


def tables_of(months: Months) -> Iterator[YearTable]:
    """Yield the people in workshops by gender and by the kind of their organisation."""
    people = people_in(months)
    yield YearTable(
        "people_by_gender",
        Section.TRAINING,
        _("People in workshops by gender"),
        (_("Gender"), _("People")),
        _counts(Counter(people.order_by().values_list("gender", flat=True))),
        note=_("Gender as people stated it themselves. Courses do not ask for gender."),
        of_people=True,
    )
    yield YearTable(
        "people_by_organisation",
        Section.TRAINING,
        _("People in workshops by type of organisation"),
        (_("Type of organisation"), _("People")),
        _counts(Counter(_kinds_of(_names_of(people)))),
        note=_("Organisations are matched to the register by the names that people gave."),
        of_people=True,
    )


def _kinds_of(names: Iterable[str]) -> Iterator[str]:
    kinds = {holder_key(o.name): o.kind for o in Organisation.objects.all()}
    for name in names:
        yield kinds.get(holder_key(name), NOT_REGISTERED) if name else NO_ORGANISATION


def _counts(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    rows = sorted(counted.items(), key=lambda row: (row[0] == "", -row[1], row[0]))
    return tuple((word or NOT_SAID, number) for word, number in rows)

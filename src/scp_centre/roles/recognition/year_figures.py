"""What the recognition role did in some months, for the report on the centre's year."""

from collections.abc import Iterator

from django.urls import reverse

from scp_centre.centre.year_report.declaration import Counted, Section, YearFigure
from scp_centre.centre.year_report.months import Months
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.models import Application, Event, Licence, Step

PAGE = "licence_register"
ENDED = (Step.SUSPENDED, Step.WITHDRAWN)


def figures_of(months: Months) -> Iterator[YearFigure]:
    """Yield applications submitted, licences awarded, and licences suspended or withdrawn."""
    begin, end = months.moments
    submitted = Application.objects.filter(submitted__gte=begin, submitted__lt=end)
    submitted = submitted.select_related("version__scheme", "organisation", "product")
    yield YearFigure(
        "label_applications",
        Section.RECOGNITION,
        _("Applications for labels and awards"),
        _("Applications that companies submitted in this period."),
        submitted.count(),
        rows=lambda: map(_application, submitted.order_by("submitted")),
    )
    begun = Licence.objects.filter(application__decided__gte=begin, application__decided__lt=end)
    begun = begun.select_related("application__organisation", "application__product")
    yield YearFigure(
        "licences_awarded",
        Section.RECOGNITION,
        _("Licences awarded"),
        _("Licences for labels and awards granted in this period."),
        begun.count(),
        public_page=PAGE,
        headline=True,
        rows=lambda: map(_licence, begun.order_by("number")),
    )
    words = [str.__str__(one.value) for one in ENDED]
    ended = Event.objects.filter(step__in=words, moment__gte=begin, moment__lt=end)
    yield YearFigure(
        "licences_ended",
        Section.RECOGNITION,
        _("Licences suspended or withdrawn"),
        _("Licences that were suspended or withdrawn in this period."),
        ended.values("application").distinct().count(),
        public_page=PAGE,
        rows=lambda: map(
            _licence,
            Licence.objects.filter(application__events__in=ended)
            .select_related("application__organisation", "application__product")
            .distinct(),
        ),
    )


def _application(one: Application) -> Counted:
    day = one.submitted.date() if one.submitted else None
    address = reverse("application", args=[one.pk])
    return Counted(one.about, address, day=day, about=one.version.scheme.name)


def _licence(one: Licence) -> Counted:
    address = reverse("licence", args=[one.number])
    return Counted(one.number, address, day=one.start, about=one.about)

"""What the benchmarks role did in some months, for the report on the centre's year."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse

from scp_centre.centre.year_report.declaration import Counted, Section, YearFigure
from scp_centre.centre.year_report.months import Months
from scp_centre.methods.messages import _
from scp_centre.roles.benchmarks.models import Contribution, Release, Status, Target, TargetComment

PAGE = "published_benchmarks"


def figures_of(months: Months) -> Iterator[YearFigure]:
    """Yield benchmarks released with the companies in them, and targets on their way."""
    begin, end = months.moments
    released = Release.objects.filter(released__gte=begin, released__lt=end)
    released = released.select_related("benchmark").order_by("released")
    behind = Contribution.objects.filter(release__in=released.order_by())
    yield YearFigure(
        "benchmarks_released",
        Section.BENCHMARKS,
        _("Benchmarks released"),
        _("Benchmark releases published in this period."),
        released.count(),
        public_page=PAGE,
        headline=True,
        rows=lambda: map(_release, released),
    )
    yield YearFigure(
        "companies_in_benchmarks",
        Section.BENCHMARKS,
        _("Companies in these benchmarks"),
        _(
            "Companies, or holdings of several companies, behind these releases. Each counts "
            "once here, even if it took part in several releases."
        ),
        behind.values("holder").distinct().count(),
        public_page=PAGE,
        rows=lambda: _releases_with_companies(released),
    )
    yield from _targets(months)


def _release(one: Release, value: float = 1.0) -> Counted:
    address = reverse("benchmark_release", args=[one.benchmark.slug, one.version])
    return Counted(str(one.benchmark), address, value, one.released.date(), one.benchmark.isic)


def _releases_with_companies(released: QuerySet[Release]) -> Iterator[Counted]:
    """Yield the releases with how many companies each has: their names are the statistician's."""
    pairs = Contribution.objects.filter(release__in=released.order_by()).order_by()
    companies: dict[int, set[str]] = {}
    for release, holder in pairs.values_list("release", "holder").distinct():
        companies.setdefault(release, set()).add(holder)
    for one in released:
        yield _release(one, len(companies.get(one.pk, ())))


def _targets(months: Months) -> Iterator[YearFigure]:
    begin, end = months.moments
    targets = Target.objects.select_related("release__benchmark").order_by("proposed")
    proposed = targets.filter(proposed__gte=begin, proposed__lt=end)
    adopted = targets.filter(status=Status.ADOPTED, decided__gte=begin, decided__lt=end)
    comments = TargetComment.objects.filter(created__gte=begin, created__lt=end)
    comments = comments.select_related("target__release__benchmark")
    yield YearFigure(
        "targets_proposed",
        Section.BENCHMARKS,
        _("Targets proposed"),
        _("Sector targets opened for consultation in this period."),
        proposed.count(),
        rows=lambda: map(_target, proposed),
    )
    yield YearFigure(
        "targets_adopted",
        Section.BENCHMARKS,
        _("Targets adopted"),
        _("Sector targets adopted in this period."),
        adopted.count(),
        public_page=PAGE,
        rows=lambda: map(_target, adopted),
    )
    yield YearFigure(
        "target_comments",
        Section.BENCHMARKS,
        _("Comments on targets"),
        _("Comments made on proposed targets in this period."),
        comments.count(),
        rows=lambda: (_target(one.target) for one in comments),
    )


def _target(one: Target) -> Counted:
    address = reverse("benchmark_target", args=[one.pk])
    day = one.decided or one.proposed
    return Counted(str(one), address, day=day.date())

"""What is found of the benchmarks role: releases and targets, and benchmarks in preparation."""

from collections.abc import Iterable, Iterator

from django.urls import reverse

from scp_centre.centre.search.sources import PUBLIC, Pks, SearchRow, SearchSource
from scp_centre.methods.messages import _
from scp_centre.roles.benchmarks.models import Benchmark, Release, Status, Target

PLANTS = "see_plants"


def _releases(pks: Pks) -> Iterator[SearchRow]:
    """Yield the latest release of each benchmark."""
    found = Release.objects.filter(pk__in=pks).select_related("benchmark")
    for one in found.prefetch_related("benchmark__releases"):
        benchmark = one.benchmark
        if any(other.version > one.version for other in benchmark.releases.all()):
            continue
        yield SearchRow(
            one.pk,
            _title(benchmark),
            reverse("benchmark_release", args=[benchmark.slug, one.version]),
            about=benchmark.output,
            texts=(benchmark.use, benchmark.boundary),
            codes=(benchmark.isic,),
        )


def _targets(pks: Pks) -> Iterator[SearchRow]:
    found = Target.objects.filter(pk__in=pks).exclude(status=Status.DROPPED)
    for one in found.select_related("release__benchmark"):
        benchmark = one.release.benchmark
        yield SearchRow(
            one.pk,
            _("{benchmark}: target for {year}", benchmark=benchmark.title, year=one.target_year),
            reverse("benchmark_target", args=[one.pk]),
            about=one.status,
            texts=(benchmark.use, benchmark.output, one.reason),
            codes=(benchmark.isic,),
        )


def _benchmarks(pks: Pks) -> Iterator[SearchRow]:
    for one in Benchmark.objects.filter(pk__in=pks):
        yield SearchRow(
            one.pk,
            _title(one),
            reverse("benchmark", args=[one.slug]),
            act=PLANTS,
            about=one.output,
            texts=(one.use, one.boundary),
            codes=(one.isic,),
        )


def _title(benchmark: Benchmark) -> str:
    return f"{benchmark.title}, {benchmark.year}"


def _releases_of_benchmarks(pks: Pks) -> Iterable[int]:
    return Release.objects.filter(benchmark__in=pks).values_list("pk", flat=True)


def _releases_beside(pks: Pks) -> Iterable[int]:
    same = Release.objects.filter(benchmark__releases__in=pks)
    return {*pks, *same.values_list("pk", flat=True)}


def _targets_of_benchmarks(pks: Pks) -> Iterable[int]:
    return Target.objects.filter(release__benchmark__in=pks).values_list("pk", flat=True)


SOURCES = (
    SearchSource(
        "release",
        _("Benchmarks"),
        Release,
        (PUBLIC,),
        _releases,
        {Release: _releases_beside, Benchmark: _releases_of_benchmarks},
        weight=1.2,
    ),
    SearchSource(
        "target", _("Targets"), Target, (PUBLIC,), _targets, {Benchmark: _targets_of_benchmarks}
    ),
    SearchSource(
        "benchmark_in_work", _("Benchmarks in preparation"), Benchmark, (PLANTS,), _benchmarks
    ),
)

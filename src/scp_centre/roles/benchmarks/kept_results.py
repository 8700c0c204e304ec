"""What jobs have computed of the plants of a large benchmark, until the plants change."""

from dataclasses import asdict
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.db.models import Count, Sum

from scp_centre.centre.evidence.consent import consenting
from scp_centre.centre.evidence.models import Use
from scp_centre.centre.jobs.models import Job, State
from scp_centre.methods.benchmarks import flag_outliers
from scp_centre.methods.disclosure import holder_key, likely_twins
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import _
from scp_centre.roles.benchmarks.models import Benchmark, KeptResult
from scp_centre.roles.benchmarks.queries import counted_plants, flags_of
from scp_centre.roles.benchmarks.scores.plants import given
from scp_centre.roles.benchmarks.scores.scores import Fact, Scores, Term, score_plants

AT_ONCE = 300  # plants up to which a page computes by itself
CHECK = "check"
METHOD_JOB, CHECK_JOB, RELEASE_JOB = "benchmark_method", "benchmark_check", "benchmark_release"
SURVEY_JOB, CORRECTIONS_JOB = "benchmark_survey", "benchmark_corrections"
FAR = _("This figure is very different from the others.")
MOST_TWINS = 10  # pairs of names that the page asks about
MOST_HOLDERS = 2_000  # names that it compares, in a fifth of a second


def is_large(benchmark: Benchmark) -> bool:
    """Return whether the plants are too many for a page to compute with."""
    return benchmark.plants.count() > AT_ONCE


def state_of(benchmark: Benchmark) -> str:
    """Return what stands for the plants as they count now: another one after any change."""
    theirs = benchmark.plants.filter(company__isnull=False)
    silent = theirs.exclude(company__in=consenting(Use.BENCHMARK))
    sums = silent.order_by().aggregate(n=Count("pk"), of=Sum("pk"))
    changed = Benchmark.objects.values_list("plants_changed", flat=True).get(pk=benchmark.pk)
    return f"{changed} {benchmark.plants.count()} {sums['n']} {sums['of']}"


def find_kept(benchmark: Benchmark, kind: str) -> tuple[int, str] | None:
    """Return where the result for the plants as they are now is kept, and when it was computed."""
    kept = KeptResult.objects.filter(benchmark=benchmark, kind=kind)
    row = kept.values_list("pk", "state", "computed").first()
    if row is None or row[1] != state_of(benchmark):
        return None
    return row[0], str(row[2])


def kept_look(benchmark: Benchmark) -> dict[str, Any] | None:
    """Return what a job has found on the plants as they are now; None where none has looked."""
    kept = find_kept(benchmark, CHECK)
    return None if kept is None else KeptResult.objects.get(pk=kept[0]).content


def running_job(benchmark: Benchmark, job_kind: str, **payload: str) -> Job | None:
    """Return the job that computes such a result now, whoever asked for it."""
    jobs = Job.objects.filter(kind=job_kind, state__in=(State.WAITING, State.RUNNING))
    asked = {"benchmark": benchmark.pk, **payload}
    return next((j for j in jobs if j.payload.items() >= asked.items()), None)


# scores


def _rows_of(benchmark: Benchmark) -> str:
    """Return what stands for few plants: their rows, and who consents."""
    rows = benchmark.plants.order_by("pk").values_list()
    return f"{state_of(benchmark)} {sha256(repr(list(rows)).encode()).hexdigest()}"


def scores_now(
    benchmark: Benchmark, approach: str
) -> tuple[Scores | None, MethodError | None, bool]:
    """Return the scores of a method, or why there are none, and whether they are known.

    Those of few plants are computed; of many, what a job has kept is read.
    """
    if not is_large(benchmark):
        scores, refused = _computed(benchmark.pk, approach, _rows_of(benchmark))
        return scores, refused, True
    kept = find_kept(benchmark, approach)
    if kept is None:
        return None, None, False
    scores, refused = _read(*kept)
    return scores, refused, True


@lru_cache(maxsize=8)
def _read(pk: int, _computed_at: str) -> tuple[Scores | None, MethodError | None]:
    """Read kept scores once: of 20,000 plants they are 3 MB."""
    return unpack_scores(KeptResult.objects.get(pk=pk).content)


@lru_cache(maxsize=16)
def _computed(pk: int, approach: str, _state: str) -> tuple[Scores | None, MethodError | None]:
    """Compute once for the page and its pictures."""
    return compute_scores(Benchmark.objects.get(pk=pk), approach)


def compute_scores(benchmark: Benchmark, approach: str) -> tuple[Scores | None, MethodError | None]:
    """Return the scores of the plants that count, or why there are none."""
    plants = given(counted_plants(benchmark))
    try:
        return score_plants(approach, plants, list(benchmark.variables.all())), None
    except MethodError as error:
        return None, error


def pack_scores(scores: Scores | None, refused: MethodError | None) -> dict[str, Any]:
    """Return scores as they are kept."""
    if refused is not None:
        return {"refused": [refused.message, refused.where, refused.cure]}
    return asdict(scores) if scores else {}


def unpack_scores(kept: dict[str, Any]) -> tuple[Scores | None, MethodError | None]:
    """Return kept scores as they were computed."""
    if "refused" in kept:
        message, where, cure = kept["refused"]
        return None, MethodError(message, where=where, cure=cure)
    whole = kept | {
        "scores": {name: tuple(score) for name, score in kept["scores"].items()},
        "terms": tuple(Term(**t) for t in kept["terms"]),
        "facts": tuple(Fact(**f) for f in kept["facts"]),
    }
    return Scores(**whole), None


# what should be looked at


def look_at(benchmark: Benchmark) -> dict[str, Any]:
    """Return what the plants' page says of them: who counts, what should be looked at.

    flags : plant -> what, the keys as text    note : on the rule for outliers
    """
    counted = counted_plants(benchmark)
    outliers = flag_outliers([p.intensity for p in counted]) if counted else None
    flags = flags_of(benchmark, counted)
    for i in outliers.flagged if outliers else ():
        flags.setdefault(counted[i].pk, []).insert(0, FAR)
    holders = tuple(sorted({p.holder for p in counted}))
    return {
        "counted": len(counted),
        "holders": len({holder_key(holder) for holder in holders}),
        "flags": {str(pk): said for pk, said in flags.items()},
        "twins": likely_twins(holders)[:MOST_TWINS] if len(holders) <= MOST_HOLDERS else [],
        "note": outliers.note if outliers else "",
    }

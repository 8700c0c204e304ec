"""Targets of a sector: propose, consult, adopt."""

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import BenchmarkError
from scp_centre.centre.registry.acts import require
from scp_centre.centre.registry.models import Person
from scp_centre.methods.targets import ceiling_for, contract
from scp_centre.roles.benchmarks.composing import rounded
from scp_centre.roles.benchmarks.models import Method, Release, Status, Target, TargetComment


@transaction.atomic
def propose_target(
    release: Release,
    method: str,
    target_year: int,
    rate: float | None,
    reason: str,
    *,
    acting_user: Person,
) -> Target:
    """Propose what a sector is to reach, and open it to comments.

    contraction: the sector's figure falls by a share of the base each year; best quartile: the
    sector comes to use what its best quarter uses now. The ceiling is the intensity to which the
    plants above it come down so that the sector meets the value.
    """
    require(acting_user, "propose_target")
    base, year = release.content["sector"], release.benchmark.year
    if method == Method.CONTRACTION:
        if not rate:
            raise BenchmarkError(
                "A contraction needs its rate.", where="rate", cure="Give the cut a year, in %."
            )
        value = contract(base, year, target_year, rate).target
    else:
        value = _best_quartile(release)
    if target_year <= year or not 0 < value < base:
        raise BenchmarkError(
            f"The target of {value:.3g} in {target_year} does not better {base:.3g} of {year}.",
            where="target_year",
            cure="Choose a later year, or another rate.",
        )
    given = list(release.contributions.all())
    ceiling, _ = ceiling_for([c.use / c.made for c in given], [c.made for c in given], value)
    target = Target.objects.create(
        release=release,
        method=method,
        rate=rate if method == Method.CONTRACTION else None,
        target_year=target_year,
        base=base,
        value=rounded(value),
        ceiling=rounded(ceiling),
        reason=reason.strip(),
        proposed_by=acting_user,
    )
    after = {"method": method, "value": target.value, "year": target_year}
    record("propose_target", str(target), acting_user=acting_user, after=after)
    return target


def _best_quartile(release: Release) -> float:
    for point in release.content["points"]:
        if point["share"] == 0.25:
            return float(point["value"])
    raise BenchmarkError(
        "The release has no quartiles.",
        where="method",
        cure="Choose a contraction, or gather more companies.",
    )


@transaction.atomic
def comment_target(target: Target, text: str, *, acting_user: Person) -> TargetComment:
    """Say something about a target while it is in consultation."""
    require(acting_user, "comment_target")
    _require_open(target)
    if not text.strip():
        raise BenchmarkError("The comment is empty.", where="text", cure="Write something.")
    comment = TargetComment.objects.create(target=target, author=acting_user, text=text.strip())
    record("comment_target", str(target), acting_user=acting_user, after={"comment": comment.text})
    return comment


@transaction.atomic
def answer_comment(comment: TargetComment, answer: str, *, acting_user: Person) -> None:
    """Answer a comment: what changed, or why not."""
    require(acting_user, "propose_target")
    if not answer.strip():
        raise BenchmarkError("The answer is empty.", where="answer", cure="Write something.")
    comment.answer, comment.answered_by = answer.strip(), acting_user
    comment.save(update_fields=["answer", "answered_by"])
    after = {"comment": comment.text, "answer": comment.answer}
    record("answer_comment", str(comment.target), acting_user=acting_user, after=after)


@transaction.atomic
def decide_target(target: Target, adopted: bool, *, acting_user: Person) -> None:
    """Adopt a target, or drop it; every comment is answered before it is adopted."""
    require(acting_user, "adopt_target")
    _require_open(target)
    if adopted and target.comments.filter(answer="").exists():
        raise BenchmarkError(
            "A comment is not answered yet.", where="comments", cure="Answer every comment first."
        )
    target.status = Status.ADOPTED if adopted else Status.DROPPED
    target.decided_by, target.decided = acting_user, timezone.now()
    target.save(update_fields=["status", "decided_by", "decided"])
    record(
        "adopt_target", str(target), acting_user=acting_user, after={"status": str(target.status)}
    )


def _require_open(target: Target) -> None:
    if target.status != Status.CONSULTED:
        raise BenchmarkError(
            "The target is no longer in consultation.",
            where="target",
            cure="Propose another one.",
        )

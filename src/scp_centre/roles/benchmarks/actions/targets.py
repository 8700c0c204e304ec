"""Targets of a sector: propose, consult, adopt."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.messages import Number, _
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.models import Method, Release, Status, Target, TargetComment
from scp_centre.roles.benchmarks.scores.plants import rounded
from scp_centre.roles.benchmarks.targets.target_values import Asked, value_of


@transaction.atomic
def propose_target(
    release: Release,
    method: str,
    target_year: int,
    reason: str,
    *,
    acting_user: Person,
    rate: float | None = None,
    rates: Mapping[str, float] | None = None,
    end_value: float | None = None,
    end_year: int | None = None,
) -> Target:
    """Propose what a sector is to reach, and open it to comments.

    The methods are those of targets/target_values.py.

    Raises BenchmarkError where the method lacks something, or its value betters nothing.
    """
    require(acting_user, "propose_target")
    base, year = release.content["sector"], release.benchmark.year
    if target_year <= year:
        raise BenchmarkError(
            _(
                "The target year {target_year} is not after the base year {year}.",
                target_year=target_year,
                year=year,
            ),
            where="target_year",
            cure=_("Choose a later year."),
        )
    asked = Asked(method, year, target_year, rate, rates or {}, end_value, end_year)
    value, ceiling = value_of(asked, release.content)
    if not 0 < rounded(value) < base:
        raise BenchmarkError(
            _(
                "The target of {value} in {target_year} is not an improvement on {base} in {year}.",
                value=Number(value, ".3g"),
                target_year=target_year,
                base=Number(base, ".3g"),
                year=year,
            ),
            where="target_year",
            cure=_("Choose a later year, or another rate."),
        )
    target = Target.objects.create(
        release=release,
        method=method,
        rate=rate if method == Method.CONTRACTION else None,
        rates=dict(rates or {}) if method == Method.CLASSES else {},
        end_value=end_value if method == Method.CONVERGENCE else None,
        end_year=end_year if method == Method.CONVERGENCE else None,
        target_year=target_year,
        base=base,
        value=rounded(value),
        ceiling=None if ceiling is None else rounded(ceiling),
        reason=reason.strip(),
        proposed_by=acting_user,
    )
    after = {"method": method, "value": target.value, "year": target_year}
    record("propose_target", str(target), acting_user=acting_user, after=after)
    return target


@transaction.atomic
def comment_target(target: Target, text: str, *, acting_user: Person) -> TargetComment:
    """Say something about a target while it is in consultation."""
    require(acting_user, "comment_target")
    _require_open(target)
    if not text.strip():
        raise BenchmarkError(_("The comment is empty."), where="text", cure=_("Enter some text."))
    comment = TargetComment.objects.create(target=target, author=acting_user, text=text.strip())
    record("comment_target", str(target), acting_user=acting_user, after={"comment": comment.text})
    return comment


@transaction.atomic
def answer_comment(comment: TargetComment, answer: str, *, acting_user: Person) -> None:
    """Answer a comment: what changed, or why not."""
    require(acting_user, "propose_target")
    if not answer.strip():
        raise BenchmarkError(_("The answer is empty."), where="answer", cure=_("Enter some text."))
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
            _("A comment has not been answered yet."),
            where="comments",
            cure=_("Answer every comment first."),
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
            _("The target is no longer in consultation."),
            where="target",
            cure=_("Propose another target."),
        )

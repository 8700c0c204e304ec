"""What becomes of an option: the company's answer, comments, who does it, how far it is."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.calendar_days import latest_day
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.rows import save_row
from scp_centre.methods.messages import Number, _
from scp_centre.roles.production.errors import FollowUpError
from scp_centre.roles.production.models import (
    Answer,
    Assessment,
    Comment,
    Measure,
    Option,
    Progress,
)


@transaction.atomic
def answer_option(
    assessment: Assessment, key: str, answer: str, reason: str, *, acting_user: Person
) -> Measure:
    """Accept or decline an option for the company; declining needs a reason, which is kept."""
    require(acting_user, "answer_option", assessment.site.organisation)
    option = _option(assessment, key)
    reason = reason.strip()
    if answer not in (Answer.ACCEPTED, Answer.DECLINED):
        raise FollowUpError(
            _("'{answer}' is not a valid answer.", answer=answer),
            where=option.name,
            cure=_("Accept or decline the option."),
        )
    if answer == Answer.DECLINED and not reason:
        raise FollowUpError(
            _("{name}: the reason for declining the option is missing.", name=option.name),
            where=option.name,
            cure=_("Enter the reason so that nobody has to ask for it later."),
        )
    measure = _measure(assessment, key)
    before = {"answer": measure.answer, "reason": measure.answer_reason}
    measure.answer, measure.answer_reason = answer, reason
    measure.answered_by, measure.answered_on = acting_user, timezone.now()
    save_row(measure)
    _record("answer_option", option, before, {"answer": answer, "reason": reason}, acting_user)
    return measure


@transaction.atomic
def comment_option(assessment: Assessment, key: str, text: str, *, acting_user: Person) -> Comment:
    """Say something about an option, for the company and the centre to read."""
    require(acting_user, "comment_option", assessment.site.organisation)
    option = _option(assessment, key)
    if not text.strip():
        raise FollowUpError(
            _("The comment is empty."), where=option.name, cure=_("Enter some text.")
        )
    comment = Comment.objects.create(
        assessment=assessment, option=key, author=acting_user, text=text.strip()
    )
    _record("comment_option", option, {}, {"comment": comment.text}, acting_user)
    return comment


@transaction.atomic
def plan_measure(
    assessment: Assessment, key: str, owner: str, due: date | None, *, acting_user: Person
) -> Measure:
    """Say who carries an option out, and by when."""
    require(acting_user, "plan_measure", assessment.site.organisation)
    option = _option(assessment, key)
    measure = _measure(assessment, key)
    before = {"owner": measure.owner, "due": str(measure.due or "")}
    measure.owner, measure.due = owner.strip(), due
    save_row(measure)
    _record(
        "plan_measure", option, before, {"owner": measure.owner, "due": str(due or "")}, acting_user
    )
    return measure


@transaction.atomic
def report_progress(
    assessment: Assessment,
    key: str,
    progress: str,
    *,
    acting_user: Person,
    reason: str = "",
    carried_out_on: date | None = None,
    spent: float | None = None,
) -> Measure:
    """Say how far an option is: planned, under way, carried out on a day, or given up and why."""
    require(acting_user, "report_progress", assessment.site.organisation)
    option = _option(assessment, key)
    if progress not in Progress.values:
        raise FollowUpError(
            _("Unknown status: '{progress}'.", progress=progress),
            where=option.name,
            cure=_("Choose one of these options: {join}.", join=list(Progress.values)),
        )
    if progress == Progress.GIVEN_UP and not reason.strip():
        raise FollowUpError(
            _("{name}: the reason for abandoning the measure is missing.", name=option.name),
            where=option.name,
            cure=_("Enter what prevented the measure from being carried out."),
        )
    if progress == Progress.CARRIED_OUT and carried_out_on is None:
        raise FollowUpError(
            _("{name}: the completion date is missing.", name=option.name),
            where=option.name,
            cure=_(
                "Enter the date when the measure came into operation. Savings are measured from "
                "that date."
            ),
        )
    if progress == Progress.CARRIED_OUT and carried_out_on and carried_out_on > latest_day():
        raise FollowUpError(
            _("{name}: the completion date cannot be in the future.", name=option.name),
            where=option.name,
            cure=_("Enter the date when the measure came into operation, or choose “under way”."),
        )
    if spent is not None and spent < 0:
        raise FollowUpError(
            _(
                "{name}: the amount spent cannot be negative ({spent}).",
                name=option.name,
                spent=Number(spent, "g"),
            ),
            where=option.name,
            cure=_("Enter the amount paid as a positive number."),
        )
    measure = _measure(assessment, key)
    before = {"progress": measure.progress, "reason": measure.progress_reason}
    measure.progress, measure.progress_reason = progress, reason.strip()
    measure.carried_out_on = carried_out_on if progress == Progress.CARRIED_OUT else None
    measure.spent = spent
    save_row(measure)
    after = {
        "progress": progress,
        "reason": reason.strip(),
        "carried_out_on": str(carried_out_on or ""),
        "spent": spent,
    }
    _record("report_progress", option, before, after, acting_user)
    return measure


def _option(assessment: Assessment, key: str) -> Option:
    found = Option.objects.filter(assessment=assessment, key=key).first()
    if found is None:
        raise FollowUpError(
            _("{assessment} has no option '{key}'.", key=key, assessment=assessment),
            where=key,
            cure=_("Reload the page. The workbook may have been imported again."),
        )
    return found


def _measure(assessment: Assessment, key: str) -> Measure:
    """Return the measure of an option, locked; made on the first word about it."""
    Measure.objects.get_or_create(assessment=assessment, option=key)
    return Measure.objects.select_for_update().get(assessment=assessment, option=key)


def _record(
    act: str,
    option: Option,
    before: Mapping[str, object],
    after: Mapping[str, object],
    person: Person,
) -> None:
    assessment = option.assessment
    record(
        act,
        f"{assessment}: {option.name}",
        acting_user=person,
        organisation=assessment.site.organisation,
        before=dict(before),
        after=dict(after),
    )

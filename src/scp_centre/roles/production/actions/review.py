"""The review of an assessment: sent to the reviewer, approved, or sent back with remarks."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import ReviewError
from scp_centre.centre.evidence.actions import approve_figures, remark_on
from scp_centre.centre.evidence.queries import current_figures, open_remarks
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.stale_forms import require_shown
from scp_centre.methods.messages import _
from scp_centre.roles.production.models import Assessment, Review

APPROVED_PROMISES = tuple(f"approved_{name}" for name in ("money", "mwh", "m3", "t", "co2e_t"))


@transaction.atomic
def submit_for_review(assessment: Assessment, *, acting_user: Person) -> None:
    """Send an assessment to the reviewer; every remark must have its answer."""
    assessment = _locked(assessment)
    require(acting_user, "submit_for_review", assessment.site.organisation)
    if assessment.review not in (Review.DRAFT, Review.SENT_BACK):
        raise ReviewError(
            _("The assessment is {review}.", review=assessment.review),
            where=str(assessment),
            cure=_("There is nothing to submit."),
        )
    if remark := open_remarks(acting_user, assessment.origin).first():
        raise ReviewError(
            _(
                "The remark on {name}, {period}, has not been answered.",
                name=remark.figure.name,
                period=remark.figure.period,
            ),
            where=remark.figure.name,
            cure=_("Correct the figure, or explain why it is right."),
        )
    _move(assessment, Review.SUBMITTED, "submit_for_review", acting_user)


@transaction.atomic
def approve_assessment(
    assessment: Assessment, *, acting_user: Person, shown: str | None = None
) -> int:
    """Approve all figures; return how many. Whoever changed them last cannot approve them.

    shown : mark of the figures that a page showed (`shown_figures`); others are not approved
    """
    assessment = _locked(assessment)
    require(acting_user, "review_figures", assessment.site.organisation)
    _require_submitted(assessment)
    if assessment.changed_by_id == acting_user.pk:
        raise ReviewError(
            _("You changed this assessment last, so somebody else must approve it."),
            where=str(assessment),
            cure=_("Ask another reviewer."),
        )
    require_shown(shown, shown_figures(assessment, acting_user), str(assessment))
    approved = approve_figures(assessment.origin, acting_user=acting_user)
    _keep_approved_promises(assessment)
    _move(assessment, Review.APPROVED, "approve_figures", acting_user, figures=approved)
    return approved


def shown_figures(assessment: Assessment, person: Person) -> dict[str, Any]:
    """Return which figures of an assessment stand now: a changed one has another number."""
    figures = current_figures(person, assessment.origin)
    return {
        "revision": assessment.revision,
        "figures": sorted(figures.values_list("pk", flat=True)),
    }


def _keep_approved_promises(assessment: Assessment) -> None:
    """Keep what the plan promises as it is approved, whatever somebody changes later."""
    assessment.measures.update(approved_decision="", **dict.fromkeys(APPROVED_PROMISES))
    assessment.measures.filter(in_workbook=True).update(
        approved_decision=F("decision"),
        **{name: F(name.replace("approved", "promised")) for name in APPROVED_PROMISES},
    )


@transaction.atomic
def send_back(assessment: Assessment, remarks: Mapping[int, str], *, acting_user: Person) -> int:
    """Send an assessment back with remarks: figure -> what is wrong with it."""
    assessment = _locked(assessment)
    require(acting_user, "review_figures", assessment.site.organisation)
    _require_submitted(assessment)
    written = {pk: text.strip() for pk, text in remarks.items() if text.strip()}
    if not written:
        raise ReviewError(
            _("No remark explains what needs correcting."),
            where=str(assessment),
            cure=_("Add a remark to each figure you doubt."),
        )
    figures = current_figures(acting_user, assessment.origin).in_bulk(written)
    for pk, text in written.items():
        if pk not in figures:
            raise ReviewError(
                _("A figure has since been changed."),
                where=str(assessment),
                cure=_("Reload the page and add the remark to the new version of the figure."),
            )
        remark_on(figures[pk], text, acting_user=acting_user)
    _move(assessment, Review.SENT_BACK, "send_back", acting_user, remarks=len(written))
    return len(written)


def _locked(assessment: Assessment) -> Assessment:
    return (
        Assessment.objects.select_for_update()
        .select_related("site__organisation")
        .get(pk=assessment.pk)
    )


def _require_submitted(assessment: Assessment) -> None:
    if assessment.review != Review.SUBMITTED:
        raise ReviewError(
            _(
                "The assessment is not under review. The status of the assessment is {review}.",
                review=assessment.review,
            ),
            where=str(assessment),
            cure=_("The expert submits the assessment when it is complete."),
        )


def _move(assessment: Assessment, to: Review, act: str, person: Person, **after: object) -> None:
    before = {"review": assessment.review}
    assessment.review = to
    assessment.save(update_fields=["review"])
    record(
        act,
        str(assessment),
        acting_user=person,
        organisation=assessment.site.organisation,
        before=before,
        after={"review": str(to)} | after,
    )

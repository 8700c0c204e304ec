"""Results of the centre's work: published by the director, by the rules of disclosure.

A sum is published for a whole year that is over, and stays as it is: who saw it yesterday sees no
single company's figure in what changed today. See centre/disclosure.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.disclosure.actions import disclose
from scp_centre.centre.disclosure.rules import WHY
from scp_centre.centre.evidence.models import Use
from scp_centre.centre.public_site.errors import ResultError
from scp_centre.centre.public_site.models import PublishedResult
from scp_centre.centre.public_site.queries import figure_of_total, proposal_of
from scp_centre.centre.registry.models import Centre, Organisation, Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.messages import _


@transaction.atomic
def publish_result(kind: str, year: int, *, acting_user: Person) -> PublishedResult:
    """Publish one sum of one year.

    Raises ResultError where the rules of disclosure speak against it.
    """
    require(acting_user, "publish_results")
    # Two at once would each be compared with what was published before both.
    list(Centre.objects.select_for_update().values_list("pk"))
    proposal = proposal_of(kind, year)
    if proposal is None:
        raise ResultError(
            _("There is nothing to publish for this year."),
            where="year",
            cure=_("Check the list of results."),
        )
    if proposal.reason:
        raise ResultError(
            WHY[proposal.reason],
            where=kind,
            cure=_("Publish the sum when more companies contribute to it."),
        )
    if not proposal.is_new:
        raise ResultError(
            _("This sum is already published."),
            where=kind,
            cure=_("You do not need to publish the sum again."),
        )
    total = proposal.total
    parts = {str(key): value for key, value in total.by_organisation.items()}
    figure = figure_of_total(total)
    disclose([figure])
    shown = PublishedResult.objects.filter(kind=kind, year=year, withdrawn=None)
    shown.update(withdrawn=timezone.now())  # the new one takes its place
    made = PublishedResult.objects.create(
        kind=kind,
        year=year,
        value=figure.value,
        unit=total.unit,
        by_organisation=parts,
        published_by=acting_user,
    )
    record(
        "publish_results",
        f"{total.title}, {year}",
        acting_user=acting_user,
        after={"amount": made.value, "unit": made.unit, "companies": len(parts)},
    )
    return made


@transaction.atomic
def withdraw_result(result: PublishedResult, *, acting_user: Person) -> None:
    """Show a published sum no longer."""
    require(acting_user, "publish_results")
    if not PublishedResult.objects.filter(pk=result.pk, withdrawn=None).update(
        withdrawn=timezone.now()
    ):
        raise ResultError(
            _("This result has already been withdrawn."),
            where="result",
            cure=_("No action is needed."),
        )
    record("withdraw_results", str(result), acting_user=acting_user)


@transaction.atomic
def follow_consent(*, organisation: Organisation, use: str, **_unused: Any) -> None:
    """Show no sum any longer that counts a company which withdraws its consent."""
    if use != Use.RESULTS:
        return
    shown = PublishedResult.objects.filter(withdrawn=None)
    for one in [one for one in shown if str(organisation.pk) in one.by_organisation]:
        PublishedResult.objects.filter(pk=one.pk).update(withdrawn=timezone.now())
        record("withdraw_results", str(one), acting_user=None)

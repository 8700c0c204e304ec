"""Donor reports stand on verified savings of the ledger."""

from collections.abc import Sequence

from django.urls import reverse

from scp_centre.centre.evidence.dependents import DependentKind, Shown, record_dependent
from scp_centre.centre.evidence.models import Observation
from scp_centre.centre.evidence.queries import figures_for
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.jobs.queries import jobs_for
from scp_centre.centre.registry.models import Person
from scp_centre.methods.messages import _
from scp_centre.roles.production.models import VerifiedSaving
from scp_centre.roles.production.portfolio import chosen

DONOR_REPORT = "donor_report"


def show_donor_reports(person: Person, keys: Sequence[str]) -> dict[str, Shown]:
    """Return donor reports by their keys, as far as a person may see the job that made them."""
    found = jobs_for(person).filter(pk__in=keys)
    return {str(j.pk): Shown(j.title, reverse("job", args=[j.pk])) for j in found}


DONOR_REPORTS = DependentKind(DONOR_REPORT, _("Donor report"), show_donor_reports)


def record_donor_report(job: Job) -> None:
    """Record on which verified savings a donor report stands."""
    savings = VerifiedSaving.objects.filter(
        measure__assessment__in=chosen(job.owner, job.payload["filters"]).order_by(), current=True
    )
    origins = [saving.origin for saving in savings]
    figures: list[Observation] = list(
        figures_for(job.owner).filter(origin__in=origins, is_latest=True)
    )
    record_dependent(DONOR_REPORT, job.pk, job.title, figures, owner=job.owner)

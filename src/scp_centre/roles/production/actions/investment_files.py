"""Investment files: written, consented to by the company, submitted, followed to the money."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.jobs.actions import queue_job
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.rows import save_row
from scp_centre.centre.translation import report_language
from scp_centre.methods.messages import _, word_of
from scp_centre.roles.production.errors import FollowUpError
from scp_centre.roles.production.followup.investment_figures import finance
from scp_centre.roles.production.models import (
    Assessment,
    FileState,
    FileStep,
    InvestmentFile,
)
from scp_centre.roles.production.queries import result_of

# where a file may go from each state
NEXT = {
    FileState.DRAFT: (FileState.SUBMITTED,),
    FileState.SUBMITTED: (FileState.APPROVED, FileState.REFUSED, FileState.DRAFT),
    FileState.APPROVED: (FileState.DISBURSED, FileState.REFUSED),
    FileState.REFUSED: (FileState.DRAFT,),
    FileState.DISBURSED: (),
}


@transaction.atomic
def write_investment(
    assessment: Assessment,
    values: dict[str, Any],
    *,
    acting_user: Person,
    file: InvestmentFile | None = None,
) -> InvestmentFile:
    """Write an investment file, or write a draft anew; the company's consent is asked again."""
    require(acting_user, "write_investment", assessment.site.organisation)
    if file is not None:
        file = InvestmentFile.objects.select_for_update().get(pk=file.pk)
        if file.state != FileState.DRAFT:
            raise FollowUpError(
                _("The file is {state}.", state=file.state),
                where=file.title,
                cure=_("Set the file back to draft before you change it."),
            )
    else:
        file = InvestmentFile(assessment=assessment, written_by=acting_user)
    for name, value in values.items():
        setattr(file, name, value)
    file.loan = file.loan or 0.0
    finance(file, result_of(assessment))
    file.consent_by = file.consent_on = None
    save_row(file)
    _record("write_investment", file, acting_user, {"options": file.options, "loan": file.loan})
    return file


@transaction.atomic
def consent_investment(file: InvestmentFile, *, acting_user: Person) -> None:
    """Let the company consent to showing just this file to the bank named in it."""
    require(acting_user, "consent_investment", file.assessment.site.organisation)
    file = InvestmentFile.objects.select_for_update().get(pk=file.pk)
    file.consent_by, file.consent_on = acting_user, timezone.now()
    save_row(file)
    _record("consent_investment", file, acting_user, {"bank": file.bank})


@transaction.atomic
def move_investment(
    file: InvestmentFile,
    state: str,
    *,
    acting_user: Person,
    note: str = "",
    amount: float | None = None,
) -> None:
    """Move a file on its way; a refusal needs its reason, a disbursement its amount."""
    require(acting_user, "move_investment", file.assessment.site.organisation)
    file = InvestmentFile.objects.select_for_update().get(pk=file.pk)
    if state not in NEXT[FileState(file.state)]:
        raise FollowUpError(
            _(
                "A file cannot change from “{state}” to “{state2}”.",
                state=file.state,
                state2=word_of(state, FileState.labels),
            ),
            where=file.title,
            cure=_(
                "Possible next statuses: {value1}.",
                value1=list(NEXT[FileState(file.state)]) or _("no further status"),
            ),
        )
    if state == FileState.SUBMITTED and file.consent_by_id is None:
        raise FollowUpError(
            _("The company has not consented to this file."),
            where=file.title,
            cure=_("Ask the company to read the file and consent on this page."),
        )
    if state == FileState.REFUSED and not note.strip():
        raise FollowUpError(
            _("The reason for the refusal is missing."),
            where=file.title,
            cure=_("Enter the bank's answer."),
        )
    if state == FileState.DISBURSED and not amount:
        raise FollowUpError(
            _("The amount disbursed is missing."),
            where=file.title,
            cure=_("Enter how much was paid."),
        )
    before = file.state
    file.state = state
    if state == FileState.DRAFT:
        file.consent_by = file.consent_on = None
    save_row(file)
    FileStep.objects.create(
        file=file, state=state, note=note.strip(), amount=amount, person=acting_user
    )
    _record(
        "move_investment",
        file,
        acting_user,
        {"state": state, "note": note.strip(), "amount": amount},
        {"state": before},
    )


@transaction.atomic
def request_investment_file(file: InvestmentFile, format_: str, *, acting_user: Person) -> Job:
    """Have the file set as PDF or XLSX."""
    organisation = file.assessment.site.organisation
    require(acting_user, "make_report", organisation)
    job = queue_job(
        "investment_file",
        _("Investment file {title}, {upper}", title=file.title, upper=format_.upper()),
        {
            "file": file.pk,
            "format": format_,
            "assessment": file.assessment_id,
            "language": report_language(),
        },
        acting_user=acting_user,
        organisation=organisation,
    )
    _record("make_investment_file", file, acting_user, {"format": format_})
    return job


def _record(
    act: str,
    file: InvestmentFile,
    person: Person,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
) -> None:
    record(
        act,
        str(file),
        acting_user=person,
        organisation=file.assessment.site.organisation,
        before=before,
        after=after,
    )

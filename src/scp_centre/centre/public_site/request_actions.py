"""Requests for an assessment: sent by anybody, answered by the centre, forgotten in time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.limits.tallies import DAY, HOUR, count, network_of
from scp_centre.centre.public_site.errors import RequestError, TooManyRequestsError
from scp_centre.centre.public_site.models import AssessmentRequest, RequestState
from scp_centre.centre.registry.models import Kind, Organisation, Person
from scp_centre.centre.registry.organisation_actions import keep_contact, keep_organisation
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.rows import save_row
from scp_centre.centre.translation import LANGUAGES
from scp_centre.methods.messages import _

MOST_OF_A_NETWORK = 5  # within an hour
MOST_A_DAY = 40  # from everywhere: a centre answers a few
TALLY = "assessment request"
FIELDS = ("company", "sector", "place", "person", "email", "telephone", "about")


def require_few(request: HttpRequest) -> None:
    """Count a request that is about to be saved.

    Raises TooManyRequestsError for more than people send, from one network or altogether.
    """
    many = count(TALLY, network_of(request), HOUR) > MOST_OF_A_NETWORK
    # What one network sends too often must not shut the door for all others.
    if many or count(TALLY, "all", DAY) > MOST_A_DAY:
        raise TooManyRequestsError(
            _("We received several requests in a short time, so your request was not sent."),
            cure=_("Please call or write to us, or try again tomorrow."),
        )


@transaction.atomic
def request_assessment(values: Mapping[str, Any], language: str) -> AssessmentRequest:
    """Save a request for an assessment.

    Raises RequestError where nobody could be reached.
    """
    given = {name: str(values.get(name, "")).strip() for name in FIELDS}
    if not given["email"] and not given["telephone"]:
        raise RequestError(
            _("We do not have your contact details yet."),
            where="email",
            cure=_("Enter an e-mail address or a telephone number."),
        )
    made = AssessmentRequest.objects.create(
        **given, language=language if language in LANGUAGES else "en"
    )
    # The log is kept for years and the request is not: so nobody's name goes into it.
    record("request_assessment", log_name(made), acting_user=None)
    return made


def log_name(made: AssessmentRequest) -> str:
    """Return what the audit log calls a request."""
    return f"request {made.pk}"


@transaction.atomic
def accept_request(
    made: AssessmentRequest,
    values: Mapping[str, Any],
    organisation: Organisation | None = None,
    *,
    acting_user: Person,
) -> Organisation:
    """Make a company of a request, with its contact person; or add the person to a known one.

    values : name, country, sector, as confirmed by whoever accepts it

    Raises RegistryError where the company exists already, RequestError where it was answered.
    """
    require(acting_user, "answer_request")
    row = _still_open(made)
    if organisation is None:
        company = {**values, "kind": Kind.COMPANY}
        organisation = keep_organisation(company, acting_user=acting_user)
    contact = {"name": row.person, "email": row.email, "telephone": row.telephone}
    keep_contact(organisation, {**contact, "address": row.place}, acting_user=acting_user)
    _answer(row, RequestState.ACCEPTED, acting_user, organisation=organisation)
    record("accept_request", log_name(row), acting_user=acting_user, organisation=organisation)
    return organisation


@transaction.atomic
def decline_request(made: AssessmentRequest, reason: str, *, acting_user: Person) -> None:
    """Decline a request with a reason.   Raises RequestError without one."""
    require(acting_user, "answer_request")
    row = _still_open(made)
    reason = " ".join(reason.split())
    if not reason:
        raise RequestError(
            _("A reason is required."),
            where="reason",
            cure=_("Enter the reason for declining the request."),
        )
    _answer(row, RequestState.DECLINED, acting_user, reason=reason[:1_000])
    record(
        "decline_request", log_name(row), acting_user=acting_user, after={"reason": reason[:500]}
    )


@transaction.atomic
def forget_requests(now: datetime) -> int:
    """Delete requests that were answered long enough ago, and very old ones; return how many."""
    answered = Q(answered__lt=now - timedelta(days=settings.REQUEST_KEEP_DAYS))
    old = Q(created__lt=now - timedelta(days=settings.REQUEST_KEEP_DAYS_OPEN))
    return AssessmentRequest.objects.filter(answered | old).delete()[0]


def _still_open(made: AssessmentRequest) -> AssessmentRequest:
    """Return the row, held until the answer stands; raise RequestError where it has one."""
    row = AssessmentRequest.objects.select_for_update().filter(pk=made.pk).first()
    if row is None or not row.is_open:
        raise RequestError(
            _("Somebody else has answered this request."),
            where="request",
            cure=_("Open the list of requests."),
        )
    return row


def _answer(
    row: AssessmentRequest,
    state: RequestState,
    person: Person,
    *,
    reason: str = "",
    organisation: Organisation | None = None,
) -> None:
    row.state, row.reason, row.organisation = state, reason, organisation
    row.answered, row.answered_by = timezone.now(), person
    save_row(row)

"""Licences: numbered and signed, suspended, restored and withdrawn, each at once for everybody."""

from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from scp_centre.centre.installation.addresses import public_address
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.signing.actions import (
    issue_badge,
    lift_suspension,
    revoke_credential,
    suspend_credential,
)
from scp_centre.methods.criteria import Grade
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.actions.events import enter_event, require_text
from scp_centre.roles.recognition.actions.passports import end_passport
from scp_centre.roles.recognition.criteria_texts import scheme_of
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.independence import require_unbound
from scp_centre.roles.recognition.letters import file_letter
from scp_centre.roles.recognition.licence_validity import is_valid
from scp_centre.roles.recognition.models import (
    Application,
    Found,
    LetterKind,
    Licence,
    LicenceState,
    Step,
)
from scp_centre.roles.recognition.passport_content import ended_passport_of
from scp_centre.roles.recognition.register_search import index_licence

KIND = "licence"
PASSPORT_ENDED = _("The product passport has been revoked with the licence.")
PASSPORT_LATER = _("You can issue a new passport once the suspension has been lifted.")
PASSPORT_AGAIN = _(
    "The product passport was revoked when the licence was suspended. Issue a new one on the page "
    "of your application."
)


def issue_licence(
    application: Application, start: date, acting_user: Person, grade: Grade | None = None
) -> Licence:
    """Number and sign the licence of an application; called within the decision.

    start : of a renewal the day after the old licence ends, where that one still runs
    grade : that its points reach
    """
    _require_no_other(application)
    scheme = application.version.scheme
    number = next_number(scheme.code, start.year)
    start = _first_day(application.renews, start)
    until = years_later(start, scheme.licence_years)
    texts = scheme_of(application.version, "en")
    found = application.findings.filter(found=Found.MET)
    met = set(found.values_list("criterion", flat=True))
    narrative = " ".join(f"{one.title}." for one in texts.criteria if one.id in met)
    company, product = application.organisation, application.product
    about = product.name if product else company.name
    evidence = {"name": about, "narrative": number}
    name = f"{application.version.name}, {grade.title}" if grade else application.version.name
    if base := public_address():
        evidence["id"] = f"{base}/register/{number}/"
    credential = issue_badge(
        kind=KIND,
        about=f"licence {number}",
        holder=company.name[:150],
        title=f"{name}: {about}"[:200],
        description=application.version.promise,
        criteria=narrative,
        achievement=f"urn:scp-centre:criteria:{scheme.code}:{application.version.number}",
        evidence=evidence,
        valid_from=_begin(start),
        valid_until=_end(until),
        acting_user=acting_user,
    )
    made = Licence.objects.create(
        number=number,
        application=application,
        company=company.name,
        country=company.country,
        product=product.name if product else "",
        gtin=product.gtin if product else "",
        grade=grade.id if grade else "",
        start=start,
        until=until,
        credential=credential,
    )
    index_licence(made)
    return made


def _first_day(old: Licence | None, start: date) -> date:
    if old is None or old.until < start:
        return start
    return old.until + timedelta(days=1)


def _require_no_other(application: Application) -> None:
    """Refuse a second living licence, and the renewal of one that is suspended or withdrawn.

    Held for the company, so that two decisions at the same moment do not both pass.
    """
    Organisation.objects.select_for_update().get(pk=application.organisation_id)
    old = application.renews
    if old is not None:
        old = Licence.objects.select_for_update().get(pk=old.pk)
    if old is not None and old.state == LicenceState.SUSPENDED:
        raise RecognitionError(
            _("The licence {number} is suspended.", number=old.number),
            where="award",
            cure=_("Lift the suspension first."),
        )
    if old is not None and old.state == LicenceState.WITHDRAWN:
        raise RecognitionError(
            _("Licence {number} was withdrawn.", number=old.number),
            where="award",
            cure=_("Refuse the renewal. The company can start a new application."),
        )
    others = living_licences(application)
    if old is not None:
        others = others.exclude(pk=old.pk)
    if other := others.first():
        raise RecognitionError(
            _(
                "This product or company already has another licence: {number}.",
                number=other.number,
            ),
            where="award",
            cure=_("Withdraw that licence first, or refuse this application."),
        )


def living_licences(application: Application) -> QuerySet[Licence]:
    """Return the licences of the same scheme for the same thing that are valid or suspended."""
    valid = Q(state=LicenceState.VALID, until__gte=timezone.localdate())
    return Licence.objects.filter(
        valid | Q(state=LicenceState.SUSPENDED),
        application__version__scheme=application.version.scheme,
        application__organisation=application.organisation,
        application__product=application.product,
    )


def years_later(start: date, years: int) -> date:
    """Return the last day of a licence that begins on a day.

    >>> years_later(date(2026, 3, 1), 3)
    datetime.date(2029, 2, 28)
    >>> years_later(date(2024, 2, 29), 1)
    datetime.date(2025, 2, 28)
    """
    is_leap_day = (start.month, start.day) == (2, 29)
    if is_leap_day:
        return date(start.year + years, 2, 28)
    return date.fromordinal(start.replace(year=start.year + years).toordinal() - 1)


def next_number(code: str, year: int) -> str:
    """Return the number of the next licence of a scheme, as VGL-2026-0007."""
    begin = f"{code}-{year}-"
    taken = Licence.objects.select_for_update().filter(number__startswith=begin)
    # No licence is ever removed, so the next number is one more than there are.
    return f"{begin}{len(taken) + 1:04d}"


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _end(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), UTC)


@transaction.atomic
def suspend_licence(licence: Licence, reason: str, *, acting_user: Person) -> None:
    """Suspend a licence until that is lifted."""
    licence = _held(licence, acting_user, LicenceState.VALID)
    reason = require_text(reason, "reason", _("Enter the reason. It will be public."))[:300]
    suspend_credential(licence.credential, reason, acting_user=acting_user)
    had_passport = end_passport(licence, reason, acting_user=acting_user)
    _move(licence, LicenceState.SUSPENDED, reason)
    enter_event(licence.application, Step.SUSPENDED, reason, acting_user=acting_user)
    _tell_holder(
        licence,
        _("Your licence has been suspended"),
        _("Licence {number} is suspended from today.", number=licence.number),
        reason,
        acting_user,
        *([PASSPORT_ENDED, PASSPORT_LATER] if had_passport else ()),
    )


@transaction.atomic
def restore_licence(licence: Licence, reason: str, *, acting_user: Person) -> None:
    """Lift the suspension of a licence."""
    licence = _held(licence, acting_user, LicenceState.SUSPENDED)
    reason = require_text(reason, "reason", _("Enter what was corrected."))[:300]
    lift_suspension(licence.credential, acting_user=acting_user)
    _move(licence, LicenceState.VALID, "")
    enter_event(licence.application, Step.LIFTED, reason, acting_user=acting_user)
    said = _("Licence {number} is valid again from today.", number=licence.number)
    if not is_valid(licence):
        said = _(
            "Licence {number} is still not valid. The licence page explains why.",
            number=licence.number,
        )
    _tell_holder(
        licence,
        _("The suspension of your licence has been lifted"),
        said,
        reason,
        acting_user,
        *([PASSPORT_AGAIN] if ended_passport_of(licence) else ()),
    )


@transaction.atomic
def withdraw_licence(licence: Licence, reason: str, *, acting_user: Person) -> None:
    """Withdraw a licence for good."""
    licence = _held(licence, acting_user, LicenceState.VALID, LicenceState.SUSPENDED)
    reason = require_text(reason, "reason", _("Enter the reason. It will be public."))[:300]
    revoke_credential(licence.credential, reason, acting_user=acting_user)
    had_passport = end_passport(licence, reason, acting_user=acting_user)
    _move(licence, LicenceState.WITHDRAWN, reason)
    enter_event(licence.application, Step.WITHDRAWN, reason, acting_user=acting_user)
    _tell_holder(
        licence,
        _("Your licence has been withdrawn"),
        _("Licence {number} is permanently withdrawn from today.", number=licence.number),
        reason,
        acting_user,
        *([PASSPORT_ENDED] if had_passport else ()),
    )


def _tell_holder(
    licence: Licence, title: str, said: str, reason: str, person: Person, *more: str
) -> None:
    """Write to the holder what happened to the licence, why, and what else follows."""
    paragraphs = [said, _("Reason: {reason}", reason=reason), *more]
    file_letter(licence.application, LetterKind.SUSPENSION, title, paragraphs, acting_user=person)


def _held(licence: Licence, person: Person, *states: LicenceState) -> Licence:
    found = Licence.objects.select_for_update().get(pk=licence.pk)
    require(person, "keep_licence")
    require_unbound(person, found.application.organisation)
    if found.state not in states:
        raise RecognitionError(
            _("This action is not possible while the licence is {state}.", state=found.state),
            where="state",
            cure=_("Reload the page to see the next step."),
        )
    return found


def _move(licence: Licence, state: LicenceState, reason: str) -> None:
    licence.state, licence.reason = state, reason
    licence.save(update_fields=["state", "reason", "changed"])

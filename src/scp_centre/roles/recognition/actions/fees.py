"""Fees: a public table of the scheme, demands by reference, and the day on which they were paid."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.messages import Number, _
from scp_centre.roles.recognition.actions.events import (
    enter_event,
    locked,
    require_state,
    require_text,
)
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.independence import (
    require_unbound,
    require_unbound_to_applicants,
)
from scp_centre.roles.recognition.letters import file_letter
from scp_centre.roles.recognition.models import (
    Application,
    Fee,
    FeeDemand,
    LetterKind,
    Scheme,
    State,
    Step,
)

MOST_FEES = 50  # lines of a fee table


@transaction.atomic
def add_fee(scheme: Scheme, title: str, amount: int, currency: str, *, acting_user: Person) -> Fee:
    """Add a line to the public fee table of a scheme; the same line stands there once."""
    require(acting_user, "keep_scheme")
    scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)
    if first := scheme.fees.filter(title=title, amount=amount, currency=currency).first():
        return first
    if scheme.fees.count() >= MOST_FEES:
        raise RecognitionError(
            _("The fee table is full."), where="title", cure=_("Remove a line first.")
        )
    made = Fee.objects.create(scheme=scheme, title=title, amount=amount, currency=currency)
    record("add_fee", scheme.name, acting_user=acting_user, after={"fee": str(made)})
    return made


@transaction.atomic
def remove_fee(fee: Fee, *, acting_user: Person) -> None:
    """Remove a line from the fee table; what was asked for by it stays asked for."""
    require(acting_user, "keep_scheme")
    record("remove_fee", fee.scheme.name, acting_user=acting_user, before={"fee": str(fee)})
    fee.delete()


@transaction.atomic
def set_fee_rule(scheme: Scheme, needs_fee: bool, *, acting_user: Person) -> None:
    """Say whether a licence is awarded only after the fee is settled.

    It holds for open applications at once, so whoever is bound to an applicant does not say it.
    """
    require(acting_user, "keep_scheme")
    require_unbound_to_applicants(acting_user, scheme)
    before = {"needs_fee": scheme.needs_fee}
    scheme.needs_fee = needs_fee
    scheme.save(update_fields=["needs_fee"])
    after = {"needs_fee": needs_fee}
    record("set_fee_rule", scheme.name, acting_user=acting_user, before=before, after=after)


@transaction.atomic
def ask_fee(application: Application, fee: Fee, *, acting_user: Person) -> FeeDemand:
    """Ask an applicant for a fee of the scheme's table; the reference is made here.

    While the same fee is owed, it is not asked for again.
    """
    application = locked(application)
    require(acting_user, "handle_application")
    require_unbound(acting_user, application.organisation)
    require_state(application, State.SUBMITTED, State.VERIFICATION, State.REMARKS, State.VERIFIED)
    scheme = application.version.scheme
    if fee.scheme_id != scheme.pk:
        raise RecognitionError(
            _("This fee belongs to another scheme."), where="fee", cure=_("Choose another fee.")
        )
    same = {"title": fee.title, "amount": fee.amount, "currency": fee.currency}
    owed = application.fees.filter(**same, paid_on__isnull=True, waived="")
    if first := owed.first():
        return first
    number = application.fees.count() + 1
    made = FeeDemand.objects.create(
        application=application,
        **same,
        reference=f"{scheme.code}-A{application.pk}-{number}",
        asked_by=acting_user,
    )
    enter_event(application, Step.FEE_ASKED, made.reference, acting_user=acting_user)
    file_letter(
        application,
        LetterKind.FEE,
        _("Fee for your application"),
        [
            _(
                "{title}: {amount} {currency}.",
                title=made.title,
                amount=Number(made.amount, ",d"),
                currency=made.currency,
            ),
            _(
                "Please quote this reference with your payment: {reference}.",
                reference=made.reference,
            ),
        ],
        acting_user=acting_user,
    )
    return made


@transaction.atomic
def mark_fee_paid(demand: FeeDemand, day: date, *, acting_user: Person) -> None:
    """Record the day on which a fee was paid."""
    demand = _held(demand, acting_user)
    if day > timezone.localdate():
        raise RecognitionError(
            _("The date of payment cannot be in the future."),
            where="paid_on",
            cure=_("Enter the date on which the payment was received."),
        )
    demand.paid_on, demand.settled_by = day, acting_user
    demand.save(update_fields=["paid_on", "settled_by"])
    enter_event(demand.application, Step.FEE_PAID, demand.reference, acting_user=acting_user)


@transaction.atomic
def waive_fee(demand: FeeDemand, reason: str, *, acting_user: Person) -> None:
    """Let a fee be, with the reason."""
    demand = _held(demand, acting_user)
    demand.waived = require_text(reason, "reason", _("Enter the reason for waiving the fee."))[:300]
    demand.settled_by = acting_user
    demand.save(update_fields=["waived", "settled_by"])
    note = f"{demand.reference}. {demand.waived}"
    enter_event(demand.application, Step.FEE_WAIVED, note, acting_user=acting_user)


def _held(demand: FeeDemand, person: Person) -> FeeDemand:
    demand = FeeDemand.objects.select_for_update().get(pk=demand.pk)
    require(person, "handle_application")
    require_unbound(person, demand.application.organisation)
    if demand.is_settled:
        raise RecognitionError(
            _("This fee has already been settled."), where="outcome", cure=_("Reload the page.")
        )
    return demand


def require_fees_settled(application: Application) -> None:
    """Refuse an award while a fee is owed, or was never asked for where the scheme needs one."""
    demands = list(application.fees.all())
    owed = [one.reference for one in demands if not one.is_settled]
    if not application.version.scheme.needs_fee:
        return
    if owed:
        raise RecognitionError(
            _("These fees have not been paid: {references}.", references=owed),
            where="award",
            cure=_("Ask the label officer to record the payment or waive the fee."),
        )
    if not demands:
        raise RecognitionError(
            _("The scheme requires a fee, but the applicant has not been asked to pay it."),
            where="award",
            cure=_("Ask the label officer to request the fee from the applicant."),
        )

"""What follows awards in the sample: fees, complaints, a draw, a change and a check; invented."""

from datetime import timedelta

from django.utils import timezone

from scp_centre.centre.registry.models import Person
from scp_centre.roles.recognition.actions.change_notices import give_notice
from scp_centre.roles.recognition.actions.complaints import answer_complaint, receive_complaint
from scp_centre.roles.recognition.actions.fees import add_fee, ask_fee
from scp_centre.roles.recognition.actions.surveillance import announce_draw, open_check
from scp_centre.roles.recognition.models import (
    Application,
    Cause,
    Change,
    ComplaintState,
    CriteriaVersion,
    Licence,
    LicenceState,
    ScanCount,
    State,
)

FEES = (("Application of a company with up to 50 employees", 350), ("Yearly fee", 800))
SCANS = (("", 12), ("KE", 64), ("FR", 9), ("ES", 2))


def follow_up(people: dict[str, Person]) -> None:
    """Add what an officer finds on a working day (the sample's chain)."""
    version = CriteriaVersion.objects.get(scheme__code="VGL")
    application = Application.objects.get(version=version, state=State.REMARKS)
    officer, today = people["label"], timezone.localdate()
    fees = [
        add_fee(version.scheme, title, amount, "EUR", acting_user=officer) for title, amount in FEES
    ]
    ask_fee(application, fees[0], acting_user=officer)
    bottle = Licence.objects.get(
        application__version=version, state=LicenceState.VALID, until__gte=today
    )
    receive_complaint(
        bottle, "The shop takes no bottle back, although the label says returnable.", "Port Verda"
    )
    answered = receive_complaint(bottle, "The label on the bottle has faded.", "")
    answer_complaint(
        answered,
        ComplaintState.REJECTED,
        "A faded print does not touch the criteria of the label.",
        acting_user=officer,
    )
    give_notice(
        bottle,
        Change.SUPPLIER,
        "From next quarter, the bottle glass comes from another glassworks.",
        today + timedelta(days=30),
        acting_user=people["company"],
    )
    open_check(
        bottle,
        Cause.OTHER,
        "Share of recycled glass, by the invoices of the last year.",
        today + timedelta(days=45),
        acting_user=officer,
    )
    announce_draw(
        version.scheme,
        2,
        60,
        "All mandatory criteria, at the site.",
        "Winning numbers of the lottery of Verdania (fictional), in rising order",
        today + timedelta(days=14),
        acting_user=officer,
    )
    month = today.replace(day=1)
    ScanCount.objects.bulk_create(
        ScanCount(licence=bottle, month=month, country=country, number=number)
        for country, number in SCANS
    )

"""Forms of fees: the public table, what is asked for, and how it is settled."""

from typing import Any

from django import forms

from scp_centre.centre.entry_fields import CurrencyField, DayField, WholeNumberField
from scp_centre.centre.field_choices import offer_rows
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.row_fields import RowField
from scp_centre.centre.stale_forms import ShownForm
from scp_centre.methods.messages import _, p_
from scp_centre.roles.recognition.models import Fee, Scheme

MOST_MONEY = 100_000_000
PAID, WAIVED = "paid", "waived"


class FeeForm(HouseForm):
    """A line of the fee table."""

    title = forms.CharField(
        label=_("What the fee is for"),
        max_length=150,
        help_text=_("For example: application from a company with up to 50 employees."),
    )
    amount = WholeNumberField(label=p_("fee", "Amount"), min_value=0, max_value=MOST_MONEY)
    currency = CurrencyField(label=_("Currency"), max_length=3)


class FeeRuleForm(ShownForm):
    """Whether a licence needs the fee."""

    needs_fee = forms.BooleanField(
        label=_("Award a licence only after the fee has been paid or waived"), required=False
    )


class AskFeeForm(HouseForm):
    """Which fee an applicant is asked for."""

    fee = RowField(Fee.objects.none(), label=_("Fee"))

    def __init__(self, scheme: Scheme, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        offer_rows(self, "fee", scheme.fees.all())


class SettleForm(ShownForm):
    """How a fee is settled: paid on a day, or waived with a reason."""

    outcome = forms.ChoiceField(
        label=p_("fee", "Outcome"),
        choices=((PAID, p_("fee", "paid")), (WAIVED, p_("fee", "waived"))),
        widget=forms.RadioSelect,
    )
    paid_on = DayField(label=_("Paid on"), required=False)
    reason = forms.CharField(label=_("Reason for the waiver"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a payment without its day, and a waiver without its reason."""
        values: dict[str, Any] = super().clean() or {}
        has_day = bool(values.get("paid_on")) or "paid_on" in self.errors
        if values.get("outcome") == PAID and not has_day:
            self.add_error("paid_on", _("Enter the date on which the payment was received."))
        if values.get("outcome") == WAIVED and not values.get("reason"):
            self.add_error("reason", _("Enter the reason for waiving the fee."))
        return values

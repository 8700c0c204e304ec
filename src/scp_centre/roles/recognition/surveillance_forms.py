"""Forms of what happens after the award: complaints, draws, checks, changes."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from scp_centre.centre.entry_fields import DayField, WholeNumberField
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.row_fields import RowField
from scp_centre.centre.stale_forms import ShownForm
from scp_centre.methods.messages import _, p_
from scp_centre.roles.recognition.actions.surveillance import ONLY_SIGNS, SEED
from scp_centre.roles.recognition.models import (
    Change,
    ChangeDecision,
    CheckFinding,
    ComplaintState,
    Scheme,
)

TEXT = forms.Textarea({"rows": 4})
MOST_DRAWN, MOST_DAYS = 500, 365
DAYS = 60  # that a check may take, where the officer says nothing else
OUTCOMES = tuple(
    (value, label)
    for value, label in ComplaintState.choices
    if value in (ComplaintState.UPHELD, ComplaintState.REJECTED)
)


class ComplaintForm(HouseForm):
    """What somebody complains about."""

    text = forms.CharField(
        label=_("What is wrong"),
        max_length=3000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_(
            "For example: what you saw on the product, and why the product does not keep the "
            "promise. We do not need your name, so do not enter it."
        ),
    )
    place = forms.CharField(
        label=_("Where you saw or bought the product"), max_length=200, required=False
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)  # only robots fill it in


class ComplaintAnswerForm(ShownForm):
    """The answer to a complaint, and its outcome."""

    outcome = forms.ChoiceField(
        label=p_("complaint", "Outcome"),
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        help_text=_("The outcome is counted in the licence's public history, without names."),
    )
    answer = forms.CharField(
        label=_("Answer"),
        max_length=3000,
        widget=TEXT,
        help_text=_("Only the person who complained can read the answer."),
    )


class CheckForm(HouseForm):
    """A check that is opened."""

    task = forms.CharField(
        label=_("What is checked"),
        max_length=1000,
        widget=TEXT,
        help_text=_("The licence holder will read this text. Do not name anyone who complained."),
    )
    due = DayField(label=_("Due on"))

    def __init__(self, *args: Any, **values: Any) -> None:
        values.setdefault("initial", {"due": timezone.localdate() + timedelta(days=DAYS)})
        super().__init__(*args, **values)


class CheckFindingForm(ShownForm):
    """What a check found."""

    finding = forms.ChoiceField(
        label=p_("surveillance", "Finding"),
        choices=CheckFinding.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "If you suspend the licence, the suspension is shown immediately and the reason below "
            "becomes public."
        ),
    )
    note = forms.CharField(label=_("Basis for the finding"), max_length=300, widget=TEXT)


class DrawForm(HouseForm):
    """A draw that is announced."""

    scheme = RowField(Scheme.objects.all(), label=_("Label or award"))
    size = WholeNumberField(
        label=_("Number of licences to draw"), min_value=1, max_value=MOST_DRAWN
    )
    task = forms.CharField(label=_("What is checked"), max_length=1000, widget=TEXT)
    days = WholeNumberField(
        label=_("Days for each check"), min_value=1, max_value=MOST_DAYS, initial=DAYS
    )
    seed_source = forms.CharField(
        label=_("Public event that provides the seed"),
        max_length=300,
        help_text=_("For example: winning numbers of the national lottery, in ascending order."),
    )
    seed_day = DayField(
        label=_("Date of the event"),
        help_text=_("Choose a date after today, so that nobody knows the seed yet."),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if not Scheme.objects.exists():
            self.fields["scheme"].help_text = _(
                "There are no labels or awards yet. Create a scheme first."
            )


class SeedForm(HouseForm):
    """The seed of a draw, once it is public; a draw happens once, so there is nothing to change."""

    seed = forms.RegexField(
        SEED,
        error_messages={"invalid": ONLY_SIGNS},
        label=p_("draw", "Seed"),
        max_length=200,
        help_text=_(
            "Enter the seed exactly as anyone would write it down, for example: 3 11 19 27 40 44"
        ),
    )


class ChangeForm(HouseForm):
    """A change that the holder of a licence gives notice of."""

    kind = forms.ChoiceField(label=_("What changes"), choices=Change.choices)
    text = forms.CharField(
        label=_("Description of the change"),
        max_length=2000,
        widget=TEXT,
        help_text=_(
            "The situation before and after the change, and the criteria that the change may "
            "affect."
        ),
    )
    day = DayField(label=_("Date of the change"))


class ChangeDecisionForm(ShownForm):
    """Whether a change has to be verified."""

    decision = forms.ChoiceField(
        label=_("Decision"), choices=ChangeDecision.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=TEXT,
        help_text=_(
            "The licence holder will read this text. If verification is needed, enter what will "
            "be verified."
        ),
    )
    due = DayField(
        label=_("Verification due date"),
        required=False,
        help_text=_("Fill in only if verification is needed."),
    )

"""Forms of the network role: an offer, a need, the transport rate, and steps of an exchange."""

from typing import Any

from django import forms

from scp_centre.centre.entry_fields import DayField, NumberField
from scp_centre.centre.field_choices import offer_choices, offer_rows
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.registry.models import Person, Site
from scp_centre.centre.row_fields import RowField
from scp_centre.centre.stale_forms import ShownForm
from scp_centre.methods.messages import _, p_
from scp_centre.roles.network.code_texts import write_code
from scp_centre.roles.network.models import NEXT, UNITS, Exchange, Matter, Period, Residue, State
from scp_centre.roles.network.queries import currency, sites_for
from scp_centre.roles.network.range_field import RangesField

TEXT = forms.Textarea({"rows": 3})
MONTHS = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)
MOST_MONEY, MOST_QUANTITY = 1e6, 1e9
YES, NO = "yes", "no"
RANGES_HELP = _("One line for each substance: name; lowest %; highest %. Example: lactose; 60; 75")


class ResidueForm(ShownForm):
    """What an offer and a need have in common."""

    site = RowField(Site.objects.none(), label=_("Site"))
    material = forms.CharField(label=_("Material"), max_length=100)
    quantity = NumberField(label=_("Quantity in each period"), max_value=MOST_QUANTITY)
    unit = forms.ChoiceField(label=_("Unit"), choices=(("", "–"), *UNITS))
    period = forms.ChoiceField(
        label=p_("residue", "Period"),
        choices=(("", "–"), *Period.choices),
        help_text=_("Is the quantity for a year, a month, a week, a day, or once only?"),
    )
    is_quantity_checked = forms.BooleanField(
        label=_("The quantity is right"), required=False, widget=forms.HiddenInput
    )
    months = forms.TypedMultipleChoiceField(
        label=_("Months"),
        choices=tuple((str(number), name) for number, name in enumerate(MONTHS, 1)),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave all boxes empty if the residue is available or needed all year."),
    )
    latitude = NumberField(
        label=_("Latitude, degrees"),
        min_value=-90,
        max_value=90,
        required=False,
        help_text=_(
            "Used only to compute the distance. The other side never sees the coordinates."
        ),
    )
    longitude = NumberField(
        label=_("Longitude, degrees"), min_value=-180, max_value=180, required=False
    )
    farthest = NumberField(
        label=_("Farthest distance, km"), min_value=1, max_value=20_000, required=False
    )

    def __init__(
        self, person: Person, *args: Any, residue: Residue | None = None, **more: Any
    ) -> None:
        if residue is not None:
            more["initial"] = self.values_of(residue)
        super().__init__(*args, **more)
        sites = sites_for(person)
        if residue is not None:
            sites = sites.filter(organisation=residue.site.organisation_id)
        offer_rows(self, "site", sites, while_none=_("Your company has no site yet."))
        if self.is_bound and self["is_quantity_checked"].value():
            self.ask_quantity()

    def ask_quantity(self) -> None:
        """Show the box that confirms a quantity."""
        self.fields["is_quantity_checked"].widget = forms.CheckboxInput()

    def values_of(self, residue: Residue) -> dict[str, Any]:
        """Return what stands in the form for an offer or need."""
        names = [name for name in self.base_fields if hasattr(residue, name)]
        values = {name: getattr(residue, name) for name in names}
        values["months"] = [str(month) for month in residue.months]
        values["codes"] = ", ".join(map(write_code, residue.codes))
        return values

    def refuse(self, error: Any) -> None:
        """Show what an action refused, at its field; a quantity asked back gets its box."""
        if error.where == "quantity":
            self.ask_quantity()
        self.add_error(error.where if error.where in self.fields else None, error.in_full)

    def said(self) -> dict[str, Any]:
        """Return what is saved."""
        values = dict(self.cleaned_data)
        values.pop("site")
        return values | {"months": sorted(map(_month, values["months"]))}


def _month(value: str) -> int:
    return [str(number) for number in range(13)].index(value)


class OfferForm(ResidueForm):
    """A residue that a company offers."""

    description = forms.CharField(
        label=_("Description"),
        max_length=2000,
        required=False,
        widget=TEXT,
        help_text=_("Where it comes from, and what it was used for until now."),
    )
    codes = forms.CharField(
        label=_("Waste code"),
        max_length=20,
        required=False,
        help_text=_("Six digits of the European List of Waste. Leave empty for a by-product."),
    )
    is_hazardous = forms.ChoiceField(
        label=_("Is it hazardous?"),
        choices=((YES, _("Yes")), (NO, _("No"))),
        widget=forms.RadioSelect,
    )
    assessment = forms.CharField(
        label=_("Test or assessment of the hazard"),
        max_length=300,
        required=False,
        help_text=_("Needed where the same waste can be hazardous or not (mirror entry)."),
    )
    states = forms.ChoiceField(label=_("Physical state"), choices=(("", "–"), *Matter.choices))
    contents = RangesField(label=_("Composition"), required=False, help_text=RANGES_HELP)
    contaminants = RangesField(
        label=_("Contaminants"),
        required=False,
        help_text=_("What hinders reuse, written in the same way."),
    )
    price = NumberField(
        label=_("What disposal costs today"), min_value=0, max_value=MOST_MONEY, required=False
    )
    field_order = (
        *("site", "material", "description", "codes", "is_hazardous", "assessment", "states"),
        *("contents", "contaminants", "quantity", "unit", "period", "is_quantity_checked"),
        *("months", "price", "latitude", "longitude", "farthest"),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["price"].label = _(
            "What disposal costs today, {currency} per tonne", currency=currency()
        )

    def values_of(self, residue: Residue) -> dict[str, Any]:
        """Return what stands in the form for an offer."""
        found = super().values_of(residue)
        found["is_hazardous"] = YES if residue.is_hazardous else NO
        return found | {"states": residue.states[0] if residue.states else ""}

    def said(self) -> dict[str, Any]:
        """Return what is saved of an offer."""
        values = super().said()
        values["is_hazardous"] = values["is_hazardous"] == YES
        return values | {"states": [values["states"]]}


class NeedForm(ResidueForm):
    """What a company could use."""

    description = forms.CharField(
        label=_("Specification"),
        max_length=2000,
        required=False,
        widget=TEXT,
        help_text=_("What it is for, and what it must be like."),
    )
    codes = forms.CharField(
        label=_("Waste codes that you can take"),
        max_length=300,
        required=False,
        help_text=_(
            "Two, four or six digits of the European List of Waste, separated by commas. "
            "Example: 10 01, 10 13 14"
        ),
    )
    permits = forms.CharField(
        label=_("Hazardous waste codes that your permit covers"),
        max_length=300,
        required=False,
        help_text=_("Leave empty if you take no hazardous waste."),
    )
    states = forms.MultipleChoiceField(
        label=_("Physical states that you can take"),
        choices=Matter.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    contents = RangesField(label=_("Tolerances"), required=False, help_text=RANGES_HELP)
    price = NumberField(
        label=_("What is paid today for what it replaces"),
        min_value=0,
        max_value=MOST_MONEY,
        required=False,
    )
    treatment = NumberField(
        label=_("What treating the residue costs"),
        min_value=0,
        max_value=MOST_MONEY,
        required=False,
        help_text=_("Enter 0 if it needs no treatment. Left empty, the net value is not known."),
    )
    co2e = NumberField(
        label=_("CO₂e of what the residue replaces, kg per tonne"),
        min_value=0,
        max_value=MOST_MONEY,
        required=False,
    )
    co2e_source = forms.CharField(
        label=_("Source and year of this factor"), max_length=300, required=False
    )
    field_order = (
        *("site", "material", "description", "codes", "permits", "states", "contents"),
        *("quantity", "unit", "period", "is_quantity_checked", "months", "price", "treatment"),
        *("co2e", "co2e_source", "latitude", "longitude", "farthest"),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        money = currency()
        self.fields["price"].label = _(
            "What you pay today for what it replaces, {currency} per tonne", currency=money
        )
        self.fields["treatment"].label = _(
            "What treating the residue costs you, {currency} per tonne", currency=money
        )

    def values_of(self, residue: Residue) -> dict[str, Any]:
        """Return what stands in the form for a need."""
        permits = ", ".join(map(write_code, residue.permits))
        return super().values_of(residue) | {"permits": permits}


class TransportRateForm(ShownForm):
    """What transport costs and emits."""

    cost = NumberField(label=_("Transport cost"), min_value=0, max_value=1_000)
    cost_source = forms.CharField(label=_("Source and year of the cost"), max_length=300)
    co2e = NumberField(
        label=_("CO₂e, kg per tonne and kilometre"), min_value=0, max_value=100, required=False
    )
    co2e_source = forms.CharField(
        label=_("Source and year of the CO₂e factor"), max_length=300, required=False
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["cost"].label = _(
            "Cost, {currency} per tonne and kilometre", currency=currency()
        )


class DeclineForm(HouseForm):
    """Why an introduction is declined."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=TEXT,
        help_text=_("Only the centre reads it. The other side sees that it was declined."),
    )


class AgreementForm(HouseForm):
    """That a company agreed by telephone or letter."""

    side = forms.ChoiceField(label=_("Side"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("Who agreed, how and when"), max_length=300)

    def __init__(self, exchange: Exchange, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        sides = (
            ("offer", exchange.offer, exchange.offer_agreed),
            ("need", exchange.need, exchange.need_agreed),
        )
        waiting = [(key, row.owner.name) for key, row, agreed in sides if agreed is None]
        offer_choices(self, "side", waiting)


class StateForm(ShownForm):
    """The next step of an exchange."""

    state = forms.ChoiceField(label=p_("exchange", "New status"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        required=False,
        widget=TEXT,
        help_text=_("Needed only when the exchange ends. Both sides read it."),
    )
    sometimes = ("reason",)

    def __init__(self, exchange: Exchange, *args: Any, **more: Any) -> None:
        more.setdefault("beside", {"state": str.__str__(exchange.state)})
        super().__init__(*args, **more)
        following = NEXT.get(State(str.__str__(exchange.state)), ())
        offer_choices(self, "state", [(step.value, step.label) for step in following])


class MovementForm(HouseForm):
    """What was moved."""

    start = DayField(label=_("First day"))
    end = DayField(label=_("Last day"))
    tonnes = NumberField(label=_("Quantity moved, t"), max_value=MOST_QUANTITY)
    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=300,
        help_text=_("For example the numbers of the weighing tickets or delivery notes."),
    )

"""Forms of costs and of parts at end of life."""

from collections.abc import Iterable
from typing import Any

from django import forms

from scp_centre.centre.entry_fields import CurrencyField, NumberField, WholeNumberField
from scp_centre.centre.field_choices import offer_choices
from scp_centre.centre.field_errors import HouseForm
from scp_centre.methods.footprints import (
    INPUT_TITLES,
    MOST_BURNT,
    STAGE_TITLES,
    Cost,
    Factor,
    Line,
    Stage,
)
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import units_of
from scp_centre.roles.products.choices import factor_choices
from scp_centre.roles.products.content_limits import LONGEST_NAME, LONGEST_TEXT
from scp_centre.roles.products.cost_limits import LONGEST_UNIT
from scp_centre.roles.products.forms import AmountField

SHARES = ("recycled_content", "recycled_after", "energy_after")
OF_MASS = ("recycled", "recycling_after", "virgin_replaced", "disposal", "recovery")
OF_ENERGY = ("heat", "power")
FACTORS = ("burden_share", "quality_in", "quality_out")
IF_BURNT = ("energy_burden_share", "heating_value", "heat_efficiency", "power_efficiency")
MOST_OF = {"heating_value": 200.0, "quality_in": 10.0, "quality_out": 10.0}


class CostBasisForm(HouseForm):
    """The money that all costs of a model are in."""

    currency = CurrencyField(label=_("Currency"), help_text=_("Three letters, for example EUR."))
    year = WholeNumberField(label=_("Price year"), min_value=1990, max_value=2100)
    rate = NumberField(
        label=_("Real discount rate, % a year"),
        min_value=0.0,
        max_value=99.0,
        help_text=_(
            "The rate excluding inflation. Enter 0 to add up all payments without discounting."
        ),
    )
    years = WholeNumberField(
        label=_("Years of use per item"),
        min_value=0,
        max_value=200,
        help_text=_("Enter 0 for a product that is used up within a year."),
    )


class CostForm(HouseForm):
    """One cost: of a line of the model, or of an amount of its own."""

    name = forms.CharField(label=_("Name of the cost"), max_length=LONGEST_NAME)
    line = forms.ChoiceField(
        label=_("Line that this cost applies to"),
        required=False,
        help_text=_("The cost varies with the amount of this line, including in the alternatives."),
    )
    price = NumberField(
        label=_("Price per unit"),
        help_text=_("Enter a negative price for income, such as the sale of scrap."),
    )
    unit = forms.CharField(
        label=_("Price unit"),
        max_length=LONGEST_UNIT,
        help_text=_("For example kg, kWh, t km or h."),
    )
    low = NumberField(
        label=_("Lowest price"),
        required=False,
        help_text=_("Enter a range to see how likely it is that an alternative is cheaper."),
    )
    high = NumberField(label=_("Highest price"), required=False)
    stage = forms.ChoiceField(
        label=_("Stage"),
        required=False,
        help_text=_("Fill in this field and the next two only for a cost without a line."),
    )
    amount = AmountField(
        label=_("Amount"),
        required=False,
        max_length=200,
        help_text=_(
            "Enter the amount for one item or, in the use stage, for one functional unit. Enter a "
            "number, or a formula that uses the parameters and a decimal point, for example mass "
            "* 0.35."
        ),
    )
    per_use = forms.BooleanField(
        label=_("The amount is for one functional unit, not for one item"), required=False
    )
    source = forms.CharField(
        label=_("Source of the price"),
        max_length=LONGEST_TEXT,
        help_text=_("For example: quotation of 3 March 2026."),
    )

    def __init__(
        self, lines: Iterable[Line], stages: Iterable[Stage], *args: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        named = [(one.key, f"{one.part} ({one.unit})") for one in lines]
        offer_choices(self, "line", [("", _("No line: separate amount")), *named])
        of_stages = [(str(one), STAGE_TITLES[one]) for one in stages]
        offer_choices(self, "stage", [("", _("Stage of the line")), *of_stages])


class AlternativeCostsForm(HouseForm):
    """What an alternative changes in the costs; an empty field changes nothing."""

    years = WholeNumberField(
        label=_("Years of use per item"),
        min_value=0,
        max_value=200,
        required=False,
        help_text=_("Leave a field empty to keep the value of the base product."),
    )

    def __init__(self, costs: Iterable[Cost], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for cost in costs:
            self.fields[f"price-{cost.key}"] = NumberField(
                label=_("{name}: new price per {unit}", name=cost.name, unit=cost.unit),
                required=False,
            )
            self.fields[f"low-{cost.key}"] = NumberField(
                label=_("{name}: new lowest price", name=cost.name), required=False
            )
            self.fields[f"high-{cost.key}"] = NumberField(
                label=_("{name}: new highest price", name=cost.name), required=False
            )
            if not cost.line:
                self.fields[f"amount-{cost.key}"] = AmountField(
                    label=_("{name}: new amount", name=cost.name), required=False, max_length=200
                )
            self.fields[f"removed-{cost.key}"] = forms.BooleanField(
                label=_("The alternative does not have this cost: {name}", name=cost.name),
                required=False,
            )


class CycleForm(HouseForm):
    """Recycled content and end of life of a part: every input of the formula, none filled in."""

    line = forms.ChoiceField(label=_("Line whose mass is used"))

    def __init__(
        self, lines: Iterable[Line], rows: dict[str, Factor], *args: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        named = [(one.key, f"{one.part} ({one.unit})") for one in lines]
        offer_choices(self, "line", [("", _("Choose a line")), *named])
        for name in SHARES:
            label = _("{input}, %", input=INPUT_TITLES[name])
            self.fields[name] = NumberField(label=label, min_value=0.0, max_value=100.0)
        for name in FACTORS:
            self.fields[name] = NumberField(
                label=INPUT_TITLES[name], min_value=0.0, max_value=MOST_OF.get(name, 1.0)
            )
        self._add_rows(rows, ("virgin",), "mass", required=True)
        self._add_rows(rows, OF_MASS, "mass", required=False)
        self._add_burning()
        for name in IF_BURNT:
            self.fields[name] = NumberField(
                label=INPUT_TITLES[name],
                min_value=0.0,
                max_value=MOST_OF.get(name, 1.0),
                required=False,
                help_text=_("Needed only if R3 is above 0."),
            )
        self._add_rows(rows, OF_ENERGY, "energy", required=False)
        heat, power = (self.fields[name] for name in OF_ENERGY)
        heat.help_text = _("Needed if the efficiency for heat is above 0.")
        power.help_text = _("Needed if the efficiency for electricity is above 0.")
        self.fields["source"] = forms.CharField(
            label=_("Source of A, B, the shares and the qualities"), max_length=LONGEST_TEXT
        )

    def _add_burning(self) -> None:
        """Add the emissions of burning, which rows of energy recovery may leave out."""
        self.fields["burning"] = NumberField(
            label=INPUT_TITLES["burning"],
            min_value=0.0,
            max_value=MOST_BURNT,
            required=False,
            help_text=_(
                "Needed if the energy recovery row excludes combustion emissions. To calculate "
                "fossil carbon dioxide, multiply the fossil carbon in 1 kg by 44/12."
            ),
        )
        self.fields["burning_source"] = forms.CharField(
            label=INPUT_TITLES["burning_source"], max_length=LONGEST_TEXT, required=False
        )

    def ask_for(self, names: Iterable[str]) -> None:
        """Mark every field that the formula needs and that is empty."""
        for name in names:
            if name not in self.errors:
                self.add_error(name, _("Enter this value. There is no default."))

    def _add_rows(
        self, rows: dict[str, Factor], names: tuple[str, ...], kind: str, *, required: bool
    ) -> None:
        fitting = {key: row for key, row in rows.items() if row.unit in units_of(kind)}
        for name in names:
            self.fields[name] = forms.ChoiceField(label=INPUT_TITLES[name], required=required)
            offer_choices(self, name, factor_choices(fitting))

"""Forms of the products role."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from scp_centre.centre.entry_fields import DayField, NumberField, WholeNumberField
from scp_centre.centre.field_choices import offer_choices, offer_rows
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.row_fields import RowField
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.entries import read_number
from scp_centre.methods.errors import InvalidValueError, UnclearEntryError
from scp_centre.methods.footprints import STAGE_TITLES, Factor, Line, Stage
from scp_centre.methods.lifecycle.pact import UNITS as DECLARED_UNITS
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import SYMBOLS, units_of
from scp_centre.reference.factors import gwp_sets
from scp_centre.roles.products.choices import (
    CATEGORY_TITLES,
    DECLARED_UNIT_TITLES,
    LOSS_RULE_TITLES,
    RULE_TITLES,
    SPECIAL_UNITS,
    factor_choices,
)
from scp_centre.roles.products.content import BOUNDARY_TITLES

PRODUCT_UNITS = units_of("mass", "volume", "energy", "area", "count")
EXCHANGED = ("materials", "energy", "transport", "waste")  # categories that a designer chooses in
AS_ROW = ("", _("Unit of the background row"))


class AmountField(forms.CharField):
    """A number as the page's language writes it, or a formula of parameters."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text in self.empty_values:
            return None
        try:
            return read_number(text, current_speaker().notation)
        except UnclearEntryError as error:
            raise ValidationError([error.message, error.cure]) from error
        except InvalidValueError:
            return text  # a formula; the model says what is wrong with it


class AboutForm(HouseForm):
    """What a footprint is of, and how far it reaches."""

    functional_unit = forms.CharField(
        label=_("Functional unit"),
        max_length=200,
        help_text=_(
            "What the product does for its user, with an amount, for example 1 kg of cheese at "
            "home."
        ),
    )
    declared_amount = NumberField(
        label=_("Amount in one functional unit"), min_value=1e-9, initial=1.0
    )
    declared_unit = forms.ChoiceField(
        label=_("Unit of that amount"),
        choices=[(unit, DECLARED_UNIT_TITLES[unit]) for unit in DECLARED_UNITS],
        initial="kilogram",
    )
    uses = NumberField(
        label=_("Functional units that one item delivers over its life"),
        min_value=1e-9,
        initial=1.0,
        help_text=_(
            "Enter 1 for a product that is used up, or 25 for a bottle that is filled 25 times."
        ),
    )
    boundary = forms.ChoiceField(
        label=_("Stages that the footprint covers"), choices=list(BOUNDARY_TITLES.items())
    )
    start = DayField(label=_("First day of the period"))
    end = DayField(label=_("Last day of the period"))
    country = forms.CharField(
        label=_("Country where the product is made"), max_length=100, required=False
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    gwp_set = forms.ChoiceField(
        label=_("IPCC set for individual gases"), choices=[(name, name) for name in gwp_sets()]
    )
    mass = NumberField(
        label=_("Mass of one functional unit without packaging, kg"),
        min_value=0.0,
        required=False,
        help_text=_("The machine-readable footprint needs this field and the next three."),
    )
    fossil_carbon = NumberField(
        label=_("Fossil carbon content, kg C"), min_value=0.0, required=False
    )
    biogenic_carbon = NumberField(
        label=_("Biogenic carbon content, kg C"), min_value=0.0, required=False
    )
    exempted = NumberField(
        label=_("Emissions left out, %"), min_value=0.0, max_value=100.0, required=False
    )


class StartForm(AboutForm):
    """A product, and what its footprint is of."""

    company = RowField(Organisation.objects.none(), label=_("Company"))
    name = forms.CharField(
        label=_("Product or service"),
        max_length=200,
        help_text=_("A new name is added to the register of products."),
    )
    reference_unit = forms.ChoiceField(
        label=_("Unit in which the product is counted"),
        choices=[(unit, unit) for unit in PRODUCT_UNITS],
    )
    field_order = ("company", "name", "reference_unit")

    def __init__(self, companies: Any, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offer_rows(self, "company", companies, while_none=_("There are no companies yet."))


class LineForm(HouseForm):
    """One line of a stage."""

    stage = forms.ChoiceField(label=_("Stage"))
    part = forms.CharField(
        label=_("Part or process"),
        max_length=100,
        help_text=_("Lines with the same name, such as Bottle, are grouped together."),
    )
    factor = forms.ChoiceField(label=_("Background data"))
    amount = AmountField(
        label=_("Amount"),
        max_length=200,
        help_text=_(
            "Enter the amount for one item or, in the use stage, for one functional unit. Enter a "
            "number, or a formula that uses the parameters and a decimal point, for example mass "
            "* 0.35."
        ),
    )
    unit = forms.ChoiceField(
        label=_("Unit"),
        required=False,
        choices=[AS_ROW, *((unit, unit) for unit in (*SYMBOLS, *SPECIAL_UNITS))],
    )
    per_use = forms.BooleanField(
        label=_("The amount is for one functional unit, not for one item"), required=False
    )
    recycled = NumberField(
        label=_("Recycled share, %"),
        min_value=0.0,
        max_value=100.0,
        required=False,
        help_text=_("Fill in this field only if the row has a recycled counterpart."),
    )
    spread = NumberField(
        label=_("Uncertainty of the amount, %"),
        min_value=0.0,
        max_value=300.0,
        required=False,
        help_text=_("One standard deviation. Leave this field empty if the amount is exact."),
    )
    source = forms.CharField(
        label=_("Source of the amount"),
        max_length=300,
        help_text=_("For example: bill of materials of 3 March 2026."),
    )

    def __init__(
        self, stages: tuple[Stage, ...], rows: dict[str, Factor], *args: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        offer_choices(self, "stage", [(str(one), STAGE_TITLES[one]) for one in stages])
        offer_choices(self, "factor", factor_choices(rows))


class ParameterForm(HouseForm):
    """A parameter that amounts are made of."""

    name = forms.RegexField(
        r"^[A-Za-z][A-Za-z0-9_]*$",
        label=_("Parameter name"),
        max_length=40,
        error_messages={
            "invalid": _("Use letters, digits and underscores, and begin with a letter.")
        },
    )
    value = AmountField(label=_("Value or formula"), max_length=200)


class FactorForm(HouseForm):
    """A row that the company or a supplier states."""

    name = forms.CharField(label=_("Name"), max_length=120)
    unit = forms.ChoiceField(
        label=_("Unit"), choices=[(unit, unit) for unit in (*SYMBOLS, *SPECIAL_UNITS)]
    )
    fossil = NumberField(label=_("Fossil greenhouse gases, kg CO₂e per unit"))
    biogenic = NumberField(
        label=_("Methane and nitrous oxide from biomass, kg CO₂e per unit"), required=False
    )
    land_use = NumberField(label=_("Land use change, kg CO₂e per unit"), required=False)
    aircraft = NumberField(label=_("Aircraft, kg CO₂e per unit"), required=False)
    gwp_set = forms.ChoiceField(
        label=_("IPCC set used by the source"),
        required=False,
        choices=[("", _("Not stated in the source")), *((name, name) for name in gwp_sets())],
    )
    spread = NumberField(label=_("Uncertainty, %"), min_value=0.0, max_value=300.0, required=False)
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("Publication or declaration, with its number and page."),
    )
    year = WholeNumberField(label=_("Year"), min_value=1990, max_value=2100)
    region = forms.CharField(label=_("Region"), max_length=100)


class FlowForm(HouseForm):
    """How much of a reviewed flow the product answers for, and whether losses stand apart."""

    stage = forms.ChoiceField(label=_("Stage"))
    part = forms.CharField(label=_("Part or process"), max_length=100)
    factor = forms.ChoiceField(label=_("Background data"))
    share = NumberField(
        label=_("Share of the flow allocated to this product, %"),
        min_value=0.0,
        max_value=100.0,
        initial=100.0,
    )
    rule = forms.ChoiceField(
        label=_("How the share was determined"), choices=list(RULE_TITLES.items())
    )
    output = NumberField(
        label=_("Output in the period, in functional units"),
        min_value=1e-12,
        help_text=_("Output of this product, to which the share above applies."),
    )

    losses = forms.ChoiceField(
        label=_("Site losses"),
        choices=list(LOSS_RULE_TITLES.items()),
        required=False,
        help_text=_(
            "The footprint includes the losses in both cases. The result states which rule applies."
        ),
    )

    def __init__(
        self,
        stages: tuple[Stage, ...],
        rows: dict[str, Factor],
        *args: Any,
        has_losses: bool,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        offer_choices(self, "stage", [(str(one), STAGE_TITLES[one]) for one in stages])
        offer_choices(self, "factor", factor_choices(rows))
        if not has_losses:
            del self.fields["losses"]


class NameForm(HouseForm):
    """The name under which an alternative is kept."""

    name = forms.CharField(label=_("Name of the alternative"), max_length=100)
    note = forms.CharField(
        label=_("Is the alternative feasible?"),
        max_length=500,
        required=False,
        help_text=_("What the alternative needs: tools, suppliers, approval, cost."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DesignForm(HouseForm):
    """Amounts, materials, recycled shares and lifetime of a product, to be moved."""

    def __init__(
        self,
        lines: tuple[Line, ...],
        rows: dict[str, Factor],
        parameters: dict[str, float],
        *args: Any,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.rows_of_lines: list[tuple[Line, Factor, list[str]]] = []
        for line in lines:
            names = self._add_line(line, rows)
            self.rows_of_lines.append((line, rows[line.factor], names))
        self.parameter_names = []
        for name in parameters:
            key = f"parameter-{name}"
            self.fields[key] = NumberField(label=name)
            self.parameter_names.append(key)
        self.fields["uses"] = NumberField(
            label=_("Functional units that one item delivers over its life"), min_value=1e-9
        )

    def _add_line(self, line: Line, rows: dict[str, Factor]) -> list[str]:
        """Add the fields of a line; return their names."""
        factor, names = rows[line.factor], []
        if not isinstance(line.amount, str):
            names.append(f"amount-{line.key}")
            self.fields[names[-1]] = NumberField(
                label=_("{part}, {unit}", part=line.part, unit=line.unit)
            )
        others = alternatives_of(factor, rows)
        if factor.category in EXCHANGED and len(others) > 1:
            names.append(f"factor-{line.key}")
            self.fields[names[-1]] = forms.ChoiceField(
                label=_("{part}: background data", part=line.part),
                choices=[(one.key, one.name) for one in others],
            )
        if factor.recycled:
            names.append(f"recycled-{line.key}")
            self.fields[names[-1]] = NumberField(
                label=_("{part}: recycled share, %", part=line.part),
                min_value=0.0,
                max_value=100.0,
            )
        return names


def alternatives_of(factor: Factor, rows: dict[str, Factor]) -> list[Factor]:
    """Return the rows that a designer may put in the place of one, itself among them.

    Materials of primary origin for a material; of other kinds, rows of its category and unit. Rows
    of the company and of its suppliers stand among all of them.
    """
    alike = {factor.category, "own"}
    same = [one for one in rows.values() if one.unit == factor.unit and one.category in alike]
    if factor.category == "materials":
        same = [one for one in same if _is_primary(one) or one.key == factor.key]
    return sorted(same, key=lambda one: one.name)


def _is_primary(factor: Factor) -> bool:
    return factor.category == "own" or factor.key.endswith("_primary")


class BackgroundForm(HouseForm):
    """What is looked for in the background rows."""

    q = forms.CharField(label=_("Words in the name"), max_length=60, required=False)
    category = forms.ChoiceField(
        label=_("Category"),
        required=False,
        choices=[("", _("All")), *CATEGORY_TITLES.items()],
    )


class RemarkForm(HouseForm):
    """Why a reviewer sends a footprint back."""

    remark = forms.CharField(
        label=_("What needs to be corrected"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class UploadForm(HouseForm):
    """A model that was filled in as a workbook."""

    file = forms.FileField(label=_("Workbook of a footprint model (.xlsx)"))

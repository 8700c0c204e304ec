"""Forms of the benchmarks role."""

from typing import Any

from django import forms

from scp_centre.centre.entry_fields import CurrencyField, NumberField, WholeNumberField
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.sheets.forms import TextTableForm
from scp_centre.centre.stale_forms import ShownForm
from scp_centre.methods.messages import _
from scp_centre.roles.benchmarks.models import Part


class BenchmarkForm(ShownForm):
    nouns = {
        "output": _("Output"),
        "use": _("Use"),
        "use_unit": _("Unit of use"),
    }

    main = (
        "title",
        "isic",
        "boundary",
        "use",
        "use_unit",
        "output",
        "output_unit",
        "year",
        "minimum_contributors",
    )
    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("For example: Energy use in cheese dairies.")
    )
    isic = forms.CharField(
        label=_("ISIC class"),
        max_length=4,
        help_text=_("Four digits of ISIC Rev. 4, for example 1050 for dairy products."),
    )
    boundary = forms.CharField(
        label=_("Boundary"),
        max_length=500,
        help_text=_(
            "State what is included (the whole site or part of it, and which forms of energy) and "
            "what is excluded."
        ),
    )
    use = forms.CharField(
        label=_("Resource used"), max_length=60, help_text=_("For example: energy.")
    )
    use_unit = forms.CharField(
        label=_("Unit of use"), max_length=20, help_text=_("For example: GJ.")
    )
    output = forms.CharField(
        label=_("Product made"), max_length=60, help_text=_("For example: cheese.")
    )
    output_unit = forms.CharField(
        label=_("Unit of output"), max_length=20, help_text=_("For example: t.")
    )
    year = WholeNumberField(label=_("Year"), min_value=1990, max_value=2100)
    exclusions = forms.CharField(
        label=_("Exclusions"),
        max_length=500,
        required=False,
        help_text=_("Plants that do not belong in the benchmark, and why."),
    )
    minimum_contributors = WholeNumberField(
        label=_("Minimum number of companies"),
        min_value=3,
        max_value=50,
        initial=5,
        help_text=_("No figure based on fewer companies or groups of companies is published."),
    )
    p_percent = NumberField(
        label=_("Protection of each figure, %"),
        min_value=5,
        max_value=100,
        required=False,
        initial=10,
        help_text=_(
            "The published figures cannot be used to estimate a plant's use more precisely than "
            "this percentage."
        ),
    )
    dominance_n = WholeNumberField(
        label=_("Number of largest companies counted together"),
        min_value=1,
        max_value=10,
        required=False,
        initial=2,
        help_text=_("The dominance rule adds up the shares of this many companies."),
    )
    dominance_percent = NumberField(
        label=_("Maximum combined share, %"),
        min_value=10,
        max_value=100,
        required=False,
        initial=85,
        help_text=_("If these companies hold a larger share, the figure is not published."),
    )
    population = WholeNumberField(
        label=_("Plants in the sector"),
        min_value=2,
        max_value=1_000_000,
        required=False,
        help_text=_(
            "Total number of plants in the sector, whether or not they report, if known. The "
            "uncertainty of the sector's figure depends on this number."
        ),
    )
    price = NumberField(
        label=_("Price per unit of use"),
        min_value=0,
        required=False,
        help_text=_(
            "Typical price for the sector. The price converts a plant's gap into a monetary value."
        ),
    )
    currency = CurrencyField(
        label=_("Currency"), required=False, help_text=_("Three letters, for example EUR.")
    )
    price_source = forms.CharField(
        label=_("Source of the price"),
        max_length=300,
        required=False,
        help_text=_("Where and when the price was found."),
    )
    emission_factor = NumberField(
        label=_("Emissions per unit of use, kg CO₂e"),
        min_value=0,
        required=False,
        help_text=_(
            "Typical factor for the sector. The factor converts a plant's gap into emissions."
        ),
    )
    emission_source = forms.CharField(
        label=_("Source of the emission factor"), max_length=300, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Take the usual rule where none is given."""
        values = super().clean() or {}
        for name in ("p_percent", "dominance_n", "dominance_percent"):
            if name in values and values[name] is None:
                values[name] = self.fields[name].initial
        return values


class VariableForm(HouseForm):
    nouns = {
        "part": _("Role of the variable"),
    }

    title = forms.CharField(
        label=_("Variable name"), max_length=60, help_text=_("For example: Capacity used.")
    )
    unit = forms.CharField(label=_("Unit"), max_length=20, help_text=_("For example: %."))
    part = forms.ChoiceField(
        label=_("Purpose"),
        choices=[
            (Part.REGRESSOR, _("Regressor: a factor that a plant cannot change this year")),
            (Part.PRODUCT, _("Product: part of the output mix")),
            (Part.INPUT, _("Additional frontier input")),
            (Part.OUTPUT, _("Additional frontier output")),
        ],
    )
    logarithm = forms.BooleanField(
        label=_("Use the logarithm of the variable"),
        required=False,
        help_text=_(
            "For amounts with a proportional effect. A value of 0 is then treated as missing."
        ),
    )
    weight = NumberField(
        label=_("Weight of a product"),
        min_value=0,
        required=False,
        help_text=_(
            "Output units per unit of the product: its reference use, or its equivalent in the "
            "main product."
        ),
    )
    weight_source = forms.CharField(label=_("Source of the weight"), max_length=300, required=False)


class MapForm(HouseForm):
    map = forms.FileField(
        label=_("Region boundaries"),
        help_text=_(
            "GeoJSON in degrees (WGS 84), 2 MB at most, as supplied by your statistical office."
        ),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json"}),
    )
    field = forms.CharField(
        label=_("Property that contains the name"),
        max_length=60,
        initial="name",
        help_text=_(
            "The property's name in the file. Its values are compared with the regions in the "
            "surveys."
        ),
    )
    source = forms.CharField(
        label=_("Source of the map"),
        max_length=300,
        help_text=_("Author and date of the map. This information appears on the map."),
    )


class ApproachForm(ShownForm):
    reason = forms.CharField(
        label=_("Reason for choosing this method"),
        max_length=500,
        help_text=_("One sentence. It appears in the release."),
    )


class OwnerForm(ShownForm):
    nouns = {
        "company": _("Company name"),
    }

    company = forms.CharField(
        label=_("Company"),
        max_length=120,
        help_text=_(
            "If the company works with this centre, enter its name as registered here. The "
            "company's consent then applies."
        ),
    )
    holding = forms.CharField(
        label=_("Holding"),
        max_length=120,
        required=False,
        help_text=_("Leave this field empty if the company does not belong to a group."),
    )


class SurveyForm(TextTableForm):
    field_order = ("survey",)
    survey = forms.FileField(
        label=_("Survey"),
        help_text=_(
            "The template, or your own table in .xlsx or .csv format. If the layout is new, you "
            "can check how it is read before anything is imported."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
    )

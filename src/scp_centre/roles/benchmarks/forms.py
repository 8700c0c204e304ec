"""Forms of the benchmarks role."""

from django import forms

from scp_centre.centre.entry_fields import NumberField, WholeNumberField
from scp_centre.centre.sheets.forms import TextTableForm
from scp_centre.centre.stale_forms import ShownForm
from scp_centre.roles.benchmarks.models import Part


class BenchmarkForm(ShownForm):
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
        label="Title", max_length=120, help_text="For example: Energy of cheese dairies."
    )
    isic = forms.CharField(
        label="ISIC class",
        max_length=4,
        help_text="Four digits of ISIC Rev. 4, for example 1050 for dairy products.",
    )
    boundary = forms.CharField(
        label="Boundary",
        max_length=500,
        help_text="What counts: whole site or a part, which energies, what is left out.",
    )
    use = forms.CharField(label="What is used", max_length=60, help_text="For example: energy.")
    use_unit = forms.CharField(label="Its unit", max_length=20, help_text="For example: GJ.")
    output = forms.CharField(label="What is made", max_length=60, help_text="For example: cheese.")
    output_unit = forms.CharField(
        label="Unit of output", max_length=20, help_text="For example: t."
    )
    year = WholeNumberField(label="Year", min_value=1990, max_value=2100)
    exclusions = forms.CharField(
        label="Exclusions",
        max_length=500,
        required=False,
        help_text="Plants that do not belong, and why.",
    )
    minimum_contributors = WholeNumberField(
        label="Fewest companies",
        min_value=3,
        max_value=50,
        initial=5,
        help_text="No figure is released of fewer companies or holdings.",
    )
    population = WholeNumberField(
        label="Plants in the sector",
        min_value=2,
        max_value=1_000_000,
        required=False,
        help_text="All plants, whether they report or not, if somebody knows; the uncertainty of "
        "the sector's figure rests on it.",
    )
    price = NumberField(
        label="Price of a unit of use",
        min_value=0,
        required=False,
        help_text="Typical of the sector; turns the gap of a plant into money.",
    )
    currency = forms.RegexField(
        r"^[A-Z]{3}$", label="Currency", required=False, help_text="Three letters, as EUR."
    )
    price_source = forms.CharField(
        label="Source of the price", max_length=300, required=False, help_text="Where, and when."
    )
    emission_factor = NumberField(
        label="Emissions of a unit of use, kg CO2e",
        min_value=0,
        required=False,
        help_text="Typical of the sector; turns the gap of a plant into emissions.",
    )
    emission_source = forms.CharField(
        label="Source of the emission factor", max_length=300, required=False
    )


class VariableForm(forms.Form):
    title = forms.CharField(
        label="Title of the column", max_length=60, help_text="For example: Capacity used."
    )
    unit = forms.CharField(label="Unit", max_length=20, help_text="For example: %.")
    part = forms.ChoiceField(
        label="What it is for",
        choices=[
            (Part.REGRESSOR, "Regressor: what a plant cannot change this year"),
            (Part.PRODUCT, "Product: a part of the output mix"),
            (Part.INPUT, "Further input of the frontier"),
            (Part.OUTPUT, "Further output of the frontier"),
        ],
    )
    logarithm = forms.BooleanField(
        label="Take its logarithm",
        required=False,
        help_text="For amounts whose effect grows in proportion; a 0 then counts as missing.",
    )
    weight = NumberField(
        label="Weight of a product",
        min_value=0,
        required=False,
        help_text="Output units per unit of the product: its reference use, or its equivalent in "
        "the main product.",
    )
    weight_source = forms.CharField(label="Source of the weight", max_length=300, required=False)


class MapForm(forms.Form):
    map = forms.FileField(
        label="Shapes of the regions",
        help_text="GeoJSON in degrees (WGS 84), 2 MB at most, as your statistical office gives it.",
        widget=forms.FileInput(attrs={"accept": ".geojson,.json"}),
    )
    field = forms.CharField(
        label="Property with the name",
        max_length=60,
        initial="name",
        help_text="As the file calls it; names are compared with those of the surveys.",
    )
    source = forms.CharField(
        label="Source of the map", max_length=300, help_text="Who made it, when; it is printed."
    )


class ApproachForm(ShownForm):
    reason = forms.CharField(
        label="Why this method",
        max_length=500,
        help_text="One sentence; the release prints it.",
    )


class OwnerForm(ShownForm):
    company = forms.CharField(
        label="Company",
        max_length=120,
        help_text="As this centre writes it, where it works with the company: its consent counts.",
    )
    holding = forms.CharField(
        label="Holding", max_length=120, required=False, help_text="Empty where there is none."
    )


class SurveyForm(TextTableForm):
    field_order = ("survey",)
    survey = forms.FileField(
        label="Survey",
        help_text="The template as .xlsx, or a .csv with the same column titles.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
    )

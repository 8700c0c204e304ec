"""Forms of the benchmarks role."""

from django import forms


class BenchmarkForm(forms.Form):
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
    year = forms.IntegerField(label="Year", min_value=1990, max_value=2100)
    exclusions = forms.CharField(
        label="Exclusions",
        max_length=500,
        required=False,
        help_text="Plants that do not belong, and why.",
    )
    minimum_contributors = forms.IntegerField(
        label="Fewest companies",
        min_value=3,
        max_value=50,
        initial=5,
        help_text="No figure is released of fewer companies or holdings.",
    )


class SurveyForm(forms.Form):
    survey = forms.FileField(
        label="Survey",
        help_text="The template as .xlsx, or a .csv with the same column titles.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

"""Forms of the production role."""

from django import forms

from scp_centre.roles.production.work import FORMATS


class WorkbookForm(forms.Form):
    workbook = forms.FileField(
        label="Workbook",
        help_text="An .xlsx file made from the template, up to 10 MB.",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class ReportForm(forms.Form):
    format = forms.ChoiceField(
        choices=[(f, f.upper()) for f in FORMATS], widget=forms.RadioSelect, initial="pdf"
    )
    language = forms.ChoiceField(
        choices=[("en", "English"), ("fr", "Français")], widget=forms.RadioSelect, initial="en"
    )

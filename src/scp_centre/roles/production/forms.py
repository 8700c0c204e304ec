"""Forms of the production role."""

from django import forms

from scp_centre.roles.production.models import Progress
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


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label="Answer",
        choices=[("accepted", "Accept"), ("declined", "Decline")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Reason", required=False, max_length=2000, help_text="Needed when you decline."
    )


class CommentForm(forms.Form):
    text = forms.CharField(label="Comment", max_length=2000, widget=forms.Textarea({"rows": 3}))


class PlanForm(forms.Form):
    owner = forms.CharField(label="Who carries it out", max_length=200, required=False)
    due = forms.DateField(label="By when", required=False, widget=DayInput)


class ProgressForm(forms.Form):
    progress = forms.ChoiceField(label="How far it is", choices=Progress.choices)
    carried_out_on = forms.DateField(
        label="Carried out on",
        required=False,
        widget=DayInput,
        help_text="Needed when it is carried out: savings are measured from that day.",
    )
    spent = forms.FloatField(
        label="Money spent", required=False, help_text="In the currency of the assessment."
    )
    reason = forms.CharField(
        label="What kept it from happening",
        required=False,
        max_length=2000,
        help_text="Needed when it is given up.",
    )

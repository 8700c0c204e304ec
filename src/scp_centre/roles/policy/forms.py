"""What analysts, advocates and commentators fill in."""

from typing import Any

from django import forms
from django.db.models import Q

from scp_centre.centre.entry_fields import DayField, NumberField, WholeNumberField
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.row_fields import RowField, RowsField
from scp_centre.centre.stale_forms import ShownForm
from scp_centre.centre.translation import LANGUAGES
from scp_centre.methods.messages import _
from scp_centre.roles.policy.models import Brief, Kind, Outcome, Scenario, Stage, Table


class TableForm(HouseForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "The completed template (XLSX), or a ZIP archive of CSV files named after its sheets."
        ),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.zip"}),
    )


class ScenarioFileForm(HouseForm):
    file = forms.FileField(
        label=_("Scenario file"), widget=forms.ClearableFileInput({"accept": ".json"})
    )


class HeaderForm(ShownForm):
    """The scenario around its instruments."""

    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("Purpose"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        max_length=1000,
    )
    first = WholeNumberField(label=_("First year"), min_value=1900, max_value=2200)
    last = WholeNumberField(label=_("Last year"), min_value=1900, max_value=2200)
    growth = NumberField(
        label=_("Growth in total demand, % per year"),
        unit="%",
        initial=0,
        min_value=-50,
        max_value=50,
        help_text=_(
            "Applies to both the baseline and the scenario. Enter 0 if the economy does not grow."
        ),
    )

    def values(self) -> dict[str, Any]:
        """Return the fields of a scenario file."""
        found = dict(self.cleaned_data)
        return found | {"growth": found["growth"] / 100}


class BriefForm(ShownForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("Message in one sentence"), max_length=400, widget=forms.Textarea({"rows": 2})
    )
    table = RowField(label=_("Table"), queryset=Table.objects.all())
    scenarios = RowsField(
        label=_("Scenarios"),
        required=False,
        queryset=Scenario.objects.filter(is_latest=True),
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[(code, name) for code, name in LANGUAGES.items() if code != "ar"],
    )
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea({"rows": 22, "spellcheck": "true"}),
        max_length=60_000,
    )

    def __init__(self, *args: Any, brief: Brief | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        # The versions that a brief shows stay choosable beside the latest ones.
        held = Q(is_latest=True) | Q(briefs=brief) if brief else Q(is_latest=True)
        chosen = self.fields["scenarios"]
        chosen.queryset = (  # type: ignore[attr-defined]
            Scenario.objects.filter(held).select_related("table").distinct().order_by("title", "pk")
        )
        chosen.label_from_instance = _named  # type: ignore[attr-defined]


def _named(scenario: Scenario) -> str:
    return f"{scenario.title}, {scenario.version} ({scenario.table})"


class ConsultationForm(HouseForm):
    nouns = {
        "question": _("Question for the public"),
    }

    question = forms.CharField(
        label=_("Question to the public"), max_length=400, widget=forms.Textarea({"rows": 2})
    )
    closes = DayField(label=_("Open until"))


class CommentForm(HouseForm):
    paragraph = WholeNumberField(widget=forms.HiddenInput, min_value=0)
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    organisation = forms.CharField(label=_("Organisation"), max_length=160, required=False)
    text = forms.CharField(
        label=_("Your comment"), max_length=4000, widget=forms.Textarea({"rows": 4})
    )
    # For programs that fill in every field; people do not see it.
    website = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


class AnswerForm(HouseForm):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    answer = forms.CharField(label=_("Answer"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class EndForm(HouseForm):
    nouns = {
        "changes": _("Changes made in response to the comments"),
    }

    changes = forms.CharField(
        label=_("Changes made in response to the comments"),
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
    )


class RegisterForm(ShownForm):
    nouns = {
        "responsible": _("Responsible body"),
        "summary": _("Summary"),
    }

    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    summary = forms.CharField(
        label=_("What the instrument does"), max_length=1200, widget=forms.Textarea({"rows": 4})
    )
    responsible = forms.CharField(label=_("Responsible body"), max_length=160)
    address = forms.URLField(
        label=_("Web address of the text"), required=False, max_length=200, assume_scheme="https"
    )
    scenario = RowField(
        label=_("Scenario"), required=False, queryset=Scenario.objects.filter(is_latest=True)
    )
    brief = RowField(label=_("Brief"), required=False, queryset=Brief.objects.all())


class StepForm(HouseForm):
    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices)
    day = DayField(label=_("Day"))
    note = forms.CharField(label=_("Note"), required=False, max_length=400)


class GoalForm(HouseForm):
    nouns = {
        "indicator": _("Goal"),
    }

    indicator = forms.CharField(label=_("Intended result"), max_length=160)
    unit = forms.CharField(label=_("Unit"), max_length=40)
    base_year = WholeNumberField(label=_("Base year"), min_value=1900, max_value=2200)
    base = NumberField(label=_("Value in the base year"))
    target_year = WholeNumberField(label=_("Target year"), min_value=1900, max_value=2200)
    target = NumberField(label=_("Target"))
    reached_year = WholeNumberField(
        label=_("Latest year with data"), required=False, min_value=1900, max_value=2200
    )
    reached = NumberField(label=_("Value in the latest year"), required=False)
    source = forms.CharField(label=_("Source"), max_length=300)

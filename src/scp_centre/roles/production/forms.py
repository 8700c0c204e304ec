"""Forms of the production role."""

from typing import Any

from django import forms

from scp_centre.centre.entry_fields import DayField, InstantField, NumberField, WholeNumberField
from scp_centre.centre.field_choices import offer_choices, offer_rows
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.registry.models import Person, Programme, Role, Site
from scp_centre.centre.row_fields import RowField, RowsField
from scp_centre.centre.sheets.forms import TextTableForm
from scp_centre.centre.stale_forms import ShownForm
from scp_centre.centre.translation import LANGUAGES, REPORT_LANGUAGES
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import units_of
from scp_centre.methods.verification import ALL_TERMS, CHOOSE, LINE, Candidate, Terms
from scp_centre.roles.production.jobs import FORMATS
from scp_centre.roles.production.models import DRIVER_UNITS, FileState, Meter, Phase, Progress


class WorkbookForm(HouseForm):
    workbook = forms.FileField(
        label=_("Workbook"),
        help_text=_("An .xlsx file based on the template, up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class ReportForm(HouseForm):
    format = forms.ChoiceField(
        label=_("Format"),
        choices=[(f, f.upper()) for f in FORMATS],
        widget=forms.RadioSelect,
        initial="pdf",
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[(code, LANGUAGES[code]) for code in REPORT_LANGUAGES],
        widget=forms.RadioSelect,
        initial="en",
    )


class AnswerForm(ShownForm):
    sometimes = ("reason",)
    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[("accepted", _("Accept")), ("declined", _("Decline"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        help_text=_("Required if you decline the option."),
    )


class CommentForm(HouseForm):
    text = forms.CharField(label=_("Comment"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class PlanForm(ShownForm):
    nouns = {
        "owner": _("Person responsible"),
        "due": _("Deadline"),
    }

    owner = forms.CharField(label=_("Who carries out the measure"), max_length=200, required=False)
    due = DayField(label=_("Deadline"), required=False)


class ProgressForm(ShownForm):
    nouns = {
        "progress": _("Progress"),
        "spent": _("Amount spent"),
    }
    sometimes = ("carried_out_on", "reason")
    progress = forms.ChoiceField(label=_("Progress"), choices=Progress.choices)
    carried_out_on = DayField(
        label=_("Carried out on"),
        required=False,
        help_text=_(
            "Required once the measure has been carried out. Savings are measured from this date."
        ),
    )
    spent = NumberField(
        label=_("Money spent"), required=False, help_text=_("In the currency of the assessment.")
    )
    reason = forms.CharField(
        label=_("Obstacle to the measure"),
        required=False,
        max_length=2000,
        help_text=_("Required if the measure is abandoned."),
    )


class MeterForm(HouseForm):
    nouns = {
        "name": _("Meter name"),
    }

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("What the meter measures, for example electricity, hall 2."),
    )
    unit = forms.ChoiceField(label=_("Unit"))
    driver = forms.BooleanField(
        label=_("This is a driver of consumption (product output, degree days, hours)"),
        required=False,
    )
    flow = forms.ChoiceField(
        label=_("Flow in the assessment"),
        required=False,
        help_text=_(
            "The flow that this meter measures. It determines the value of the saving in money "
            "and CO₂e. Leave empty for a driver."
        ),
    )

    def __init__(self, flows: list[tuple[str, str]], *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        units = [*units_of("energy", "volume", "mass"), *DRIVER_UNITS, "h"]
        offer_choices(self, "unit", [(u, u) for u in units])
        offer_choices(self, "flow", [("", _("no flow")), *flows])


class ReadingForm(HouseForm):
    meter = forms.ChoiceField(label=_("Meter"))
    start = DayField(label=_("First day"))
    end = DayField(label=_("Last day"))
    value = NumberField(
        label=_("Value"),
        min_value=0,
        help_text=_(
            "Amount used or made from the first to the last day, not the cumulative meter reading."
        ),
    )
    source = forms.CharField(label=_("Source"), required=False, max_length=500)

    def __init__(self, meters: list[tuple[str, str]], *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        offer_choices(self, "meter", meters)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("start") and data.get("end") and data["end"] < data["start"]:
            self.add_error("end", _("The last day is before the first day."))
        return data


class ReadingsFileForm(TextTableForm):
    field_order = ("readings",)
    readings = forms.FileField(
        label=_("Readings file"),
        help_text=_("The template as an .xlsx file, or a .csv file with the same column headings."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
    )


class WeatherForm(TextTableForm):
    """Daily temperatures to degree days."""

    nouns = {
        "kind": _("Type of degree days"),
    }

    field_order = ("temperatures", "kind", "base", "source")
    sometimes = ("base",)  # asked for with heating and with cooling

    temperatures = forms.FileField(
        label=_("Daily mean temperatures"),
        help_text=_(
            "A .csv file from the weather service, with a date and a temperature in °C in each row."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt"}),
    )
    kind = forms.ChoiceField(
        label=_("For"),
        choices=[
            (
                "fitted",
                _("Heating or cooling, with the base temperature calculated from the readings"),
            ),
            ("heating", _("Heating")),
            ("cooling", _("Cooling")),
        ],
    )
    base = NumberField(
        label=_("Base temperature, °C"),
        min_value=-10,
        max_value=35,
        required=False,
        help_text=_(
            "The outdoor temperature at which the site needs neither heating nor cooling. Leave "
            "empty to calculate the temperature from the readings."
        ),
    )
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("Weather service and station.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") in ("heating", "cooling") and data.get("base") is None:
            self.add_error("base", _("Enter the base temperature."))
        base = data.get("base")
        if base is not None and base != round(base, 2):
            self.add_error(
                "base", _("Enter the base temperature with no more than two decimal places.")
            )
        return data


class VerifyForm(HouseForm):
    meter = RowsField(
        label=_("Meters"),
        queryset=Meter.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The savings of several meters are added up. Each meter has its own baseline."),
    )
    drivers = RowsField(
        label=_("Drivers"),
        queryset=Meter.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Factors that affect consumption, apart from this measure. If you choose no drivers, "
            "the baseline mean is used."
        ),
    )
    model = forms.ChoiceField(
        label=_("Baseline model"),
        required=False,
        help_text=_(
            "Weather models need daily temperatures for the site. Weekday models need daily "
            "readings."
        ),
    )
    baseline_start = DayField(label=_("First day of the baseline period"))
    baseline_end = DayField(label=_("Last day of the baseline period"))
    reporting_start = DayField(label=_("First day of the reporting period"))
    reporting_end = DayField(label=_("Last day of the reporting period"))

    def __init__(self, site: Site, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        meters = Meter.objects.filter(site=site)
        offer_rows(self, "meter", meters.filter(driver=False))
        offer_rows(self, "drivers", meters.filter(driver=True))
        asked_for = self.data.get("model", "") if self.is_bound else self.initial.get("model", "")
        offer_choices(self, "model", model_choices(str(asked_for)))

    def clean_model(self) -> str:
        return self.cleaned_data["model"] or LINE


def model_choices(asked_for: str = "") -> list[tuple[str, str]]:
    """Return the baseline models to choose from, with the one asked for if there is such a one."""
    keys = [LINE, "heating", "cooling", "one", "two", "weekdays"]
    if asked_for in {t.key for t in ALL_TERMS} and asked_for not in keys:
        keys.append(asked_for)
    best = (CHOOSE, _("Best model that the readings allow"))
    return [(LINE, keys_label(LINE)), best, *((key, keys_label(key)) for key in keys[1:])]


def keys_label(key: str) -> str:
    return Candidate(Terms.read(key)).label


class FileForm(ShownForm):
    phase = forms.ChoiceField(label=_("Phase"), choices=[(p.value, p.value) for p in Phase])
    region = forms.CharField(label=_("Region of the site"), max_length=100, required=False)
    lead = RowField(label=_("Lead expert"), queryset=Person.objects.none(), required=False)
    programme = RowField(label=_("Programme"), queryset=Programme.objects.all(), required=False)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        experts = Person.objects.filter(memberships__role=Role.EXPERT, is_active=True)
        offer_rows(self, "lead", experts.distinct())


class ProgrammeForm(HouseForm):
    nouns = {
        "name": _("Programme name"),
    }

    name = forms.CharField(label=_("Name"), max_length=200)
    donor = forms.CharField(label=_("Paid by"), max_length=200, required=False)
    start = DayField(label=_("First day"), required=False)
    end = DayField(label=_("Last day"), required=False)


class InvestmentForm(ShownForm):
    nouns = {
        "bank": _("Recipient of the proposal"),
        "options": _("Options to finance"),
    }

    title = forms.CharField(label=_("Title"), max_length=200)
    bank = forms.CharField(
        label=_("For whom"),
        max_length=200,
        help_text=_("The bank or programme that will read the proposal."),
    )
    options = forms.MultipleChoiceField(
        label=_("What is financed"), widget=forms.CheckboxSelectMultiple
    )
    purpose = forms.CharField(
        label=_("Purpose"), widget=forms.Textarea({"rows": 3}), max_length=4000
    )
    technology = forms.CharField(
        label=_("Technology"), widget=forms.Textarea({"rows": 3}), max_length=4000
    )
    suppliers = forms.CharField(
        label=_("Suppliers contacted"),
        widget=forms.Textarea({"rows": 3}),
        max_length=4000,
        help_text=_(
            "Which suppliers were contacted, what they offered and how long each offer is valid."
        ),
    )
    risks = forms.CharField(
        label=_("Risks and how they are managed"),
        widget=forms.Textarea({"rows": 3}),
        max_length=4000,
    )
    loan = NumberField(label=_("Loan requested"), min_value=0, required=False)
    loan_rate = NumberField(
        label=_("Loan interest rate, % per year"),
        unit="%",
        min_value=0,
        max_value=100,
        required=False,
    )
    loan_years = WholeNumberField(
        label=_("Loan term, years"), min_value=1, max_value=50, required=False
    )

    def __init__(self, options: list[tuple[str, str]], *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        offer_choices(self, "options", options)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("loan_rate", "loan_years"):
            if data.get("loan") and data.get(name) is None:
                self.add_error(name, _("A loan needs an interest rate and a term."))
        return data


class MoveForm(HouseForm):
    state = forms.ChoiceField(label=_("New status"))
    note = forms.CharField(
        label=_("Response received"),
        required=False,
        max_length=2000,
        help_text=_("Required for a refusal."),
    )
    amount = NumberField(
        label=_("Amount paid"),
        min_value=0,
        required=False,
        help_text=_("Required for a disbursement."),
    )

    def __init__(self, states: list[str], *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        offer_choices(self, "state", [(s, FileState(s).label) for s in states])


class FloorEntryForm(HouseForm):
    """What every entry of a device bears: its name, and whether it replaces what stands there."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    replace = forms.BooleanField(required=False, widget=forms.HiddenInput)


class FloorReadingForm(FloorEntryForm):
    meter = forms.ChoiceField(label=_("Meter"))
    start = DayField(label=_("First day"))
    end = DayField(label=_("Last day"))
    value = NumberField(
        label=_("Value"),
        min_value=0,
    )

    def __init__(self, meters: list[tuple[str, str]], *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        offer_choices(self, "meter", meters)


class FloorNoteForm(HouseForm):
    id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    photo = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png", "capture": "environment"}),
    )
    made = InstantField(required=False, widget=forms.HiddenInput)

"""What analysts, advocates and commentators fill in."""

from typing import Any

from django import forms
from django.db.models import Q
from pydantic import BaseModel

from scp_centre.centre.entry_fields import DayField, NumberField, WholeNumberField
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.row_fields import RowField, RowsField
from scp_centre.centre.stale_forms import ShownForm
from scp_centre.centre.translation import LANGUAGES
from scp_centre.methods.messages import _
from scp_centre.methods.scenarios import Economy
from scp_centre.methods.scenarios.instruments import (
    Ban,
    Cap,
    Coefficient,
    Demand,
    ImportSubstitution,
    Intensity,
    Procurement,
    Standard,
    Tax,
)
from scp_centre.roles.policy.models import Brief, Kind, Outcome, Scenario, Stage, Table

INSTRUMENTS = {  # type -> title, what it does
    "standard": (_("Standard"), _("A limit per unit of output for sectors that exceed it.")),
    "intensity": (_("Technology programme"), _("Sectors cause less pressure per unit of output.")),
    "demand": (_("Change of consumption"), _("A campaign or rule changes what is bought.")),
    "tax": (_("Tax or subsidy"), _("A price on what is caused or made, passed on to buyers.")),
    "ban": (_("Ban"), _("Certain goods can no longer be bought. Other goods replace them.")),
    "cap": (_("Cap"), _("A ceiling for some sectors together.")),
    "coefficient": (
        _("Input structure of sectors"),
        _("Efficiency, substitution, recycled content."),
    ),
    "procurement": (_("Public procurement"), _("Public buyers shift their spending.")),
    "import_substitution": (
        _("Import substitution"),
        _("A share of imports is replaced by domestic production."),
    ),
}
PARTS = {  # type -> its fields in the order of the form
    "standard": ("indicator", "sectors", "limit"),
    "intensity": ("indicators", "sectors", "change"),
    "demand": ("goods", "kinds", "change", "towards", "freed"),
    "tax": ("indicator", "sectors", "rate", "elasticity", "buyers", "revenue"),
    "ban": ("goods", "sectors", "share", "replaced_by", "ratio"),
    "cap": ("indicator", "sectors", "limit"),
    "coefficient": ("inputs", "sectors", "change", "replaced_by", "ratio"),
    "procurement": ("goods", "towards", "share", "premium"),
    "import_substitution": ("goods", "share"),
}
MODELS: dict[str, type[BaseModel]] = {
    "standard": Standard,
    "intensity": Intensity,
    "demand": Demand,
    "tax": Tax,
    "ban": Ban,
    "cap": Cap,
    "coefficient": Coefficient,
    "procurement": Procurement,
    "import_substitution": ImportSubstitution,
}
SHARES = ("change", "share", "premium", "elasticity_share")
AMOUNTS = ("change", "share", "premium", "limit", "rate", "ratio", "elasticity")
LISTS = ("goods", "sectors", "inputs", "towards", "indicators", "kinds")
LABELS = {
    "goods": _("Products"),
    "sectors": _("Sectors"),
    "inputs": _("Inputs"),
    "towards": _("The money goes to"),
    "indicators": _("Pressure"),
    "indicator": _("Pressure"),
    "kinds": _("Who buys"),
    "change": _("Change, %"),
    "share": _("Share, %"),
    "premium": _("Extra cost of the goods bought instead, %"),
    "limit": _("Limit"),
    "rate": _("Rate"),
    "ratio": _("Cost of the new product per unit of money spent on the old one"),
    "elasticity": _("Price elasticity of demand"),
    "freed": _("Money saved by buyers"),
    "revenue": _("Revenue"),
    "buyers": _("Buyers who pay more"),
    "replaced_by": _("Replaced by"),
}
HELPS = {
    "change": _("Below 0 for less: -20 for a fifth less."),
    "towards": _("Leave empty if the money is spent again as before."),
    "sectors": _("Leave empty to include all."),
    "elasticity": _(
        "Enter 0 or less. -0.5 means that demand falls by half of the price "
        "increase. Leave empty if demand does not react."
    ),
    "limit": _(
        "For a standard: per million of output. For a cap: the total a year for all sectors "
        "together."
    ),
    "freed": _("Spent again as before, or saved. Money that is saved causes no pressure here."),
}
KIND_WORDS = (_("household"), _("government"), _("investment"), _("export"))
CHOICES: dict[str, list[tuple[Any, Any]]] = {
    "freed": [("spent", _("spent again")), ("saved", _("saved"))],
    "revenue": [
        ("kept", _("kept by government")),
        ("returned", _("returned to households")),
        ("lower_tax", _("used to lower taxes on value added")),
    ],
    "buyers": [
        ("spend_less", _("keep to their budget and buy less")),
        ("save_less", _("draw on their savings")),
    ],
}


def money_of(economy: Economy) -> tuple[str, float]:
    """Return the currency that people write rates in, and its worth in money of the table.

    >>> from types import SimpleNamespace as Of
    >>> money_of(Of(money="million EUR"))
    ('EUR', 1e-06)
    """
    for word, factor in (("million ", 1e-6), ("thousand ", 1e-3), ("billion ", 1e-9)):
        if economy.money.lower().startswith(word):
            return economy.money[len(word) :], factor
    return economy.money, 1.0


class TableForm(HouseForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("The template filled in (XLSX), or a ZIP of CSV files named like its sheets."),
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
        label=_("What it is for"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        max_length=1000,
    )
    first = WholeNumberField(label=_("First year"), min_value=1900, max_value=2200)
    last = WholeNumberField(label=_("Last year"), min_value=1900, max_value=2200)
    growth = NumberField(
        label=_("Growth of all demand, % a year"),
        unit="%",
        initial=0,
        min_value=-50,
        max_value=50,
        help_text=_(
            "Applies to both the baseline and the scenario. 0 means that the economy stays as "
            "it is."
        ),
    )

    def values(self) -> dict[str, Any]:
        """Return the fields of a scenario file."""
        found = dict(self.cleaned_data)
        return found | {"growth": found["growth"] / 100}


class InstrumentForm(ShownForm):
    """One instrument of a type, with the sectors and indicators of a table."""

    name = forms.CharField(label=_("Name of the instrument"), max_length=200)
    start = WholeNumberField(label=_("Starts in"), min_value=1900, max_value=2200)
    full = WholeNumberField(
        label=_("Full strength in"),
        required=False,
        min_value=1900,
        max_value=2200,
        help_text=_("Leave empty if the instrument has its full effect from the start."),
    )

    def __init__(self, type_: str, economy: Economy, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.type, self.economy = type_, economy
        self.currency, self.money = money_of(economy)
        model = MODELS[type_]
        for name in PARTS[type_]:
            needed = model.model_fields[name].is_required()
            if name in AMOUNTS:
                self._add_amount(name, needed)
            else:
                self.fields[name] = self._choice(name, needed)
        self.fields["basis"] = forms.CharField(
            label=_("Basis of the figures"),
            max_length=1000,
            widget=forms.Textarea({"rows": 2}),
            help_text=_("Where they come from; say so if they are assumed."),
        )
        self.fields["cost"] = NumberField(
            label=_("Cost a year at full strength"), required=False, help_text=economy.money
        )
        self.fields["bearer"] = forms.ChoiceField(
            label=_("Who pays it"),
            required=False,
            choices=[
                ("producers", _("producers")),
                ("households", _("households")),
                ("government", _("government")),
            ],
        )

    def _add_amount(self, name: str, needed: bool) -> None:
        help_ = HELPS.get(name, "")
        if name == "rate":
            help_ = _(
                "{currency} per unit of what is caused; % of output where nothing is chosen.",
                currency=self.currency,
            )
        label = LABELS[name]
        unit = "%" if label.endswith("%") else ""
        self.fields[name] = NumberField(label=label, required=needed, help_text=help_, unit=unit)
        self.fields[f"{name}_low"] = NumberField(
            label=_("{label}: lowest", label=label), required=False, unit=unit
        )
        self.fields[f"{name}_high"] = NumberField(
            label=_("{label}: highest", label=label),
            required=False,
            unit=unit,
            help_text=_("Lowest and highest value, if the figure is not known exactly."),
        )

    def _choice(self, name: str, needed: bool) -> forms.Field:
        places: list[Any] = list(zip(self.economy.sectors, self.economy.titles, strict=True))
        named: dict[str, list[tuple[Any, Any]]] = {
            "indicator": [(i.code, i.title) for i in self.economy.indicators],
            "indicators": [(i.code, i.title) for i in self.economy.indicators],
            "kinds": [(str(k), k) for k in KIND_WORDS],
            **CHOICES,
        }
        ways = named.get(name, places)
        common: dict[str, Any] = {
            "label": LABELS[name],
            "required": needed,
            "help_text": HELPS.get(name, "") if not needed else "",
        }
        if name in LISTS:
            small = name in ("kinds", "indicators")
            widget = forms.CheckboxSelectMultiple if small else forms.SelectMultiple({"size": 8})
            return forms.MultipleChoiceField(choices=ways, widget=widget, **common)
        empty = [] if needed or name in ("freed", "revenue", "buyers") else [("", "–")]
        return forms.ChoiceField(choices=[*empty, *ways], **common)

    def clean(self) -> dict[str, Any]:
        """Check that a range is whole and in order."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for name in (n for n in PARTS[self.type] if n in AMOUNTS):
            low, likely, high = (found.get(f"{name}{end}") for end in ("_low", "", "_high"))
            if (low is None) != (high is None):
                self.add_error(f"{name}_low", _("Give both the least and the most, or neither."))
            elif low is not None and likely is not None and not low <= likely <= high:
                self.add_error(name, _("The value must lie between the least and the most."))
        return found

    def values(self) -> dict[str, Any]:
        """Return the instrument as a scenario file has it."""
        data = self.cleaned_data
        found: dict[str, Any] = {
            "type": self.type,
            "title": data["name"],
            "basis": data["basis"],
            "start": data["start"],
            "full": data["full"],
        }
        for name in PARTS[self.type]:
            if name in AMOUNTS:
                amount = self._amount(name)
                if amount is not None:
                    found[name] = amount
            elif data[name] not in ("", []):
                found[name] = data[name]
        if data["cost"]:
            found["cost"] = {"per_year": data["cost"], "bearer": data["bearer"] or "producers"}
        return found

    def _factor(self, name: str) -> float:
        """Return what a figure of the form is worth in the scenario file."""
        if name in SHARES:
            return 0.01
        if name == "rate":
            return self.money if self.cleaned_data.get("indicator") else 0.01
        return 1.0

    def _amount(self, name: str) -> Any:
        data, factor = self.cleaned_data, self._factor(name)
        if data[name] is None:
            return None
        if data[f"{name}_low"] is None:
            return data[name] * factor
        ends = {"low": f"{name}_low", "likely": name, "high": f"{name}_high"}
        return {end: data[field] * factor for end, field in ends.items()}


def initial_of(content: dict[str, Any], economy: Economy) -> dict[str, Any]:
    """Return an instrument of a scenario file as its form shows it."""
    found = {**content, "name": content["title"]}
    money = money_of(economy)[1] if content.get("indicator") else 0.01
    for name in AMOUNTS:
        value = content.get(name)
        if value is None:
            continue
        factor = 0.01 if name in SHARES else 1.0
        if name == "rate":
            factor = money
        ends = value if isinstance(value, dict) else {"likely": value}
        for end, field in (("low", f"{name}_low"), ("likely", name), ("high", f"{name}_high")):
            found[field] = round(ends[end] / factor, 10) if end in ends else None
    cost = content.get("cost") or {}
    per_year = cost.get("per_year")
    found["cost"] = per_year.get("likely") if isinstance(per_year, dict) else per_year
    found["bearer"] = cost.get("bearer")
    return found


class BriefForm(ShownForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("The message in one sentence"), max_length=400, widget=forms.Textarea({"rows": 2})
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
        "question": _("Question to the public"),
    }

    question = forms.CharField(
        label=_("What you ask the public"), max_length=400, widget=forms.Textarea({"rows": 2})
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
    website = forms.CharField(required=False, widget=forms.HiddenInput)


class AnswerForm(HouseForm):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    answer = forms.CharField(label=_("Answer"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class EndForm(HouseForm):
    nouns = {
        "changes": _("Changes because of the comments"),
    }

    changes = forms.CharField(
        label=_("What changed because of the comments"),
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
    )


class RegisterForm(ShownForm):
    nouns = {
        "responsible": _("Body responsible"),
        "summary": _("Summary"),
    }

    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    summary = forms.CharField(
        label=_("What it does"), max_length=1200, widget=forms.Textarea({"rows": 4})
    )
    responsible = forms.CharField(label=_("Who is responsible"), max_length=160)
    address = forms.URLField(label=_("Address of the text"), required=False, assume_scheme="https")
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

    indicator = forms.CharField(label=_("What is to be achieved"), max_length=160)
    unit = forms.CharField(label=_("Unit"), max_length=40)
    base_year = WholeNumberField(label=_("Base year"), min_value=1900, max_value=2200)
    base = NumberField(label=_("Value in the base year"))
    target_year = WholeNumberField(label=_("Target year"), min_value=1900, max_value=2200)
    target = NumberField(label=_("Target"))
    reached_year = WholeNumberField(
        label=_("Last year known"), required=False, min_value=1900, max_value=2200
    )
    reached = NumberField(label=_("Value in that year"), required=False)
    source = forms.CharField(label=_("Source"), max_length=300)

"""The form of an instrument of a scenario, made from its model and the table that it acts on."""

from typing import Any

from django import forms
from pydantic import BaseModel

from scp_centre.centre.entry_fields import NumberField, WholeNumberField
from scp_centre.centre.stale_forms import ShownForm
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

INSTRUMENTS = {  # type -> title, what it does
    "standard": (_("Standard"), _("A limit per unit of output for sectors that exceed it.")),
    "intensity": (_("Technology programme"), _("Sectors cause less pressure per unit of output.")),
    "demand": (_("Change in consumption"), _("A campaign or rule changes buying patterns.")),
    "tax": (_("Tax or subsidy"), _("A price on pressure or output, passed on to buyers.")),
    "ban": (_("Ban"), _("Certain goods can no longer be bought. Other goods replace them.")),
    "cap": (_("Cap"), _("A joint ceiling for several sectors.")),
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
    "standard": ("indicator", "input", "sectors", "limit"),
    "intensity": ("indicators", "sectors", "change"),
    "demand": ("goods", "kinds", "change", "towards", "freed"),
    "tax": ("indicator", "sectors", "rate", "elasticity", "fuel_elasticity", "buyers", "revenue"),
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
AMOUNTS = ("change", "share", "premium", "limit", "rate", "ratio", "elasticity", "fuel_elasticity")
LISTS = ("goods", "sectors", "inputs", "towards", "indicators", "kinds", "cost_goods")
LABELS = {
    "goods": _("Products"),
    "sectors": _("Sectors"),
    "inputs": _("Inputs"),
    "towards": _("Where the money goes"),
    "indicators": _("Pressure"),
    "indicator": _("Pressure"),
    "kinds": _("Buyers"),
    "change": _("Change, %"),
    "share": _("Share, %"),
    "premium": _("Extra cost of replacement goods, %"),
    "limit": _("Limit"),
    "rate": _("Rate"),
    "ratio": _("Cost of the new product per unit of money spent on the old one"),
    "elasticity": _("Price elasticity of demand"),
    "fuel_elasticity": _("Price elasticity of fuels burned by sectors"),
    "input": _("Or limit the use of this product as an input"),
    "freed": _("Money saved by buyers"),
    "revenue": _("Revenue"),
    "buyers": _("Buyers who pay more"),
    "replaced_by": _("Replaced by"),
    "cost": _("Annual cost at full effect"),
    "cost_goods": _("What the cost pays for"),
}
HELPS = {
    "change": _("Enter a negative number for a decrease. For example, enter -20 for a fifth less."),
    "towards": _("Leave empty if the money is spent again as before."),
    "sectors": _("Leave empty to include all sectors."),
    "elasticity": _(
        "Enter 0 or less. -0.5 means that demand falls by half of the price increase. Leave empty "
        "if demand does not react."
    ),
    "fuel_elasticity": _(
        "Enter 0 or less. The price of each fuel rises with the pressure that burning it causes, "
        "so sectors burn less. Leave empty if sectors do not react, or if the table does not list "
        "any fuels."
    ),
    "input": _(
        "For example, a fuel for an efficiency standard. In that case, do not choose a pressure "
        "above."
    ),
    "limit": _(
        "For a standard: the limit per million of output. For an input: the amount spent on the "
        "input per monetary unit of output. For a cap: the annual total for all sectors together."
    ),
    "bearer": _(
        "Households and government buy less of everything. Producers raise the prices of the "
        "sectors or products chosen above."
    ),
    "cost_goods": _(
        "Leave empty if you do not know. The money then buys nothing in this scenario."
    ),
    "freed": _(
        "Choose whether the money is spent again as before or saved. Saved money causes no "
        "pressure in this model."
    ),
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


class InstrumentForm(ShownForm):
    """One instrument of a type, with the sectors and indicators of a table."""

    name = forms.CharField(label=_("Name of the instrument"), max_length=200)
    start = WholeNumberField(label=_("Start year"), min_value=1900, max_value=2200)
    full = WholeNumberField(
        label=_("Year of full effect"),
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
            needed = model.model_fields[name].is_required() or name == "kinds"
            if name in AMOUNTS:
                self._add_amount(name, needed)
            else:
                self.fields[name] = self._choice(name, needed)
        self.fields["basis"] = forms.CharField(
            label=_("Basis of the figures"),
            max_length=1000,
            widget=forms.Textarea({"rows": 2}),
            help_text=_("Where the figures come from. State whether they are assumptions."),
        )
        self._add_amount("cost", needed=False)
        self.fields["bearer"] = forms.ChoiceField(
            label=_("Who pays this cost"),
            required=False,
            choices=[
                ("producers", _("producers")),
                ("households", _("households")),
                ("government", _("government")),
            ],
            help_text=HELPS["bearer"],
        )
        self.fields["cost_goods"] = self._choice("cost_goods", needed=False)

    def _add_amount(self, name: str, needed: bool) -> None:
        help_ = HELPS.get(name, "")
        if name == "rate":
            help_ = _(
                "In {currency} per unit of pressure, or in % of output if no pressure is chosen.",
                currency=self.currency,
            )
        if name == "cost":
            help_ = self.economy.money
        label = LABELS[name]
        unit: dict[str, Any] = {"unit": "%" if label.endswith("%") else ""}
        if name == "cost":
            unit["min_value"] = 0
        self.fields[name] = NumberField(label=label, required=needed, help_text=help_, **unit)
        self.fields[f"{name}_low"] = NumberField(
            label=_("{label}: lowest", label=label), required=False, **unit
        )
        self.fields[f"{name}_high"] = NumberField(
            label=_("{label}: highest", label=label),
            required=False,
            **unit,
            help_text=_("Lowest and highest values, if the exact figure is not known."),
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
        """Check that a range is whole and in order, and that nothing of a cost stands alone."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for name in (n for n in (*PARTS[self.type], "cost") if n in AMOUNTS or n == "cost"):
            low, likely, high = (found.get(f"{name}{end}") for end in ("_low", "", "_high"))
            if (low is None) != (high is None):
                self.add_error(
                    f"{name}_low",
                    _("Enter both the lowest and the highest value, or leave both fields empty."),
                )
            elif low is not None and likely is None and name not in self.errors:
                self.add_error(
                    name, _("Enter the most likely value as well, or leave the range empty.")
                )
            elif low is not None and likely is not None and not low <= likely <= high:
                self.add_error(
                    name, _("The value must be between the lowest and the highest value.")
                )
        self._check_cost(found)
        return found

    def _check_cost(self, found: dict[str, Any]) -> None:
        """Refuse to say who pays a cost, or what it buys, where there is none."""
        is_said = bool(found.get("cost_goods")) or found.get("bearer") in (
            "households",
            "government",
        )
        if is_said and found.get("cost") is None and "cost" not in self.errors:
            self.add_error("cost", _("Enter the cost, or 0 if this instrument costs nothing."))

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
        if data["cost"] is not None:
            bearer = data["bearer"] or "producers"
            found["cost"] = {"per_year": self._amount("cost"), "bearer": bearer}
            if data["cost_goods"]:
                found["cost"]["goods"] = data["cost_goods"]
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
    cost = content.get("cost") or {}
    amounts = {n: content[n] for n in AMOUNTS if content.get(n) is not None}
    if cost:
        amounts["cost"] = cost["per_year"]
    for name, value in amounts.items():
        factor = 0.01 if name in SHARES else 1.0
        if name == "rate":
            factor = money
        ends = value if isinstance(value, dict) else {"likely": value}
        for end, field in (("low", f"{name}_low"), ("likely", name), ("high", f"{name}_high")):
            found[field] = round(ends[end] / factor, 10) if end in ends else None
    found["cost"] = found["cost"] if cost else None
    found["bearer"], found["cost_goods"] = cost.get("bearer"), cost.get("goods")
    return found

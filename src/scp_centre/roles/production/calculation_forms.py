"""The form of a calculation: a field for each reading, with its unit beside it."""

from collections.abc import Mapping
from typing import Any

from django import forms

from scp_centre.centre.entry_fields import NumberField
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import Number, _, sentences
from scp_centre.methods.quantity import SYMBOLS, kind_of, units_of
from scp_centre.roles.production.assessment.calculations import Calculation, Parameter
from scp_centre.roles.production.assessment.calculations.doubtful_shares import ask_back
from scp_centre.roles.production.assessment.calculations.estimate import DEFAULT_UNCERTAINTY

UNIT = "-unit"  # behind the key of a reading, for the field of its unit
SURE = "-sure"  # … and to confirm a percentage that looks like a share
HANDY = {"K": "°C", "kPa": "bar"}  # what gauges show
REST = ("uncertainty", "replace")
SHARES = {"1": _("share from 0 to 1")}


class CalculationForm(HouseForm):
    """The readings of one calculation, their uncertainty, and leave to replace older ones."""

    def __init__(
        self,
        calculation: Calculation,
        *args: Any,
        stored: Mapping[str, tuple[float, str | None]],
        must_replace: bool = False,
        stored_uncertainty: float | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.calculation = calculation
        self.confirmed: set[str] = set()
        for parameter in calculation.parameters:
            value, unit = stored.get(parameter.key, (None, None))
            self._add(parameter, value, unit)
        self.fields["uncertainty"] = NumberField(
            label=_("Uncertainty of your readings"),
            help_text=_(
                "As a percentage of each reading. If you leave this field empty, {value} % is "
                "used.",
                value=Number(DEFAULT_UNCERTAINTY, "g"),
            ),
            required=False,
            min_value=0,
            max_value=100,
            initial=stored_uncertainty,
        )
        if must_replace:
            self.fields["replace"] = forms.BooleanField(
                label=_("Replace the readings that this option already has"), required=False
            )

    def _add(self, parameter: Parameter, value: float | None, unit: str | None) -> None:
        units = units_for(parameter)

        self.fields[parameter.key] = NumberField(
            label=current_speaker()(parameter.help).rstrip("."),
            help_text=_help(parameter, is_fixed=len(units) < 2),
            required=parameter.default is None,
            initial=value,
        )
        if len(units) > 1:
            first = unit or (parameter.unit if value is not None else None)
            self.fields[parameter.key + UNIT] = forms.ChoiceField(
                label=_("Unit"),
                choices=[(u, SHARES.get(u, u)) for u in units],
                initial=first or HANDY.get(parameter.unit, parameter.unit),
            )

    def clean(self) -> dict[str, Any]:
        """Refuse each reading outside its bounds, at its own field."""
        values = super().clean() or {}
        given = self.readings()
        for parameter in self.calculation.parameters:
            if parameter.key not in given:
                continue
            if self._is_asked_back(parameter, *given[parameter.key]):
                continue
            try:
                self.calculation.check_reading(parameter, given)
            except MethodError as error:
                self.add_error(parameter.key, error.in_full)
        return values

    def _is_asked_back(self, parameter: Parameter, value: float, unit: str | None) -> bool:
        """Ask what is meant where a percentage looks like a share; True until it is answered."""
        asked = ask_back(parameter, value, unit)
        if asked is None:
            return False
        cure = asked.if_share
        if asked.is_possible:  # so little is possible: it can be confirmed
            name = parameter.key + SURE
            said = current_speaker()(parameter.help).rstrip(".")
            self.fields[name] = forms.BooleanField(
                label=_("{reading}: {entered} % is correct", reading=said, entered=asked.entered),
                required=False,
            )
            if self.data.get(self.add_prefix(name)):
                self.confirmed.add(parameter.key)
                return False
            cure = _(
                "If you mean {share} %, enter {share}. Otherwise, confirm the value below.",
                share=asked.share,
            )
        self.add_error(parameter.key, sentences(asked.question, cure))
        return True

    def rows(self) -> list[tuple[Any, Any]]:
        """Return each reading with the field of its unit, None where the unit is fixed."""
        keys = [p.key for p in self.calculation.parameters]
        return [
            (self[key], self[key + UNIT] if key + UNIT in self.fields else None) for key in keys
        ]

    def rest(self) -> list[Any]:
        """Return the fields that are no readings."""
        return [self[name] for name in self.fields if name in REST or name.endswith(SURE)]

    def readings(self) -> dict[str, tuple[float, str | None]]:
        """Return what was entered, by parameter, with its unit."""
        given = {}
        for parameter in self.calculation.parameters:
            value = self.cleaned_data.get(parameter.key)
            if value is None:
                continue
            chosen = self.cleaned_data.get(parameter.key + UNIT)
            fixed = parameter.unit if parameter.unit in SYMBOLS else None
            given[parameter.key] = (value, chosen or fixed)
            if parameter.key in self.confirmed:  # as a share, it is asked about no more
                given[parameter.key] = (round(value / 100, 12), parameter.unit)
        return given

    @property
    def given_uncertainty(self) -> float | None:
        """The uncertainty in % as it was entered."""
        entered: float | None = self.cleaned_data.get("uncertainty")
        return entered

    @property
    def uncertainty(self) -> float:
        """The uncertainty in %, that of the house where none was given."""
        entered = self.given_uncertainty
        return DEFAULT_UNCERTAINTY if entered is None else entered


def units_for(parameter: Parameter) -> list[str]:
    """Return the units that a reading may be entered in, its own first."""
    if parameter.unit not in SYMBOLS or parameter.difference:
        return [parameter.unit] if parameter.unit else []
    others = [u for u in units_of(kind_of(parameter.unit)) if u != parameter.unit]
    return [parameter.unit, *others]


def _help(parameter: Parameter, *, is_fixed: bool) -> str:
    unit = parameter.unit if is_fixed else ""
    if parameter.default is not None:
        return _(
            "If you leave this field empty, {value} {unit} is used",
            value=Number(parameter.default, "g"),
            unit="" if parameter.unit == "1" else parameter.unit,
        )
    return _("In {unit}", unit=unit) if unit else ""

"""What an offer or need has to say before it is saved; what can mean two things is asked back."""

import re
from collections.abc import Mapping
from typing import Any

from scp_centre.methods.errors import InvalidValueError, MissingValueError
from scp_centre.methods.messages import Number, _
from scp_centre.methods.symbiosis import WasteCode, read_waste_code, tonnes_a_year
from scp_centre.methods.symbiosis.waste_law import check_declaration, read_code_prefix
from scp_centre.reference.waste import waste_codes
from scp_centre.roles.network.models import Kind

# Tonnes a year beyond which a quantity is asked back: our own choice. Other companies' quantities
# are no measure here, since the question would tell them.
LEAST, MOST = 0.1, 50_000.0
SMALLEST = 1e-6  # a gram a year: less is no quantity, even confirmed
SEPARATORS = re.compile(r"[,;\n]+")
MOST_CODES = 20


def read_residue(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is saved of an offer or need; values : what the form of its kind holds.

    Raises InvalidValueError whose `where` is the field that is wrong, missing or asked back.
    """
    said = dict(values)
    said["material"] = said["material"].strip()
    said["description"] = said.get("description", "").strip()
    if kind == Kind.OFFER:
        said |= _offer_codes(said)
    else:
        said |= _need_codes(said)
        if said.get("co2e") is not None and not said.get("co2e_source", "").strip():
            raise MissingValueError(
                _("The CO₂e factor has no source."),
                where="co2e_source",
                cure=_("Enter where the factor comes from, with its year, or leave it out."),
            )
    if (said.get("latitude") is None) != (said.get("longitude") is None):
        missing = "latitude" if said.get("latitude") is None else "longitude"
        raise MissingValueError(
            _("Only one of the two coordinates is given."),
            where=missing,
            cure=_("Enter both latitude and longitude, or leave both empty."),
        )
    _check_quantity(said)
    return said


def _check_quantity(said: Mapping[str, Any]) -> None:
    """Ask back a quantity that looks like kilograms for tonnes, or the reverse."""
    tonnes = tonnes_a_year(
        said["material"], said["quantity"], said["unit"], said["period"], "quantity"
    )
    is_confirmed = said.get("is_quantity_checked") and tonnes >= SMALLEST
    if is_confirmed or LEAST <= tonnes <= MOST:
        return
    raise InvalidValueError(
        _("This is {tonnes} t a year, an unusual quantity.", tonnes=Number(tonnes, ",.9g")),
        where="quantity",
        cure=_("Correct the quantity, unit or period, or confirm the quantity below."),
    )


def _offer_codes(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the code and hazard of an offer; a mirror entry is asked back, never guessed."""
    text = said["codes"].strip()
    code = read_waste_code(text, waste_codes(), "codes") if text else None
    hazardous = check_declaration(said["material"], code, said["is_hazardous"], "is_hazardous")
    if code is None and hazardous:
        raise MissingValueError(
            _("Hazardous waste needs a waste code."),
            where="codes",
            cure=_("Enter the six digits of the waste code, for example 10 01 02."),
        )
    if code is not None and code.is_mirror and not said["assessment"].strip():
        raise _ask_mirror(code)
    codes = [code.digits] if code else []
    return {"codes": codes, "is_hazardous": hazardous, "assessment": said["assessment"].strip()}


def _ask_mirror(code: WasteCode) -> MissingValueError:
    return MissingValueError(
        _(
            "The waste code {code} is a mirror entry: the same waste is hazardous or not, "
            "depending on what it contains.",
            code=str(code),
        ),
        where="assessment",
        cure=_("Enter the test or assessment that shows which of the two it is."),
    )


def _need_codes(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the codes that a need takes, and the hazardous ones for which it has a permit."""
    known = waste_codes()
    codes = {name: split_codes(said[name]) for name in ("codes", "permits")}
    for name, texts in codes.items():
        if len(texts) > MOST_CODES:
            raise InvalidValueError(
                _("There are more than {most} codes.", most=Number(MOST_CODES)),
                where=name,
                cure=_("Enter sub-chapters of four digits instead of single codes."),
            )
    if not codes["codes"] and not said["description"]:
        raise MissingValueError(
            _("The need has neither waste codes nor a specification."),
            where="description",
            cure=_("Describe what you need, or enter the waste codes that you can take."),
        )
    return {
        name: list(dict.fromkeys(read_code_prefix(text, known, name) for text in texts))
        for name, texts in codes.items()
    }


def split_codes(text: str) -> list[str]:
    """Return the codes of a list; spaces stand within a code.

    >>> split_codes("10 01, 02 05 02; 12")
    ['10 01', '02 05 02', '12']
    """
    return [part.strip() for part in SEPARATORS.split(text) if part.strip()]

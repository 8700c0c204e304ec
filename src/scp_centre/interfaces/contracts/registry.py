"""Find a method by name, check its input, run it, and answer in plain JSON values."""

import importlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from scp_centre.methods.entries.checked_entries import place_in, say_finding
from scp_centre.methods.errors import InvalidValueError, MethodError, UnknownLabelError
from scp_centre.methods.labels import require_known
from scp_centre.methods.messages import _, n_

# method name -> module of its contract, loaded only when asked for
MODULES = {
    "reconcile": "reconcile",
    "mfca": "mfca",
    "ghg": "ghg",
    "appraise": "appraise",
    "savings": "savings",
    "dea": "dea",
    "sfa": "sfa",
    "disclosure": "disclosure",
    "target": "target",
    "teams": "teams",
    "verify": "verify",
    "criteria": "criteria",
    "claims": "claims",
    "io-accounts": "io_accounts",
    "io-price": "io_price",
    "io-paths": "io_paths",
    "scenario": "scenario",
    "lca": "lca",
    "opinion": "opinion",
    "delphi": "delphi",
    "symbiosis": "symbiosis",
    "match": "match",
    "trade": "trade",
    "export-potential": "export_potential",
    "ocds-check": "ocds_check",
    "tender-match": "tender_match",
    "search-evaluate": "search_evaluate",
}


class Strict(BaseModel):
    """A part of an input: no unknown fields, no NaN, no text where a number belongs."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, strict=True, frozen=True)


def _whole(value: Any) -> Any:
    """JSON has one kind of number: 5.0 is the whole number 5."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


# Every list, text and count of an input has an upper bound, far above what the trade needs: what
# is asked over HTTP has a deadline as well (own_process.py), but nothing should run for years.
LONGEST_NAME, LONGEST_TEXT = 1_000, 100_000
LONGEST_SHOWN = 200  # of a place within an error
MOST_NAMES = MOST_ROWS = 100_000
MOST_ENTRIES = 2_000_000  # of a sparse matrix
Whole = Annotated[int, BeforeValidator(_whole)]
Years = Annotated[int, Field(ge=0, le=1_000), BeforeValidator(_whole)]
Year = Annotated[int, Field(ge=0, le=9_999), BeforeValidator(_whole)]
Seed = Annotated[int, Field(ge=0, le=2**63 - 1), BeforeValidator(_whole)]
Key = Annotated[int, Field(ge=-(2**63), le=2**63 - 1), BeforeValidator(_whole)]  # of somebody
Place = Annotated[int, Field(ge=0, le=MOST_ENTRIES), BeforeValidator(_whole)]  # in a sparse matrix
Runs = Annotated[int, Field(ge=1, le=100_000), BeforeValidator(_whole)]
GroupCount = Annotated[int, Field(ge=1, le=20), BeforeValidator(_whole)]
QualityScore = Annotated[int, Field(ge=1, le=5), BeforeValidator(_whole)]
Name = Annotated[str, Field(max_length=LONGEST_NAME)]
Names = Annotated[list[Name], Field(max_length=MOST_NAMES)]
Row = Annotated[list[float], Field(max_length=MOST_ROWS)]
Matrix = Annotated[list[Row], Field(max_length=MOST_ROWS)]
Amounts = Annotated[dict[Name, float], Field(max_length=MOST_NAMES)]


@dataclass(frozen=True, slots=True)
class Contract:
    """What a method promises to any program."""

    name: str
    version: str
    summary: str
    formula: str
    sources: tuple[str, ...]
    input_model: type[BaseModel]
    output_model: type[BaseModel]
    compute: Callable[[Any], dict[str, Any]]
    read_files: Callable[[Any], Any] | None = None  # what the command line does before

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of input and output, with units and help."""
        return {
            "method": self.name,
            "version": self.version,
            "summary": self.summary,
            "input": self.input_model.model_json_schema(by_alias=True),
            "output": self.output_model.model_json_schema(by_alias=True, mode="serialization"),
        }


def contract(name: str) -> Contract:
    """Return one contract; raise UnknownLabelError with the names that exist."""
    require_known(name, MODULES, what="method", where="method")
    module = importlib.import_module(f"scp_centre.interfaces.contracts.{MODULES[name]}")
    found: Contract = module.CONTRACT
    return found


def contracts() -> list[Contract]:
    return [contract(name) for name in MODULES]


def run(name: str, data: Any) -> dict[str, Any]:
    """Return the answer of a method to an input of plain JSON values.

    Raises MethodError, whose `as_dict` is what the interfaces print.
    """
    chosen = contract(name)
    try:
        given = chosen.input_model.model_validate(data)
    except ValidationError as error:
        raise _in_words(error, data) from None
    answer = _within_numbers(chosen.compute, given)
    _refuse_infinite(answer)
    about = {
        "method": {"name": chosen.name, "version": chosen.version},
        "explanation": {"formula": chosen.formula, "sources": list(chosen.sources)},
    }
    return answer | about


def _in_words(error: ValidationError, data: Any) -> MethodError:
    """Turn the first finding of the checker into a sentence, and count the other places."""
    findings = error.errors(include_url=False, include_input=False)
    places = [".".join(map(str, place_in(data, one))) for one in findings]
    entry = places[0] or "input"
    others = len({*places}) - 1
    if findings[0]["type"] == "extra_forbidden":
        return UnknownLabelError(
            _("The entry “{entry}” does not exist.", entry=entry[:LONGEST_SHOWN]),
            where=entry,
            cure=_("Remove the entry. The --schema option lists all entries."),
        )
    said = say_finding(findings[0])
    shown = {"entry": entry[:LONGEST_SHOWN], "said": said}
    return InvalidValueError(
        n_(
            "{entry}: {said}. {count} other entry is also wrong.",
            "{entry}: {said}. {count} other entries are also wrong.",
            others,
            **shown,
        )
        if others
        else _("{entry}: {said}.", **shown),
        where=entry,
        cure=_("The --schema option lists the entries with their types and units."),
    )


def _within_numbers(compute: Callable[[Any], dict[str, Any]], given: Any) -> dict[str, Any]:
    """Compute; what leaves the range of numbers on the way is refused, not gone on with."""
    import numpy as np  # the list of methods does without

    try:
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            return compute(given)
    except (FloatingPointError, OverflowError):
        raise _too_large() from None


def _too_large() -> InvalidValueError:
    return InvalidValueError(
        _("The result is too large or too small to be calculated."),
        where="input",
        cure=_("Check very large and very small numbers and their units."),
    )


def _refuse_infinite(value: Any) -> None:
    """JSON knows no infinity: a result that overflows is an error, not a number."""
    if isinstance(value, float) and not math.isfinite(value):
        raise _too_large()
    if isinstance(value, dict):
        for part in value.values():
            _refuse_infinite(part)
    elif isinstance(value, list):
        for part in value:
            _refuse_infinite(part)

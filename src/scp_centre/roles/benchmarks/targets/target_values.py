"""What a target asks of a sector and of each plant, by the method it is set with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scp_centre.methods.messages import Number, _
from scp_centre.methods.targets import contract, contraction_path, converge
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.models import Contribution, Method, Target
from scp_centre.roles.benchmarks.releases.breakdowns import size_of
from scp_centre.roles.benchmarks.releases.release_content import quartile_of
from scp_centre.roles.benchmarks.scores.plants import SIZES


@dataclass(frozen=True, slots=True)
class Asked:
    """How a target is set.

    rate : 1/year, share of the base    rates : size -> rate
    end_value, end_year : where the sector's path ends, in the unit of the benchmark
    """

    method: str
    base_year: int
    target_year: int
    rate: float | None = None
    rates: Mapping[str, float] = field(default_factory=dict)
    end_value: float | None = None
    end_year: int | None = None


def value_of(asked: Asked, content: Mapping[str, Any]) -> tuple[float, float | None]:
    """Return the sector's intensity in the target year, and the ceiling of its plants if any.

    Both follow from what the release has published, so that a proposal tells nothing more, however
    often somebody proposes. With a ceiling the sector comes to it or below.

    Raises BenchmarkError where the release or the form lacks what the method needs.
    """
    base = content["sector"]
    if asked.method == Method.CONTRACTION:
        if not asked.rate:
            raise BenchmarkError(
                _("The contraction rate is missing."),
                where="rate",
                cure=_("Enter the annual reduction, in %."),
            )
        value = contract(base, asked.base_year, asked.target_year, asked.rate).target
    elif asked.method == Method.CLASSES:
        return _by_class(asked, content), None
    elif asked.method == Method.CONVERGENCE:
        return _converged(asked, base), None
    elif asked.method == Method.FRONTIER:
        return _frontier(content), None
    else:
        value = _best(asked.method, content)
        return value, value
    return value, None


def _by_class(asked: Asked, content: Mapping[str, Any]) -> float:
    """Return the sector's figure when each size has made its cut: of the published sizes' uses."""
    sizes = content.get("sizes")
    if not sizes:
        raise BenchmarkError(
            _("The release has no figures by size, so a target by size cannot be tracked."),
            where="method",
            cure=_(
                "Choose one contraction rate for all plants, or collect data from more companies."
            ),
        )
    if lacking := [s for s in SIZES if asked.rates.get(s) is None]:
        raise BenchmarkError(
            _("A contraction by size requires three rates."),
            where=f"rate_{lacking[0]}",
            cure=_(
                "Enter the annual reduction for small, medium and large plants. A rate of 0 is "
                "allowed."
            ),
        )
    years = asked.target_year - asked.base_year
    if any(rate * years >= 1 for rate in asked.rates.values()):
        raise BenchmarkError(
            _("This rate reduces the value to zero by the target year."),
            where="rate_large",
            cure=_("Choose a lower rate, or an earlier year."),
        )
    uses = {part["name"]: part["value"] * part["share"] for part in sizes["parts"]}
    left = sum(use * (1 - asked.rates[name] * years) for name, use in uses.items())
    value: float = content["sector"] * left / sum(uses.values())
    return value


def _converged(asked: Asked, base: float) -> float:
    if asked.end_value is None or asked.end_year is None:
        raise BenchmarkError(
            _("The end value of the sector's path is missing."),
            where="end_value",
            cure=_("Enter the figure to which all plants converge, and its year."),
        )
    if asked.end_year < asked.target_year or not 0 <= asked.end_value < base:
        raise BenchmarkError(
            _(
                "The path does not lead from {base} down to {end_value} in {end_year}.",
                base=Number(base, "g"),
                end_value=Number(asked.end_value, "g"),
                end_year=asked.end_year,
            ),
            where="end_value",
            cure=_(
                "Enter a figure lower than the sector figure, and a year no earlier than the "
                "target year."
            ),
        )
    path = contraction_path(base, asked.base_year, asked.end_value, asked.end_year)
    return path[asked.target_year]


def _frontier(content: Mapping[str, Any]) -> float:
    model = content.get("model")
    if model is None:
        raise BenchmarkError(
            _(
                "The release has no frontier. Its plants are scored by their position in the "
                "distribution."
            ),
            where="method",
            cure=_(
                "Release the benchmark with a regression or frontier method, or choose another "
                "method."
            ),
        )
    if "reached" not in model:
        raise BenchmarkError(
            _("This release does not show how much the sector would use with best practice."),
            where="method",
            cure=_("Choose another method, or release the benchmark again."),
        )
    value: float = model["reached"]
    return value


def _best(method: str, content: Mapping[str, Any]) -> float:
    quarter = method == Method.BEST_QUARTILE
    found = quartile_of(dict(content)) if quarter else content.get("best_tenth")
    if found is None:
        raise BenchmarkError(
            _("The release has no quartiles.")
            if quarter
            else _("The release has no figure for the best tenth."),
            where="method",
            cure=_("Choose a contraction, or collect data from more companies."),
        )
    return float(found)


def own_target(target: Target, plant: Contribution) -> float | None:
    """Return the intensity that a plant of the release has to reach, never above its own.

    None where the target asks for the plant's mark and the plant has none.
    """
    own = plant.use / plant.made
    if target.method == Method.CONTRACTION:
        return own * target.value / target.base
    if target.method == Method.CLASSES:
        bounds = target.release.content["sizes"]["bounds"]
        rate = target.rates[size_of(plant.made, bounds)]
        return float(own * (1 - rate * (target.target_year - target.base_year)))
    if target.method == Method.CONVERGENCE:
        end = target.end_value or 0.0
        return converge(own, target.base, target.value, end).target
    if target.method == Method.FRONTIER:
        return None if plant.frontier is None else min(own, plant.frontier / plant.made)
    return own if target.ceiling is None else min(own, target.ceiling)

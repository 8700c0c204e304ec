"""Exercises whose right answer the methods compute: never typed in, so never out of step.

In a module:  - number: … = @loss_cost(material=1000; product=70; loss=30) EUR ± 1 %
"""

import re
from collections.abc import Callable
from inspect import signature
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.entries import MACHINE, read_number
from scp_centre.methods.errors import MethodError
from scp_centre.methods.frontier import measure_efficiency
from scp_centre.methods.inputoutput import consumption_account, total_output
from scp_centre.methods.investment.measures import (
    annuity_factor,
    net_present_value,
)
from scp_centre.methods.investment.payback import discounted_payback
from scp_centre.methods.lifecycle import solve_inventory
from scp_centre.methods.messages import _
from scp_centre.methods.mfca import CostCentre, CostFlow, MfcaResult, allocate_costs
from scp_centre.methods.symbiosis import plan_exchanges
from scp_centre.methods.symbiosis.exchanges import read_table
from scp_centre.roles.training.errors import TrainingError

CALL = re.compile(r"^@(\w+)\(([^)]*)\)\s*([^±]*)(?:±(.*))?$")
Values = list[float]


def _one_centre(
    material: Values, product: Values, loss: Values, energy: Values, system: Values, waste: Values
) -> MfcaResult:
    """Return the costs of one quantity centre with one material, one product, one loss."""
    centre = CostCentre("QC", energy[0], system[0], waste[0])
    flows = (
        CostFlow(None, "QC", "m", product[0] + loss[0], "input", material[0]),
        CostFlow("QC", None, "m", product[0], "product"),
        CostFlow("QC", None, "m", loss[0], "loss"),
    )
    return allocate_costs([centre], flows)


NONE = [0.0]


def loss_cost(
    material: Values,
    product: Values,
    loss: Values,
    energy: Values = NONE,
    system: Values = NONE,
    waste: Values = NONE,
) -> float:
    """Return what the loss of one quantity centre costs (methods/mfca)."""
    return _one_centre(material, product, loss, energy, system, waste).loss


def product_cost(
    material: Values,
    product: Values,
    loss: Values,
    energy: Values = NONE,
    system: Values = NONE,
    waste: Values = NONE,
) -> float:
    """Return what the product of one quantity centre costs (methods/mfca)."""
    return _one_centre(material, product, loss, energy, system, waste).product


def npv(flows: Values, rate: Values) -> float:
    """Return the net present value (methods/investment)."""
    return net_present_value(flows, rate[0])


def payback(flows: Values, rate: Values = NONE) -> float:
    """Return the time in years at which flows have paid back (methods/investment)."""
    found = discounted_payback(flows, rate[0])
    if found is None:
        raise TrainingError(
            _("These cash flows do not pay back the investment."),
            where="payback",
            cure=_("Enter different cash flows in the exercise."),
        )
    return found


def annuity(rate: Values, years: Values) -> float:
    """Return the annuity factor (methods/investment)."""
    return annuity_factor(rate[0], int(years[0]))


def footprint(technosphere: Values, intensity: Values, demand: Values) -> float:
    """Return the impact of a demand over all its processes (methods/lifecycle).

    technosphere : rows are products, one after the other    intensity : impact of one run
    """
    return solve_inventory(_square(technosphere), [intensity], [1.0], demand).score


def output(coefficients: Values, demand: Values, sector: Values) -> float:
    """Return what a sector makes to meet final demand (methods/inputoutput); sectors from 1."""
    return float(total_output(_square(coefficients), demand)[_place(sector)])


def embodied(coefficients: Values, intensity: Values, demand: Values) -> float:
    """Return what final demand causes in all sectors (methods/inputoutput)."""
    return float(consumption_account(_square(coefficients), [intensity], demand).sum())


def efficiency(inputs: Values, outputs: Values, unit: Values) -> float:
    """Return how efficient a unit is beside the best, 0 to 1 (methods/frontier); units from 1.

    inputs, outputs : one of each unit, at constant returns to scale
    """
    names = [str(place) for place in range(len(inputs))]
    columns = [[one] for one in inputs], [[one] for one in outputs]
    found = measure_efficiency(names, *columns, rts="crs").efficiency
    return float(found[_place(unit)])


def saving(inputs: Values, outputs: Values, unit: Values) -> float:
    """Return what a unit would save if it were as efficient as the best (methods/frontier)."""
    return inputs[_place(unit)] * (1.0 - efficiency(inputs, outputs, unit))


def exchange_value(supply: Values, demand: Values, gain: Values) -> float:
    """Return what the best plan of exchanges is worth (methods/symbiosis).

    supply, demand : tonnes    gain : money per tonne, the needs of the first offer first
    """
    table = np.array(gain).reshape(len(supply), len(demand))
    return plan_exchanges(read_table(supply, demand, table)).value


def _place(counted: Values) -> int:
    """Return the index of something that is counted from 1."""
    place = int(counted[0]) - 1
    if place < 0:
        raise IndexError(counted[0])
    return place


def _square(values: Values) -> NDArray[np.float64]:
    n = isqrt(len(values))
    if n * n != len(values):
        raise ValueError(_("the number of coefficients is not a perfect square"))
    return np.array(values).reshape(n, n)


EXERCISES: dict[str, Callable[..., float]] = {
    f.__name__: f
    for f in (
        *(loss_cost, product_cost, npv, payback, annuity),
        *(footprint, output, embodied, efficiency, saving, exchange_value),
    )
}


def computed(answer: str) -> tuple[float, str, str] | None:
    """Return value, unit and tolerance of an answer that begins with @; None for any other.

    Raises TrainingError for a call that the methods cannot answer.
    """
    found = CALL.match(answer.strip())
    if not found:
        return None
    name, arguments, unit, tolerance = found.groups()
    known = EXERCISES.get(name)
    if known is None:
        raise TrainingError(
            _("There is no exercise called '{name}'.", name=name),
            where="answer",
            cure=_("Available calculations: {join}.", join=list(EXERCISES)),
        )
    try:
        given = dict(_argument(part) for part in arguments.split(";") if part.strip())
        value = known(**given)
    except (TypeError, ValueError, IndexError, MethodError) as error:
        raise TrainingError(
            _(
                "The exercise {name} cannot be calculated with '{arguments}'.",
                name=name,
                arguments=arguments,
            ),
            where="answer",
            cure=_(
                "Write the calculation as name=number; name=number. The inputs are {join}.",
                join=list(signature(known).parameters),
            ),
        ) from error
    return value, unit.strip(), (tolerance or "").strip()


def _argument(part: str) -> tuple[str, Values]:
    name, _unused, numbers = part.partition("=")
    return name.strip(), [read_number(n, MACHINE) for n in numbers.split(",")]

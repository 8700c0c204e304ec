"""What the result page shows of costs and of parts at end of life, where they were entered."""

from typing import Any

from scp_centre.centre.translation import current_speaker
from scp_centre.methods.footprints import (
    CUT_OFF,
    MODULE_TITLES,
    STAGE_TITLES,
    CostSpread,
    CycleResult,
)
from scp_centre.roles.products.cost_sentences import (
    WAY_TITLES,
    cost_lead,
    cost_notes,
    cycle_notes,
)
from scp_centre.roles.products.footprint_computation import Computed


def shown_costs(computed: Computed) -> dict[str, Any]:
    """Return what the page shows beside the footprint."""
    found: dict[str, Any] = {}
    if computed.costs is not None:
        found |= _costs(computed, computed.costs)
    if computed.cycles:
        found["cycles"] = [_cycle(one) for one in computed.cycles]
        declared = computed.modules.declared
        found["modules"] = [(MODULE_TITLES[key], value) for key, value in declared.items()]
    return found


def _costs(computed: Computed, costs: CostSpread) -> dict[str, Any]:
    say = current_speaker()
    model = computed.content.model
    return {
        "costs": costs,
        "cost_lead": say(cost_lead(costs.base, model.functional_unit)),
        "cost_stages": [(STAGE_TITLES[s], value) for s, value in costs.base.stages.items()],
        "cost_notes": [say(one) for one in cost_notes(costs)],
        "compared_costs": [
            {"one": one, "alternative": alternative}
            for one, alternative in zip(costs.compared, model.alternatives, strict=True)
        ],
    }


def _cycle(one: CycleResult) -> dict[str, Any]:
    say = current_speaker()
    base = one.way(CUT_OFF).total
    return {
        "one": one,
        "ways": [(WAY_TITLES[way.way], way, way.total - base) for way in one.ways],
        "notes": [say(note) for note in cycle_notes(one)],
    }

"""How far the saving of an option may be from its estimate: as entered, or from its readings."""

import numpy as np

from scp_centre.methods.investment import Appraisal, Spread, spread
from scp_centre.methods.options import Effect
from scp_centre.roles.production.assessment.calculations import CALCULATIONS
from scp_centre.roles.production.assessment.calculations.estimate import (
    DEFAULT_UNCERTAINTY,
    spread_of,
)
from scp_centre.roles.production.assessment.entries import AssessmentFile, OptionEntry
from scp_centre.roles.production.assessment.results import SavingRange

SEED = 2026  # of the draws, so that a page and its report show the same range


def find_range(file: AssessmentFile, option: OptionEntry, effect: Effect) -> SavingRange | None:
    """Return the range of an option's yearly saving before running costs; None where unknown.

    An uncertainty that was entered for the option counts before that of its readings:
    half = share x saving,  or  half = (spread / result of the calculation) x money of its flows
    """
    gross = effect.money + (option.other_saving or 0.0)
    if option.saving_range is not None:
        share = option.saving_range / 100
        return SavingRange(half=abs(gross) * share, share=share, is_calculated=False)
    flows = [
        s.flow
        for s in file.savings
        if s.option == option.key and s.share is None and s.amount is None
    ]
    relative = _relative_spread(file, option) if flows else None
    if relative is None or gross == 0:
        return None
    half = relative * abs(sum(effect.money_by_flow.get(flow, 0.0) for flow in flows))
    return SavingRange(half=half, share=half / abs(gross), is_calculated=True)


def _relative_spread(file: AssessmentFile, option: OptionEntry) -> float | None:
    """Return spread / result of the option's calculation; None where the result is 0."""
    rows = {m.parameter: m for m in file.measurements if m.option == option.key}
    if not rows:
        return None
    calculation = CALCULATIONS[next(iter(rows.values())).calculation]
    readings = calculation.readings_of({key: (m.value, m.unit) for key, m in rows.items()})
    value = calculation.run(**readings)
    # A default that nobody entered is as uncertain as a reading that nobody gave a figure for.
    uncertainty = dict.fromkeys(readings, DEFAULT_UNCERTAINTY)
    for key, row in rows.items():
        if row.uncertainty is not None:
            uncertainty[key] = row.uncertainty
    return spread_of(calculation, readings, value, uncertainty) / abs(value) if value else None


def find_spread(
    option: OptionEntry, appraisal: Appraisal, saving: SavingRange | None
) -> Spread | None:
    """Return how sure payback and net present value are; None where nothing may differ.

    A saving that may differ by all of itself has no payback to speak of.
    """
    if saving is None and option.investment_range is None:
        return None
    share = saving.share if saving else 0.0
    if share >= 1:
        return None
    return spread(
        appraisal.terms,
        saving_range=share,
        investment_range=(option.investment_range or 0.0) / 100,
        random=np.random.default_rng(SEED),
    )

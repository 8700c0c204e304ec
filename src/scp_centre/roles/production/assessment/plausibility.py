"""What looks wrong by a factor before anything is shown: said with the ratio, never corrected."""

from collections.abc import Iterator

from scp_centre.methods.flows import Flow, FlowSystem
from scp_centre.methods.messages import _
from scp_centre.methods.unit_signs import write_unit
from scp_centre.reference import load_table
from scp_centre.roles.production.assessment.entries import AssessmentFile
from scp_centre.roles.production.assessment.published_ranges import Comparison
from scp_centre.roles.production.assessment.results import Notice, PeriodResult

FAR = 5.0  # times a published range: beyond it, a unit or a decimal is the likely cause
JUMP = 8.0  # times the same thing elsewhere in the workbook: nearly ten
NEAR_EURO = ("EUR", "USD", "GBP", "CHF")  # for which a price in EUR serves, within a factor FAR
MAKES_MORE = ("heat pump", "refrigeration")  # equipment that gives out more energy than it takes in


def implausible(
    file: AssessmentFile, periods: tuple[PeriodResult, ...], compared: tuple[Comparison, ...]
) -> tuple[Notice, ...]:
    """Return what looks wrong in prices, amounts, energy balances and intensities."""
    assessed = max(periods, key=lambda p: p.period.end)
    return (
        *_price_levels(file, assessed.system),
        *_prices_among_each_other(assessed.system),
        *_changes_of_amounts(periods),
        *_more_energy_out_than_in(assessed.system),
        *_far_from_the_sector(compared),
        *_percentages_like_shares(file),
    )


def _percentages_like_shares(file: AssessmentFile) -> Iterator[Notice]:
    """Ask about percentages below 1: 0.1 % of a flow may be a share of 0.1, which is 10 %."""
    names = {o.key: o.name for o in file.options}
    entered = [
        (_("Discount rate"), file.factory.company, file.factory.discount_rate),
        (_("Profit tax"), file.factory.company, file.factory.tax_rate),
        *((_("Saving"), names.get(s.option, s.option), s.share) for s in file.savings),
        *((_("Loan rate"), o.name, o.loan_rate) for o in file.options),
        *((_("Uncertainty of savings"), o.name, o.saving_range) for o in file.options),
        *((_("Uncertainty of investment"), o.name, o.investment_range) for o in file.options),
    ]
    for column, what, value in entered:
        if value is not None and 0 < abs(value) < 1:
            yield Notice(
                "like_a_share",
                (
                    ("column", column),
                    ("what", what),
                    ("entered", f"{value:.6g}"),
                    ("share", f"{100 * value:.6g}"),
                ),
            )


def _price_levels(file: AssessmentFile, system: FlowSystem) -> Iterator[Notice]:
    """Compare prices of energy with published ones, where the currency allows it."""
    if file.factory.currency not in NEAR_EURO:
        return
    ranges = {row["carrier"]: row for row in load_table("plausible_prices").rows}
    for flow in system.of_balance("energy"):
        row = ranges.get(flow.substance)
        if row is None or not flow.enters or not flow.unit_cost:
            continue
        price = flow.unit_cost * 3.6  # per kWh
        ratio = _beyond(price, row["low"], row["high"])
        if not 1 / FAR < ratio < FAR:
            yield Notice(
                "price_level",
                (
                    ("flow", flow.name),
                    ("price", f"{price:.4g} {file.factory.currency}/kWh"),
                    ("ratio", _times(ratio)),
                    ("range", f"{row['low']:g} - {row['high']:g} {row['unit']}"),
                    ("source", f"{row['source']}, {row['year']}"),
                    ("guess", _guess(price, row["low"], row["high"])),
                ),
            )


def _beyond(value: float, low: float, high: float) -> float:
    """Return how many times a value is beyond a range; 1 inside it."""
    if value > high:
        return value / high
    return value / low if value < low else 1.0


def _guess(price: float, low: float, high: float) -> str:
    """Return the price moved by a power of ten into the range, which is the likely slip."""
    for power in (3, 1, 2, 4, 6):
        for moved in (price / 10**power, price * 10**power):
            if low / 2 <= moved <= high * 2:
                return f"{moved:.3g}"
    return f"{low:g} - {high:g}"


def _times(ratio: float) -> str:
    whole = ratio if ratio >= 1 else 1 / ratio
    shown = f"{whole:.0f}" if whole >= 100 else f"{whole:.3g}"
    return shown if ratio >= 1 else f"1/{shown}"


def _prices_among_each_other(system: FlowSystem) -> Iterator[Notice]:
    """Compare the prices of one substance: two that differ by ten have a slip of the decimal."""
    lowest: dict[tuple[str, str], Flow] = {}
    priced = [f for f in system.flows if f.enters and f.unit_cost]
    for flow in sorted(priced, key=lambda f: f.unit_cost or 0.0):
        first = lowest.setdefault((flow.balance, flow.substance), flow)
        ratio = (flow.unit_cost or 0.0) / (first.unit_cost or 1.0)
        if ratio >= JUMP:
            yield Notice(
                "price_jump",
                (("flow", flow.name), ("other", first.name), ("ratio", _times(ratio))),
            )


def _changes_of_amounts(periods: tuple[PeriodResult, ...]) -> Iterator[Notice]:
    """Compare each flow, per unit of output, with the period before."""
    ordered = sorted(periods, key=lambda p: p.period.end)
    for before, now in zip(ordered, ordered[1:], strict=False):
        old = {f.key: f for f in before.system.flows if f.amount}
        for flow in now.system.flows:
            if flow.key not in old or not flow.amount:
                continue
            was = old[flow.key].amount / before.performance.output
            ratio = flow.amount / now.performance.output / was
            if not 1 / JUMP < ratio < JUMP:
                yield Notice(
                    "amount_jump",
                    (
                        ("flow", flow.name),
                        ("ratio", _times(ratio)),
                        ("before", before.period.key),
                        ("now", now.period.key),
                    ),
                )


def _more_energy_out_than_in(system: FlowSystem) -> Iterator[Notice]:
    """Name the centres that give out more energy than they take in."""
    for centre in system.centres:
        if set(centre.equipment) & set(MAKES_MORE):
            continue
        inputs = sum(f.amount for f in system.into(centre.id, "energy"))
        outputs = sum(f.amount for f in system.out_of(centre.id, "energy"))
        if inputs > 0 and outputs > inputs * 1.001:
            yield Notice(
                "energy_gain", (("centre", centre.name), ("ratio", f"{outputs / inputs:.3g}"))
            )


def _far_from_the_sector(compared: tuple[Comparison, ...]) -> Iterator[Notice]:
    for c in compared:
        ratio = _beyond(c.value, c.low, c.high)
        if not 1 / FAR < ratio < FAR:
            yield Notice(
                "intensity",
                (
                    ("value", f"{c.value:.3g} {write_unit(c.unit)}"),
                    ("ratio", _times(ratio)),
                    ("range", f"{c.low:g} - {c.high:g} {write_unit(c.unit)}"),
                    ("source", c.source),
                ),
            )

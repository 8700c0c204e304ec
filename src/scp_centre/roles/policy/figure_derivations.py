"""How a figure of a brief follows from others: its formula, and what was put into it."""

from typing import Any

from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import _
from scp_centre.roles.policy.analysis import Study

# A formula in words, and what was put into it as label and value.
Derivation = tuple[str, tuple[tuple[str, str], ...]]


def of_scenario(what: str, place: int, result: dict[str, Any], say: Speaker) -> Derivation:
    """Return how a figure on one indicator of a scenario is made."""
    last, unit = result["years"][-1], result["indicators"][place][2]

    def shown(value: float) -> str:
        return say.amount(value, unit, 8)

    both = (
        (say(_("Baseline, {year}", year=last["year"])), shown(last["base_production"][place])),
        (say(_("Scenario, {year}", year=last["year"])), shown(last["production"][place])),
    )
    formulas = {
        "change": _("scenario − baseline"),
        "share": _("(scenario − baseline) / baseline"),
        "rebound": _("scenario − scenario in which freed or returned money is not spent"),
        "low": _("5th percentile of (scenario − baseline) over all draws from the ranges"),
        "high": _("95th percentile of (scenario − baseline) over all draws from the ranges"),
    }
    return say(formulas[what]), both


def of_scenario_money(what: str, result: dict[str, Any], say: Speaker) -> Derivation:
    """Return how a figure on money of a scenario is made."""
    last, money = result["years"][-1], result["money"]
    if what == "cost":
        words = {
            "producers": _("producers"),
            "households": _("households"),
            "government": _("government"),
        }
        paid = tuple((say(words[w]), say.amount(c, money, 8)) for w, c in last["costs"].items())
        return say(_("sum of the programme costs that each payer bears in the last year")), paid
    formulas = {
        "revenue": _("Sum of tax rate × tax base, at the resulting output"),
        "value_added": _("Value added of all sectors: scenario − baseline"),
    }
    return say(formulas[what]), ()


def of_indicator(what: str, one: Study, k: int, say: Speaker) -> Derivation:
    """Return how a total of an indicator is made."""
    unit, found = one.economy.indicators[k].unit, one.balance(k)
    if what != "per_head":
        return "", ()
    inputs = (
        (say(_("Consumption-based")), say.amount(found.consumption, unit, 8)),
        (say(_("Inhabitants")), say.number(one.table.inhabitants or 0.0, 8)),
    )
    return say(_("consumption-based / inhabitants")), inputs


def of_share(value: float, share: float, unit: str, say: Speaker) -> Derivation:
    """Return how the share of a sector or product is made."""
    whole = value / share if share else 0.0
    inputs = (
        (say(_("This sector or product")), say.amount(value, unit, 8)),
        (say(_("All sectors or products")), say.amount(whole, unit, 8)),
    )
    return say(_("this sector or product / all sectors or products")), inputs

"""Closed lists of the products role, in words, and the choice of a background row."""

from collections.abc import Mapping
from typing import Any

from scp_centre.centre.translation import current_speaker
from scp_centre.methods.footprints import Factor
from scp_centre.methods.messages import Message, _, p_

CATEGORY_TITLES = {
    "own": _("Your own data and suppliers"),
    "imported": _("Imported databases"),
    "materials": _("Materials"),
    "energy": _("Energy"),
    "transport": _("Goods transport"),
    "travel": _("Travel"),
    "water": _("Water"),
    "waste": _("Waste"),
    "services": _("Hotels"),
    "refrigerants": _("Refrigerants"),
}
RULE_TITLES = {
    "whole": _("The whole flow is for this product"),
    "mass": _("By mass of the products"),
    "economic": _("By value of the products"),
    "causal": _("By the measured cause of the flow"),
}
LOSS_RULE_TITLES = {
    "": _("Losses count as part of the product and are not shown separately"),
    "mfca": _("Losses shown separately, using material flow cost accounting (ISO 14051)"),
}
DECLARED_UNIT_TITLES = {
    "liter": _("litre"),
    "kilogram": _("kilogram"),
    "cubic meter": _("cubic metre"),
    "kilowatt hour": _("kilowatt hour"),
    "megajoule": _("megajoule"),
    "ton kilometer": _("tonne-kilometre"),
    "square meter": _("square metre"),
    "piece": _("piece"),
    "hour": p_("unit", "hour"),
    "megabit second": _("megabit per second"),
}

SPECIAL_UNITS = ("t km", "km", "person km", "room night")  # beside those that convert


def factor_choices(rows: Mapping[str, Factor]) -> list[Any]:
    """Return the rows by category, each with its unit, as a form offers them."""
    say = current_speaker()
    found: list[Any] = [("", _("Choose a row"))]
    for category, title in CATEGORY_TITLES.items():
        of = sorted((r for r in rows.values() if r.category == category), key=lambda r: r.name)
        if of:
            found.append((say(title), [(row.key, f"{row.name} ({row.unit})") for row in of]))
    return found


def category_title(category: str) -> Message | str:
    """Return a category in words."""
    return CATEGORY_TITLES.get(category, category)

"""What a reader must know about an assessment, as sentences: pages and report show the same."""

from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import N_, _
from scp_centre.roles.production.assessment.results import Notice

NOTICES = {
    "price_level": N_(
        "{flow} costs {price}: {ratio} times what industry pays ({range}; {source}). Did you mean "
        "{guess}? Check the price and its unit."
    ),
    "price_jump": N_(
        "{flow} costs {ratio} times as much per unit as {other}. Check both prices and their units."
    ),
    "amount_jump": N_(
        "Per unit of output, {flow} in {now} is {ratio} times that in {before}. Check the amount, "
        "its unit and the output."
    ),
    "energy_gain": N_(
        "{centre} delivers {ratio} times the energy that it receives. Check the energy flows of "
        "the centre."
    ),
    "intensity": N_(
        "The site uses {value} of product: {ratio} times the published range ({range}; {source}). "
        "Check the amounts, the output and their units."
    ),
    "like_a_share": N_(
        "The value of {column} for {what} is {entered} %. Did you mean {share} %? If not, leave "
        "the value as it is."
    ),
    "no_factor": N_(
        "{flow} ({substance}) has no emission factor, so its emissions are not counted."
    ),
    "overhead_spread": N_(
        "No deliveries are recorded for {centres}, so its costs are shared equally among the "
        "production centres."
    ),
    "gap": N_(
        "The gap in the {balance} balance of {centre} is too large to be a measuring error. Part "
        "of what the centre handles is recorded elsewhere."
    ),
    "heating_value": N_(
        "{flow} is entered in {unit}. Ask the supplier whether the bill uses the net or the gross "
        "calorific value, and enter the answer. The calculation assumes the net value. If the "
        "bill uses the gross value, energy and emissions are {percent} % too high."
    ),
    "limited": N_(
        "{option} would save more {flow} than remains after the preceding options. Only the "
        "remainder is counted."
    ),
    "no_value": N_(
        "{flow} has no price, so the saving of this flow from the option {option} counts as 0."
    ),
}

BALANCES = {"material": _("material"), "energy": _("energy"), "water": _("water")}


def notice_text(notice: Notice, say: Speaker) -> str:
    """Return a notice as a sentence."""
    values = dict(notice.values)
    if "balance" in values:
        values["balance"] = BALANCES[values["balance"]]
    return say(_(NOTICES[notice.key], **values))

"""What an instrument of a scenario assumes, as a page lists it: every parameter with its words."""

from typing import Any

from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import _
from scp_centre.methods.scenarios import Economy
from scp_centre.roles.policy.instrument_form import (
    AMOUNTS,
    CHOICES,
    LABELS,
    PARTS,
    initial_of,
    money_of,
)
from scp_centre.roles.policy.tables.indicator_titles import indicator_title


def parameters_of(content: dict[str, Any], economy: Economy, say: Speaker) -> list[tuple[str, str]]:
    """Return label and value of each parameter that an instrument states or takes for granted."""
    shown = initial_of(content, economy)
    found = []
    for name in PARTS[content["type"]]:
        value = _amount(name, shown, content, economy, say)
        if name not in AMOUNTS:
            value = _choice(name, content.get(name), economy, say)
        if value:
            found.append((say(LABELS[name]), value))
    if shown.get("cost") is not None:
        who = {"producers": _("producers"), "households": _("households")}
        bearer = who.get(shown["bearer"], _("government"))
        cost = _amount("cost", shown, content, economy, say)
        found.append((say(_("Annual cost, paid by {who}", who=bearer)), cost))
        if goods := _choice("cost_goods", shown["cost_goods"], economy, say):
            found.append((say(LABELS["cost_goods"]), goods))
    return found


def _amount(
    name: str, shown: dict[str, Any], content: dict[str, Any], economy: Economy, say: Speaker
) -> str:
    likely = shown.get(name)
    if likely is None or name not in (*AMOUNTS, "cost"):
        return ""
    unit = "%" if LABELS[name].endswith("%") else ""
    if name == "cost":
        unit = economy.money
    if name == "rate":
        unit = "%"
        if content.get("indicator"):
            of = next(i.unit for i in economy.indicators if i.code == content["indicator"])
            unit = f"{money_of(economy)[0]}/{of}"
    ends = [shown.get(f"{name}_{end}") for end in ("low", "high")]
    text = say.amount(likely, unit, 4) if unit else say.number(likely, 4)
    if ends[0] is None or ends[1] is None:
        return text
    low, high = (say.number(end, 4) for end in ends)
    return say(_("{value}, between {low} and {high}", value=text, low=low, high=high))


def _choice(name: str, value: Any, economy: Economy, say: Speaker) -> str:
    if name in CHOICES:
        words = dict(CHOICES[name])
        return say(words.get(value) or next(iter(words.values())))
    codes = [value] if isinstance(value, str) else value
    if not codes:
        return say(_("all")) if name in ("sectors", "kinds") else ""
    titles = dict(zip(economy.sectors, economy.titles, strict=True))
    if name in ("indicator", "indicators"):
        titles = {i.code: say(indicator_title(i.code, i.title)) for i in economy.indicators}
    if name == "kinds":
        titles = {
            str(k): say(k) for k in (_("household"), _("government"), _("investment"), _("export"))
        }
    return ", ".join(titles.get(code, code) for code in codes)

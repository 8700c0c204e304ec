"""What an offer or need says, in rows for its page."""

from dataclasses import dataclass

from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import Number, _, word_of
from scp_centre.reference.waste import waste_codes
from scp_centre.roles.network.code_texts import write_code
from scp_centre.roles.network.forms import MONTHS
from scp_centre.roles.network.models import Matter, Residue


@dataclass(frozen=True, slots=True)
class Fact:
    """title : what it is called    value : a message or text    note : in English, of the list"""

    title: str
    value: str
    note: str = ""


def facts_of(residue: Residue) -> list[Fact]:
    """Return what an offer or need says, but its prices."""
    codes = waste_codes()
    facts = [_code_fact(residue, code, codes.get(code)) for code in residue.codes]
    facts.append(Fact(_("Quantity"), _quantity(residue)))
    if residue.is_offer:
        hazard = _("Hazardous") if residue.is_hazardous else _("Not hazardous")
        facts.append(Fact(_("Hazard"), hazard))
        facts.append(Fact(_("Test or assessment of the hazard"), residue.assessment))
    permits = [write_code(code) for code in residue.permits]
    say = current_speaker()
    facts.append(Fact(_("Hazardous waste codes that the permit covers"), say.comma.join(permits)))
    states = [say(word_of(state, Matter.labels)) for state in residue.states]
    facts.append(Fact(_("Physical state"), say.comma.join(states)))
    title = _("Composition") if residue.is_offer else _("Tolerances")
    facts += [Fact(title, _range(*row)) for row in residue.contents]
    facts += [Fact(_("Contaminants"), _range(*row)) for row in residue.contaminants]
    months = [say(MONTHS[month - 1]) for month in residue.months]
    facts.append(Fact(_("Months"), say.comma.join(months) or _("all year")))
    return [fact for fact in facts if fact.value]


def _code_fact(residue: Residue, code: str, listed: object) -> Fact:
    title = _("Waste code") if residue.is_offer else _("Waste codes that it takes")
    note = getattr(listed, "description", "")
    return Fact(title, write_code(code), note)


def _quantity(residue: Residue) -> str:
    if residue.period == "once":
        return _("{tonnes} t, once", tonnes=Number(residue.tonnes, ",.6g"))
    return _("{tonnes} t a year", tonnes=Number(residue.tonnes, ",.6g"))


def _range(substance: str, low: float, high: float) -> str:
    if low == high:
        return _("{substance}: {share} %", substance=substance, share=Number(low, ",.6g"))
    return _(
        "{substance}: {low} to {high} %",
        substance=substance,
        low=Number(low, ",.6g"),
        high=Number(high, ",.6g"),
    )

"""From the losses of an assessment to items of the clearinghouse that may help, with the reason."""

from dataclasses import dataclass
from urllib.parse import urlencode

from scp_centre.centre.translation import Speaker
from scp_centre.methods.mfca.site import LossCost
from scp_centre.methods.retrieval import analyzer
from scp_centre.roles.clearinghouse import queries
from scp_centre.roles.clearinghouse.criteria import text_for
from scp_centre.roles.clearinghouse.models import Item, Text
from scp_centre.roles.clearinghouse.search.item_search import search
from scp_centre.roles.clearinghouse.vocabulary import code_named, words
from scp_centre.roles.production.assessment import AssessmentResult
from scp_centre.roles.production.models import Assessment

LOSSES = 4  # the dearest, that items are looked for
ITEMS = 4  # for each of them
LOOKED_AT = 20
LOCAL = ("funding", "policy", "event")  # types that serve only where they are
TOPICS = {  # what is lost -> topics of the clearinghouse
    ("energy", ""): ("energy_efficiency", "heat"),
    ("water", ""): ("water", "wastewater"),
    ("material", "waste"): ("waste", "materials"),
    ("material", "effluent"): ("wastewater", "chemicals"),
    ("material", "emission"): ("air_emissions", "materials"),
}
EQUIPMENT = {  # of a quantity centre -> technology or topic in words
    "compressed air": "compressed air",
    "boiler": "boiler steam",
    "steam system": "steam condensate",
    "cooling tower": "cooling tower",
    "refrigeration": "refrigeration cooling",
    "rinsing": "rinse counter-current",
    "plating": "plating rinse",
    "dyeing": "dyeing",
    "tanning": "tanning leather",
    "cleaning in place": "cleaning in place",
    "pasteuriser": "pasteuriser",
    "kiln": "kiln",
    "furnace": "furnace",
    "pumps": "pump variable speed",
    "fans": "fan variable speed",
    "motors": "motor variable speed",
    "lighting": "lighting",
}


@dataclass(frozen=True, slots=True)
class Fitting:
    """A loss, and the items that may help against it.

    money : what the loss costs in the assessed period, in the currency of the assessment
    """

    loss: str
    centre: str
    money: float
    items: tuple[tuple[Item, Text], ...]


def dearest(result: AssessmentResult) -> list[tuple[LossCost, tuple[str, ...]]]:
    """Return the losses that cost most, each with the equipment of the centre that it leaves."""
    losses = [x for x in result.assessed.costs.losses if x.flow is not None]
    equipment = {c.id: c.equipment for c in result.assessed.system.centres}
    found = sorted(losses, key=lambda x: -x.costs.total)[:LOSSES]
    return [(loss, equipment.get(loss.centre, ())) for loss in found]


def fitting_items(assessment: Assessment, result: AssessmentResult, say: Speaker) -> list[Fitting]:
    """Return items for the dearest losses of an assessment; each item stands once."""
    seen: set[int] = set()
    found = []
    for loss, equipment in dearest(result):
        items = _items(loss, equipment, assessment)
        fresh = [i for i in items if i.pk not in seen][:ITEMS]
        seen.update(i.pk for i in fresh)
        if fresh and loss.flow is not None:
            rows = tuple((i, text_for(i, say.language)) for i in fresh)
            name = result.centre_name(loss.centre)
            found.append(Fitting(loss.flow.name, name, loss.costs.total, rows))
    return found


def _items(loss: LossCost, equipment: tuple[str, ...], assessment: Assessment) -> list[Item]:
    """Return items on what is lost where: of the sector first, then of any that can use them."""
    division, country = division_of(assessment), country_of(assessment)
    topics = set(topics_of(loss))
    said = " ".join(EQUIPMENT.get(e, e) for e in equipment)
    question = f"{loss.flow.name if loss.flow else ''} {said}".strip()
    wanted: list[dict[str, set[str]]] = (
        [{"topic": topics, "sector": {division}}] if division else []
    )
    wanted.append({"topic": topics})
    keys: list[int] = []
    for filters in wanted:
        keys += search(question, filters, language="en", count=LOOKED_AT, facets=False).items
        keys += search("", filters, count=LOOKED_AT, facets=False).items
    found = queries.in_order(list(dict.fromkeys(keys)))
    return [item for item in found if can_use(item, division, said_of(equipment), country)]


def said_of(equipment: tuple[str, ...]) -> str:
    """Return the words by which items speak of the equipment of a quantity centre."""
    return " ".join(EQUIPMENT.get(e, "") for e in equipment).strip()


def can_use(item: Item, division: str, equipment: str, country: str) -> bool:
    """Return whether an item is for a sector: its own, any, or another one's like equipment.

    equipment : in words, of `said_of`    country : code; what serves only elsewhere is left out
    """
    if item.type in LOCAL and item.countries and country not in item.countries:
        return False
    others = {code for code in item.sectors if code.isdigit()}
    if not others or division in others:
        return True
    text = item.original
    said = f"{text.title} {text.summary}" if text else ""
    read = analyzer("en").terms
    return bool(set(read(equipment)) & set(read(said)))


def topics_of(loss: LossCost) -> tuple[str, ...]:
    """Return the topics of the clearinghouse that a loss belongs to."""
    if loss.flow is None:
        return ("materials",)
    balance, kind = loss.flow.balance, loss.flow.kind
    return TOPICS.get((balance, kind)) or TOPICS.get((balance, "")) or ("materials", "waste")


def division_of(assessment: Assessment) -> str:
    """Return the division of ISIC of an assessment, where the clearinghouse knows it."""
    code = (assessment.isic or "")[:2]
    return code if code in words()["sector"] else ""


def country_of(assessment: Assessment) -> str:
    """Return the code of the country of an assessment, where the clearinghouse knows it."""
    return code_named("country", assessment.country or "")


def criteria_for(assessment: Assessment, result: AssessmentResult) -> str:
    """Return the search to follow for an assessment: its sector, and what it loses most."""
    losses = sorted(result.assessed.costs.losses, key=lambda x: -x.costs.total)[:LOSSES]
    topics = list(dict.fromkeys(t for loss in losses for t in topics_of(loss)))
    pairs = [("topic", t) for t in sorted(topics)]
    division = division_of(assessment)
    return urlencode(pairs + ([("sector", division)] if division else []))

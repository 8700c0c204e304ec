"""Why an offer and a need were put together, stage by stage, and why a need has nobody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from scp_centre.methods.messages import Number, _, n_, sentences
from scp_centre.methods.symbiosis.matching import FAILS, UNKNOWN, Matches, Pairs, Stage
from scp_centre.methods.symbiosis.resources import Resource
from scp_centre.methods.symbiosis.waste_law import WasteRule, deciding_rules


@dataclass(frozen=True, slots=True)
class Reason:
    """passed : None where data are missing    share : 0 to 1, None where a stage has none"""

    stage: Stage
    passed: bool | None
    share: float | None
    reason: str


def explain_match(
    pairs: Pairs, place: int, offer: Resource, need: Resource, rules: Sequence[WasteRule] = ()
) -> list[Reason]:
    """Return the reason of each stage for one pair, in the order of the stages."""
    told = []
    for stage in Stage:
        flag = int(pairs.flags[stage][place])
        share = float(pairs.shares[stage][place]) if stage in pairs.shares else None
        reason = _law(offer, need, rules)
        if stage is not Stage.LAW:
            reason = _REASONS[stage](pairs, place, offer, need)
        told.append(Reason(stage, None if flag == UNKNOWN else flag != FAILS, share, reason))
    return told


def _law(offer: Resource, need: Resource, rules: Sequence[WasteRule]) -> str:
    """Return what the law asks for, with the rules that hold where the offer is."""
    told, kinds = [], []
    if offer.code is None:
        told.append(
            _("The offer has no waste code. Check whether the material is waste or a by-product.")
        )
        kinds.append("by_product")
    elif offer.is_hazardous:
        code = str(offer.code)
        told.append(
            _(
                "The waste code {code} is hazardous, and the need indicates a permit for it.",
                code=code,
            )
        )
        kinds += ["hazard_code", "receiver_permit", "no_mixing"]
    elif offer.code.is_mirror:
        told.append(
            _(
                "The waste code {code} is a mirror entry: the producer has to show that the waste "
                "is not hazardous.",
                code=str(offer.code),
            )
        )
        kinds.append("mirror_entry")
    else:
        told.append(_("The waste code {code} is not hazardous.", code=str(offer.code)))
    if offer.country and need.country and offer.country != need.country:
        told.append(
            _("The offer and the need are in different countries, so waste shipment rules apply.")
        )
        kinds.append("border")
    held = [rule for kind in kinds for rule in deciding_rules(rules, kind, offer.country)]
    if held:
        told.append(_("See {citations}.", citations=[rule.citation for rule in held]))
    return sentences(*told)


def _composition(pairs: Pairs, place: int, offer: Resource, need: Resource) -> str:
    if not need.ranges:
        return _("The need does not specify any tolerances.")
    if missing := sorted(set(need.ranges) - set(offer.ranges)):
        return _("The offer does not specify its content of: {substances}.", substances=missing)
    share = float(pairs.shares[Stage.COMPOSITION][place])
    if share >= 1:
        return _("The offer is within all tolerances of the need.")
    return _(
        "Only {share} % of the offer's range is within a tolerance of the need. Request a test.",
        share=Number(100 * share, ".0f"),
    )


def _state(pairs: Pairs, place: int, offer: Resource, need: Resource) -> str:
    if pairs.flags[Stage.STATE][place] == UNKNOWN:
        return _("The physical state is missing from the offer or the need.")
    return _(
        "The need accepts this physical state: {states}.", states=sorted(offer.states & need.states)
    )


def _code(pairs: Pairs, place: int, offer: Resource, need: Resource) -> str:
    digits = offer.code.digits if offer.code else ""
    if offer.product and offer.product == need.product:
        return _("The offer and the need have the same product code, {code}.", code=offer.product)
    named = max((code for code in need.codes if digits.startswith(code)), key=len, default="")
    match len(named):
        case 6:
            return _("The need lists the waste code {code}.", code=str(offer.code))
        case 4:
            return _("The need lists the sub-chapter {code}.", code=f"{named[:2]} {named[2:]}")
        case 2:
            return _("The need lists the chapter {code}.", code=named)
    return _("The need does not list any waste codes, so the match depends on the descriptions.")


def _synonyms(pairs: Pairs, place: int, offer: Resource, need: Resource) -> str:
    share = float(pairs.shares[Stage.SYNONYMS][place])
    if share <= float(pairs.shares[Stage.TEXT][place]):
        return _("Synonyms do not make the two descriptions more similar.")
    return _(
        "With synonyms, the two descriptions are {share} % similar.",
        share=Number(100 * share, ".0f"),
    )


def _text(pairs: Pairs, place: int, offer: Resource, need: Resource) -> str:
    share = Number(100 * float(pairs.shares[Stage.TEXT][place]), ".0f")
    return _("As written, the two descriptions are {share} % similar.", share=share)


def _season(pairs: Pairs, place: int, offer: Resource, need: Resource) -> str:
    return n_(
        "The offer and the need have {count} month in common, in which {tonnes} t a year can be "
        "exchanged.",
        "The offer and the need have {count} months in common, in which {tonnes} t a year can be "
        "exchanged.",
        len(offer.months & need.months),
        tonnes=Number(float(pairs.tonnes[place]), ",.6g"),
    )


def _distance(pairs: Pairs, place: int, offer: Resource, need: Resource) -> str:
    km = float(pairs.km[place])
    if np.isnan(km):
        return _("The distance is unknown.")
    return _("The offer and the need are {km} km apart.", km=Number(km, ",.0f"))


def _money(pairs: Pairs, place: int, offer: Resource, need: Resource) -> str:
    per_tonne = float(pairs.per_tonne[place])
    if np.isnan(per_tonne):
        if offer.price is None and need.price is None:
            return _("Neither the offer nor the need states the current cost of a tonne.")
        return sentences(*missing_amounts(offer, need, float(pairs.km[place])))
    paid = (offer.price or 0.0) + (need.price or 0.0)
    return _(
        "Each tonne avoids costs of {paid} and incurs costs of {cost}.",
        paid=Number(paid, ",.2f"),
        cost=Number(paid - per_tonne, ",.2f"),
    )


def missing_amounts(offer: Resource, need: Resource, km: float) -> list[str]:
    """Return what keeps the value of a tonne from being known, in sentences.

    km : NaN where the distance is not known. With all of these known, the cost of transport is what
    is missing.
    """
    missing: list[str] = [
        sentence
        for is_missing, sentence in (
            (offer.price is None, _("The offer does not say what disposal costs today.")),
            (need.price is None, _("The need does not say what it pays today.")),
            (need.treatment is None, _("The need does not say what treating the residue costs.")),
            (
                bool(np.isnan(km)),
                _("The distance is unknown, since a site has no latitude and longitude."),
            ),
        )
        if is_missing
    ]
    return missing or [_("The transport cost is unknown, since no transport rate is set.")]


_REASONS: dict[Stage, Callable[[Pairs, int, Resource, Resource], str]] = {
    Stage.COMPOSITION: _composition,
    Stage.STATE: _state,
    Stage.CODE: _code,
    Stage.SYNONYMS: _synonyms,
    Stage.TEXT: _text,
    Stage.SEASON: _season,
    Stage.DISTANCE: _distance,
    Stage.MONEY: _money,
}


def explain_unmet(matches: Matches, need: int) -> str:
    """Return why a need has no offer: the last stage at which some of its offers failed."""
    failed = matches.failed[:, need]
    stages = list(Stage)
    late = [stage for stage in stages if failed[stages.index(stage)]]
    if not late:
        return _("No offer matches the waste codes or the description.")
    return _unmet(late[-1], int(failed[stages.index(late[-1])]))


def _unmet(stage: Stage, count: int) -> str:
    match stage:
        case Stage.LAW:
            return n_(
                "{count} offer is hazardous, and the need does not indicate a permit for it.",
                "{count} offers are hazardous, and the need does not indicate a permit for them.",
                count,
            )
        case Stage.COMPOSITION:
            return n_(
                "{count} offer is outside the tolerances of the need.",
                "{count} offers are outside the tolerances of the need.",
                count,
            )
        case Stage.STATE:
            return n_(
                "{count} offer is in a physical state that the need does not accept.",
                "{count} offers are in a physical state that the need does not accept.",
                count,
            )
        case Stage.SEASON:
            return n_(
                "{count} offer is available only in other months.",
                "{count} offers are available only in other months.",
                count,
            )
        case Stage.DISTANCE:
            return n_("{count} offer is too far away.", "{count} offers are too far away.", count)
        case Stage.MONEY:
            return n_(
                "{count} offer costs more to transport and treat than it saves.",
                "{count} offers cost more to transport and treat than they save.",
                count,
            )
    return n_(
        "{count} offer has a different waste code or description.",
        "{count} offers have different waste codes or descriptions.",
        count,
    )

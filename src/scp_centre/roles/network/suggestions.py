"""Which offers suit which needs, for the coordinator: each with its nine stages and its doubts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scp_centre.methods.messages import Number, _, word_of
from scp_centre.methods.symbiosis import (
    Matches,
    Reason,
    Resource,
    Stage,
    explain_match,
    explain_unmet,
    missing_amounts,
)
from scp_centre.methods.symbiosis import match as match_residues
from scp_centre.methods.symbiosis.matching import Terms
from scp_centre.methods.symbiosis.resources import ALL_MONTHS
from scp_centre.reference.waste import is_usual_origin, waste_codes, waste_rules
from scp_centre.roles.network.crowds import Crowds
from scp_centre.roles.network.models import (
    LIVE,
    Exchange,
    Kind,
    Matter,
    Residue,
    State,
    TransportRate,
)
from scp_centre.roles.network.queries import open_residues, transport_rate

TOP = 3  # suggestions for each offer
WORDS = (Stage.CODE, Stage.SYNONYMS, Stage.TEXT)  # which the likelihood sums up
WEAK = 0.5  # likelihood below which a suggestion is said to be weak: our own choice


@dataclass(frozen=True, slots=True)
class Pair:
    """An offer and a need that suit each other.

    place : among the matches    tonnes : a year that can move    km : as the crow flies
    per_tonne, value : money, money a year; None unless both prices, the treatment and the transport
    are known    likelihood : that the two belong together, by code and words
    """

    place: int
    offer: Residue
    need: Residue
    tonnes: float
    km: float | None
    per_tonne: float | None
    value: float | None
    likelihood: float

    def transport(self, rate: TransportRate | None) -> float | None:
        """Return money per tonne; None where the distance or the rate is not known."""
        return None if rate is None or self.km is None else rate.cost * self.km

    def transport_co2e(self, rate: TransportRate | None) -> float | None:
        """Return kg per tonne; None where the distance or the factor is not known."""
        if rate is None or rate.co2e is None or self.km is None:
            return None
        return rate.co2e * self.km

    def co2e(self, rate: TransportRate | None) -> float | None:
        """Return kg avoided a year, less transport; None where one of the two is not known."""
        added = self.transport_co2e(rate)
        if added is None or self.need.co2e is None:
            return None
        return self.tonnes * (self.need.co2e - added)


@dataclass(frozen=True, slots=True)
class Board:
    """All open offers and needs with what suits what; for coordinators alone."""

    offers: list[Residue]
    needs: list[Residue]
    resources: tuple[list[Resource], list[Resource]]
    matches: Matches
    rate: TransportRate | None

    def pairs(self) -> list[Pair]:
        """Return the pairs, the one of the highest expected value first."""
        found = self.matches.pairs
        made = [self._pair(place) for place in range(len(found.offer))]
        return sorted(made, key=lambda pair: -(pair.value or 0.0) * pair.likelihood)

    def _pair(self, place: int) -> Pair:
        found = self.matches.pairs
        return Pair(
            place,
            self.offers[found.offer[place]],
            self.needs[found.need[place]],
            float(found.tonnes[place]),
            _known(found.km[place]),
            _known(found.per_tonne[place]),
            _known(found.value[place]),
            float(found.likelihood[place]),
        )

    def reasons(self, pair: Pair) -> list[Reason]:
        """Return the nine stages of a pair, each with its reason."""
        found = self.matches.pairs
        offer = self.resources[0][found.offer[pair.place]]
        need = self.resources[1][found.need[pair.place]]
        return explain_match(found, pair.place, offer, need, waste_rules())

    def missing(self, pair: Pair) -> list[str]:
        """Return what keeps the value of a pair from being known, in sentences."""
        if pair.per_tonne is not None:
            return []
        found = self.matches.pairs
        offer = self.resources[0][found.offer[pair.place]]
        need = self.resources[1][found.need[pair.place]]
        return missing_amounts(offer, need, float(found.km[pair.place]))

    def unmet(self) -> list[tuple[Residue, str]]:
        """Return the needs that no offer can meet, each with the reason."""
        return [
            (need, explain_unmet(self.matches, place))
            for place, need in enumerate(self.needs)
            if not self.matches.found[place]
        ]


def find_board(top: int = TOP) -> Board:
    """Match all open offers with all open needs."""
    return match_rows(open_residues(Kind.OFFER), open_residues(Kind.NEED), top)


def match_rows(offers: list[Residue], needs: list[Residue], top: int = TOP) -> Board:
    """Match some offers with some needs."""
    rate = transport_rate()
    resources = [resource_of(one) for one in offers], [resource_of(one) for one in needs]
    terms = Terms(transport=rate.cost if rate else np.nan, is_complete=True)
    return Board(offers, needs, resources, match_residues(*resources, top, terms), rate)


def _known(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)


def resource_of(row: Residue) -> Resource:
    """Return an offer or need as the method reads it."""
    has_place = row.latitude is not None and row.longitude is not None
    code = waste_codes().get(row.codes[0]) if row.is_offer and row.codes else None
    return Resource(
        id=str(row.pk),
        tonnes=row.tonnes,
        partner=str(row.site.organisation_id),
        text=f"{row.material} {row.description}".strip(),
        code=code,
        codes=() if row.is_offer else tuple(row.codes),
        is_hazardous=row.is_hazardous,
        months=frozenset(row.months) or ALL_MONTHS,
        ranges={name.casefold(): (low, high) for name, low, high in _substances(row)},
        states=frozenset(word_of(state, Matter.labels) for state in row.states),
        price=row.price,
        treatment=row.treatment,
        place=(row.latitude or 0.0, row.longitude or 0.0) if has_place else None,
        country=row.owner.country,
        farthest=np.inf if row.farthest is None else row.farthest,
        permits=tuple(row.permits),
    )


def _substances(row: Residue) -> list[tuple[str, float, float]]:
    return [(name, low, high) for name, low, high in [*row.contents, *row.contaminants]]


def doubts_of(
    pair: Pair, reasons: Sequence[Reason], rate: TransportRate | None, crowds: Crowds
) -> list[str]:
    """Return what could be wrong with a suggestion, in sentences.

    crowds : of the companies of the pair
    """
    told = [one.reason for one in reasons if one.passed is None and one.stage not in WORDS]
    told += [
        sentence
        for applies, sentence in (
            (rate is None, _("No transport rate is set, so the net value is not known.")),
            (pair.km is not None, _("The distance is a straight line. The road is longer.")),
            (pair.likelihood < WEAK, _likelihood(pair)),
            (
                "once" in (pair.offer.period, pair.need.period),
                _("The quantity is available or needed only once. It is counted as one year."),
            ),
            (
                pair.need.co2e is None,
                _("The need gives no CO₂e factor with a source, so the CO₂e avoided is not known."),
            ),
            (_is_unusual(pair.offer), _unusual_code(pair.offer)),
        )
        if applies
    ]
    sides = ((pair.offer, pair.need), (pair.need, pair.offer))
    told += [_alone(one) for one, reader in sides if crowds.tells_region(one, reader)]
    return told


def _likelihood(pair: Pair) -> str:
    return _(
        "The match of codes and words is weak: {share} %.",
        share=Number(100 * pair.likelihood, ".0f"),
    )


def _is_unusual(offer: Residue) -> bool:
    isic = offer.site.isic
    return bool(isic and offer.codes) and not is_usual_origin(offer.codes[0], isic)


def _unusual_code(offer: Residue) -> str:
    return _("The waste code of the offer is unusual for what the site makes. Ask whether it fits.")


def _alone(residue: Residue) -> str:
    return _(
        "Apart from the other side, {company} is the only registered company of its sector and "
        "region. What would tell who it is stays hidden, but the other side may still guess. Ask "
        "{company} first.",
        company=residue.owner,
    )


def exchanges_of(pairs: Sequence[Pair]) -> dict[tuple[int, int], Exchange]:
    """Return the newest exchange of each pair that has had one."""
    offers, needs = {p.offer.pk for p in pairs}, {p.need.pk for p in pairs}
    found = Exchange.objects.filter(offer__in=offers, need__in=needs).order_by("pk")
    return {(one.offer_id, one.need_id): one for one in found}


def closed_pairs() -> set[tuple[int, int]]:
    """Return the pairs that the plan leaves out, since one side declined or they ended."""
    states = [str.__str__(s.value) for s in (State.REFUSED, State.ENDED)]
    gone = Exchange.objects.filter(state__in=states)
    live = Exchange.objects.filter(state__in=[str.__str__(s.value) for s in LIVE])
    return set(gone.values_list("offer", "need")) - set(live.values_list("offer", "need"))

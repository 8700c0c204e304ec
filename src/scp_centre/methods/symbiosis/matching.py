"""Which offers suit which needs, in stages, without looking at every pair.

Pairs begin where an index says that they may: a need takes the offer's waste code, or both use the
same rare words. Each stage then passes a pair, fails it, or cannot tell for want of data. What is
left is ranked by its expected value: net value times how likely the two belong together.

likelihood = 1 - (1 - code) (1 - words): either is enough    words : cosine of tf-idf
code : 0.9 for a code or product that the need names, 0.6 for its sub-chapter, 0.3 for its chapter
(our own choice)
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.symbiosis.exchanges import Array, Places
from scp_centre.methods.symbiosis.resources import Resource
from scp_centre.methods.symbiosis.word_likeness import WordIndex

BY_LEVEL = {6: 0.9, 4: 0.6, 2: 0.3}
LEAST_LIKELIHOOD = 0.15
MOST_PAIRS = 300_000  # looked at together; an offer has all its pairs in one block
EARTH_RADIUS = 6371.0088  # km, mean (IUGG)
Flags = NDArray[np.int8]
FAILS, UNKNOWN, PASSES = -1, 0, 1


class Stage(StrEnum):
    """What is looked at, in this order."""

    LAW = "law"
    COMPOSITION = "composition"
    STATE = "state"
    CODE = "code"
    SYNONYMS = "synonyms"
    TEXT = "text"
    SEASON = "season"
    DISTANCE = "distance"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Terms:
    """transport : money per tonne and kilometre    detour : road kilometres per kilometre as the
    crow flies    least : likelihood below which two have nothing to do with each other
    is_complete : a tonne has a value only where both prices, the treatment, the distance and the
    cost of transport (NaN: not known) are known; otherwise one price may be missing, as if it were
    nothing, and transport over a distance that is not known is left out
    """

    transport: float = 0.0
    detour: float = 1.0
    least: float = LEAST_LIKELIHOOD
    is_complete: bool = False


@dataclass(frozen=True, slots=True)
class Pairs:
    """offer, need : (pair,)    flags : stage -> (pair,) 1 passes, 0 not known, -1 fails

    shares : stage -> (pair,) between 0 and 1    likelihood : (pair,)    tonnes : (pair,) a year
    km : (pair,) NaN where a place is not known    per_tonne, value : (pair,) money, NaN where
    neither says what a tonne costs, the treatment is not known, or Terms ask for all amounts
    """

    offer: Places
    need: Places
    flags: Mapping[Stage, Flags]
    shares: Mapping[Stage, Array]
    likelihood: Array
    tonnes: Array
    km: Array
    per_tonne: Array
    value: Array

    def take(self, chosen: Places) -> "Pairs":
        """Return some of the pairs."""
        return Pairs(
            self.offer[chosen],
            self.need[chosen],
            {stage: flags[chosen] for stage, flags in self.flags.items()},
            {stage: shares[chosen] for stage, shares in self.shares.items()},
            *(
                values[chosen]
                for values in (self.likelihood, self.tonnes, self.km, self.per_tonne, self.value)
            ),
        )


@dataclass(slots=True)
class Matches:
    """pairs : the best of each offer, the best first

    failed : (stage, need) how many pairs of a need each stage was the first to fail
    found : (need,) how many pairs of a need passed all stages
    """

    pairs: Pairs
    failed: NDArray[np.int64]
    found: NDArray[np.int64]
    stages: tuple[Stage, ...] = field(default=tuple(Stage))


def match(
    offers: Sequence[Resource],
    needs: Sequence[Resource],
    top: int,
    terms: Terms | None = None,
    synonyms: Iterable[Sequence[str]] = (),
) -> Matches:
    """Return the best needs of each offer, at most `top` of them.

    offers, needs : in an order of their own, such as by name: it decides between equals
    synonyms : groups of words that mean the same
    """
    terms = terms or Terms()
    words = WordIndex([one.text for one in offers], [one.text for one in needs], list(synonyms))
    sides = Sides(offers, needs)
    failed = np.zeros((len(Stage), len(needs)), np.int64)
    found = np.zeros(len(needs), np.int64)
    best = []
    for pairs in _blocks(sides, words):
        flags, shares, likelihood = _stages_of_kind(sides, words, pairs)
        looked = _stages_of_worth(sides, pairs, flags, shares, likelihood, terms)
        first_failed = np.array([looked.flags[stage] for stage in Stage]) == FAILS
        fails = first_failed.any(axis=0)
        where = first_failed.argmax(axis=0)
        np.add.at(failed, (where[fails], looked.need[fails]), 1)
        np.add.at(found, looked.need[~fails], 1)
        best.append(looked.take(_best_of_each(looked, np.flatnonzero(~fails), top)))
    return Matches(_joined(best), failed, found)


class Sides:
    """Offers and needs as arrays, and the index from codes to needs."""

    def __init__(self, offers: Sequence[Resource], needs: Sequence[Resource]) -> None:
        self.offers, self.needs = offers, needs
        self.by_code = _index(needs, lambda need: need.codes)
        self.by_product = _index(needs, lambda need: [need.product] if need.product else [])
        self.by_permit = _index(needs, lambda need: need.permits)
        self.tonnes = [np.array([one.tonnes for one in side]) for side in (offers, needs)]
        self.months = [
            np.array([sum(1 << month for month in one.months) for one in side], np.int64)
            for side in (offers, needs)
        ]
        self.places = [
            np.radians([one.place or (np.nan, np.nan) for one in side]).reshape(-1, 2)
            for side in (offers, needs)
        ]
        self.prices = [
            np.array([np.nan if one.price is None else one.price for one in side])
            for side in (offers, needs)
        ]
        self.farthest = [np.array([one.farthest for one in side]) for side in (offers, needs)]
        self.treatment = np.array(
            [np.nan if one.treatment is None else one.treatment for one in needs]
        )
        self.hazardous = np.array([one.is_hazardous for one in offers], bool)
        self.takes_codes = np.array([bool(need.codes or need.product) for need in needs], bool)
        partners = {one.partner: i for i, one in enumerate([*offers, *needs], 1) if one.partner}
        self.partners = [
            np.array([partners.get(one.partner, 0) for one in side]) for side in (offers, needs)
        ]
        states = sorted({state for one in (*offers, *needs) for state in one.states})
        bit = {state: 1 << place for place, state in enumerate(states)}
        self.states = [
            np.array([sum(bit[state] for state in one.states) for one in side], np.int64)
            for side in (offers, needs)
        ]

    def suited(self, offer: int) -> list[tuple[float, Places]]:
        """Return the needs that name an offer's waste code or product, and what that is worth."""
        same = self.by_product.get(self.offers[offer].product)
        named = self.needs_of(offer, self.by_code)
        return named if same is None else [*named, (BY_LEVEL[6], same)]

    def needs_of(self, offer: int, index: Mapping[str, Places]) -> list[tuple[float, Places]]:
        """Return what each level of an offer's code is worth, and the needs that name it."""
        code = self.offers[offer].code
        if code is None:
            return []
        found = ((BY_LEVEL[level], index.get(code.digits[:level])) for level in BY_LEVEL)
        return [(worth, needs) for worth, needs in found if needs is not None]


def _index(
    needs: Sequence[Resource], codes: Callable[[Resource], Iterable[str]]
) -> dict[str, Places]:
    """Return code -> places of the needs that name it."""
    listed: dict[str, list[int]] = {}
    for place, need in enumerate(needs):
        for code in dict.fromkeys(codes(need)):
            listed.setdefault(code, []).append(place)
    return {code: np.array(places, np.int64) for code, places in listed.items()}


def _blocks(sides: Sides, words: WordIndex) -> Iterator[tuple[Places, Places, Array]]:
    """Yield offer, need and code share of pairs, some offers at a time."""
    waiting: list[tuple[int, Places, float]] = []
    start, count = 0, 0
    for offer in range(len(sides.offers)):
        for worth, needs in sides.suited(offer):
            waiting.append((offer, needs, worth))
            count += len(needs)
        count += words.pairs_of(offer)
        if count >= MOST_PAIRS or offer == len(sides.offers) - 1:
            yield _block(sides, words, waiting, start, offer + 1)
            waiting, start, count = [], offer + 1, 0


def _block(
    sides: Sides, words: WordIndex, listed: list[tuple[int, Places, float]], start: int, end: int
) -> tuple[Places, Places, Array]:
    """Return the pairs of some offers, each once with the best share of its code."""
    m = len(sides.needs)
    sizes = [len(needs) for _offer, needs, _worth in listed]
    offer = np.repeat(np.array([one for one, _needs, _worth in listed], np.int64), sizes)
    need = np.concatenate([np.zeros(0, np.int64), *(needs for _offer, needs, _worth in listed)])
    worth = np.repeat(np.array([share for _offer, _needs, share in listed]), sizes)
    by_word = words.pairs(start, end)
    key = np.r_[offer * m + need, by_word[0] * m + by_word[1]]
    share = np.r_[worth, np.zeros(len(by_word[0]))]
    unique, place = np.unique(key, return_inverse=True)
    best = np.zeros(len(unique))
    np.maximum.at(best, place, share)
    offer, need = unique // max(m, 1), unique % max(m, 1)
    mine = sides.partners[0][offer]
    other = (mine == 0) | (mine != sides.partners[1][need])  # not with oneself
    return offer[other], need[other], best[other]


def _stages_of_kind(
    sides: Sides, words: WordIndex, pairs: tuple[Places, Places, Array]
) -> tuple[dict[Stage, Flags], dict[Stage, Array], Array]:
    """Return flags, shares and likelihood of what the two are: law, composition, state, names."""
    offer, need, code = pairs
    flags, shares = {}, {}
    flags[Stage.LAW] = _lawful(sides, offer, need)
    flags[Stage.COMPOSITION], shares[Stage.COMPOSITION] = _composition(sides, offer, need)
    both = sides.states[0][offer], sides.states[1][need]
    shared = np.where((both[0] & both[1]) != 0, PASSES, FAILS)
    flags[Stage.STATE] = np.where((both[0] == 0) | (both[1] == 0), UNKNOWN, shared).astype(np.int8)
    as_written, with_synonyms = words.likeness(offer, need)
    likelihood = 1 - (1 - code) * (1 - np.maximum(as_written, with_synonyms))
    shares |= {Stage.CODE: code, Stage.TEXT: as_written, Stage.SYNONYMS: with_synonyms}
    # A need that names codes is not for others; one that names none goes by its words.
    named = sides.takes_codes[need]
    flags[Stage.CODE] = np.where(code > 0, PASSES, np.where(named, FAILS, UNKNOWN)).astype(np.int8)
    for stage in (Stage.TEXT, Stage.SYNONYMS):
        flags[stage] = np.where(shares[stage] > 0, PASSES, UNKNOWN).astype(np.int8)
    return flags, shares, likelihood


def _lawful(sides: Sides, offer: Places, need: Places) -> Flags:
    """Return whether the law lets the offer go there: hazardous waste needs a permit."""
    flags = np.ones(len(offer), np.int8)
    risky = np.flatnonzero(sides.hazardous[offer])
    m = max(len(sides.needs), 1)
    permitted = [
        one * m + needs
        for one in np.unique(offer[risky]).tolist()
        for _worth, needs in sides.needs_of(one, sides.by_permit)
    ]
    allowed = np.sort(np.concatenate([np.full(1, -1), *permitted]))
    asked = offer[risky] * m + need[risky]
    place = np.searchsorted(allowed, asked, side="right") - 1
    flags[risky[allowed[place] != asked]] = FAILS
    return flags


def _composition(sides: Sides, offer: Places, need: Places) -> tuple[Flags, Array]:
    """Return whether what an offer holds is within what a need tolerates, and how much of it is.

    The share is that of the offer's range within the need's, the least of all substances.
    """
    flags, shares = np.ones(len(offer), np.int8), np.ones(len(offer))
    for substance in sorted({name for one in sides.needs for name in one.ranges}):
        unknown = (np.nan, np.nan)
        held, tolerated = (
            np.array([one.ranges.get(substance, unknown) for one in side])
            for side in (sides.offers, sides.needs)
        )
        asked = np.flatnonzero(~np.isnan(tolerated[:, 0])[need])
        low, high = held[offer[asked]].T
        least, most = tolerated[need[asked]].T
        within = np.minimum(high, most) - np.maximum(low, least)
        width = high - low
        share = np.where(width > 0, within / np.where(width > 0, width, 1.0), within >= 0)
        known = ~np.isnan(low)
        flags[asked[~known]] = np.minimum(flags[asked[~known]], UNKNOWN)
        shares[asked[known]] = np.minimum(shares[asked[known]], np.clip(share[known], 0, 1))
        flags[asked[known & (within < 0)]] = FAILS
    shares[flags == FAILS] = 0
    return flags, shares


def _stages_of_worth(
    sides: Sides,
    pairs: tuple[Places, Places, Array],
    flags: dict[Stage, Flags],
    shares: dict[Stage, Array],
    likelihood: Array,
    terms: Terms,
) -> Pairs:
    """Return the pairs with what may move when, how far, and what that is worth."""
    offer, need, _code = pairs
    months = sides.months[0][offer], sides.months[1][need]
    common, own, theirs = (
        np.bitwise_count(bits).astype(float) for bits in (months[0] & months[1], *months)
    )
    tonnes = common * np.minimum(sides.tonnes[0][offer] / own, sides.tonnes[1][need] / theirs)
    shares[Stage.SEASON] = tonnes / np.minimum(sides.tonnes[0][offer], sides.tonnes[1][need])
    flags[Stage.SEASON] = np.where(common > 0, PASSES, FAILS).astype(np.int8)
    km = terms.detour * _distance(sides.places[0][offer], sides.places[1][need])
    too_far = km > np.minimum(sides.farthest[0][offer], sides.farthest[1][need])
    near = np.where(too_far, FAILS, PASSES)
    flags[Stage.DISTANCE] = np.where(np.isnan(km), UNKNOWN, near).astype(np.int8)
    per_tonne = _per_tonne(sides, offer, need, km, terms)
    worth = np.where(per_tonne > 0, PASSES, FAILS)
    flags[Stage.MONEY] = np.where(np.isnan(per_tonne), UNKNOWN, worth).astype(np.int8)
    # Likelihood is the last sieve of what the two are: a few common words are no match.
    weak = (likelihood < terms.least) & (flags[Stage.CODE] == UNKNOWN)
    flags[Stage.TEXT] = np.where(weak, FAILS, flags[Stage.TEXT]).astype(np.int8)
    value = per_tonne * tonnes
    return Pairs(offer, need, flags, shares, likelihood, tonnes, km, per_tonne, value)


def _per_tonne(sides: Sides, offer: Places, need: Places, km: Array, terms: Terms) -> Array:
    """Return money per tonne of pairs; NaN where what Terms ask for is not known."""
    prices = sides.prices[0][offer], sides.prices[1][need]
    moving = terms.transport * km if terms.transport else np.zeros(len(km))
    if terms.is_complete:
        return np.asarray(prices[0] + prices[1] - sides.treatment[need] - moving)
    paid = np.nan_to_num(prices[0]) + np.nan_to_num(prices[1])
    nobody_says = np.isnan(prices[0]) & np.isnan(prices[1])
    cost = sides.treatment[need] + np.nan_to_num(moving)
    return np.where(nobody_says, np.nan, paid - cost)


def _distance(a: Array, b: Array) -> Array:
    """Return kilometres as the crow flies (haversine) between places in radians."""
    across = np.sin((b[:, 0] - a[:, 0]) / 2) ** 2
    along = np.cos(a[:, 0]) * np.cos(b[:, 0]) * np.sin((b[:, 1] - a[:, 1]) / 2) ** 2
    km: Array = 2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.clip(across + along, 0, 1)))
    return km


def _best_of_each(pairs: Pairs, passing: Places, top: int) -> Places:
    """Return the best pairs of each offer: by expected value, then likelihood, then place."""
    value = np.nan_to_num(pairs.value[passing])
    likelihood, offer = pairs.likelihood[passing], pairs.offer[passing]
    certain = pairs.shares[Stage.COMPOSITION][passing]
    keys = (pairs.need[passing], -likelihood, -value * likelihood * certain, offer)
    order = np.lexsort(keys)
    ranked = offer[order]
    starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]]) if len(ranked) else order
    rank = np.arange(len(ranked)) - np.repeat(starts, np.diff(np.r_[starts, len(ranked)]))
    return passing[order[rank < top]]


def _joined(parts: Sequence[Pairs]) -> Pairs:
    """Return pairs of several blocks as one."""
    if not parts:
        none, nowhere = np.zeros(0), np.zeros(0, np.int64)
        flags = {stage: np.zeros(0, np.int8) for stage in Stage}
        return Pairs(nowhere, nowhere, flags, {}, none, none, none, none, none)
    return Pairs(
        np.concatenate([part.offer for part in parts]),
        np.concatenate([part.need for part in parts]),
        {s: np.concatenate([part.flags[s] for part in parts]) for s in parts[0].flags},
        {s: np.concatenate([part.shares[s] for part in parts]) for s in parts[0].shares},
        np.concatenate([part.likelihood for part in parts]),
        np.concatenate([part.tonnes for part in parts]),
        np.concatenate([part.km for part in parts]),
        np.concatenate([part.per_tonne for part in parts]),
        np.concatenate([part.value for part in parts]),
    )

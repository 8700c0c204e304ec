"""Who sits with whom: as few of one organisation together as can be, then everything else even."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.errors import (
    DuplicateLabelError,
    InvalidValueError,
)
from scp_centre.methods.labels import require_known
from scp_centre.methods.messages import _
from scp_centre.methods.teams.sizes import group_counts, split_class

# A pair of one organisation outweighs any spread of the rest, a sector that of the next, and so on.
WEIGHTS = {"organisation": 1e9, "sector": 1e4, "experience": 1e2, "language": 1.0}
PASSES = 8  # over the class; most classes settle in two or three
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in the room; an empty text is not known and counts as no likeness.

    experience : a word ("new"), or years, which are then put into three bands
    """

    id: str
    organisation: str = ""
    sector: str = ""
    experience: str | float = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Grouping:
    """groups : ids of each group    pairs : of people of one organisation in one group
    lower_bound : the fewest pairs that groups of these sizes allow, pins aside
    note : where the rule of 4 or 5 could not be kept
    """

    groups: tuple[tuple[str, ...], ...]
    pairs: int
    lower_bound: int
    note: str = ""


def form_groups(
    people: Sequence[Participant],
    *,
    pins: Sequence[Sequence[str]] = (),
    together: bool = False,
    seed: int = 0,
) -> Grouping:
    """Return mixed groups of 4 or 5, or, `together`, groups in which organisations sit together.

    Organisations are dealt out one after the other, group by group, so that each has floor(s / g)
    or ceil(s / g) of its s people in each of g groups: that is the proven minimum of pairs. Among
    the numbers of groups that keep 4 or 5 the one with the fewest pairs is taken, then the fewest
    groups. Swaps that lower
    sum over attributes of weight x sum over groups and values of count^2
    then spread sector, experience and language, never at the price of a pair.

    pins : people who stay in one group, by id    seed : of the draw; another seed, another draw
    Raises DuplicateLabelError for an id that stands twice, InvalidValueError for pins that do not
    fit into a group, MissingValueError for an empty class.
    Source of the minimum: convexity of s (s - 1) / 2, each split as even as can be.
    """
    index = _index(people)
    blocks = _blocks(pins, index)
    organisations = [p.organisation for p in people]
    rng = np.random.default_rng(seed)
    counts = group_counts(len(people)) or [len(split_class(len(people)).sizes)]
    g = counts[0] if together else min(counts, key=lambda k: same_organisation_bound(people, k))
    split = split_class(len(people), g)
    sizes = split.sizes
    _require_room(blocks, sizes, people)
    order = rng.permutation(len(people))
    place = _deal(order, organisations, sizes, blocks, together)
    if not together:
        _improve(people, place, blocks)
    groups = tuple(
        tuple(people[i].id for i in np.flatnonzero(place == k).tolist()) for k in range(g)
    )
    return Grouping(
        groups,
        _pairs(organisations, place),
        same_organisation_bound(people, g),
        split.note,
    )


def same_organisation_bound(people: Sequence[Participant], groups: int) -> int:
    """Return the fewest pairs of one organisation that so many groups allow.

    sum over organisations of (g - r) C(q, 2) + r C(q + 1, 2),  s = q g + r

    >>> five = [Participant(str(i), "A") for i in range(5)]
    >>> same_organisation_bound(five, 2)
    4
    """
    total = 0
    for s in Counter(p.organisation for p in people if p.organisation).values():
        q, r = divmod(s, groups)
        total += (groups - r) * q * (q - 1) // 2 + r * (q + 1) * q // 2
    return total


def _index(people: Sequence[Participant]) -> dict[str, int]:
    index: dict[str, int] = {}
    for i, p in enumerate(people):
        if p.id in index:
            raise DuplicateLabelError(
                _("The participant “{id}” appears twice.", id=p.id),
                where=f"participants[{i}]",
                cure=_("Assign a unique ID to each person."),
            )
        index[p.id] = i
    return index


def _blocks(pins: Sequence[Sequence[str]], index: dict[str, int]) -> list[list[int]]:
    """Return pinned people as blocks; pins that share somebody are one."""
    blocks: list[set[int]] = []
    for n, pin in enumerate(pins):
        for name in pin:
            require_known(name, index, what="participant", where=f"pins[{n}]")
        new = {index[name] for name in pin}
        for old in [b for b in blocks if b & new]:
            new |= old
            blocks.remove(old)
        blocks.append(new)
    return sorted((sorted(b) for b in blocks if len(b) > 1), key=lambda b: (-len(b), b))


def _require_room(
    blocks: list[list[int]], sizes: Sequence[int], people: Sequence[Participant]
) -> None:
    room = sorted(sizes, reverse=True)
    for block in blocks:
        room.sort(reverse=True)
        if len(block) > room[0]:
            raise InvalidValueError(
                _(
                    "{join} must stay together, but a group has room for only {room} more.",
                    join=[people[i].id for i in block],
                    room=room[0],
                ),
                where="pins",
                cure=_("Keep fewer people together."),
            )
        room[0] -= len(block)


def _deal(
    order: Ints,
    organisations: Sequence[str],
    sizes: Sequence[int],
    blocks: list[list[int]],
    together: bool,
) -> Ints:
    """Return the group of each person: blocks first, then organisation after organisation."""
    place = np.full(len(order), -1)
    room = np.array(sizes)
    for block in blocks:
        k = int(np.argmax(room))
        place[block] = k
        room[k] -= len(block)
    large = Counter(organisations)
    rest = sorted(
        (int(i) for i in order if place[i] < 0),
        key=lambda i: (-large[organisations[i]] if organisations[i] else 1, organisations[i]),
    )
    seats = np.zeros((len(set(organisations)), len(sizes)), int)
    row = {name: n for n, name in enumerate(dict.fromkeys(organisations))}
    for i in np.flatnonzero(place >= 0).tolist():
        seats[row[organisations[i]], place[i]] += 1
    k = 0
    for i in rest:
        mine = seats[row[organisations[i]]]
        if together:
            while room[k] == 0:
                k += 1
            best = k
        elif blocks:
            free = np.flatnonzero(room > 0)
            best = int(free[np.lexsort((-room[free], mine[free]))[0]])
        else:  # around the table: floor or ceil of each organisation in each group
            best = k % len(sizes)
            k += 1
        place[i] = best
        room[best] -= 1
        mine[best] += 1
    return place


def _improve(people: Sequence[Participant], place: Ints, blocks: list[list[int]]) -> None:
    """Swap people, the best partner first, as long as the spread betters."""
    codes, weights, counts = _counted(people, place)
    pinned = np.zeros(len(people), bool)
    for block in blocks:
        pinned[block] = True
    everybody = np.arange(len(people))
    for _unused in range(PASSES):
        moved = False
        for i in everybody[~pinned]:
            a = place[i]
            change = np.zeros(len(people))
            for code, weight, count in zip(codes, weights, counts, strict=True):
                v, u = code[i], code
                delta = 2.0 * (count[a, u] + count[place, v] - count[a, v] - count[place, u]) + 4
                known = 4.0 * ((v < 0) | (u < 0))  # somebody unknown is like nobody
                change += weight * np.where(u == v, 0.0, delta - known / 2)
            change[(place == a) | pinned] = 0.0
            j = int(np.argmin(change))
            if change[j] < -1e-9:
                for code, count in zip(codes, counts, strict=True):
                    _swap(count, code, place, int(i), j)
                place[i], place[j] = place[j], a
                moved = True
        if not moved:
            return


def _swap(count: Ints, code: Ints, place: Ints, i: int, j: int) -> None:
    a, b = place[i], place[j]
    for who, old, new in ((i, a, b), (j, b, a)):
        if code[who] >= 0:
            count[old, code[who]] -= 1
            count[new, code[who]] += 1


def _counted(
    people: Sequence[Participant], place: Ints
) -> tuple[list[Ints], list[float], list[Ints]]:
    """Return each attribute as codes (person,), its weight, and (group, value) counts.

    A value that is not known has code -1: its column, the last, stays 0.
    """
    codes, weights, counts = [], [], []
    groups = int(place.max()) + 1
    for name, weight in WEIGHTS.items():
        values = _banded([getattr(p, name) for p in people])
        known = dict.fromkeys(value for value in values if value != "")  # in their order
        names = {value: number for number, value in enumerate(known)}
        code = np.array([names.get(v, -1) for v in values])
        count = np.zeros((groups, len(names) + 1), int)
        np.add.at(count, (place[code >= 0], code[code >= 0]), 1)
        codes.append(code)
        weights.append(weight)
        counts.append(count)
    return codes, weights, counts


def _banded(values: Sequence[str | float]) -> list[str]:
    """Return words as they are, and numbers as one of three bands of equal number."""
    numbers = [float(v) for v in values if isinstance(v, int | float)]
    if not numbers:
        return [str(v) for v in values]
    thirds = np.quantile(numbers, [1 / 3, 2 / 3])
    return [
        f"band {int(np.searchsorted(thirds, v))}" if isinstance(v, int | float) else str(v)
        for v in values
    ]


def _pairs(organisations: Sequence[str], place: Ints) -> int:
    seats = Counter((o, int(k)) for o, k in zip(organisations, place, strict=True) if o)
    return sum(c * (c - 1) // 2 for c in seats.values())


def place_latecomer(
    grouping: Grouping, people: Sequence[Participant], newcomer: Participant
) -> int:
    """Return the group for somebody who comes late; nobody else moves.

    The smallest groups are looked at, and of them the one with the fewest of the newcomer's
    organisation, then of the sector, experience, language.
    """
    known = {p.id: p for p in people}
    fewest = min(len(group) for group in grouping.groups)

    def likeness(k: int) -> tuple[int, ...]:
        members = [known[m] for m in grouping.groups[k]]
        return tuple(
            sum(getattr(m, name) == getattr(newcomer, name) != "" for m in members)
            for name in WEIGHTS
        )

    small = [k for k, group in enumerate(grouping.groups) if len(group) == fewest]
    return min(small, key=likeness)


def explain_place(grouping: Grouping, people: Sequence[Participant], who: str) -> str:
    """Return why somebody sits where: how many of the same organisation and sector are there."""
    known = {p.id: p for p in people}
    require_known(who, known, what="participant", where="who")
    me = known[who]
    k = next(k for k, group in enumerate(grouping.groups) if who in group)
    others = [known[m] for m in grouping.groups[k] if m != who]
    same = sum(o.organisation == me.organisation != "" for o in others)
    whole = sum(p.organisation == me.organisation != "" for p in people if p.id != who)
    sectors = len({o.sector for o in (*others, me) if o.sector})
    return _(
        "Group {number}. Colleagues from the same organisation in the group: {same} of {whole}. "
        "Sectors: {sectors}. People: {people}.",
        number=k + 1,
        same=same,
        whole=whole,
        sectors=sectors,
        people=len(others) + 1,
    )

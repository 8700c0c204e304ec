"""One part of the ledger, whose facts are linked: who finds which of its figures.

See `auditor`. A figure is cleared before attackers by worlds that were drawn, by coalitions, and at
last by linear programs: first for many attackers together, then for fewer, at last for two or one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from scp_centre.methods.disclosure.coalitions import Coalitions, Figures, draw_coalitions
from scp_centre.methods.disclosure.interchange import Interchange
from scp_centre.methods.disclosure.ledger import Array, Ledger, Rows, rows_of
from scp_centre.methods.disclosure.nearest_world import TOUCHED, NearestWorld
from scp_centre.methods.disclosure.rules import Rules

Bools = NDArray[np.bool_]
DRAWS, FEW_DRAWS = 160, 60  # random worlds of one part of the ledger; of a large part
WHOLE = 700  # unknowns of a part up to which every pair of contributors is tried
LARGEST = 12  # contributors of a larger part that are tried as insiders
FEW_SOUGHT = 40  # figures, of which linear programs alone are asked
BITS = 64  # worlds that one number holds
GROUP = 8  # attackers who are tried together: where they find nothing, no two of them do


Key = tuple[tuple[int, ...], bool, bool]  # of what is sought: its members, insiders, both


@dataclass(frozen=True, slots=True)
class Exposure:
    """keys : the figure or sum that is found    known_to : who finds it, nobody: everybody"""

    keys: tuple[str, ...]
    holders: tuple[str, ...]
    known_to: tuple[str, ...]
    is_raised: bool  # the side on which it is too near: above, else below


@dataclass(frozen=True, slots=True)
class Sought:
    """What an attacker seeks. both : exposed only when it is near on both sides."""

    members: NDArray[np.int64]
    value: float
    holders: frozenset[int]
    insiders: bool = True
    both: bool = False

    @property
    def key(self) -> Key:
        return tuple(self.members.tolist()), self.insiders, self.both


class Worlds:
    """Changes of the figures that agree with every public fact, of one part of the ledger.

    changes : (world, unknown)    blocked : (world, holder): it changes what the holder owns, or
    disagrees with what it was told
    """

    def __init__(self, unknowns: int, holders: int) -> None:
        self.count = 0
        self._changes = np.zeros((BITS, unknowns))
        self._blocked = np.zeros((BITS, holders), bool)

    @property
    def changes(self) -> Array:
        return self._changes[: self.count]

    @property
    def blocked(self) -> Bools:
        return self._blocked[: self.count]

    def add(self, changes: Array, blocked: Bools) -> None:
        end = self.count + len(changes)
        if end > len(self._changes):  # twice as much room, so that adding one by one stays cheap
            self._changes = _with_room(self._changes, 2 * end)
            self._blocked = _with_room(self._blocked, 2 * end)
        self._changes[self.count : end], self._blocked[self.count : end] = changes, blocked
        self.count = end


def _with_room(rows: NDArray[Any], length: int) -> NDArray[Any]:
    longer = np.zeros((length, rows.shape[1]), rows.dtype)
    longer[: len(rows)] = rows
    return longer


def _group(lacking: Bools, reach: int) -> NDArray[np.int64]:
    """Return attackers before whom a figure is not cleared yet: first those who act alone.

    lacking : (attacker, attacker), on the diagonal each alone
    """
    alone = np.flatnonzero(lacking.diagonal())
    if len(alone):
        return alone[: max(reach, 1)]
    group = [int(lacking.sum(axis=1).argmax())]
    while len(group) < max(reach, 2):
        open_with = lacking[group].sum(axis=0)
        open_with[group] = 0
        if not open_with.any():
            break
        group.append(int(open_with.argmax()))
    return np.array(group)


class LedgerPart:
    """One part of the ledger: its unknowns, facts, worlds, and what is sought in it."""

    def __init__(
        self, ledger: Ledger, names: tuple[str, ...], rules: Rules, insiders: int, seed: int
    ) -> None:
        self.names, self.depth, self.share = names, insiders, rules.p_percent / 100
        self.minimum = rules.minimum_contributors
        own = set(names)
        unknowns = [ledger.unknowns[name] for name in names]
        self.true = np.array([u.value for u in unknowns])
        self.down = np.maximum(self.true - [u.least for u in unknowns], 0.0)
        self.up = np.maximum(np.array([u.most for u in unknowns]) - self.true, 0.0)
        facts = [f for f in ledger.facts if f.weights.keys() & own]
        readers = {f.told_to for f in facts if f.told_to}  # some have no figure in this part
        self.holders = sorted({u.holder for u in unknowns} | readers)
        place = {h: i for i, h in enumerate(self.holders)}
        self.holder = np.array([place[u.holder] for u in unknowns])
        self.facts = [f for f in facts if not f.told_to]
        self.public = rows_of(self.facts, names, self.true)
        self.told: dict[int, Rows] = {}
        for name, h in place.items():
            mine = [f for f in facts if f.told_to == name]
            if mine:
                self.told[h] = rows_of(mine, names, self.true)
        self.all_told, self.reader = self._all_told()
        self.sums = [s for s in ledger.sums if s <= own and len(s) > 1]
        self.rng = np.random.default_rng(seed)
        self.worlds = Worlds(len(names), len(self.holders))
        self.tried = self._insiders()
        self.nearest: NearestWorld | None = None
        self.coalitions: Coalitions | None = None
        self.place_of: dict[Key, int] = {}
        self.cleared: set[Key] = set()
        self.interchange: Interchange | None = None
        self.movable = np.arange(len(names))
        if len(names) > WHOLE:
            of_part = Figures(self.holder, self.true, self.down, self.up)
            is_told = np.zeros(len(names), bool)
            if self.all_told is not None:
                is_told[self.all_told.A.indices] = True
            self.interchange = Interchange(of_part, self.public, self.depth, self.share, is_told)
            self.movable = self.interchange.movable()

    def _all_told(self) -> tuple[Rows | None, NDArray[np.int64]]:
        """Return what each holder alone was told as one set of rows, and whose each row is."""
        if not self.told:
            return None, np.zeros(0, np.int64)
        rows = list(self.told.values())
        reader = np.repeat(list(self.told), [len(r.low) for r in rows])
        return (
            Rows(
                csr_array(vstack([r.A for r in rows])),
                np.concatenate([r.low for r in rows]),
                np.concatenate([r.high for r in rows]),
                np.concatenate([r.size for r in rows]),
                np.concatenate([r.is_least for r in rows]),
            ),
            reader,
        )

    def _insiders(self) -> NDArray[np.int64]:
        size = np.bincount(self.holder, np.abs(self.true), minlength=len(self.holders))
        if len(self.names) <= WHOLE:
            return np.arange(len(size))
        # Whoever alone was told something knows more than his size says.
        return np.union1d(np.argsort(-size)[:LARGEST], np.array(sorted(self.told), np.int64))

    # what is sought

    def sought(self) -> Iterator[Sought]:
        """Yield each figure, each sum of one holder, each sum of too few holders."""
        certain = np.zeros(len(self.names), bool)
        if self.interchange is not None:
            certain = self.interchange.certain()
        for i in np.flatnonzero(~certain):
            yield self._seek(np.array([i]))
        place = {name: i for i, name in enumerate(self.names)}
        for keys in self.sums:
            members = np.array(sorted(place[k] for k in keys))
            yield self._seek(members)  # that others make up for one says nothing of the sum
        for members in self._few():
            yield self._seek(members, insiders=False, both=True)

    def _seek(
        self, members: NDArray[np.int64], *, insiders: bool = True, both: bool = False
    ) -> Sought:
        holders = frozenset(self.holder[members].tolist())
        return Sought(members, float(np.abs(self.true[members]).sum()), holders, insiders, both)

    def _few(self) -> list[NDArray[np.int64]]:
        """Return sets of unknowns of two or more, but too few, holders that facts may single out.

        A fact less another, what a table leaves of a fact, what the same facts speak of.
        """
        # What is known of a ratio is no sum that could be told.
        told = [r for r, fact in enumerate(self.facts) if not fact.is_least]
        spoken = [frozenset(self.public.A[[r], :].indices.tolist()) for r in told]
        spoken = [s for s in spoken if len(s) <= 5000]
        sets = set(spoken) | {a - b for a in spoken for b in spoken if a & b and len(a) > len(b)}
        tables: dict[str, set[int]] = {}
        for row, fact in enumerate(self.facts):
            if fact.table:
                own = self.public.A[[row], :].indices.tolist()
                tables.setdefault(fact.table, set()).update(own)
        sets |= {s - frozenset(all_) for s in spoken for all_ in tables.values()}
        alike: dict[tuple[int, ...], set[int]] = {}
        columns = csr_array(self.public.A[told, :].T)
        for i in range(len(self.names)):
            alike.setdefault(tuple(columns[[i], :].indices.tolist()), set()).add(i)
        sets |= {frozenset(s) for s in alike.values()}
        chosen: list[NDArray[np.int64]] = []
        for keys in sets:
            members = np.array(sorted(keys), int)
            if 1 < len({*self.holder[members].tolist()}) < self.minimum:
                chosen.append(members)
        return sorted(chosen, key=lambda m: m.tolist())

    # worlds

    def take(self, changes: Array) -> None:
        """Add those changes that agree with the public facts and the bounds."""
        if not len(changes):
            return
        fits = self.public.fits(changes).all(axis=1) if self.facts else np.ones(len(changes), bool)
        slack = 1e-9 * np.abs(self.true)
        fits &= (changes >= -self.down - slack).all(axis=1)
        fits &= (changes <= self.up + slack).all(axis=1)
        if fits.any():
            changes = changes[fits]
            self.worlds.add(changes, self._blocks(changes))

    def _blocks(self, changes: Array) -> Bools:
        touched = np.abs(changes) > TOUCHED * np.maximum(np.abs(self.true), 1e-12)
        blocked = np.zeros((len(changes), len(self.holders)), bool)
        world, unknown = np.nonzero(touched)
        blocked[world, self.holder[unknown]] = True
        if self.all_told is not None:  # what it alone was told binds it, too
            world, fact = np.nonzero(~self.all_told.fits(changes))
            blocked[world, self.reader[fact]] = True
        return blocked

    def draw(self) -> None:
        """Draw worlds at random: some holders' figures moved, then brought back to the facts."""
        n, size = len(self.movable), self.true[self.movable]
        public = self._scaled([self.public])
        # Half of the worlds keep what each was told as well, so that they serve everybody.
        all_told = self._scaled([self.public, *self.told.values()]) if self.told else public
        drawn = []
        for k in range(DRAWS if len(self.names) <= WHOLE else FEW_DRAWS):
            keep = self.rng.random(len(self.holders)) < (1.0, 0.75, 0.55, 0.4)[k % 4]
            free = keep[self.holder[self.movable]] & (size != 0)
            if free.sum() < 2:
                continue
            x = np.where(free, self.rng.choice([-1.0, 1.0], n) * self.rng.uniform(0.25, 0.9, n), 0)
            C = np.where(free, public if k % 8 < 4 else all_told, 0.0)
            x -= C.T @ np.linalg.lstsq(C @ C.T, C @ x, rcond=1e-12)[0]
            drawn += [self._within(x, size), self._within(-x, size)]
        if drawn:
            self.take(np.array(drawn))

    def _scaled(self, rows: Sequence[Rows]) -> Array:
        """Return facts over the movable figures, as shares of them, each of length 1."""
        B: Array = np.vstack([r.of_shares(self.true)[:, self.movable] for r in rows])
        norm = np.linalg.norm(B, axis=1)
        scaled: Array = B[norm > 0] / norm[norm > 0, None]
        return scaled

    def _within(self, x: Array, size: Array) -> Array:
        """Return the change x of the movable figures, shortened to stay within their bounds."""
        change = x * size
        room = np.where(change < 0, self.down[self.movable], self.up[self.movable])
        with np.errstate(divide="ignore", invalid="ignore"):
            shorten = np.where(change != 0, room / np.abs(change), np.inf)
        world = np.zeros(len(self.names))
        world[self.movable] = change * min(1.0, float(shorten.min()))
        return world

    # the search

    def exposures(self) -> Iterator[Exposure]:
        """Yield what is exposed, and who finds it."""
        every = [one for one in self.sought() if one.value and one.key not in self.cleared]
        if len(every) > FEW_SOUGHT and self.told and len(self.names) <= WHOLE:
            self._draw_coalitions(every)
        for sought in every:
            sides = [self._first_open(sought, raised) for raised in (True, False)]
            if all(side is None for side in sides) or (sought.both and None in sides):
                self.cleared.add(sought.key)
                continue
            for raised, insiders in zip((True, False), sides, strict=True):
                if insiders is not None:
                    yield self._named(sought, insiders, raised)
                    break

    def _draw_coalitions(self, every: Sequence[Sought]) -> None:
        """Clear what coalitions cannot find, so that few attackers are left for linear programs."""
        mine = [sought for sought in every if sought.insiders]
        self.place_of = {sought.key: k for k, sought in enumerate(mine)}
        self.coalitions = draw_coalitions(
            Figures(self.holder, self.true, self.down, self.up),
            self.public,
            self.told,
            [(sought.members, self.share * sought.value) for sought in mine],
            len(self.holders),
            self.rng,
        )

    def _cleared_by_coalitions(self, sought: Sought, raised: bool) -> Bools:
        """Return (coalition, holder): who is in those that cannot find what is sought."""
        drawn = self.coalitions
        place = self.place_of.get(sought.key)
        if drawn is None or place is None:
            return np.zeros((0, len(self.holders)), bool)
        return drawn.members[(drawn.raised if raised else drawn.lowered)[:, place]]

    def _named(self, sought: Sought, insiders: tuple[int, ...], raised: bool) -> Exposure:
        return Exposure(
            tuple(self.names[i] for i in sought.members),
            tuple(self.holders[h] for h in sorted(sought.holders)),
            tuple(self.holders[h] for h in insiders),
            raised,
        )

    def _first_open(self, sought: Sought, raised: bool) -> tuple[int, ...] | None:
        """Return who finds the figure on one side, the fewest first; None where nobody does."""
        tried = np.array([h for h in self.tried.tolist() if h not in sought.holders], int)
        free = self._served(sought, raised, tried)
        if not len(free):
            first = self._served_by(self._solve(sought, raised, ()), sought, raised, tried)
            if first is None:
                return ()
            free = first[None]
        if not sought.insiders:
            return None
        lacking, reach = self._lacking(free), GROUP
        while lacking.any():
            group = _group(lacking, reach)
            world = self._solve(sought, raised, tried[group].tolist())
            served = self._served_by(world, sought, raised, tried)
            if served is not None and served[group].all():
                lacking &= ~np.outer(served, served)
                reach = min(2 * reach, GROUP)
            elif len(group) == 1 or (len(group) == 2 and not lacking.diagonal().any()):
                return tuple(tried[group].tolist())
            else:  # too many at once: it says nothing of fewer
                reach = len(group) // 2
        return None

    def _served(self, sought: Sought, raised: bool, tried: NDArray[np.int64]) -> Bools:
        """Return (world or coalition, tried): before whom it clears what is sought."""
        together = self._cleared_by_coalitions(sought, raised)[:, tried]
        if len(together) and not self._lacking(together).any():
            return together
        moved = self.worlds.changes[:, sought.members].sum(axis=1) * (1 if raised else -1)
        far = moved >= self.share * sought.value * (1 - 1e-9)
        return np.vstack([~self.worlds.blocked[far][:, tried], together])

    def _served_by(
        self, world: Array | None, sought: Sought, raised: bool, tried: NDArray[np.int64]
    ) -> Bools | None:
        """Take in a world; return (tried,) before whom it clears what is sought; None: nobody."""
        before = self.worlds.count
        if world is not None:
            self.take(world[None])
        if self.worlds.count == before:  # there is none, or it is not within the hair of the facts
            return None
        moved = self.worlds.changes[-1, sought.members].sum() * (1 if raised else -1)
        if moved < self.share * sought.value * (1 - 1e-6):
            return None
        served: Bools = ~self.worlds.blocked[-1][tried]
        return served

    def _lacking(self, free: Bools) -> Bools:
        """Return (tried, tried): pairs whom nothing serves together; on the diagonal each alone."""
        order = np.argsort(-free.sum(axis=1), kind="stable")
        lacking = np.ones((free.shape[1], free.shape[1]), bool)
        for start in range(0, len(order), BITS):
            rows = free[order[start : start + BITS]]
            bits = (rows.astype(np.uint64) << np.arange(len(rows), dtype=np.uint64)[:, None]).sum(
                axis=0, dtype=np.uint64
            )
            lacking &= (bits[:, None] & bits[None, :]) == 0
            if not lacking.any():
                break
        return lacking if self.depth > 1 else lacking & np.eye(len(lacking), dtype=bool)

    def _solve(self, sought: Sought, raised: bool, attackers: Sequence[int]) -> Array | None:
        """Return the least change that clears a figure before some attackers, if one does."""
        members = sought.members
        if self.interchange is not None:
            members = self.interchange.with_tied(members)
        columns = np.union1d(self.movable, members)
        if self.nearest is None or not np.array_equal(self.nearest.columns, columns):
            room = (self.down, self.up)
            self.nearest = NearestWorld(columns, self.true, room, self.public, self.told)
        wanted = self.share * sought.value * (1.0 if raised else -1.0)
        held = np.isin(self.holder, attackers)
        return self.nearest.find(sought.members, wanted, held, attackers)

"""The auditor: can anybody, with all that is published and with what he owns, find a figure?

An attacker knows every fact that everybody reads and, as a contributor, his own figures and what he
alone was told; two contributors may share what they know. A figure is exposed when the least or the
greatest value that his facts allow lies nearer to the truth than p %.

To show that a figure is not exposed, one *world* a side is enough: other figures that agree with
all facts, in which it is p % lower, or higher. One world serves every attacker none of whose own
figures it changes. Worlds are drawn at random in the null space of the facts; what they leave open
is decided by one linear program each, whose answer is a world again.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array, hstack, vstack
from scipy.sparse.csgraph import connected_components

from scp_centre.methods.disclosure.ledger import Array, Fact, Ledger, Unknown, rows_of
from scp_centre.methods.disclosure.ledger_part import Exposure, Key, LedgerPart
from scp_centre.methods.disclosure.rules import Rules

__all__ = ["Auditor", "Exposure", "audit"]


@dataclass(frozen=True, slots=True)
class Cleared:
    """What nobody finds in a part of the ledger, and the facts and unknowns with which."""

    facts: frozenset[tuple[object, ...]]
    unknowns: tuple[Unknown, ...]
    sought: set[Key]


@dataclass(slots=True)
class Auditor:
    """Audits one ledger after another over the same unknowns, keeping what it has found.

    Fewer facts allow more worlds: those found before a fact was withheld still serve, and what
    nobody found with it nobody finds without it.
    """

    rules: Rules
    insiders: int = 2  # contributors who may share what they know
    seed: int = 1
    _kept: dict[tuple[str, ...], Array] = field(default_factory=dict)
    _cleared: dict[tuple[str, ...], Cleared] = field(default_factory=dict)

    def audit(
        self, ledger: Ledger, *, about: Set[str] | None = None, most: int | None = 1
    ) -> list[Exposure]:
        """Return what is exposed, `most` findings at most (None: all).

        about : unknowns of what is to be published; what no fact links with them stays as it was
        """
        found: list[Exposure] = []
        for names in _parts(ledger):
            if about is not None and about.isdisjoint(names):
                continue
            part = LedgerPart(ledger, names, self.rules, self.insiders, self.seed)
            part.cleared = self._still_cleared(ledger, names)
            if names in self._kept:
                part.take(self._kept[names])
            else:
                part.draw()
            for exposure in part.exposures():
                found.append(exposure)
                if most is not None and len(found) >= most:
                    break
            self._kept[names] = part.worlds.changes
            self._cleared[names].sought.update(part.cleared)
            if most is not None and len(found) >= most:
                break
        return found

    def _still_cleared(self, ledger: Ledger, names: tuple[str, ...]) -> set[Key]:
        """Return what nobody found before, where this ledger says nothing that was not said."""
        own = set(names)
        facts = frozenset(_said(fact) for fact in ledger.facts if fact.weights.keys() & own)
        unknowns = tuple(ledger.unknowns[name] for name in names)
        before = self._cleared.get(names)
        is_less = before is not None and facts <= before.facts and unknowns == before.unknowns
        known = set(before.sought) if before is not None and is_less else set()
        self._cleared[names] = Cleared(facts, unknowns, known)
        return known


def _said(fact: Fact) -> tuple[object, ...]:
    return fact.value, fact.half, fact.told_to, fact.is_least, tuple(sorted(fact.weights.items()))


def audit(ledger: Ledger, rules: Rules, *, insiders: int = 2) -> list[Exposure]:
    """Return everything that is exposed by the facts of a ledger."""
    return Auditor(rules, insiders).audit(ledger, most=None)


def _parts(ledger: Ledger) -> Iterator[tuple[str, ...]]:
    """Yield the unknowns that facts link, part by part; nothing leads from one to another."""
    names = list(ledger.unknowns)
    if not names or not ledger.facts:
        return
    A = rows_of(ledger.facts, names, np.zeros(len(names))).A
    facts, figures = csr_array((A.shape[0],) * 2), csr_array((len(names),) * 2)
    graph = vstack([hstack([facts, A]), hstack([A.T, figures])])
    _count, label = connected_components(graph, directed=False)
    label = label[A.shape[0] :]
    spoken = np.asarray(abs(A).sum(axis=0)).ravel() > 0
    for part in np.unique(label[spoken]):
        members = np.flatnonzero((label == part) & spoken)
        if len(members):
            yield tuple(names[i] for i in members)

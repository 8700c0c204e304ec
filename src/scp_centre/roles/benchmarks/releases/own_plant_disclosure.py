"""What a company may be told of its own plants, so that it learns no other plant's use by it."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scp_centre.methods.disclosure import Auditor, Rules, holder_key, reasons_against
from scp_centre.methods.disclosure.rules import DOMINANCE, P_PERCENT
from scp_centre.methods.frontier import PartialFrontier, measure_orders_m
from scp_centre.roles.benchmarks.models import Approach, Part, Variable
from scp_centre.roles.benchmarks.releases.breakdowns import Release
from scp_centre.roles.benchmarks.releases.release_ledger import Entered, build_ledger, half_step
from scp_centre.roles.benchmarks.scores.plants import Given
from scp_centre.roles.benchmarks.scores.scores import Scores, variables_of

FEWEST_PEERS = 3  # companies behind a mark beside the reader's
LARGEST_PEER = 60.0  # %, of a mark that one company may carry
SMALLEST_ORDER = 3  # plants among which a smoothed frontier takes the best
MOST = 300  # plants: above, marks are judged by their shares alone


@dataclass(frozen=True, slots=True)
class Mark:
    """score : score, low, high, 0 to 100    use : on the frontier, or at score 75; None: no mark
    order : m of the smoothed frontier that stands for one that would tell; None: the method's own
    weights : other plant -> weight of its use in the mark; empty where it rests on the model alone
    """

    score: tuple[float, float, float]
    use: float | None
    order: int | None = None
    weights: Mapping[str, float] = field(default_factory=dict)


def marks_of(
    plants: Sequence[Given],
    scores: Scores | None,
    variables: Sequence[Variable],
    rules: Rules,
    *,
    smooth: Set[str] = frozenset(),
    frontiers: dict[int, PartialFrontier] | None = None,
) -> dict[str, Mark]:
    """Return plant -> score and mark that its company is told.

    A mark of DEA is a sum of its peers' uses, and the reader knows his own: where few companies
    carry it, it would give their use. Then the mark of a smoothed frontier (order m) stands in its
    place, with the largest m of which the same rules hold; where none holds there is no score.

    smooth : plants whose own frontier is not shown in any case
    frontiers : order -> smoothed frontier of these plants, kept from one call to the next
    """
    if scores is None:
        return {}
    told = {
        name: Mark(score, scores.frontier.get(name), None, scores.peers.get(name, {}))
        for name, score in scores.scores.items()
    }
    if scores.approach != Approach.DEA:
        return told
    by_name = {p.name: p for p in plants}
    unsafe = {
        name: told.pop(name)
        for name in list(told)
        if name in smooth or not _carried(by_name[name], scores.peers.get(name, {}), by_name, rules)
    }
    known = {} if frontiers is None else frontiers
    return told | _smoothed(unsafe, plants, scores, variables, rules, known)


def audited_marks(
    plants: Sequence[Given],
    scores: Scores | None,
    variables: Sequence[Variable],
    rules: Rules,
    *,
    facts: Sequence[Entered],
    content: Mapping[str, Any],
    earlier: Sequence[Release] = (),
    beside: Sequence[Release] = (),
) -> dict[str, Mark]:
    """Return the marks with which no company, and no two, find a plant beside all releases.

    facts : what the release tells everybody    earlier, beside : as in `build_ledger`

    The auditor reads each mark as a fact that its company alone is told. Where it finds a plant
    with them, the companies that do get the smoothed mark, and none where that tells too.
    """
    smooth: set[str] = set()
    auditor = Auditor(rules)  # keeps the worlds it has found for the next round
    frontiers: dict[int, PartialFrontier] = {}
    marks = marks_of(plants, scores, variables, rules, frontiers=frontiers)
    owner = {p.name: holder_key(p.holder) for p in plants}
    while len(plants) <= MOST and (private := list(mark_facts(plants, marks))):
        every = [*facts, *private]
        ledger, current, _called = build_ledger(plants, every, content, earlier, beside)
        found = auditor.audit(ledger, about=current, most=None)
        readers = {h for exposure in found for h in exposure.known_to}
        telling = {f.name for f in private if owner[f.name] in readers}
        if not found:
            break
        telling = telling or {f.name for f in private}
        smooth |= {name for name, mark in marks.items() if mark.order is not None}
        all_smooth = smooth | telling
        again = marks_of(plants, scores, variables, rules, smooth=all_smooth, frontiers=frontiers)
        marks = {n: m for n, m in again.items() if n in marks and n not in telling & smooth}
        smooth |= telling
    return marks


def mark_facts(plants: Sequence[Given], marks: Mapping[str, Mark]) -> Iterator[Entered]:
    """Yield what each company is told by its marks, as sums over the use of other plants.

    mark = k sum of weight x use of the peers, k of the bias correction; near the truth. Pages show
    three digits of the gap below the own use and of the target per output; half the finer of the
    two steps is counted, since they are read together. Without a gap it tells nothing.
    """
    use = {p.name: p.use for p in plants}
    for p in plants:
        mark = marks.get(p.name)
        if mark is None or mark.use is None or not mark.weights or mark.use >= p.use:
            continue
        carried = sum(w * use[name] for name, w in mark.weights.items())
        weights = {name: w * mark.use / carried for name, w in mark.weights.items()}
        half = min(half_step(p.use - mark.use), half_step(mark.use / p.made) * p.made) / 2
        yield Entered(p.name, weights, mark.use, half, told_to=p.holder)


def _carried(
    plant: Given, weights: Mapping[str, float], plants: Mapping[str, Given], rules: Rules
) -> bool:
    """Return whether enough companies beside the reader's carry a mark, and none too much of it."""
    shares: dict[str, float] = {}
    for name, weight in weights.items():
        other = plants[name]
        if other.holder != plant.holder:
            shares[other.holder] = shares.get(other.holder, 0.0) + weight * other.use
    if not shares:
        return True  # it is measured against its own company only
    limits = Rules(FEWEST_PEERS, 1, LARGEST_PEER, rules.p_percent)
    broken = reasons_against(shares, limits)
    return not (set(broken) & {DOMINANCE, P_PERCENT}) and len(shares) >= FEWEST_PEERS


def _smoothed(
    unsafe: Mapping[str, Mark],
    plants: Sequence[Given],
    scores: Scores,
    variables: Sequence[Variable],
    rules: Rules,
    frontiers: dict[int, PartialFrontier],
) -> dict[str, Mark]:
    """Return marks of the smoothed frontier, where they are safe."""
    scored = [p for p in plants if p.name in scores.scores]
    used = variables_of(scores.approach, variables)
    inputs = [v.key for v in used if v.part == Part.INPUT]
    outputs = [v.key for v in used if v.part == Part.OUTPUT]
    names = [p.name for p in scored]
    X = np.array([[p.use, *(p.values[k] for k in inputs)] for p in scored])
    Y = np.array([[p.made, *(p.values[k] for k in outputs)] for p in scored])
    by_name, left, found = {p.name: p for p in scored}, dict(unsafe), {}
    orders = _orders(len(scored))
    if left and not frontiers:
        rng = np.random.default_rng(1)
        frontiers |= measure_orders_m(names, X, Y, orders=orders, rng=rng)
    for order in orders:
        if not left:
            break
        partial = frontiers[order]
        for i, name in enumerate(names):
            plant = by_name[name]
            if name not in left or not _carried(plant, partial.weights[i], by_name, rules):
                continue
            score, low, high = np.minimum([partial.score[i], partial.low[i], partial.high[i]], 1.0)
            ends = (100 * float(score), 100 * float(low), 100 * float(high))
            found[name] = Mark(ends, plant.use * float(score), order, partial.weights[i])
            del left[name]
    return found


def _orders(plants: int) -> list[int]:
    """Return the orders that are tried, the nearest to the frontier first."""
    found = [max(SMALLEST_ORDER, plants // 4)]
    while found[-1] // 2 >= SMALLEST_ORDER:
        found.append(found[-1] // 2)
    return found

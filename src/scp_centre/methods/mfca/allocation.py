"""The allocation of costs, with carried costs and recycling solved as linear equations."""

from collections import defaultdict
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.errors import FlowNetworkError, InvalidValueError
from scp_centre.methods.labels import require_known, require_unique
from scp_centre.methods.messages import Number, _
from scp_centre.methods.mfca.model import CentreCosts, CostCentre, CostFlow, Costs, MfcaResult

Array = NDArray[np.float64]
MATERIAL, ENERGY, SYSTEM, WASTE = range(4)
OWN_LABEL_TOLERANCE = 1e-9


def allocate_costs(centres: Sequence[CostCentre], flows: Sequence[CostFlow]) -> MfcaResult:
    """Split all costs between products and losses, centre by centre, loops included.

    For each output j and cost category k:  c_jk = b_jk + sum_i s_ijk c_ik
    b : what enters the centre from outside or arises in it, times the share of output j
    s : share of what input i brings that output j takes along

    Material cost follows each material's own split where its label is found again among the
    outputs; what is not found again, and all of an input whose label is not, follows the mass
    of the remaining outputs. Energy, system and carried waste management follow the mass of
    all outputs, or `product_share`. Waste management that arises in a centre goes wholly to its
    losses.

    mass : kg (any one unit)      costs : one currency
    Invariant: costs in = products + losses + stock change.
    Raises FlowNetworkError for a loop without an exit, and for costs in a centre that has no
    output to carry them.
    Source: ISO 14051:2011, as summarised in docs/methods/mfca.md.
    """
    _check(centres, flows)
    outputs = [f for f in flows if f.source is not None]
    S, b = _equations(centres, flows, outputs)
    _require_exit(centres, flows)
    n = len(outputs)
    carried = np.stack([np.linalg.solve(np.eye(n) - S[k], b[k]) for k in range(4)], axis=1)
    _refuse_negative(outputs, carried[:, MATERIAL])
    return _summarise(centres, flows, outputs, carried)


def _equations(
    centres: Sequence[CostCentre], flows: Sequence[CostFlow], outputs: Sequence[CostFlow]
) -> tuple[Array, Array]:
    """Return S (category, output, output) and b (category, output).

    A material that is found again all the way round a loop would carry its cost for ever. Where
    that happens, its label stops being tracked and it follows the mass of the outputs instead.
    """
    position = {id(f): j for j, f in enumerate(outputs)}
    mixed: set[tuple[str, str]] = set()
    while True:
        S = np.zeros((4, len(outputs), len(outputs)))
        b = np.zeros((4, len(outputs)))
        for centre in centres:
            _fill_centre(centre, flows, position, mixed, S, b)
        circling = {
            (f.target, f.material) for f in _trapped(S[MATERIAL], outputs) if f.target is not None
        }
        if circling <= mixed:
            return S, b
        mixed |= circling


def _trapped(shares: Array, outputs: Sequence[CostFlow]) -> list[CostFlow]:
    """Return the outputs whose material cost never reaches the outside."""
    free = np.array([f.target is None for f in outputs], dtype=bool)
    while (grown := free | (shares[free].sum(axis=0) > 0)).sum() > free.sum():
        free = grown
    return [f for f, out in zip(outputs, free, strict=True) if not out]


def _fill_centre(
    centre: CostCentre,
    flows: Sequence[CostFlow],
    position: dict[int, int],
    mixed: set[tuple[str, str]],
    S: Array,
    b: Array,
) -> None:
    """Write the shares and own costs of one centre into the equations."""
    inputs = [f for f in flows if f.target == centre.id]
    outs = [f for f in flows if f.source == centre.id]
    if not outs:
        _refuse_stranded(centre, inputs)
        return
    places = [position[id(f)] for f in outs]
    b[WASTE, places] += _waste_shares(centre, outs) * centre.waste_management_cost
    sold = [f for f in outs if f.market_value is not None]
    for f in sold:
        b[MATERIAL, position[id(f)]] = f.market_value or 0.0
    outs = [f for f in outs if f.market_value is None] or sold
    columns = [position[id(f)] for f in outs]
    by_mass = _mass_shares(outs)
    b[MATERIAL, columns] -= by_mass * sum(f.market_value or 0.0 for f in sold)
    by_key = _key_shares(centre, outs, by_mass)
    never = {label for place, label in mixed if place == centre.id}
    for label, share in material_shares(inputs, outs, never).items():
        for f in (i for i in inputs if i.material == label):
            if f.source is None:
                b[MATERIAL, columns] += share * (f.cost or 0.0)
            else:
                S[MATERIAL, columns, position[id(f)]] += share
    b[ENERGY, columns] += by_key * centre.energy_cost
    b[SYSTEM, columns] += by_key * centre.system_cost
    b[WASTE, columns] += by_mass * centre.handed_waste_cost
    for f in (i for i in inputs if i.source is not None):
        S[ENERGY, columns, position[id(f)]] += by_key
        S[SYSTEM, columns, position[id(f)]] += by_key
        S[WASTE, columns, position[id(f)]] += by_mass


def material_shares(
    inputs: Sequence[CostFlow], outs: Sequence[CostFlow], never: Collection[str] = ()
) -> dict[str, Array]:
    """Return, for each material label that comes in, the share of its cost that each output takes.

    A label is tracked when it is found again among the outputs with no more mass than came in;
    a label found with more mass names a mixture, and mixtures take by mass what is left. Labels
    in `never` follow the mass of all outputs.
    """
    came_in: dict[str, float] = defaultdict(float)
    for f in inputs:
        came_in[f.material] += f.mass

    def masses_of(material: str) -> Array:
        return np.array([f.mass if f.material == material else 0.0 for f in outs])

    own = {material: masses_of(material) for material in came_in}
    tracked = {m for m in came_in if 0 < own[m].sum() <= came_in[m] * (1 + OWN_LABEL_TOLERANCE)}
    mixture = np.array([f.mass if f.material not in tracked else 0.0 for f in outs])
    return {
        m: _mass_shares(outs)
        if m in never
        else _own_split(came_in[m], own[m] * (m in tracked), mixture, outs)
        for m in came_in
    }


def _own_split(came_in: float, found: Array, mixture: Array, outs: Sequence[CostFlow]) -> Array:
    """Return the shares of one material: what is found again, and the rest with the mixtures."""
    rest = came_in - float(found.sum())
    if found.sum() > 0 and (rest <= OWN_LABEL_TOLERANCE * came_in or not mixture.any()):
        return _shares(found)
    if not mixture.any():
        return _mass_shares(outs)
    return _shares(found + rest * mixture / mixture.sum() if found.any() else mixture)


def _shares(weights: Array) -> Array:
    shares: Array = weights / weights.sum()
    return shares


def _mass_shares(outs: Sequence[CostFlow]) -> Array:
    mass = np.array([f.mass for f in outs])
    if mass.sum() <= 0:
        raise FlowNetworkError(
            _(
                "All outputs of centre '{source}' have a mass of 0, so its costs cannot be "
                "allocated to any of them.",
                source=outs[0].source,
            ),
            where=str(outs[0].source),
            cure=_("Enter the mass of at least one output."),
        )
    return _shares(mass)


def _key_shares(centre: CostCentre, outs: Sequence[CostFlow], by_mass: Array) -> Array:
    """Return the shares of energy and system cost: by mass, or by the centre's own key."""
    if centre.product_share is None:
        return by_mass
    lost = np.array([f.kind == "loss" for f in outs])
    shares = np.zeros(len(outs))
    for group, weight in ((~lost, centre.product_share), (lost, 1 - centre.product_share)):
        total = by_mass[group].sum()
        if weight and not total:
            raise InvalidValueError(
                _(
                    "Centre '{id}' allocates {weight} of its costs to outputs that it does not "
                    "have.",
                    id=centre.id,
                    weight=Number(weight, ".0%"),
                ),
                where=centre.id,
                cure=_("Correct product_share, or enter the missing output."),
            )
        if total:
            shares[group] = weight * by_mass[group] / total
    return shares


def _waste_shares(centre: CostCentre, outs: Sequence[CostFlow]) -> Array:
    lost = np.array([f.mass if f.kind == "loss" else 0.0 for f in outs])
    if lost.sum() > 0:
        return _shares(lost)
    if centre.waste_management_cost:
        raise FlowNetworkError(
            _(
                "Centre '{id}' has a waste management cost of {waste_management_cost} but no loss "
                "to which it can be allocated.",
                id=centre.id,
                waste_management_cost=Number(centre.waste_management_cost, "g"),
            ),
            where=centre.id,
            cure=_("Enter the waste to which this cost applies, or move the cost to system cost."),
        )
    return lost


def _check(centres: Sequence[CostCentre], flows: Sequence[CostFlow]) -> None:
    ids = [c.id for c in centres]
    require_unique(ids, what="centre")
    for f in flows:
        for end in (f.source, f.target):
            if end is not None:
                require_known(end, ids, what="centre", where=f.key or f.material)


def _refuse_stranded(centre: CostCentre, inputs: Sequence[CostFlow]) -> None:
    if _own_costs(centre) or inputs:
        raise FlowNetworkError(
            _("Costs or material enter centre '{id}', but nothing leaves it.", id=centre.id),
            where=centre.id,
            cure=_("Enter the centre's output: product, loss or stock."),
        )


def _refuse_negative(outputs: Sequence[CostFlow], material: Array) -> None:
    """Raise when a by-product is valued above the material that goes into its centre."""
    worst = int(np.argmin(material)) if len(material) else 0
    if len(material) and material[worst] < -1e-6 * max(1.0, float(np.abs(material).max())):
        centre = outputs[worst].source
        raise FlowNetworkError(
            _(
                "The by-products of centre '{centre}' are worth more than the material that "
                "enters it.",
                centre=centre,
            ),
            where=str(centre),
            cure=_("Reduce the price of the by-products, or enter them as products."),
        )


def _require_exit(centres: Sequence[CostCentre], flows: Sequence[CostFlow]) -> None:
    """Raise when a centre's output can never leave the system (a loop without an exit)."""
    reaches = {f.source for f in flows if f.target is None and f.mass > 0}
    links = [(f.source, f.target) for f in flows if f.source and f.target and f.mass > 0]
    grown = True
    while grown:
        found = {s for s, t in links if t in reaches} - reaches
        reaches |= found
        grown = bool(found)
    used = {f.source for f in flows if f.source is not None}
    if trapped := sorted(c.id for c in centres if c.id in used and c.id not in reaches):
        raise FlowNetworkError(
            _("Flows that enter {join} circulate and never leave.", join=list(trapped)),
            where=trapped[0],
            cure=_("Enter the product, loss or stock change that leaves this loop."),
        )


def _own_costs(centre: CostCentre) -> float:
    """Return the costs of a centre that no material flow brings."""
    paid = centre.energy_cost + centre.system_cost + centre.waste_management_cost
    return paid + centre.handed_waste_cost


def _summarise(
    centres: Sequence[CostCentre],
    flows: Sequence[CostFlow],
    outputs: Sequence[CostFlow],
    carried: Array,
) -> MfcaResult:
    costs = [Costs(*map(float, row)) for row in carried]
    pairs = list(zip(outputs, costs, strict=True))

    def gather(kinds: tuple[str, ...], *, centre: str | None = None) -> Costs:
        chosen = (
            c
            for f, c in pairs
            if f.kind in kinds and (f.source == centre if centre else f.target is None)
        )
        return sum(chosen, Costs())

    own = sum(_own_costs(c) for c in centres)
    product, loss = gather(("product", "recycled")), gather(("loss",))
    return MfcaResult(
        centres=tuple(
            CentreCosts(
                id=c.id,
                product=gather(("product", "recycled"), centre=c.id),
                loss=gather(("loss",), centre=c.id),
                stock=gather(("stock",), centre=c.id),
            )
            for c in centres
        ),
        flows=tuple(pairs),
        product=product.total,
        loss=loss.total,
        stock=gather(("stock",)).total,
        costs_in=own + sum(f.cost or 0.0 for f in flows if f.source is None),
        product_costs=product,
        loss_costs=loss,
    )

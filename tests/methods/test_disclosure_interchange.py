"""What can make up for what, held against linear programs that know every fact."""

from itertools import combinations

import numpy as np
import pytest
from scipy.sparse import csr_array

from scp_centre.methods.disclosure import Fact, Ledger, Rules, Unknown, audit
from scp_centre.methods.disclosure import ledger_part as parts
from scp_centre.methods.disclosure.interchange import _shape_of
from scp_centre.methods.disclosure.ledger_part import LedgerPart
from scp_centre.methods.disclosure.nearest_world import NearestWorld

RULES = Rules()
FUELS = (0.202, 0.268, 0.354)  # t CO2e per MWh
PRICES = (20.0, 400.0)  # EUR per MWh that everybody thinks possible


def sector(rng, plants, *, with_money=False, own_factors=False):
    """A ledger: sums over all and over two regions of energy, carbon (and money) of each plant."""
    energy = rng.lognormal(3, 0.7, plants)
    factor = rng.uniform(*FUELS[::2], plants) if own_factors else rng.choice(FUELS, plants)
    kinds = {"energy": energy, "carbon": energy * factor}
    if with_money:
        kinds["money"] = energy * rng.uniform(40, 90, plants)
    holder = [f"h{rng.integers(plants // 2)}" for _ in range(plants)]
    region = rng.integers(2, size=plants)
    unknowns = {
        f"{kind} {i}": Unknown(float(values[i]), holder[i])
        for kind, values in kinds.items()
        for i in range(plants)
    }
    facts = []
    for kind in kinds:
        for name, members in (("all", range(plants)), ("north", np.flatnonzero(region).tolist())):
            weights = {f"{kind} {i}": 1.0 / (1 + (name == "all")) for i in members}
            total = sum(w * unknowns[key].value for key, w in weights.items())
            facts.append(Fact(f"{kind} {name}", weights, total, 1e-4 * total))
    for i in range(plants):
        least, most = (
            (factor[i] * 0.995, factor[i] * 1.005) if rng.random() < 0.5 else (FUELS[0], FUELS[2])
        )
        tied = [("carbon", least, most)] + [("money", *PRICES)] * with_money
        for kind, low, high in tied:
            own, other = f"energy {i}", f"{kind} {i}"
            facts += [
                Fact(f"least {other}", {other: 1.0, own: -low}, 0.0, is_least=True),
                Fact(f"most {other}", {own: high, other: -1.0}, 0.0, is_least=True),
            ]
    return Ledger(unknowns, facts)


def large_part(ledger, monkeypatch):
    """The part as one that is too large for every pair of attackers."""
    monkeypatch.setattr(parts, "WHOLE", 10)
    return LedgerPart(ledger, tuple(ledger.unknowns), RULES, 2, 1)


def found_by_somebody(part, unknown, rng):
    """Return the insiders, of some pairs, before whom no world moves a figure by p %."""
    nearest = NearestWorld(
        np.arange(len(part.names)), part.true, (part.down, part.up), part.public, part.told
    )
    others = [h for h in range(len(part.holders)) if h != part.holder[unknown]]
    pairs = list(combinations(others, 2))
    for k in rng.choice(len(pairs), 12, replace=False):
        held = np.isin(part.holder, pairs[k])
        for sign in (1.0, -1.0):
            wanted = sign * part.share * part.true[unknown]
            if nearest.find(np.array([unknown]), wanted, held, pairs[k]) is None:
                return pairs[k], sign
    return None


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("with_money", [False, True])
@pytest.mark.parametrize("own_factors", [False, True])
def test_nobody_finds_what_others_make_up_for(seed, with_money, own_factors, monkeypatch):
    rng = np.random.default_rng(seed)
    ledger = sector(rng, 40, with_money=with_money, own_factors=own_factors)
    part = large_part(ledger, monkeypatch)
    certain = np.flatnonzero(part.interchange.certain())
    assert len(certain) > len(part.names) / 3
    tried = rng.choice(certain, 10, replace=False)
    assert [(part.names[i], by) for i in tried if (by := found_by_somebody(part, i, rng))] == []


def test_a_figure_that_nobody_makes_up_for_is_not_certain(monkeypatch):
    """One plant burns coal, with a factor that everybody knows; the others burn gas."""
    rng = np.random.default_rng(1)
    ledger = sector(rng, 40)
    own = {f"energy {i}" for i in range(40)}
    unknowns = dict(ledger.unknowns)
    facts = [fact for fact in ledger.facts if not fact.is_least]
    for i in range(40):
        factor = 3.54 if i == 7 else 0.202
        value = unknowns[f"energy {i}"].value * factor
        unknowns[f"carbon {i}"] = Unknown(value, unknowns[f"energy {i}"].holder)
        pair = {f"carbon {i}": 1.0, f"energy {i}": -factor}
        facts += [
            Fact("least", pair, 0.0, is_least=True),
            Fact("most", {key: -w for key, w in pair.items()}, 0.0, is_least=True),
        ]
    facts = [
        fact
        if fact.is_least or own >= fact.weights.keys()
        else Fact(
            fact.name, fact.weights, sum(w * unknowns[k].value for k, w in fact.weights.items())
        )
        for fact in facts
    ]
    part = large_part(Ledger(unknowns, facts), monkeypatch)
    certain = {part.names[i] for i in np.flatnonzero(part.interchange.certain())}
    assert not {"energy 7", "carbon 7"} & certain
    assert len(certain) > 40


def test_two_large_companies_are_not_made_up_for(monkeypatch):
    """Without the two largest, who may share what they know, the others have too little to give."""
    unknowns = {
        f"energy {i}": Unknown(v, f"h{i}") for i, v in enumerate([100.0, 90, 80] + [0.5] * 10)
    }
    weights = dict.fromkeys(unknowns, 1.0)
    total = sum(u.value for u in unknowns.values())
    part = large_part(Ledger(unknowns, [Fact("all", weights, total)]), monkeypatch)
    certain = part.interchange.certain()
    assert not certain[:3].any()
    assert certain[3:].all()


def test_whoever_weighs_with_another_sign_makes_up_for_nothing(monkeypatch):
    """x - y is published: both can rise together, but y falling does not let x rise."""
    unknowns = {f"{side} {i}": Unknown(10.0, f"{side} {i}") for side in "xy" for i in range(8)}
    weights = {key: 1.0 if key[0] == "x" else -1.0 for key in unknowns}
    part = large_part(Ledger(unknowns, [Fact("difference", weights, 0.0)]), monkeypatch)
    classes = [sorted(group.tolist()) for group, _weight in part.interchange.singles]
    assert sorted(classes) == [list(range(8)), list(range(8, 16))]


def exposed(ledger):
    return {(one.keys, one.known_to) for one in audit(ledger, RULES)}


def test_a_sum_of_one_holder_is_sought_though_each_part_is_made_up_for():
    """A has ten plants; two large companies who share what they know find their sum."""
    sizes = {**{f"a{i}": (10.0, "A") for i in range(10)}, "b": (1000.0, "B"), "c": (1000.0, "C")}
    sizes |= {f"s{i}": (0.004, f"S{i}") for i in range(720)}
    unknowns = {key: Unknown(value, holder) for key, (value, holder) in sizes.items()}
    of_a = frozenset(key for key in sizes if key.startswith("a"))
    total = sum(u.value for u in unknowns.values())
    ledger = Ledger(unknowns, [Fact("all", dict.fromkeys(unknowns, 1.0), total)], [of_a])
    assert any(set(keys) == of_a for keys, _by in exposed(ledger))


def test_what_somebody_alone_was_told_is_not_made_up_for():
    unknowns = {f"e{i}": Unknown(10.0, f"h{i}") for i in range(720)}
    facts = [
        Fact("all", dict.fromkeys(unknowns, 1.0), 7200.0),
        Fact("told", {"e1": 1.0}, 10.0, told_to="h0"),
    ]
    assert (("e1",), ("h0",)) in exposed(Ledger(unknowns, facts))


def test_a_rule_of_no_share_makes_nothing_certain(monkeypatch):
    ledger = sector(np.random.default_rng(1), 20)
    monkeypatch.setattr(parts, "WHOLE", 10)
    part = LedgerPart(ledger, tuple(ledger.unknowns), Rules(p_percent=0), 2, 1)
    bundled = np.concatenate([b.members.ravel() for b in part.interchange.bundles])
    assert not part.interchange.certain()[bundled].any()


def shape(*weights):
    return _shape_of(csr_array(np.array([weights])), 0)[0]


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e12])
def test_weights_are_alike_by_their_digits_at_any_scale(scale):
    """Small weights beside a large one were rounded away, and unlike figures made up for others."""
    assert shape(scale, 1e-10 * scale) != shape(scale, 3e-10 * scale)
    assert shape(scale, 1e-10 * scale) == shape(scale, 1e-10 * (1 + 1e-11) * scale)
    assert shape(scale, 7e11 * scale) == shape(scale, 7e11 * (1 + 1e-11) * scale)
    assert shape(scale, 7e11 * scale) != shape(scale, 7.0001e11 * scale)
    assert shape(scale, -0.5 * scale) != shape(scale, 0.5 * scale)

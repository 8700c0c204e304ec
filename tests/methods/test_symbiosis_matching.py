"""Matches of residues: stages and their reasons, waste law, what people enter wrongly."""

import json
import math

import numpy as np
import pytest

from scp_centre.interfaces.contracts import run
from scp_centre.methods.errors import MethodError, UnclearEntryError
from scp_centre.methods.symbiosis import Resource, Stage, match, read_waste_code, tonnes_a_year
from scp_centre.methods.symbiosis.matching import EARTH_RADIUS, FAILS, Terms
from scp_centre.methods.symbiosis.waste_law import WasteCode, deciding_rules
from scp_centre.methods.symbiosis.word_likeness import WordIndex, fold_synonyms
from scp_centre.reference.waste import is_usual_origin, waste_codes, waste_rules
from tests.interfaces.contract_examples import EXAMPLES
from tests.shared_data import CASES, needs_shared

ASH = EXAMPLES["match"]["offers"][0]
CEMENT = EXAMPLES["match"]["needs"][0]


def asked(offer=None, need=None, **more):
    """Return the answer to the example with some fields changed."""
    offers = [ASH | (offer or {})] if not isinstance(offer, list) else offer
    needs = [CEMENT | (need or {})] if not isinstance(need, list) else need
    return run("match", EXAMPLES["match"] | {"offers": offers, "needs": needs} | more)


def stages(answer, place=0):
    return {told["stage"]: told for told in answer["matches"][place]["stages"]}


def refused(offer=None, need=None, **more):
    with pytest.raises(MethodError) as found:
        asked(offer, need, **more)
    assert found.value.cure and found.value.where
    return str(found.value)


def test_money_distance_and_season_of_the_example_by_hand():
    answer = asked()
    only = answer["matches"][0]
    across = math.cos(math.radians(48)) ** 2 * math.sin(math.radians(0.5)) ** 2
    km = 2 * EARTH_RADIUS * math.asin(math.sqrt(across))
    assert only["km"] == pytest.approx(km) and only["tonnes"] == 600
    assert only["net_value_per_tonne"] == pytest.approx(30 + 15 - 0.1 * km)
    assert only["net_value"] == pytest.approx(600 * (45 - 0.1 * km))
    told = stages(answer)
    assert list(told) == [stage.value for stage in Stage]
    assert all(one["reason"] for one in told.values())
    assert told["code"]["share"] == 0.6 and told["season"]["share"] == 1
    words = told["text"]["share"]
    assert only["likelihood"] == pytest.approx(1 - 0.4 * (1 - words), abs=1e-6)


def test_carbon_is_what_is_replaced_less_what_transport_emits():
    answer = asked(need={"co2e_avoided": 800.0}, transport_co2e=0.1)
    only = answer["matches"][0]
    assert only["co2e_kg"] == pytest.approx(600 * (800 - 0.1 * only["km"]))
    assert asked()["matches"][0]["co2e_kg"] is None


@needs_shared
def test_cases_that_failed_elsewhere():
    cases = json.loads((CASES / "network/15-offers.json").read_text("utf-8"))["offers"]
    ash, need, sludge, kilograms = (one | {"period": "year"} for one in cases)
    assert "are needs: o2" in refused([ash, need], [])
    assert "o3 is declared non-hazardous, but its waste code 06 05 02* is hazardous" in refused(
        [sludge], []
    )
    with pytest.raises(UnclearEntryError) as found:
        asked([ash, kilograms], [])
    assert 1200 in [round(reading, 6) for reading in found.value.readings]
    confirmed = asked([ash, kilograms | {"quantity_checked": True}, ], [], top=1)  # fmt: skip
    assert confirmed["matches"] == []
    assert "o1 has a quantity but no period" in refused([cases[0]], [])


def test_a_need_among_the_offers_is_never_offered():
    assert "are offers: ash" in refused([], [{"id": "ash", "kind": "offer"}])


@pytest.mark.parametrize(
    ("offer", "said"),
    [
        ({"waste_code": "99 99 99"}, "' is not a European List of Waste code."),
        ({"waste_code": "10 01 02*"}, "is not hazardous, so it has no asterisk."),
        (
            {"waste_code": "01 03 06", "declared_hazard": True},
            "is declared hazardous, but its waste code",
        ),
        ({"tonnes": None}, "has no quantity"),
        ({"tonnes": 0}, "must be above 0"),
        (
            {"tonnes": None, "quantity": 5, "unit": "barrels"},
            "Use one of these words: t, kg, g, kt",
        ),
        ({"quantity": 5}, "both tonnes and a quantity"),
        ({"period": "moon"}, "Use one of these words: year"),
        ({"composition": {"carbon": [4, 2]}}, "is above the maximum."),
        ({"waste_code": "", "description": ""}, "neither a waste code nor a description"),
        ({"months": [13]}, "enter 12 or less"),
        ({"colour": "grey"}, "does not exist"),
    ],
)
def test_what_is_entered_wrongly_is_said(offer, said):
    assert said in refused(offer)


def test_a_name_used_twice_and_an_offer_made_twice():
    assert "ash is used twice" in refused([ASH, ASH], [CEMENT])
    answer = asked([ASH, ASH | {"id": "ash2"}], [CEMENT])
    assert answer["notes"] == ["ash and ash2 appear to be identical."]


@pytest.mark.parametrize(
    ("offer", "need", "said"),
    [
        (
            {"waste_code": "20 01 08", "description": "kitchen waste"},
            {},
            "No offer matches the waste",
        ),
        (
            {"waste_code": "10 01 04", "declared_hazard": True},
            {},
            "1 offer is hazardous, and the need does not indicate a permit",
        ),
        ({"composition": {"carbon": [6, 9]}}, {}, "outside the tolerances"),
        ({"state": "liquid"}, {}, "physical state that the need does not accept"),
        ({"months": [1, 2]}, {"months": [6]}, "available only in other months"),
        ({"farthest_km": 10}, {}, "too far away"),
        (
            {"disposal_cost": 1},
            {"price": 1},
            "offer costs more to transport and treat than it saves.",
        ),
        (
            {"waste_code": "10 02 01"},
            {},
            "offer has a different waste code or description.",
        ),
    ],
)
def test_a_need_that_nobody_can_meet_says_why(offer, need, said):
    answer = asked(offer, need)
    assert answer["matches"] == [] and answer["unmet"][0]["need"] == "cement"
    assert any(part in answer["unmet"][0]["reason"] for part in said.split("|"))


def test_nobody_suits_oneself():
    assert asked(need={"organisation": "Power station"})["matches"] == []


def test_hazardous_waste_goes_to_who_has_a_permit():
    offer = {"waste_code": "10 01 04*", "country": "DE"}
    assert asked(offer)["matches"] == []
    told = stages(asked(offer, {"permits": ["10 01 04"]}))["law"]
    assert (
        told["passed"] and "is hazardous, and the need indicates a permit for it." in told["reason"]
    )
    assert "Directive 2008/98/EC, Article 18(1)" in told["reason"]
    abroad = stages(asked(offer, {"permits": ["10 01"], "country": "FR"}))["law"]["reason"]
    assert (
        "The offer and the need are in different countries, so waste shipment rules apply."
        in abroad
        and "2024/1157, Articles 1" in abroad
    )
    assert "Article 39" not in abroad and "Basel" not in abroad  # recalled, not read


def test_a_mirror_entry_asks_for_its_assessment():
    offer = {"waste_code": "01 03 06", "country": "ES"}
    told = stages(asked(offer, {"waste_codes": ["01 03"]}))["law"]["reason"]
    assert "mirror entry" in told and "Technical Guidance WM3" in told


def test_rules_that_were_not_read_never_decide():
    rules = waste_rules()
    assert {rule.rule for rule in rules if not rule.is_read} == {"eu-export-ban", "basel-consent"}
    held = deciding_rules(rules, "border", "DE")
    assert [rule.rule for rule in held] == ["eu-shipment"]
    assert deciding_rules(rules, "border", "KE") == []


def test_the_list_of_waste_is_whole():
    codes = waste_codes()
    hazardous = [code for code in codes.values() if code.is_hazardous]
    assert (len(codes), len(hazardous)) == (842, 408)
    assert sum(code.is_mirror for code in hazardous) == 173
    assert str(read_waste_code("060502*", codes)) == "06 05 02*"


def test_an_unusual_activity_is_a_hint_and_no_more():
    assert is_usual_origin("100102", "3510") and not is_usual_origin("100102", "1410")
    assert is_usual_origin("150101", "1410")
    plain, hinted = asked(), asked({"activity": "1410"})
    assert hinted["notes"] == [
        "ash: check the waste code 10 01 02, which is unusual for this activity."
    ]
    assert hinted["matches"] == plain["matches"]


AMOUNTS = {"offer": {"price": 5.0}, "need": {"price": 3.0, "treatment": 9.0}}


def worth_of(offer, need, transport=1.0, **terms):
    """Return flag and worth of a tonne of an offer and a need that name the same product."""
    place = {"product": "2621", "place": (0.0, 0.0), "tonnes": 10.0}
    sides = [Resource(**{"id": name} | place | values) for name, values in (offer, need)]
    pairs = match([sides[0]], [sides[1]], 3, Terms(transport=transport, **terms)).pairs
    return [
        (int(pairs.flags[Stage.MONEY][i]), float(pairs.per_tonne[i])) for i in range(len(pairs.km))
    ]


@pytest.mark.parametrize(
    ("side", "missing"),
    [
        ("offer", {"price": None}),
        ("need", {"price": None}),
        ("need", {"treatment": None}),
        ("need", {"place": None}),
    ],
)
def test_what_is_not_known_is_not_zero_where_all_amounts_are_asked_for(side, missing):
    """5 + 3 - 9 is below 0 and fails; with an amount that is not known nothing is decided."""
    sides = {name: (name, dict(values)) for name, values in AMOUNTS.items()}
    assert worth_of(sides["offer"], sides["need"], is_complete=True) == []
    sides[side][1].update(missing)
    ((flag, worth),) = worth_of(sides["offer"], sides["need"], is_complete=True)
    assert flag == 0 and math.isnan(worth)


def test_without_a_rate_of_transport_no_worth_is_known_where_all_are_asked_for():
    sides = [(name, dict(values)) for name, values in AMOUNTS.items()]
    ((flag, worth),) = worth_of(*sides, transport=math.nan, is_complete=True)
    assert flag == 0 and math.isnan(worth)


def test_part_of_a_range_within_tolerance_is_its_share():
    told = stages(asked({"composition": {"carbon": [4, 8]}}))["composition"]
    assert told["passed"] and told["share"] == pytest.approx(0.25)
    assert "Only 25 %" in told["reason"]
    unknown = stages(asked({"composition": {}}))["composition"]
    assert unknown["passed"] is None and "carbon" in unknown["reason"]
    point = stages(asked({"composition": {"carbon": [3, 3]}}))["composition"]
    assert point["share"] == 1


def test_synonyms_bring_words_together():
    offer = {"waste_code": "", "description": "PFA from the filter"}
    need = {"waste_codes": [], "description": "fly ash for concrete"}
    assert asked(offer, need)["matches"] == []
    answer = asked(offer, need, synonyms=[["fly ash", "PFA", "cendres volantes"]])
    told = stages(answer)
    assert told["synonyms"]["share"] > told["text"]["share"] == 0
    french = offer | {"description": "Cendres volantes"}
    assert asked(french, need, synonyms=[["fly ash", "PFA", "cendres volantes"]])["matches"]


def test_the_same_product_code_is_as_good_as_a_waste_code():
    offer = {"waste_code": "", "description": "", "product_code": "2621.00"}
    need = {"waste_codes": [], "description": "", "product_code": "262100"}
    only = asked(offer, need)["matches"][0]
    assert only["likelihood"] == pytest.approx(0.9)
    assert only["stages"][3]["reason"] == (
        "The offer and the need have the same product code, 262100."
    )
    assert asked(offer, need | {"product_code": "262110"})["matches"] == []


def test_material_contaminants_and_specification_count():
    offer = {"waste_code": "", "description": "", "material": "gypsum", "composition": {}}
    need = {"waste_codes": [], "description": "", "specification": "gypsum for boards"}
    assert asked(offer | {"contaminants": {"Carbon": [1, 2]}}, need)["matches"]
    assert not asked(offer | {"contaminants": {"Carbon": [8, 9]}}, need)["matches"]


def test_words_are_compared_by_how_rare_they_are():
    """Two texts of two words with one in common, of weights a and b: cosine a^2 / (a^2 + b^2)."""
    index = WordIndex(["slag wet"], ["slag dry"], [])
    common, rare = 1.0, math.log(3 / 2) + 1
    likeness, _folded = index.likeness(np.array([0]), np.array([0]))
    assert likeness[0] == pytest.approx(common**2 / (common**2 + rare**2))
    assert fold_synonyms([["a", ""]]) == {}


def test_the_order_of_the_input_changes_nothing():
    rng = np.random.default_rng(3)
    offers = [
        ASH | {"id": f"o{i}", "tonnes": float(rng.integers(500, 900)), "organisation": f"x{i}"}
        for i in range(9)
    ]
    needs = [CEMENT | {"id": f"n{i}", "organisation": f"y{i}"} for i in range(7)]
    answer = asked(offers, needs)
    turned = asked(offers[::-1], [needs[i] for i in rng.permutation(7)])
    assert answer == turned and len(answer["matches"]) == 9 * 3


@pytest.mark.parametrize(
    ("quantity", "unit", "period", "tonnes"),
    [
        (1.0, "t", "day", 365),
        (5, "kg", "month", 0.06),
        (3, "kt", "once", 3000),
        (2, "t", "quarter", 8),
    ],
)
def test_quantities_become_tonnes_a_year(quantity, unit, period, tonnes):
    assert tonnes_a_year("x", quantity, unit, period, "") == pytest.approx(tonnes)


def drawn(rng, name, codes, is_offer):
    """Return a resource with everything at random."""
    code = codes[rng.integers(len(codes))]
    level = int(rng.choice([2, 4, 6]))
    low = float(rng.uniform(0, 5))
    common = {
        "id": name,
        "tonnes": float(rng.uniform(1, 100)),
        "partner": f"p{rng.integers(12)}",
        "text": " ".join(rng.choice(["slag", "ash", "wood", "dust", "lime"], 2)),
        "months": frozenset(int(m) for m in rng.choice(np.arange(1, 13), 6, replace=False)),
        "ranges": {"chlorine": (low, low + 3)} if rng.random() < 0.6 else {},
        "states": frozenset(rng.choice(["solid", "sludge"], 1).tolist()),
        "price": float(rng.uniform(0, 40)) if rng.random() < 0.8 else None,
        "place": (float(rng.uniform(40, 50)), float(rng.uniform(0, 9))),
        "farthest": float(rng.uniform(200, 900)),
    }
    if is_offer:
        return Resource(**common, code=code, is_hazardous=code.is_hazardous)
    permits = (code.digits[:2],) if rng.random() < 0.5 else ()
    return Resource(**common, codes=(code.digits[:level],), treatment=3.0, permits=permits)


def by_hand(offer, need, terms):
    """Return the expected value of one pair, or None where a stage fails: looks at each alone."""
    if offer.partner == need.partner:
        return None
    worth = {6: 0.9, 4: 0.6, 2: 0.3}
    code = max((worth[len(c)] for c in need.codes if offer.code.digits.startswith(c)), default=0)
    permitted = any(offer.code.digits.startswith(c) for c in need.permits)
    months = len(offer.months & need.months)
    if not code or not months or (offer.is_hazardous and not permitted):
        return None
    if not offer.states & need.states:
        return None
    share = 1.0
    if need.ranges and offer.ranges:
        (a, b), (c, d) = offer.ranges["chlorine"], need.ranges["chlorine"]
        share = (min(b, d) - max(a, c)) / (b - a)
        if share < 0:
            return None
    (f, g), (h, i) = (np.radians(one.place) for one in (offer, need))
    half = np.sin((h - f) / 2) ** 2 + np.cos(f) * np.cos(h) * np.sin((i - g) / 2) ** 2
    km = 2 * EARTH_RADIUS * np.arcsin(np.sqrt(half))
    if km > min(offer.farthest, need.farthest):
        return None
    tonnes = months * min(offer.tonnes / len(offer.months), need.tonnes / len(need.months))
    if offer.price is None and need.price is None:
        return 0.0
    per_tonne = (offer.price or 0) + (need.price or 0) - need.treatment - terms.transport * km
    return None if per_tonne <= 0 else per_tonne * tonnes * share


@pytest.mark.parametrize("seed", range(4))
def test_the_index_finds_what_looking_at_every_pair_finds(seed):
    rng = np.random.default_rng(seed)
    codes = [
        WasteCode(digits, star, False)
        for digits, star in (
            ("100101", False),
            ("100102", False),
            ("100104", True),
            ("101201", False),
            ("030105", False),
        )  # fmt: skip
    ]
    offers = [drawn(rng, f"o{i:02}", codes, True) for i in range(40)]
    needs = [drawn(rng, f"n{i:02}", codes, False) for i in range(35)]
    terms = Terms(transport=0.05)
    found = match(offers, needs, 35, terms)
    seen = {}
    for place, (a, b) in enumerate(zip(found.pairs.offer, found.pairs.need, strict=True)):
        value = found.pairs.value[place] * found.pairs.shares[Stage.COMPOSITION][place]
        seen[int(a), int(b)] = float(np.nan_to_num(value))
        assert all(found.pairs.flags[stage][place] != FAILS for stage in Stage)
    expected = {
        (a, b): value
        for a, offer in enumerate(offers)
        for b, need in enumerate(needs)
        if (value := by_hand(offer, need, terms)) is not None
    }
    assert set(seen) == set(expected)
    assert all(seen[pair] == pytest.approx(expected[pair], abs=1e-9) for pair in seen)
    few = match(offers, needs, 2, terms).pairs
    for offer in range(len(offers)):
        mine = found.pairs.need[found.pairs.offer == offer][:2]
        assert few.need[few.offer == offer].tolist() == mine.tolist()
    assert found.found.sum() == len(expected)

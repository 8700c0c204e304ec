"""Energy and CO2e of nearly the same companies are one problem: nobody is found over both.

The attacker is a plain linear program over the energy and the emissions of each company. He knows
who is in which sum, and between which emission factors the fuels of the companies lie.
"""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import linprog

from scp_centre.centre.disclosure import ledger_of_class
from scp_centre.centre.disclosure.gate import Figure, Gate
from scp_centre.centre.disclosure.linked_classes import (
    counted_by,
    factor_range,
    family_of,
    price_range,
)
from scp_centre.centre.disclosure.rules import TOLD

pytestmark = pytest.mark.django_db


def sum_of(parts, figure_class, *, year=2025):
    cells = {(company, year): value for company, value in parts.items()}
    return Figure("results", figure_class, figure_class, "", cells, sum(parts.values()), 0.0)


def found_by_attack(facts, ratios, insiders=2):
    """Return (company, class, by whom) of what lies within 10 %.

    facts : [(class, {company: value}), ...], each an exact sum
    ratios : (class, company) -> lowest and highest figure of the class per unit of energy
    """
    keys = sorted({(c, who) for c, parts in facts for who in parts})
    keys += [k for k in ((("energy", who)) for _c, who in ratios) if k not in keys]
    place = {key: i for i, key in enumerate(keys)}
    true = np.zeros(len(keys))
    for c, parts in facts:
        for who, value in parts.items():
            true[place[c, who]] = value
    A = np.zeros((len(facts), len(keys)))
    for row, (c, parts) in zip(A, facts, strict=True):
        for who in parts:
            row[place[c, who]] = 1.0
    B = []
    for (c, who), (low, high) in ratios.items():
        if (c, who) in place and true[place["energy", who]]:
            for weight, factor in ((-1.0, low), (1.0, high)):
                row = np.zeros(len(keys))
                row[place[c, who]], row[place["energy", who]] = weight, -weight * factor
                B.append(row)
    companies = sorted({who for _c, who in keys})
    found = []
    for count in range(insiders + 1):
        for known in combinations(companies, count):
            bounds = [
                (t, t) if who in known else (0, None)
                for (_c, who), t in zip(keys, true, strict=True)
            ]
            for i, (c, who) in enumerate(keys):
                if who in known or not true[i]:
                    continue
                for sign in (1, -1):
                    answer = linprog(
                        sign * np.eye(len(keys))[i],
                        A_ub=np.array(B) if B else None,
                        b_ub=np.zeros(len(B)) if B else None,
                        A_eq=A,
                        b_eq=A @ true,
                        bounds=bounds,
                    )
                    near = abs(sign * answer.fun - true[i]) if answer.status == 0 else np.inf
                    if near < 0.1 * true[i] * (1 - 1e-6):
                        found.append((c, who, known))
    return found


ENERGY = {"a": 100.0, "b": 110.0, "c": 90.0, "d": 105.0, "e": 95.0}  # MWh, saved from lignite
LIGNITE = 0.365  # t/MWh
EMISSIONS = {who: value * LIGNITE for who, value in ENERGY.items()} | {"f": 95.0}
CO2E_OF = dict.fromkeys([("co2e", who) for who in ENERGY], (LIGNITE, LIGNITE))


def told_of(figures):
    """Return the facts that the gate lets pass of figures, and the reasons against the others."""
    gate = Gate()
    reasons = [gate.decide([figure])[0] for figure in figures]
    shown = [
        (f.figure_class, {who: value for (who, _year), value in f.cells.items()})
        for f, reason in zip(figures, reasons, strict=True)
        if not reason
    ]
    return shown, reasons


def test_emissions_of_one_company_more_than_the_energy_are_hidden(monkeypatch):
    """The sixth company is the emissions less the factor times the energy of the other five."""
    figures = [sum_of(ENERGY, "energy"), sum_of(EMISSIONS, "co2e")]
    with monkeypatch.context() as without:
        without.setattr(ledger_of_class, "bounds_between", lambda *_unused: iter(()))
        shown, reasons = told_of(figures)
        assert reasons == ["", ""]
    assert ("co2e", "f", ()) in found_by_attack(shown, CO2E_OF)
    shown, reasons = told_of(figures)
    assert reasons == ["", TOLD]
    assert found_by_attack(shown, CO2E_OF) == []
    # The other way round the energy is hidden, and of the same companies both are shown.
    assert told_of(figures[::-1])[1] == ["", TOLD]
    same = sum_of({who: EMISSIONS[who] for who in ENERGY}, "co2e")
    assert told_of([figures[0], same])[1] == ["", ""]


def test_money_by_a_common_tariff_is_hidden_in_any_currency():
    """The tariff is no figure of a table; three companies that share it know it."""
    money = {who: 80.0 * value for who, value in ENERGY.items()} | {"f": 9000.0}
    for figure_class in ("verified_money_eur", "verified_money_kes"):
        figures = [sum_of(ENERGY, "energy"), sum_of(money, figure_class)]
        assert told_of(figures)[1] == ["", TOLD]
    apart = [sum_of(ENERGY, "energy", year=2024), sum_of(money, "verified_money_kes")]
    assert told_of(apart)[1] == ["", ""]  # of another year


def test_a_plan_is_not_linked_with_what_was_verified():
    plan = [sum_of(ENERGY, "planned_energy_MWh"), sum_of(EMISSIONS, "co2e")]
    assert told_of(plan)[1] == ["", ""]
    both = [plan[0], replace(plan[1], figure_class="planned_co2e_t CO₂e")]
    assert told_of(both)[1] == ["", TOLD]


def test_classes_say_what_they_count():
    names = ["energy", "co2e", "verified_money_eur", "planned_energy_MWh", "planned_money_EUR",
             "planned_co2e_t CO₂e", "use carbon"]  # fmt: skip
    read = [(family_of(name), counted_by(name)) for name in names]
    verified, planned = "verified", "planned"
    assert read == [
        (verified, "energy"), (verified, "co2e"), (verified, "money"), (planned, "energy"),
        (planned, "money"), (planned, "co2e"), (verified, "carbon caused"),
    ]  # fmt: skip
    for name in ("water", "planned_water_m³", "loans_EUR", "savings in m2", "use water"):
        assert (family_of(name), counted_by(name)) == (name, "")


def test_factors_are_those_of_natural_gas_and_coke_and_prices_those_of_the_table():
    low, high = factor_range()
    assert_allclose(low, 0.95 * 56.1 * 3.6 / 1000)  # t/MWh, IPCC 2006: 56,100 kg/TJ
    assert_allclose(high, 1.05 * 3.6e-6 * (107_000 + 10 * 27.9 + 1.5 * 273))  # coke, by AR6
    assert price_range("verified_money_eur") == (46.0, 276.0)  # EUR/MWh
    assert price_range("verified_money_kes") == (0.0, float("inf"))


def draw_sums(rng):
    """Return sums of energy and emissions over changing companies, and what ratios all know."""
    n = int(rng.integers(6, 10))
    factor = rng.choice([0.2019, 0.2668, 0.3546, 0.55], n)  # gas, oil, coal, the grid: t/MWh
    energy = np.round(rng.lognormal(4, 0.4, n), 1)
    figures = []
    for k in range(3):
        for name, value in (("energy", energy), ("co2e", np.round(energy * factor, 2))):
            there = np.flatnonzero(rng.random(n) < 0.85)
            parts = {f"c{i}": float(value[i]) for i in there}
            figures.append(replace(sum_of(parts, name), name=f"{name} {k}"))
    known = {}
    for i in range(n):
        if (factor == factor[i]).sum() >= 3:
            known["co2e", f"c{i}"] = (0.999 * factor[i], 1.001 * factor[i])
        elif factor[i] < 0.5:
            known["co2e", f"c{i}"] = factor_range()
    return figures, known


@pytest.mark.parametrize("seed", range(4))
def test_whoever_has_the_sums_of_both_classes_finds_nobody(seed):
    """Random companies with fuels and electricity, of which now one, now another is in a sum."""
    figures, known = draw_sums(np.random.default_rng(seed))
    shown, reasons = told_of(figures)
    assert "" in reasons
    in_both = {who for c, parts in shown if c == "energy" for who in parts}
    known = {key: ratio for key, ratio in known.items() if key[1] in in_both}
    assert found_by_attack(shown, known) == []

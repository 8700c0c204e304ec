"""The assessment as a whole: conservation, interaction, units, notices."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scp_centre.methods.errors import FlowNetworkError
from scp_centre.roles.production.assessment import assess
from scp_centre.roles.production.assessment.entries import (
    AssessmentFile,
    Centre,
    Cost,
    Factory,
    FlowEntry,
    Measurement,
    OptionEntry,
    Period,
    SavingEntry,
)
from scp_centre.roles.production.assessment.published_ranges import compare_with_sector
from scp_centre.roles.production.errors import AssessmentError
from scp_centre.roles.production.sample import COMPANIES, sample_file


@pytest.mark.parametrize("company", COMPANIES)
def test_costs_in_are_costs_out(company):
    for period in assess(sample_file(company)).periods:
        assert period.costs.total == pytest.approx(period.costs.costs_in, abs=0.005)


@pytest.mark.parametrize("company", COMPANIES)
def test_all_money_that_was_entered_is_accounted_for(company):
    """What is paid for inputs, losses and centres is what the costing distributes."""
    file = sample_file(company)
    for period in assess(file).periods:
        paid = sum(
            (f.price or 0) * f.amount
            for f in file.flows
            if f.period == period.period.key
            and (
                f.source is None
                or (f.target is None and f.kind in ("waste", "effluent", "emission"))
            )
        )
        paid += sum(
            (c.system_cost or 0) + (c.waste_management_cost or 0)
            for c in file.costs
            if c.period == period.period.key
        )
        assert period.costs.costs_in == pytest.approx(paid, abs=0.01)


def test_savings_on_one_flow_are_never_added_twice(dairy):
    """Insulation and tuning both attack the gas: together less than the sum alone."""
    gas = [o for o in dairy.plan.options if "gas" in o.effect.saved]
    assert len(gas) >= 2
    together = sum(o.effect.saved["gas"] for o in gas)
    assert together < sum(o.effect.alone["gas"] for o in gas)
    assert gas[0].effect.saved["gas"] == pytest.approx(gas[0].effect.alone["gas"])


def test_options_to_do_now_come_first_by_value(dairy):
    decisions = [o.entry.decision for o in dairy.options]
    assert decisions == sorted(decisions, key=["do now", "study", "reject"].index)
    values = [o.alone.npv for o in dairy.options if o.chosen]
    assert values == sorted(values, reverse=True)


def test_indicators_follow_from_the_flows(dairy):
    performance = dairy.assessed.performance
    assert performance.energy == pytest.approx(9_200_000 + 3600 * (180 + 520 + 200 + 110 + 95))
    assert performance.water == pytest.approx(2_600 + 11_500 + 1_100 + 1_800)
    assert performance.waste == pytest.approx(90 + 80 + 340 + 22 + 9 + 7 + 8 + 310)


def test_emissions_by_hand(dairy):
    gas = 9.2 * (56_100 + 29.8 + 0.1 * 273)
    power = 1_105_000 * 0.42
    refrigerant = 14 * (0.44 * 3_740 + 0.52 * 5_810 + 0.04 * 1_530)
    assert dairy.assessed.emissions.co2e_kg == pytest.approx(gas + power + refrigerant)


def test_every_figure_explains_itself(dairy):
    assert len(dairy.figures) > 20
    for figure in dairy.figures:
        assert figure.unit and figure.explanation.formula and figure.explanation.sources, figure.key


def test_suggestions_say_why_and_carry_sources(dairy):
    assert len(dairy.suggestions) >= 10
    for s in dairy.suggestions:
        assert s.flow and s.centre and s.flow_cost > 0 and s.check
        assert (s.saving_low is None) or (s.source and s.source_url)
    taken = {o.catalogue for o in dairy.file.options}
    assert not taken & {s.key for s in dairy.suggestions}


def factory(**changes):
    base = {
        "company": "Test works",
        "site": "A",
        "country": "Nowhere",
        "sector": "other",
        "product": "Thing",
        "output_unit": "t",
        "currency": "EUR",
        "price_year": 2025,
        "gwp_set": "AR6",
        "discount_rate": 10.0,
    }
    return Factory(**(base | changes))


def small(*flows, centres=("mill",), costs=(), **more):
    import datetime

    period = Period(
        key="2025", start=datetime.date(2025, 1, 1), end=datetime.date(2025, 12, 31), output=70
    )
    return AssessmentFile(
        factory=more.pop("factory", factory()),
        periods=(period,),
        centres=tuple(Centre(key=c, name=c) for c in centres),
        costs=costs,
        flows=flows,
        **more,
    )


def entry(key, kind, source, target, amount, unit="kg", **more):
    values = {"period": "2025", "name": key, "substance": "m", "quality": "measured"} | more
    return FlowEntry(
        key=key, kind=kind, source=source, target=target, amount=amount, unit=unit, **values
    )


ONE = (
    entry("in", "material", None, "mill", 100, price=10),
    entry("good", "product", "mill", None, 70),
    entry("bad", "waste", "mill", None, 30),
    entry("power", "energy", None, "mill", 1, "MWh", substance="electricity", price=50),
)
COSTS = (Cost(period="2025", centre="mill", system_cost=800, waste_management_cost=80),)


def test_the_golden_case_of_one_centre():
    result = assess(small(*ONE, costs=COSTS))
    assert result.assessed.costs.loss == pytest.approx(635)
    assert result.assessed.costs.product.total == pytest.approx(1_295)


def test_electricity_without_a_factor_is_not_counted_and_says_so():
    result = assess(small(*ONE))
    assert result.assessed.performance.carbon is None
    assert [n.key for n in result.notices] == ["no_factor"]


def test_a_loop_without_an_exit_is_named():
    flows = (
        entry("in", "material", None, "a", 10, price=1),
        entry("ab", "product", "a", "b", 10),
        entry("ba", "product", "b", "a", 10, recycled=True),
    )
    with pytest.raises(FlowNetworkError, match="circulate and never leave"):
        assess(small(*flows, centres=("a", "b")))


def option(**changes):
    base = {
        "key": "o",
        "name": "Option",
        "kind": "good housekeeping",
        "investment": 100.0,
        "years": 5,
        "decision": "do now",
    }
    return OptionEntry(**(base | changes))


def test_a_saving_larger_than_its_flow_is_refused():
    file = small(
        *ONE,
        options=(option(),),
        savings=(SavingEntry(option="o", flow="power", amount=2.0, unit="MWh"),),
    )
    with pytest.raises(AssessmentError, match="200% of the flow"):
        assess(file)


def test_a_saving_in_a_unit_that_does_not_fit_is_refused():
    file = small(
        *ONE,
        options=(option(),),
        savings=(SavingEntry(option="o", flow="power", amount=2.0, unit="kg"),),
    )
    with pytest.raises(
        AssessmentError,
        match="Option 'o': The unit kg cannot be used for the flow “power”",
    ):
        assess(file)


def test_a_loss_that_is_avoided_saves_its_material_and_treatment_only():
    """30 kg of loss carry 300 of material and 80 of treatment; a third of it is worth 126.67."""
    file = small(
        *ONE,
        costs=COSTS,
        options=(option(),),
        savings=(SavingEntry(option="o", flow="bad", share=100 / 3),),
    )
    assert assess(file).options[0].effect.money == pytest.approx(380 / 3)


def test_a_value_per_unit_overrides_the_price():
    file = small(
        *ONE,
        options=(option(),),
        savings=(SavingEntry(option="o", flow="power", share=50, value=200.0),),
    )
    assert assess(file).options[0].effect.money == pytest.approx(100)


def test_savings_grow_with_the_tariff_of_their_flow_unless_the_option_says_otherwise():
    flows = tuple(replace(f, price_rise=4.0) if f.key == "power" else f for f in ONE)
    share = (SavingEntry(option="o", flow="power", share=50),)
    by_tariff = assess(small(*flows, options=(option(),), savings=share)).options[0].appraisal
    assert by_tariff.cash_flow[2] == pytest.approx(1.04 * by_tariff.cash_flow[1])
    own = replace(option(), escalation=0.0)
    level = assess(small(*flows, options=(own,), savings=share)).options[0].appraisal
    assert level.cash_flow[2] == pytest.approx(level.cash_flow[1])


def test_a_calculation_fills_an_empty_saving():
    readings = {"lamps": 10, "power": 60, "new_power": 20, "hours": 1_000, "new_hours": 1_000}
    file = small(
        *ONE,
        options=(option(),),
        savings=(SavingEntry(option="o", flow="power"),),
        measurements=tuple(
            Measurement(option="o", calculation="lighting", parameter=k, value=v)
            for k, v in readings.items()
        ),
    )
    assert assess(file).options[0].effect.saved["power"] == pytest.approx(400 * 3.6)


def test_a_calculation_with_a_missing_reading_says_which():
    file = small(
        *ONE,
        options=(option(),),
        savings=(SavingEntry(option="o", flow="power"),),
        measurements=(Measurement(option="o", calculation="lighting", parameter="lamps", value=1),),
    )
    with pytest.raises(AssessmentError, match="power is missing"):
        assess(file)


def test_a_half_year_is_made_a_year():
    import datetime

    file = small(
        *ONE, options=(option(),), savings=(SavingEntry(option="o", flow="power", share=10),)
    )
    half = replace(file.periods[0], end=datetime.date(2025, 6, 30))
    result = assess(replace(file, periods=(half,)))
    assert result.annual_factor == pytest.approx(365 / 181)
    assert result.options[0].effect.money == pytest.approx(5 * 365 / 181)


def test_fuel_by_mass_and_by_volume():
    by_mass = entry("oil", "energy", None, "mill", 10, "t", substance="gas_diesel_oil", price=900)
    by_volume = entry(
        "gas",
        "energy",
        None,
        "mill",
        1_000,
        "m3",
        substance="natural_gas",
        energy_content=34.0,
        price=0.4,
    )
    result = assess(small(*ONE[:3], by_mass, by_volume))
    assert result.assessed.system.flow("oil").amount == pytest.approx(430_000)
    assert result.assessed.system.flow("oil").cost == pytest.approx(9_000)
    assert result.assessed.system.flow("gas").amount == pytest.approx(34_000)
    assert result.assessed.emissions.scope_kg(1) == pytest.approx(
        0.43 * (74_100 + 3 * 29.8 + 0.6 * 273) + 0.034 * 56_157.1
    )


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(1, 1e4), st.floats(0.1, 1e3), st.floats(0, 100)), min_size=1, max_size=6
    ),
    st.floats(0, 1e5),
)
def test_a_line_with_utilities_conserves_cost(steps, gas_cost):
    """A boiler serves every step of a line by steam; nothing is lost on the way."""
    centres = [f"c{i}" for i in range(len(steps))]
    flows = [
        entry("in", "material", None, "c0", steps[0][0] * 2, price=3),
        entry(
            "gas",
            "energy",
            None,
            "boiler",
            100,
            "GJ",
            substance="natural_gas",
            price=gas_cost / 100,
        ),
    ]
    for i, (good, bad, steam) in enumerate(steps):
        target = centres[i + 1] if i + 1 < len(centres) else None
        flows.append(entry(f"p{i}", "product", centres[i], target, good))
        flows.append(entry(f"w{i}", "waste", centres[i], None, bad, price=0.5))
        flows.append(entry(f"s{i}", "energy", "boiler", centres[i], steam, "GJ", substance="steam"))
    result = assess(small(*flows, centres=(*centres, "boiler")))
    costs = result.assessed.costs
    assert costs.total == pytest.approx(costs.costs_in, rel=1e-9, abs=0.01)


@pytest.mark.parametrize(("company", "pressures"), [("dairy", 3), ("dyehouse", 1), ("plating", 1)])
def test_the_sample_companies_lie_within_published_ranges(company, pressures):
    found = compare_with_sector(assess(sample_file(company)))
    assert len(found) == pressures
    assert all(c.inside for c in found), [c for c in found if not c.inside]


def test_the_dairy_beside_its_sector_by_hand(dairy):
    energy = next(c for c in compare_with_sector(dairy) if c.pressure == "energy")
    assert energy.value == pytest.approx(13_178_000 / 1_200_000, rel=1e-3)  # MJ per kg of cheese

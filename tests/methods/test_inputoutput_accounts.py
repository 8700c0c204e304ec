"""Accounts, chains, prices, balancing: textbook figures, rival programs, and laws on any table."""

import csv
import gzip
import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from scp_centre.methods.errors import InvalidValueError, LabelMismatchError, UnbalancedError
from scp_centre.methods.inputoutput import (
    Base,
    Flows,
    System,
    aggregate,
    balance_table,
    calculate_accounts,
    check_table,
    concordance,
    decompose,
    decompose_account,
    extract_sectors,
    find_paths,
    multipliers,
    respond_to_prices,
    solve_prices,
    split_sector,
    symmetric_coefficients,
    to_commodities,
    update,
    update_prices,
)
from tests import shared_data

DATA = shared_data.DATA
A = np.array([[0.15, 0.25], [0.20, 0.05]])  # Miller and Blair


def table(seed, n, regions=1, k=3):
    """Return Z, Y and F of a productive economy."""
    rng = np.random.default_rng(seed)
    Z = rng.random((n, n)) * rng.lognormal(0, 1, (n, 1))
    Y = rng.random((n, regions)) * Z.sum(axis=1, keepdims=True)
    Y[:, 0] += np.maximum(Z.sum(axis=0) * 1.2 - Z.sum(axis=1) - Y.sum(axis=1), 0)
    return Z, Y, rng.random((k, n))


tables = st.builds(
    table, st.integers(0, 10**6), st.sampled_from([4, 8, 12]), st.sampled_from([1, 2, 4])
)


@given(tables)
def test_production_is_consumption_in_sum_and_trade_closes(blocks):
    Z, Y, F = blocks
    accounts = calculate_accounts(Z, Y, F, regions=Y.shape[1])
    assert_allclose(accounts.consumption.sum(axis=(1, 2)), F.sum(axis=1))
    assert_allclose(accounts.production_total.sum(axis=1), accounts.consumption_total.sum(axis=1))
    exported = accounts.exported.reshape(len(F), Y.shape[1], -1).sum(axis=2)
    assert_allclose(
        accounts.production_total - exported + accounts.imported,
        accounts.consumption_total,
        atol=1e-9,
    )


def test_the_same_accounts_as_pymrio():
    import pymrio

    Z, Y, F = table(5, 24, 3, 4)
    regions = pd.MultiIndex.from_product([["a", "b", "c"], range(8)], names=["region", "sector"])
    buyers = pd.MultiIndex.from_product([["a", "b", "c"], ["all"]], names=["region", "category"])
    rows = pd.Index(["s1", "s2", "s3", "s4"], name="stressor")
    world = pymrio.IOSystem(Z=pd.DataFrame(Z, regions, regions), Y=pd.DataFrame(Y, regions, buyers))
    world.ext = pymrio.Extension("ext", F=pd.DataFrame(F, rows, regions))
    world.calc_all()
    ours = calculate_accounts(Z, Y, F, regions=3)
    assert_allclose(ours.M, world.ext.M, rtol=1e-8)
    assert_allclose(ours.consumption.reshape(4, 24), world.ext.D_cba, rtol=1e-8)
    assert_allclose(ours.production, world.ext.D_pba, rtol=1e-8)
    assert_allclose(ours.exported, world.ext.D_exp, rtol=1e-8)
    imported = world.ext.D_imp.T.groupby(level="region").sum().T
    assert_allclose(ours.imported, imported, rtol=1e-8)


@pytest.mark.parametrize("kept", [np.float64, np.float32])
@pytest.mark.parametrize("transposed", [False, True])
def test_steps_in_single_precision_end_as_exact_as_a_direct_solution(kept, transposed):
    Z, Y, F = table(3, 1300, 1, 5)
    narrow = Z.astype(kept)
    x = Z.sum(axis=1) + Y.sum(axis=1)
    system = System(Flows(narrow, x))
    found = system.solve(F.T, transposed=transposed)
    matrix = np.eye(1300) - np.asarray(narrow, float) / x
    exact = np.linalg.solve(matrix.T if transposed else matrix, F.T)
    assert system._factors is None  # it came by steps
    assert_allclose(found, exact, rtol=1e-10)


def test_circles_that_hardly_fade_are_solved_directly():
    rng = np.random.default_rng(2)
    n = 1250
    ring = np.roll(np.eye(n), 1, axis=0) * 0.999999
    system = System.of_coefficients(ring)
    right = rng.random(n)
    found = system.solve(right)
    assert_allclose(found - ring @ found, right, atol=1e-9)


def test_an_output_that_single_precision_cannot_hold_is_solved_directly():
    Z, Y, F = table(4, 900, 1, 3)
    Z[7], Z[:, 7] = 0.0, 0.0
    x = Z.sum(axis=1) + Y.sum(axis=1)
    x[7], Z[7, 7] = 1e-42, 1e-43
    with np.errstate(over="ignore", invalid="ignore"):
        found = System(Flows(Z, x)).solve(F.T)
    exact = np.linalg.solve(np.eye(900) - Z / x, F.T)
    assert_allclose(found, exact, rtol=1e-9)


@given(st.integers(0, 10**6), st.integers(2, 4), st.integers(1, 40))
@settings(max_examples=25)
def test_the_chains_found_are_the_largest_of_all(seed, n, top):
    rng = np.random.default_rng(seed)
    recipes, s, y = rng.random((n, n)) * 0.6 / n, rng.random(n), rng.random(n)
    values = []
    for length in range(1, 8):
        for chain in itertools.product(range(n), repeat=length):
            value = s[chain[0]] * y[chain[-1]]
            for i, j in itertools.pairwise(chain):
                value *= recipes[i, j]
            values.append(value)
    found = find_paths(recipes, s, y, top=top, longest=7)
    assert_allclose([c.value for c in found.chains], sorted(values, reverse=True)[:top])
    assert all(c.value >= found.bound - 1e-12 for c in found.chains)
    assert_allclose(found.total, multipliers(recipes, s)[0] @ y)


def test_chains_end_at_the_cut_off_and_name_their_sectors():
    found = find_paths(A, [1, 2], [350, 1700], top=3)
    assert [c.sectors for c in found.chains] == [(1,), (0, 1), (0,)]
    assert_allclose([c.value for c in found.chains], [3400, 425, 350])
    assert_allclose(found.covered, 4175 / 5000)
    assert len(find_paths(A, [1, 2], [350, 1700], top=99, cut_off=400).chains) == 2
    with pytest.raises(InvalidValueError, match="do not converge"):
        find_paths([[1.2, 0], [0, 0.1]], [1, 1], [1, 1])


def test_prices_of_the_textbook_table():
    v = [0.65, 0.70]
    assert_allclose(solve_prices(A, v), [1, 1])
    assert_allclose(solve_prices(A, v, [0.10, 0]), [1.1254, 1.0330], atol=5e-5)
    assert_allclose(respond_to_prices([100, 50], [1.21, 1.0], -0.5), [100 / 1.1, 50])
    with pytest.raises(InvalidValueError, match="must be positive"):
        solve_prices(A, v, [-2, 0])
    with pytest.raises(InvalidValueError, match="above 0"):
        respond_to_prices([1], [1], 0.1)
    with pytest.raises(LabelMismatchError):
        solve_prices(A, v, [0.1])


@given(tables)
def test_what_buyers_pay_more_is_the_tax(blocks):
    Z, Y, _ = blocks
    x = Z.sum(axis=1) + Y.sum(axis=1)
    tax = np.linspace(0, 0.1, len(x))
    dearer = solve_prices(Z / x, 1 - (Z / x).sum(axis=0), tax) - 1
    assert_allclose(dearer @ Y.sum(axis=1), tax @ x)


@given(st.integers(0, 10**6), st.booleans())
def test_a_balanced_table_keeps_its_sums_zeros_and_signs(seed, signed):
    rng = np.random.default_rng(seed)
    before = rng.random((6, 5)) * (rng.random((6, 5)) > 0.3)
    before[0], before[:, 0] = before[0] + 0.1, before[:, 0] + 0.1
    if signed:
        before[2, 3] = -0.05
    target = before * rng.uniform(0.8, 1.2, before.shape)
    found = balance_table(before, target.sum(axis=1), target.sum(axis=0), tolerance=1e-8)
    assert_allclose(found.table.sum(axis=1), target.sum(axis=1), atol=1e-6)
    assert_allclose(found.table.sum(axis=0), target.sum(axis=0), atol=1e-6)
    assert (np.sign(found.table) == np.sign(before)).all()


def test_the_updating_example_of_the_textbook():
    # Miller and Blair (2009), 7.4.2, as read in the public model IOBALANCE of the GAMS library.
    before = np.array([[0.120, 0.100, 0.049], [0.210, 0.247, 0.265], [0.026, 0.249, 0.145]])
    x = np.array([421.0, 284, 283])
    after = np.array([[98.0, 72, 75], [65, 8, 63], [88, 27, 44]])
    found = balance_table(before * x, after.sum(axis=1), after.sum(axis=0))
    assert_allclose(found.table, found.row[:, None] * before * x * found.column)
    assert_allclose(found.table.sum(axis=1), [245, 136, 159])
    assert found.gap < 1e-6


def test_sums_that_no_factor_reaches_are_refused():
    with pytest.raises(UnbalancedError, match="add up to"):
        balance_table([[1, 2], [3, 4]], [5, 5], [5, 6])
    with pytest.raises(UnbalancedError, match="row 1 is still"):
        balance_table([[0, 0], [3, 4]], [5, 5], [5, 5], most=50)


@given(tables, st.integers(1, 3))
def test_a_sector_split_and_joined_again_is_the_same_table(blocks, sector):
    Z, Y, F = blocks
    parts = split_sector(Z, Y, F, sector, [0.5, 0.3, 0.2], np.tile([0.1, 0.1, 0.8], (len(F), 1)))
    names = [f"s{i}" for i in range(len(Z))]
    groups = names[: sector + 1] + [names[sector]] * 2 + names[sector + 1 :]
    again, C = concordance(groups)
    assert again == names
    for one, other in zip(aggregate(C, *parts), (Z, Y, F), strict=True):
        assert_allclose(one, other)
    whole = calculate_accounts(Z, Y, F, regions=Y.shape[1])
    split_up = calculate_accounts(parts[0], parts[1].sum(axis=1, keepdims=True), parts[2])
    assert_allclose(split_up.consumption.sum(axis=(1, 2)), whole.consumption.sum(axis=(1, 2)))
    with pytest.raises(LabelMismatchError, match="add up to"):
        split_sector(Z, Y, F, sector, [0.5, 0.3])


@given(st.integers(0, 10**6), st.integers(1, 4))
def test_an_updated_table_is_the_one_solved_from_scratch(seed, m):
    Z, Y, F = table(seed, 12)
    x = Z.sum(axis=1) + Y.sum(axis=1)
    rng = np.random.default_rng(seed)
    recipes, S, y = Z / x, F / x, Y.sum(axis=1)
    columns = rng.choice(12, m, replace=False)
    D = -recipes[:, columns] * rng.random((12, m)) * 0.5
    found = update(Base(recipes, S, y), columns, D, y=y * 1.1, S=S * 0.9)
    changed = recipes.copy()
    changed[:, columns] += D
    assert_allclose(found.x, np.linalg.solve(np.eye(12) - changed, y * 1.1))
    assert_allclose(found.M, multipliers(changed, S * 0.9))
    cost = 1 - changed.sum(axis=0) + rng.random(12) * 0.1
    prices = update_prices(Base(recipes, S, y), columns, D, cost)
    assert_allclose(prices, solve_prices(changed, cost))
    with pytest.raises(InvalidValueError, match="must be positive"):
        update_prices(Base(recipes, S, y), columns, D, -cost)


def test_a_base_that_keeps_no_inverse_gives_the_same(monkeypatch):
    Z, Y, F = table(9, 30)
    x = Z.sum(axis=1) + Y.sum(axis=1)
    recipes, S, y = Z / x, F / x, Y.sum(axis=1)
    D = -recipes[:, [3, 7]] * 0.3
    kept = update(Base(recipes, S, y), [3, 7], D, S=S * 0.5, y=y * 2)
    monkeypatch.setattr("scp_centre.methods.inputoutput.changed_table.HELD", 10)
    base = Base(recipes, S, y)
    assert base.L is None
    found = update(base, [3, 7], D, S=S * 0.5, y=y * 2)
    cost = np.full(30, 0.5)
    assert_allclose(update_prices(base, [3, 7], D, cost) @ y, cost @ update(base, [3, 7], D).x)
    assert_allclose(found.x, kept.x)
    assert_allclose(found.M, kept.M)


@given(st.integers(0, 10**6), st.sampled_from(["full", "polar"]))
def test_the_parts_of_a_change_are_the_change(seed, average):
    years = []
    for i in (0, 1):
        Z, Y, F = table(seed + i, 6)
        x = Z.sum(axis=1) + Y.sum(axis=1)
        years.append((F[0] / x, Z / x, Y.sum(axis=1)))
    found = decompose_account(*years, average=average)
    assert_allclose(sum(found.effects), found.change, atol=1e-9)
    back = decompose_account(*years[::-1], average=average)
    assert_allclose(back.effects, [-e for e in found.effects], atol=1e-9)
    assert all(
        a - 1e-9 <= e <= b + 1e-9 for e, (a, b) in zip(found.effects, found.spread, strict=True)
    )


def test_the_full_average_of_three_causes_is_the_mean_of_six_orders():
    before, after = np.array([2.0, 3.0, 5.0]), np.array([3.0, 2.5, 6.0])
    value = lambda changed: float(np.prod(np.where(changed, after, before)))  # noqa: E731
    found = decompose(["a", "b", "c"], value)
    sums = np.zeros(3)
    for order in itertools.permutations(range(3)):
        now = before.copy()
        for i in order:
            start = now.prod()
            now[i] = after[i]
            sums[i] += now.prod() - start
    assert_allclose(found.effects, sums / 6)


def test_extraction_takes_a_sector_out_with_what_hangs_on_it():
    lost = extract_sectors(A, [350, 1700], [1])
    assert_allclose(lost, [1000 - 350 / 0.85, 2000])
    kept = extract_sectors(A, [350, 1700], [1], demand=False)
    assert_allclose(kept, [1000 - 350 / 0.85, 300])


def test_supply_and_use_by_both_assumptions():
    V = np.array([[90.0, 0], [10, 100]])
    U = np.array([[12.0, 8], [10, 7]])
    by_industry, q = symmetric_coefficients(V, U)
    B, D = U / V.sum(axis=1), V / V.sum(axis=0)
    assert_allclose(by_industry, B @ D)
    by_commodity, _ = symmetric_coefficients(V, U, assumption="commodity")
    assert_allclose(by_commodity @ V.T, U)
    assert_allclose(q, [100, 100])
    assert_allclose(to_commodities(V, [[9.0, 22.0]]), [[9 + 2, 20]])
    with pytest.raises(InvalidValueError, match="has entries in the table but no output."):
        symmetric_coefficients([[1, 1], [0, 0]], U)
    with pytest.raises(LabelMismatchError):
        symmetric_coefficients(V[:1], U)


def test_checks_name_what_is_wrong_and_where():
    Z = [[10, 5, 0], [0, 120, 0], [1, -2, 0]]
    found = check_table(["a", "b", "c"], Z, [[5], [-10], [1]], [[9, 0, 0]], [[1, 1, 0]])
    codes = {f.code: f for f in found}
    assert codes["column_over_one"].sectors == ("b",)
    assert codes["negative_flow"].sectors == ("c",)
    # c makes 0 in sum: no output, though it delivers
    assert codes["no_stressor"].sectors == ("c",) if "no_stressor" in codes else True
    idle = check_table(["a", "b"], [[1, 1], [0, 0]], [[1], [0]], [[2, 0]], [[1, 0]])
    assert (idle[0].code, idle[0].level, idle[0].sectors) == ("output_missing", "wrong", ("b",))
    good = check_table(["a", "b"], A * [1000, 2000], [[350], [1700]], [[650, 1400]], [[1, 1]])
    assert [f.level for f in good] == ["good"]
    away = check_table(["a", "b"], A * [1000, 2000], [[350], [1700]], [[500, 1400]], [[1, 1]])
    assert [(f.code, f.sectors) for f in away] == [("balance", ("a",))]
    assert_allclose(away[0].worst, 0.15)


@pytest.mark.skipif(not DATA.exists(), reason="the real tables of ../shared/data are not here")
class TestUnitedStates:
    """USEEIO v1.1 of the US EPA: mechanical checks on real tables, no published national figures."""

    GWP = {
        "CO2": 1, "CH4": 25, "N2O": 298, "HFC-23": 14_800, "HFC-32": 675, "HFC-125": 3_500,
        "HFC-134a": 1_430, "HFC-143a": 4_470, "HFC-236fa": 9_810, "SF6": 22_800, "NF3": 17_200,
        "CF4": 7_390, "C2F6": 12_200, "C3F8": 8_830,
    }  # fmt: skip

    @pytest.fixture(scope="class")
    @classmethod
    def nation(cls):
        folder = DATA / "useeio-v1.1"
        with gzip.open(folder / "direct_requirements.csv.gz", "rt") as file:
            rows = list(csv.reader(file))
        codes = [r[0].split("/")[0].upper() for r in rows[1:]]
        A = np.array([[float(v or 0) for v in r[1:]] for r in rows[1:]])
        gases = pd.read_csv(folder / "ghg_2010_kg.csv")
        gases["kg"] = gases.FlowAmount * gases.FlowName.map(cls.GWP)
        kg = gases.groupby(gases.SectorCode.str.upper()).kg.sum()
        output = pd.read_csv(folder / "gross_output_musd.csv", index_col=0)["2010"] * 1e6
        F, x = kg.reindex(codes).fillna(0), output.reindex(codes).fillna(0)
        S = np.where(x > 0, F / x.where(x > 0, 1), 0.0)
        demand = pd.read_csv(folder / "final_demand.csv").set_index("BEA_389_code")
        return codes, A, S, demand.iloc[:, 2:4], gases.kg.sum()

    def test_multipliers_and_totals(self, nation):
        codes, A, S, _, total = nation
        assert len(A) == 388
        assert_allclose(A.sum(axis=0).max(), 1.00281, atol=5e-6)
        output = multipliers(A, np.ones(388))[0]
        assert_allclose([output.mean(), output.max()], [2.14815, 3.33818], atol=5e-6)
        assert_allclose(total / 1e9, 6854.66, atol=5e-3)
        M = multipliers(A, S)[0]
        ranked = [(codes[i], round(float(M[i]), 4)) for i in np.argsort(-M)[:5]]
        assert ranked == [
            ("327310", 9.4341),
            ("221100", 6.5254),
            ("1121A0", 5.7874),
            ("327400", 4.9975),
            ("1111B0", 4.1584),
        ]

    def test_footprints_align_by_name_not_by_position(self, nation):
        codes, A, S, demand, _ = nation
        M = multipliers(A, S)[0]
        # The file of final demand lists the sectors in another order than the table. Multiplied
        # place by place the figures are 7,801.52 and 7,147.09 Mt: other products' multipliers.
        assert list(demand.index.str.upper()) != codes
        assert_allclose(M @ demand.to_numpy() / 1e9, [7801.52, 7147.09], atol=5e-3)
        assert_allclose(M @ demand.loc[codes].to_numpy() / 1e9, [6336.92, 5917.47], atol=5e-3)

    def test_a_hundred_chains_of_the_nations_footprint(self, nation):
        codes, A, S, demand, _ = nation
        y = demand.loc[codes].iloc[:, 0].to_numpy()
        found = find_paths(A, S, y, top=100)
        assert [codes[i] for i in found.chains[0].sectors] == ["221100"]
        assert_allclose(found.chains[0].value, S[codes.index("221100")] * y[codes.index("221100")])
        assert 0.4 < found.covered < 0.5
        assert_allclose(found.total, multipliers(A, S)[0] @ y)

    def test_make_and_use_give_a_symmetric_table(self):
        folder = DATA / "us-make-use-2007"
        make = pd.read_csv(folder / "make.csv.gz", index_col=0).fillna(0)
        use = pd.read_csv(folder / "use.csv.gz", index_col=0).fillna(0)
        industries = [i for i in make.index if i in use.columns and not i.startswith("T0")]
        commodities = [c for c in make.columns if c in use.index and not c.startswith("T0")]
        V = make.loc[industries, commodities].to_numpy(float)
        U = use.loc[commodities, industries].to_numpy(float)
        kept = V.sum(axis=1) > 0
        A, q = symmetric_coefficients(V[kept], U[:, kept])
        assert A.shape == (len(commodities), len(commodities))
        assert len(commodities) > 380
        made = q > 0
        # Recipes of commodities hold, in sum, exactly what industries use.
        assert_allclose((A * q).sum(), U[:, kept].sum())
        assert A[:, made].sum(axis=0).max() < 1.2

"""The Make and Use tables of the US, 2007, loaded by the template as an analyst would."""

import csv
import io
import zipfile

import pandas as pd
import pytest
from numpy.testing import assert_allclose

from scp_centre.centre.translation import speaker
from scp_centre.roles.policy import analysis, sentences
from scp_centre.roles.policy.actions.scenarios import write_scenario
from scp_centre.roles.policy.actions.tables import keep_table
from scp_centre.roles.policy.scenario_runs import result_of
from tests.shared_data import DATA

pytestmark = pytest.mark.skipif(
    not DATA.exists(), reason="the real tables of ../shared/data are not here"
)
BUYERS = {
    "hh": ("Households", "household", ["F01000"]),
    "inv": ("Investment", "investment", ["F02S00", "F02E00", "F02N00", "F02R00", "F03000"]),
    "gov": (
        "Government",
        "government",
        ["F06C00", "F06S00", "F06E00", "F06N00", "F07C00", "F07S00"],
    ),
    "gov2": (
        "Government, other",
        "government",
        ["F07E00", "F07N00", "F10C00", "F10S00", "F10E00", "F10N00"],
    ),
    "exp": ("Exports", "export", ["F04000"]),
    "imp": ("Imports", "import", ["F05000"]),
}


def sheet(rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def labelled(table):
    return [
        ["Code", *table.columns],
        *([i, *row] for i, row in zip(table.index, table.values.tolist(), strict=True)),
    ]


@pytest.fixture(scope="module")
def united_states():
    """Return the tables as a ZIP of the template, and what it was made of."""
    make = pd.read_csv(DATA / "us-make-use-2007/make.csv.gz", index_col=0).fillna(0)
    use = pd.read_csv(DATA / "us-make-use-2007/use.csv.gz", index_col=0).fillna(0)
    codes = [c for c in make.columns if c in use.index and not c.startswith("T0")]
    plants = [i for i in make.index if i in use.columns and not i.startswith("T0")]
    plants = [i for i in plants if make.loc[i, codes].sum() > 0]
    V, U = make.loc[plants, codes], use.loc[codes, plants]
    demand = pd.DataFrame({k: use.loc[codes, c].sum(axis=1) for k, (_, _, c) in BUYERS.items()})
    # The tables of this release use the sectors of 2007, the gases those of 2012: what both name.
    gases = pd.read_csv(DATA / "useeio-v1.1/ghg_2010_kg.csv")
    kg = gases.pivot_table(
        index="FlowName", columns="SectorCode", values="FlowAmount", aggfunc="sum"
    )
    kg = kg.reindex(columns=plants).fillna(0.0)
    added = use.loc[["V00100", "V00200", "V00300"], plants]
    about = {
        "Country": "United States", "Year": 2007, "Money": "million USD", "Prices of": 2007,
        "Source": "US Bureau of Economic Analysis, via USEPA/USEEIO", "Inhabitants": 301_000_000,
    }  # fmt: skip
    sheets = {
        "About": [["Field", "Value"], *about.items()],
        "Sectors": [["Code", "Title"], *([c, c] for c in codes)],
        "Industries": [["Code", "Title"], *([p, p] for p in plants)],
        "Buyers": [["Code", "Title", "Kind"], *([k, t, kind] for k, (t, kind, _) in BUYERS.items())],
        "Make": labelled(V),
        "Use": labelled(U),
        "Final demand": labelled(demand),
        "Value added": [["Code", "Title", *plants], *([i, i, *r] for i, r in zip(added.index, added.values.tolist(), strict=True))],
        "Stressors": [["Code", "Title", "Unit", *plants], *([i, i, "kg", *r] for i, r in zip(kg.index, kg.values.tolist(), strict=True))],
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, rows in sheets.items():
            book.writestr(f"{name}.csv", sheet(rows))
    return out.getvalue(), V, U, demand, kg


def test_a_real_nation_is_loaded_seen_and_simulated(
    united_states, sample_centre, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    content, V, U, demand, kg = united_states
    analyst = sample_centre["analyst"]
    table = keep_table(content, "us.zip", acting_user=analyst)
    one = analysis.study(table)
    assert len(one.economy.sectors) > 380
    assert_allclose(one.economy.Z.sum(), U.to_numpy().sum(), rtol=1e-9)
    assert_allclose(one.economy.Y.sum(), demand.to_numpy().sum(), rtol=1e-9)
    found = one.balance(one.place("ghg"))
    potentials = {w["flow"]: w["factor"] for w in table.weights["ghg"]}
    total = sum(potentials[gas] * kg.loc[gas].sum() for gas in kg.index)
    assert_allclose(found.production, total, rtol=1e-9)
    assert_allclose(found.production + found.imports, found.consumption + found.exports, rtol=1e-9)
    ranked = [r.code for r in one.rows(0, "production", 3)]
    assert ranked[0] == "221100"  # electricity
    assert "221100" in sentences.hot_spots_sentence(one, "production", speaker("en"))
    chains = one.chains(0, 100)
    assert len(chains.chains) == 100 and 0.3 < chains.covered < 0.8
    cement = {
        "title": "Cement standard",
        "first": 2027,
        "last": 2030,
        "instruments": [
            {"type": "standard", "title": "Limit", "basis": "assumed", "start": 2027, "full": 2030,
             "indicator": "ghg", "sectors": ["327310"], "limit": 2000.0},
            {"type": "demand", "title": "Food waste", "basis": "assumed", "start": 2027,
             "goods": [c for c in one.economy.sectors if c.startswith("311")], "change": -0.1},
        ],
    }  # fmt: skip
    result = result_of(write_scenario(table, cement, acting_user=analyst))
    last = result["years"][-1]
    i = one.economy.sectors.index("327310")
    assert result["by_sector"]["production"][0][i] < 0
    assert last["production"][0] < last["base_production"][0]
    assert last["rebound"][0] > 0

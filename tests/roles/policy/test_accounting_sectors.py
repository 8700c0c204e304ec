"""Scrap, used goods, rest of the world: marked in the template, they stop no scenario."""

import io

import numpy as np
import pytest
from numpy.testing import assert_allclose

from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.interfaces.contracts import run as compute
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.scenarios import Engine
from scp_centre.roles.policy.actions.tables import keep_table
from scp_centre.roles.policy.models import Table
from scp_centre.roles.policy.tables import table_store
from scp_centre.roles.policy.tables.table_import import build
from scp_centre.roles.policy.tables.table_reader import read_table
from scp_centre.roles.policy.tables.template import write_template
from tests.methods.scenario_fixtures import scenario
from tests.roles.policy.test_tables import packed, read
from tests.shared_data import CASES, needs_shared

# Manufacture uses scrap for 5, which households sell for 4: what is made of it is 1.
SCRAP = {
    "Sectors": "Code,Title,ISIC,Kind\nA,Agriculture,01,\nM,Manufacture,10,\nS,Scrap,,{kind}",
    "Flows": "Code,A,M,S\nA,150,500,0\nM,200,95,0\nS,0,5,0",
    "Final demand": "Code,hh,exp\nA,270,80\nM,1505,200\nS,-4,0",
    "Value added": "Code,Title,A,M,S\nwages,Wages,650,1400,1",
    "Stressors": "Code,Title,Unit,A,M,S\nCO2,Carbon dioxide,kt,1,1,0.001",
}
LESS = {"type": "demand", "goods": ["M"], "change": -0.9, "freed": "saved"}


def scrap(kind="accounting"):
    sheets = {name: text.replace("{kind}", kind) for name, text in SCRAP.items()}
    return sheets | {"Buyers": "Code,Title,Kind\nhh,Households,household\nexp,Exports,export"}


def test_nobody_makes_more_of_an_accounting_sector():
    plain = build(read(**scrap("")), "AR6").economy
    with pytest.raises(InvalidValueError, match="output of sector S .Scrap. would be negative"):
        Engine(plain).run(scenario(LESS))
    marked = build(read(**scrap()), "AR6").economy
    assert marked.accounting == {"S"}
    run = Engine(marked).run(scenario(LESS)).last
    A = np.array([[0.15, 0.25], [0.20, 0.0475]])
    x = np.linalg.solve(np.eye(2) - A, [350, 0.1 * 1505 + 200])
    assert_allclose(run.output, [*x, 1.0])
    assert_allclose(run.base_output, [1000, 2000, 1])
    balance = run.balance
    assert_allclose(balance.paid.sum(), balance.revenue + balance.inputs, atol=1e-9)
    home = {"type": "import_substitution", "goods": ["S"], "share": 0.5}
    imports = scrap() | {"Buyers": "Code,Title,Kind\nhh,Households,household\nexp,Imports,import"}
    imports["Final demand"] = "Code,hh,exp\nA,350,0\nM,1705,0\nS,-4,0"
    with pytest.raises(InvalidValueError, match="No sector produces S"):
        Engine(build(read(**imports), "AR6").economy).run(scenario(home))


def test_programs_mark_accounting_sectors_too():
    economy = build(read(**scrap("")), "AR6").economy
    plain = {
        "year": 2020,
        "money": "million EUR",
        "sectors": list(economy.sectors),
        "categories": [{"code": c.code, "kind": c.kind} for c in economy.categories],
        "indicators": [{"code": i.code, "unit": i.unit} for i in economy.indicators],
        **{name: getattr(economy, name).tolist() for name in ("Z", "Y", "V", "F", "F_Y")},
    }
    asked = {"table": plain, "scenario": scenario(LESS).model_dump(mode="json")}
    with pytest.raises(InvalidValueError, match="sector S .S. would be negative"):
        compute("scenario", asked)
    asked["table"]["accounting"] = ["S"]
    changes = compute("scenario", asked)["years"][0]["changes"]
    assert changes[0]["production"] < changes[0]["base_production"]


def test_a_mark_is_read_told_kept_and_written(sample_centre):
    file = read(**scrap())
    told = {f.code: f.sectors for f in build(file, "AR6").findings}
    assert told["accounting_sectors"] == ("Scrap",) and "balance" not in told
    again = read_table(io.BytesIO(write_template(file)), "again.xlsx")
    assert again.accounting == ("S",) and again.sectors == file.sectors
    table = keep_table(packed(**scrap()), "s.zip", acting_user=sample_centre["analyst"])
    assert table_store.load(str(table.key))[0].accounting == {"S"}
    sample = Table.objects.get(year=2023)
    assert table_store.load(str(sample.key))[0].accounting == frozenset()
    with pytest.raises(WorkbookError) as found:
        read(**scrap("rubbish"))
    assert [f.place for f in found.value.findings] == ["Sheet Sectors, row 4, column Kind"]


def test_an_accounting_sector_may_have_a_negative_output():
    sheets = scrap() | {"Final demand": "Code,hh,exp\nA,270,80\nM,1505,200\nS,-9,0"}
    sheets["Stressors"] = "Code,Title,Unit,A,M,S\nCO2,Carbon dioxide,kt,1,1,0"
    economy = build(read(**sheets), "AR6").economy
    assert economy.x[2] == -4
    assert_allclose(Engine(economy).run(scenario(LESS)).last.output[2], -4)


@pytest.fixture(scope="module")
def united_states():
    with (CASES / "policy" / "us2007-all-fit.xlsx").open("rb") as file:
        return Engine(build(read_table(file, "us.xlsx"), "AR6").economy)


@needs_shared
def test_no_scenario_on_the_united_states_fails_on_scrap(united_states):
    """Of the shared cases: electricity -20 %, bought, used and made dearer."""
    economy, power = united_states.economy, "221100"
    row = economy.sectors.index(power)
    users = [c for c, flow in zip(economy.sectors, economy.Z[row], strict=True) if flow > 0]
    instruments = [
        {"type": "demand", "goods": [power], "change": -0.2, "freed": "saved"},
        {"type": "demand", "goods": [power], "change": -0.2},
        {"type": "coefficient", "inputs": [power], "sectors": users, "change": -0.2},
        {"type": "tax", "indicator": economy.indicators[0].code, "rate": 5e-5, "elasticity": -0.5},
    ]
    made = economy.is_accounting
    assert made.sum() == 4
    for one in instruments:
        year = united_states.run(scenario(one)).last
        assert year.production[0].sum() < year.base_production[0].sum()
        assert_allclose(year.output[made], year.base_output[made], rtol=0.05)

"""National tables: read with every mistake told, checked, kept, looked at from both sides."""

import io
import zipfile

import numpy as np
import pytest
from numpy.testing import assert_allclose
from openpyxl import load_workbook

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.centre.translation import speaker
from scp_centre.roles.policy import analysis, sentences
from scp_centre.roles.policy.actions.tables import keep_table, remove_table
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.models import Table
from scp_centre.roles.policy.tables import table_store
from scp_centre.roles.policy.tables.table_import import build
from scp_centre.roles.policy.tables.table_reader import read_table
from scp_centre.roles.policy.tables.template import write_template

# Miller and Blair's two sectors as a national table: 1 t of CO2 per money of A, 0.5 of M.
SMALL = {
    "About": "Field,Value\nCountry,Twoland\nYear,2020\nMoney,million EUR\nSource,A textbook\nInhabitants,1000",
    "Sectors": "Code,Title,ISIC\nA,Agriculture,01\nM,Manufacture,10",
    "Buyers": "Code,Title,Kind\nhh,Households,household\nexp,Exports,export\nimp,Imports,import",
    "Flows": "Code,M,A\nM,100,200\nA,500,150",
    "Final demand": "Code,hh,exp,imp\nA,300,80,-30\nM,1500,200,0",
    "Value added": "Code,Title,A,M\nwages,Wages,650,1400",
    "Stressors": "Code,Title,Unit,A,M,hh\nCO2,Carbon dioxide,kt,1,1,0.5\nCH4,Methane,t,10,0,\n"
    "biomass,Biomass,t,700,0,\njobs,Jobs,persons,10,40,\nnoise,Noise,dB,1,2,",
}


def packed(**changes):
    """Return the small table as a ZIP, with sheets changed or (None) left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, text in (SMALL | changes).items():
            if text is not None:
                book.writestr(f"{name}.csv", text)
    return out.getvalue()


def read(**changes):
    return read_table(io.BytesIO(packed(**changes)), "small.zip")


def test_labels_align_by_name_whatever_their_order():
    file = read()
    assert_allclose(file.flows, [[150, 500], [200, 100]])
    assert_allclose(file.direct[0], [0.5, 0, 0])
    economy = build(file, "AR6").economy
    assert_allclose(economy.x, [1000, 2000])
    codes = [i.code for i in economy.indicators]
    assert codes == ["ghg", "materials", "jobs", "noise", "value_added"]
    methane = 10 * 27.0 if economy.F[0, 0] == 1270 else economy.F[0, 0] - 1000
    assert_allclose(economy.F[0], [1000 + methane, 1000])
    assert_allclose(build(file, "AR4").economy.F[0], [1250, 1000])


def test_the_template_that_is_written_is_read_again():
    file = read()
    again = read_table(io.BytesIO(write_template(file)), "again.xlsx")
    assert_allclose(again.flows, file.flows)
    assert_allclose(again.stressors, file.stressors)
    assert again.sectors == file.sectors
    book = load_workbook(io.BytesIO(write_template()))
    assert {"About", "Flows", "Stressors", "Read me"} <= set(book.sheetnames)


def test_semicolons_part_fields_and_commas_decimals():
    file = read(**{"Flows": "Code;A;M\nA;150,5;1.000,5\nM;200;100"})
    assert_allclose(file.flows[0], [150.5, 1000.5])


def test_supply_and_use_become_symmetric():
    supply_use = {
        "Flows": None,
        "Industries": "Code,Title\nF,Farms\nW,Works",
        "Make": "Code,A,M\nF,990,10\nW,10,1990",
        "Use": "Code,F,W\nA,150,500\nM,200,100",
        "Value added": "Code,Title,F,W\nwages,Wages,650,1400",
        "Stressors": "Code,Title,Unit,F,W,hh\nCO2,Carbon dioxide,kt,1,1,0.5",
    }
    economy = build(read(**supply_use), "AR6").economy
    assert_allclose(economy.Z.sum(), 950)
    assert_allclose(economy.F[0].sum(), 2000)
    by_commodity = supply_use | {"About": SMALL["About"] + "\nTechnology,commodity"}
    other = build(read(**by_commodity), "AR6").economy
    assert_allclose(other.Z.sum(), 950)
    assert not np.allclose(other.Z, economy.Z)


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"Flows": None}, "Sheet Flows as a whole", "missing"),
        ({"Flows": "Code,A,M,X\nA,1,2,3\nM,1,2,3"}, "row 1", "has no code “X”"),
        ({"Flows": "Code,A\nA,1\nM,1"}, "row 1", "Columns are missing: M"),
        ({"Flows": "Code,A,M\nA,1,2"}, "column Code", "Rows are missing: M"),
        ({"Flows": "Code,A,M\nA,1,two\nM,1,2"}, "row 2, column M", "not a number"),
        ({"Flows": "Code,A,M\nA,1,2\nB,1,2\nM,1,2"}, "row 3", "This table has no code"),
        ({"Sectors": "Code,Title\nA,Agriculture\nA,Again"}, "row 3", "given twice"),
        ({"Buyers": "Code,Title,Kind\nhh,Households,people"}, "column Kind", "not a kind of buyer"),
        (
            {"About": "Field,Value\nCountry,Twoland\nYear,20\nMoney,EUR"},
            "column Year",
            "not a year",
        ),
        ({"About": "Field,Value\nYear,2020\nMoney,EUR\nSource,x"}, "column Country", "is empty"),
        ({"About": SMALL["About"] + "\nPrices of,2020-2021"}, "Prices of", "not a year"),
    ],
)
def test_a_mistake_is_told_with_its_cell(changes, place, words):
    with pytest.raises(WorkbookError) as found:
        read(**changes)
    told = [(f.place, f.message) for f in found.value.findings]
    assert any(place in where and words in what for where, what in told), told
    assert all(f.cure for f in found.value.findings)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"Flows": "Code,A,M\nA,150,500\nM,200,-2000"}, "have a negative output"),
        (
            {
                "Flows": "Code,A,M\nA,1,2\nM,0,0",
                "Final demand": "Code,hh,exp,imp\nA,3,0,0\nM,0,0,0",
            },
            "take inputs but have no output",
        ),
        ({"Stressors": "Code,Title,Unit,A,M\nCO2,Carbon dioxide,m3,1,1"}, "is not a mass"),
    ],
)
def test_a_table_that_nothing_can_be_computed_with_is_refused(changes, words):
    with pytest.raises(WorkbookError) as found:
        build(read(**changes), "AR6")
    assert words in found.value.findings[0].message


GERMANY = {  # 2009, billion EUR: United Nations, Handbook on Supply and Use Tables (2018)
    "About": "Field,Value\nCountry,Germany\nYear,2009\nMoney,billion EUR\nSource,UN Handbook 2018",
    "Sectors": "Code,Title,ISIC\nA,Agriculture,\nB-E,Manufacturing,\nF,Construction,\nG-I,Trade,\n"
    "J-N,Business,\nO-T,Other services,",
    "Buyers": "Code,Title,Kind\nhh,Households,household\ngov,Government,government\n"
    "inv,Investment,investment\nstock,Inventories,investment\nexp,Exports,export",
    "Flows": "Code,A,B-E,F,G-I,J-N,O-T\nA,3,20,0,0,0,1\nB-E,7,394,48,56,11,30\nF,1,11,18,8,28,10\n"
    "G-I,4,139,17,181,38,40\nJ-N,6,131,30,124,261,51\nO-T,0,18,3,12,17,47",
    "Final demand": "Code,hh,gov,inv,stock,exp\nA,9,0,0,3,5\nB-E,250,7,95,-58,611\n"
    "F,5,0,153,0,1\nG-I,317,15,39,6,111\nJ-N,313,3,25,0,66\nO-T,147,472,2,0,2",
    "Value added": "Code,Title,A,B-E,F,G-I,J-N,O-T\nP7,Imports of goods and services,5,283,17,58,31,21\n"
    "D21X31,Taxes less subsidies on products,2,10,2,12,17,24\n"
    "D1,Compensation of employees,6,308,69,294,191,364\nD29X39,Other net taxes,-6,-2,0,-1,5,-7\n"
    "K1,Consumption of fixed capital,8,79,5,60,160,63\nB2A3N,Net operating surplus,7,60,25,101,252,77",
    "Stressors": "Code,Title,Unit,A,B-E,F,G-I,J-N,O-T\nCO2,CO2,kt,9260,550893,9162,80990,12077,24173",
}


def test_imported_inputs_and_product_taxes_are_no_value_added():
    """The published value added is 2,117 billion; the rounded rows of the table sum to 2,118."""
    file = read(**GERMANY)
    built = build(file, "AR6")
    assert built.economy.V.sum() == pytest.approx(2117, abs=1.5)
    assert built.economy.F[-1].sum() == built.economy.V.sum()
    accounts = built.accounts
    assert accounts["imported_inputs"] == 415 and accounts["product_taxes"] == 67
    assert accounts["income"] == pytest.approx(2118 + 67)
    assert accounts["production"] == pytest.approx(accounts["expenditure"])
    assert accounts["production"] - accounts["income"] == pytest.approx(0, abs=15)  # rounded cells
    stated = GERMANY["Value added"].replace("P7,Imports", "X1,Imports").splitlines()
    kinds = ["Kind", "imports", "taxes on products"] + ["value added"] * 4
    rows = [
        ",".join([*line.split(",")[:2], k, *line.split(",")[2:]])
        for line, k in zip(stated, kinds, strict=True)
    ]
    said = read(**GERMANY | {"Value added": "\n".join(rows)})
    assert_allclose(build(said, "AR6").economy.V, built.economy.V)
    again = read_table(io.BytesIO(write_template(said)), "again.xlsx")
    assert again.value_items == said.value_items


def test_what_imports_cause_is_unknown_and_not_zero(signed_in, sample_centre):
    kept = keep_table(packed(**GERMANY), "germany.zip", acting_user=sample_centre["analyst"])
    one = analysis.study(kept)
    assert one.balance(0).imports is None
    said = sentences.balance_sentence(one.balance(0), "Germany", speaker("en"))
    assert said.endswith("What imports cause abroad is not in the table.")
    page = signed_in("analyst").get(f"/policy/tables/{kept.pk}/").content.decode()
    assert 'data-label="In imports">–</td>' in page and "415 billion EUR" in page


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"Flows": "Code,M,A\nM,100,200\n,,\nA,x,150"}, "row 4", "'x' is not a number"),
        ({"Flows": "Code,M,A\n,,\nM,100,200\nX,500,150"}, "row 4", "no code “X”"),
        (
            {"Value added": "Code,Title,A,M\nwages,Wages,650,1400\n,,10,20"},
            "row 3",
            "There is no code",
        ),
        ({"Flows": "Code,M,A\nM,100,1e308\nA,500,150"}, "row 2", "is too large"),
        ({"Flows": "Code,M,A,M\nM,100,200,1\nA,500,150,1"}, "column D", "two columns, B and D"),
        ({"Flows": "Code,M,A\nM,100,200\nM,1,1\nA,500,150"}, "row 3", "is given twice"),
        ({"Final demand": "Code,hh,exp,imp\nA,300,80,30\nM,1500,200,0"}, "imp", "with a minus"),
        (
            {"Value added": "Code,Title,A,M\nw,Wages,600,1000\ns,Surplus,50,400\nt,All,650,1400"},
            "row 4",
            "is the sum of the other rows",
        ),
        (
            {"Value added": "Code,Title,A,M\nw,Wages,600,1000\nm,Imported inputs,50,400"},
            "row 3",
            "may be imports",
        ),
        (
            {"Value added": "Code,Title,Kind,A,M\nw,Wages,salary,600,1000"},
            "row 2",
            "is not a kind of row",
        ),
    ],
)
def test_nothing_of_a_table_is_lost(changes, place, words):
    test_a_mistake_is_told_with_its_cell(changes, place, words)


def test_a_number_without_a_code_above_is_told():
    book = load_workbook(io.BytesIO(write_template(read())))
    book["Flows"].cell(row=2, column=6, value=7)
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(WorkbookError) as found:
        read_table(out, "wide.xlsx")
    assert [(f.place, f.message) for f in found.value.findings] == [
        ("Sheet Flows, row 2, column F", "This number stands in a column without a code.")
    ]


def test_what_is_no_table_is_refused():
    for content, name in ((b"no zip", "a.zip"), (b"no book", "a.xlsx")):
        with pytest.raises(WorkbookError):
            read_table(io.BytesIO(content), name)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("Flows.csv", b"0" * (401 * 1024**2))
    with pytest.raises(WorkbookError, match="error"):
        read_table(bomb, "bomb.zip")


def test_keeping_a_table_is_permitted_recorded_and_whole(sample_centre, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(NotPermittedError):
        keep_table(packed(), "small.zip", acting_user=sample_centre["expert"])
    table = keep_table(packed(), "small.zip", acting_user=sample_centre["analyst"])
    assert Entry.objects.filter(act="keep_table", subject=str(table)).exists()
    assert (table_store.folder_of(str(table.key)) / "table.json").exists()
    bad = packed(
        Flows="Code,A,M\nA,1,2\nM,0,0", **{"Final demand": "Code,hh,exp,imp\nA,3,0,0\nM,0,0,0"}
    )
    with pytest.raises(WorkbookError):
        keep_table(bad, "bad.zip", acting_user=sample_centre["analyst"])
    assert Table.objects.filter(country="Twoland").get() == table
    again = keep_table(packed(), "small.zip", acting_user=sample_centre["analyst"])
    assert Table.objects.filter(country="Twoland").get() == again
    with pytest.raises(PolicyError, match="Scenarios or briefs"):
        remove_table(Table.objects.get(year=2023), acting_user=sample_centre["analyst"])


def test_the_page_loads_a_table_as_a_job_and_tells_mistakes(
    signed_in, django_capture_on_commit_callbacks
):
    client = signed_in("analyst")
    good = io.BytesIO(packed())
    good.name = "small.zip"
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/policy/tables/new/", {"file": good})
    assert answer.status_code == 302
    assert Job.objects.get(kind="policy_table").state == State.DONE
    table = Table.objects.get(country="Twoland")
    page = client.get(f"/policy/tables/{table.pk}/").content.decode()
    assert "Rows and columns agree" in page and "12.2.1" in page
    bad = io.BytesIO(packed(Flows="Code,A,M\nA,1,two\nM,1,2"))
    bad.name = "bad.zip"
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/policy/tables/new/", {"file": bad})
    job = Job.objects.filter(kind="policy_table").first()
    assert job.state == State.FAILED
    assert "column M" in client.get(f"/jobs/{job.pk}/").content.decode()


def test_the_sample_is_balanced_and_says_its_hot_spots(sample_centre):
    table = Table.objects.get(year=2023)
    assert [c["code"] for c in table.checks] == ["all_good"]
    one = analysis.study(table)
    for k in range(len(one.economy.indicators)):
        found = one.balance(k)
        assert_allclose(found.production + found.imports, found.consumption + found.exports)
        carried, share = one.embodied(k)
        assert_allclose(carried.sum(axis=1), one.economy.F[k], rtol=1e-9, atol=1e-9)
        assert (carried >= 0).all() and ((share >= 0) & (share <= 1)).all()
    say = speaker("en")
    assert sentences.hot_spots_sentence(one, "production", say).startswith(
        "Three sectors stand out: Electricity, "
    )
    spoken = sentences.balance_sentence(one.balance(0), "Verdania", say)
    ratio = one.balance(0).consumption / one.balance(0).production - 1
    assert f"{round(100 * ratio)}\u00a0% more" in spoken
    chains = one.chains(0, 20)
    assert f"the 20 chains listed carry {round(100 * chains.covered)}\u00a0%" in (
        sentences.chains_sentence(one, 0, chains, say)
    )
    assert 0 < one.depends(0, one.economy.sectors.index("CEM")) < 1


@pytest.mark.parametrize(
    ("home", "used", "words"),
    [
        (100.0, 150.0, "50\u00a0% more"),
        (100.0, 70.0, "30\u00a0% less"),
        (100.0, 101.0, "as much"),
        (0.0, 5.0, "nothing is recorded"),
    ],
)
def test_the_sentence_follows_the_figures(home, used, words):
    from scp_centre.methods.scenarios import Indicator

    one = analysis.Balance(Indicator("water", "Water", "m3"), home, used, 0, 0, 0, None)
    assert words in sentences.balance_sentence(one, "Twoland", speaker("en"))


def test_the_years_come_apart_and_their_causes_add_up(sample_centre):
    found = analysis.trend(list(Table.objects.all()), "ghg")
    assert found.years == (2015, 2019, 2023)
    assert found.verdict == "relative"
    assert_allclose(sum(found.parts.effects), found.parts.change)
    first, last = (analysis.study(Table.objects.get(year=y)) for y in (2015, 2023))
    assert_allclose(found.parts.change, last.economy.F[0].sum() - first.economy.F[0].sum())
    assert analysis.trend([Table.objects.get(year=2023)], "ghg") is None
    sulphur = analysis.trend(list(Table.objects.all()), "SO2")
    assert sulphur.verdict == "absolute"
    assert "Absolute decoupling" in sentences.trend_sentence(sulphur, "Verdania", speaker("en"))


def test_every_page_of_a_table_answers_with_its_figures(signed_in):
    client = signed_in("expert")
    table = Table.objects.get(year=2023)
    base = f"/policy/tables/{table.pk}"
    for path in ("/", "/hot-spots/consumption/", "/of/ghg/", "/of/ghg/chains/?product=CON"):
        assert client.get(base + path).status_code == 200, path
    one = analysis.study(table)
    text = client.get(f"{base}/accounts.csv").content.decode()
    assert text.count("\n") == 1 + len(one.economy.indicators) * len(one.economy.sectors)
    matrix = client.get(f"{base}/hot-spots/production.csv").content.decode().splitlines()
    first = matrix[1].split(",")
    assert_allclose(float(first[-1]), one.matrix("production")[-1, 0])
    for name in ("sides", "treemap", "flows", "trend", "causes"):
        for form in ("wide", "narrow"):
            answer = client.get(f"{base}/of/water/{name}/{form}.svg")
            assert answer.status_code == 200 and b"<svg" in answer.content
    png = client.get(f"{base}/of/water/sides/wide.svg?as=png").content
    assert png.startswith(b"\x89PNG")
    for path in ("/of/nothing/", "/hot-spots/sideways/", "/of/ghg/sides/huge.svg"):
        assert client.get(base + path).status_code == 404
    assert client.get(f"{base}/of/ghg/chains/?product=XXX").status_code == 404
    assert client.get(f"{base}/of/ghg/chains/?format=csv").content.count(b"\n") == 101


def test_a_table_that_does_not_balance_is_balanced_on_demand(signed_in, sample_centre):
    file = read()
    off = packed(**{"Value added": "Code,Title,A,M\nwages,Wages,700,1370"})
    table = keep_table(off, "off.zip", acting_user=sample_centre["analyst"])
    assert [c["code"] for c in table.checks] == ["balance"]
    client = signed_in("analyst")
    page = client.get(f"/policy/tables/{table.pk}/").content.decode()
    assert "Rows and columns differ in sectors: 2." in page and "Balance the table" in page
    answer = client.post(f"/policy/tables/{table.pk}/balance/", follow=True)
    found = Table.objects.get(country="Twoland")
    assert [c["code"] for c in found.checks] == ["all_good"]
    assert "balanced by RAS" in found.source and "of all flows moved" in answer.content.decode()
    economy = analysis.study(found).economy
    assert_allclose(economy.Y, file.demand)
    assert_allclose(economy.V.sum(), file.demand.sum())
    assert_allclose(economy.Z.sum(axis=0) + economy.V, economy.x)
    far = packed(**{"Value added": "Code,Title,A,M\nwages,Wages,100,100"})
    other = keep_table(far, "far.zip", acting_user=sample_centre["analyst"])
    refused = client.post(f"/policy/tables/{other.pk}/balance/")
    assert refused.status_code >= 400 and "must be equal" in refused.content.decode()


def test_a_table_whose_files_are_gone_says_so_and_the_role_goes_on(signed_in, sample_centre):
    table = Table.objects.get(year=2023)
    analysis._study.cache_clear()
    table_store.remove(str(table.key))
    client = signed_in("analyst")
    assert "missing on the server" in client.get("/policy/").content.decode()
    page = client.get(f"/policy/tables/{table.pk}/")
    assert page.status_code >= 400 and "Load the table again" in page.content.decode()
    analysis._study.cache_clear()


def test_the_empty_template_is_refused_with_what_is_missing():
    with pytest.raises(WorkbookError) as found:
        read_table(io.BytesIO(write_template()), "empty.xlsx")
    places = [f.place for f in found.value.findings]
    assert {"Sheet About, column Country", "Sheet About, column Year"} <= set(places)

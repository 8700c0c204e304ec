"""National tables: read with every mistake told, checked, kept, looked at from both sides."""

import io
import zipfile

import numpy as np
import pytest
from numpy.testing import assert_allclose
from openpyxl import load_workbook

from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.centre.translation import speaker
from scp_centre.roles.policy import analysis, sentences
from scp_centre.roles.policy.actions.tables import keep_table
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
        ({"Flows": None}, "Sheet Flows (whole sheet)", "missing"),
        ({"Flows": "Code,A,M,X\nA,1,2,3\nM,1,2,3"}, "row 1", "code “X” does not exist"),
        ({"Flows": "Code,A\nA,1\nM,1"}, "row 1", "Columns are missing: M"),
        ({"Flows": "Code,A,M\nA,1,2"}, "column Code", "Rows are missing: M"),
        ({"Flows": "Code,A,M\nA,1,two\nM,1,2"}, "row 2, column M", "not a number"),
        ({"Flows": "Code,A,M\nA,1,2\nB,1,2\nM,1,2"}, "row 3", "does not exist in this table"),
        ({"Sectors": "Code,Title\nA,Agriculture\nA,Again"}, "row 3", "appears twice"),
        (
            {"Buyers": "Code,Title,Kind\nhh,Households,people"},
            "column Kind",
            "' is not a valid kind of buyer.",
        ),
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
            "use inputs but have no output",
        ),
        ({"Stressors": "Code,Title,Unit,A,M\nCO2,Carbon dioxide,m3,1,1"}, "is not a unit of mass"),
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
    assert said.endswith("The table does not include the pressures that imports cause abroad.")
    page = signed_in("analyst").get(f"/policy/tables/{kept.pk}/").content.decode()
    assert 'data-label="In imports">–</td>' in page and "415 billion EUR" in page


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"Flows": "Code,M,A\nM,100,200\n,,\nA,x,150"}, "row 4", "'x' is not a number"),
        ({"Flows": "Code,M,A\n,,\nM,100,200\nX,500,150"}, "row 4", "code “X” does not exist"),
        (
            {"Value added": "Code,Title,A,M\nwages,Wages,650,1400\n,,10,20"},
            "row 3",
            "The code is missing",
        ),
        ({"Flows": "Code,M,A\nM,100,1e308\nA,500,150"}, "row 2", "is too large"),
        (
            {"Flows": "Code,M,A,M\nM,100,200,1\nA,500,150,1"},
            "column D",
            "Two columns have the heading",
        ),
        ({"Flows": "Code,M,A\nM,100,200\nM,1,1\nA,500,150"}, "row 3", "appears twice"),
        (
            {"Final demand": "Code,hh,exp,imp\nA,300,80,30\nM,1500,200,0"},
            "imp",
            "must be negative here",
        ),
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
            "is not a valid kind of row",
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
        ("Sheet Flows, row 2, column F", "This number is in a column without a code.")
    ]


def messages_of(content, name):
    with pytest.raises(WorkbookError) as found:
        read_table(io.BytesIO(content), name)
    return [(one.place, one.message) for one in found.value.findings]


def test_no_sheet_with_numbers_is_ignored():
    told = messages_of(packed(Fules="Code,Fuel\nA,1 200"), "a.zip")
    assert [words for place, words in told if "Fules" in place and "contains numbers" in words]
    read(Notes="What we did\nCalled the office")
    book = load_workbook(io.BytesIO(write_template(read())))
    book.create_sheet("Emissions").append([3.5] * 25)
    out = io.BytesIO()
    book.save(out)
    assert "Emissions" in messages_of(out.getvalue(), "b.xlsx")[0][0]
    use = {"Industries": "Code,Title\na,A", "Make": "Code,A,M\na,1,1", "Use": "Code,a\nA,1\nM,1"}
    assert any("Flows" in place for place, _words in messages_of(packed(**use), "c.zip"))


def test_two_files_of_one_sheet_are_refused_by_name():
    for second in ("old/Flows", "flows", " Flows"):
        (told,) = messages_of(packed(**{second: SMALL["Flows"]}), "a.zip")
        assert "Flows" in told[1] and second in told[1]
    twice = packed(Fuel="Code", Combustibles="Code")
    assert "Fuel" in messages_of(twice, "a.zip")[0][1]


def test_a_table_in_another_format_is_not_passed_over_in_a_zip():
    out = io.BytesIO(packed())
    with zipfile.ZipFile(out, "a") as book:
        book.writestr("Fuels.xlsx", b"PK")
    assert "Fuels.xlsx is not a CSV file" in messages_of(out.getvalue(), "a.zip")[0][1]


def test_rows_are_counted_as_in_the_file_below_blank_ones():
    file = read(Flows="\n,,\n" + SMALL["Flows"])
    assert_allclose(file.flows, read().flows)
    told = messages_of(packed(Flows="\n\nCode,M,A\nM,x,200\nA,500,150"), "a.zip")
    assert told[0][0] == "Sheet Flows, row 4, column M"


def test_what_is_no_table_is_refused():
    for content, name in ((b"no zip", "a.zip"), (b"no book", "a.xlsx")):
        with pytest.raises(WorkbookError):
            read_table(io.BytesIO(content), name)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("Flows.csv", b"0" * (401 * 1024**2))
    with pytest.raises(WorkbookError, match="error"):
        read_table(bomb, "bomb.zip")


def test_the_empty_template_is_refused_with_what_is_missing():
    with pytest.raises(WorkbookError) as found:
        read_table(io.BytesIO(write_template()), "empty.xlsx")
    places = [f.place for f in found.value.findings]
    assert {"Sheet About, column Country", "Sheet About, column Year"} <= set(places)

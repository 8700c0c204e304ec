"""Gross domestic product confirmed before briefs use a table; imports as matrices of their own."""

import io

import pytest
from numpy.testing import assert_allclose

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import ConflictError, NotPermittedError
from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.methods.scenarios import Engine
from scp_centre.roles.policy.actions.briefs import publish_brief, write_brief
from scp_centre.roles.policy.actions.tables import confirm_product, keep_table
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.models import Brief, Table
from scp_centre.roles.policy.tables.table_import import build
from scp_centre.roles.policy.tables.table_reader import read_table
from scp_centre.roles.policy.tables.template import write_template
from tests.roles.policy.test_tables import packed, read

# 2,050 of value added; 30 of A imported. By income 40 less, as the wages are 610.
GAP = {"Value added": "Code,Title,A,M\nwages,Wages,610,1400"}


@pytest.fixture
def table(sample_centre):
    return keep_table(packed(**GAP), "small.zip", acting_user=sample_centre["analyst"])


def draft(table):
    values = {"title": "A brief", "summary": "Short.", "table": table, "language": "en"}
    return values | {"text": "{{ghg.production}}", "scenarios": []}


def test_the_three_products_stand_beside_each_other(signed_in, table):
    assert_allclose([table.accounts[k] for k in ("production", "expenditure")], 2050)
    assert table.accounts["income"] == 2010
    page = signed_in("analyst").get(f"/policy/tables/{table.pk}/").content.decode()
    assert "Largest difference" in page and 'data-label="Largest difference">40' in page
    assert "Confirm gross domestic product" in page
    assert (
        "This is our" not in signed_in("expert").get(f"/policy/tables/{table.pk}/").content.decode()
    )


def test_a_brief_waits_until_the_product_is_confirmed(signed_in, table, sample_centre):
    analyst, address = sample_centre["analyst"], f"/policy/tables/{table.pk}/"
    with pytest.raises(PolicyError, match="The gross domestic product of the table"):
        write_brief(draft(table), acting_user=analyst)
    assert not Brief.objects.filter(title="A brief").exists()
    with pytest.raises(NotPermittedError):
        confirm_product(table, acting_user=sample_centre["expert"])
    with pytest.raises(ConflictError):
        confirm_product(table, acting_user=analyst, shown="another table")
    client = signed_in("analyst")
    shown = client.get(address).content.decode().split('name="shown" value="')[1].split('"')[0]
    assert client.post(f"{address}confirm/", {"shown": shown}).status_code == 302
    table.refresh_from_db()
    assert table.confirmed and table.confirmed_by == analyst
    row = Entry.objects.filter(subject__contains="product confirmed").latest("pk")
    assert row.after["accounts"]["production"] == 2050
    assert "confirmed this figure as the country" in client.get(address).content.decode()
    assert confirm_product(table, acting_user=analyst).confirmed == table.confirmed
    assert write_brief(draft(table), acting_user=analyst).pk
    # A table that is loaded again is another one.
    Brief.objects.filter(title="A brief").delete()
    again = keep_table(packed(**GAP), "small.zip", acting_user=analyst)
    assert again.is_to_confirm


def test_a_draft_of_an_unconfirmed_table_is_not_published(sample_centre):
    brief = Brief.objects.get()
    Table.objects.filter(pk=brief.table_id).update(confirmed=None, confirmed_by=None)
    with pytest.raises(PolicyError, match="The gross domestic product of the table"):
        publish_brief(brief, acting_user=sample_centre["analyst"])


MATRICES = {
    "Flows": "Code,A,M\nA,140,480\nM,200,90",
    "Final demand": "Code,hh,exp\nA,300,80\nM,1500,200",
    "Buyers": "Code,Title,Kind\nhh,Households,household\nexp,Exports,export",
    "Imported flows": "Code,M,A\nA,20,10\nM,10,0",
    "Imported final demand": "Code,exp,hh\nM,0,40\nA,0,25",
    "Value added": "Code,Title,A,M\nwages,Wages,650,1390",
}


def test_separate_import_matrices_become_imports_that_compete():
    """A: 1,000 made at home, 55 imported; M: 1,990 and 50. GDP is 2,040 three times."""
    file = read(**MATRICES)
    assert [b[2] for b in file.buyers] == ["household", "export", "import"]
    built = build(file, "AR6")
    economy = built.economy
    assert_allclose(economy.Z, [[150, 500], [200, 100]])
    assert_allclose(economy.Y, [[325, 80, -55], [1540, 200, -50]])
    assert_allclose(economy.x, [1000, 1990])
    assert_allclose([built.accounts[k] for k in ("production", "expenditure", "income")], 2040)
    assert "balance" not in [f.code for f in built.findings]
    assert_allclose(Engine(economy).base.x, [1000, 1990])
    again = read_table(io.BytesIO(write_template(file)), "again.xlsx")
    assert_allclose(build(again, "AR6").economy.Y, economy.Y)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"Buyers": MATRICES["Buyers"] + "\nimp,Imports,import"}
            | {"Final demand": "Code,hh,exp,imp\nA,300,80,-30\nM,1500,200,0"}
            | {"Imported final demand": None},
            "are also included in the final demand of “imp”",
        ),
        (
            {
                "Value added": "Code,Title,Kind,A,M\nw,Wages,value added,640,1380\nP7,Imported,imports,10,10"
            },
            "so they are counted twice",
        ),
        ({"Imported flows": "Code,M,A\nA,20,ten\nM,10,0"}, "'ten' is not a number"),
        ({"Imported flows": "Code,M,X\nA,20,1\nM,10,0"}, "code “X” does not exist"),
    ],
)
def test_imports_that_would_count_twice_are_told(changes, words):
    with pytest.raises(WorkbookError) as found:
        read(**MATRICES | changes)
    assert any(words in f.message for f in found.value.findings), found.value.findings

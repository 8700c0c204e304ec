"""All exchanges in a table: planned, moved and reviewed apart, what is not known beside; and files."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from scp_centre.centre.evidence.actions import approve_figures
from scp_centre.roles.network.actions import exchanges
from scp_centre.roles.network.best_plan import find_best_plan
from scp_centre.roles.network.models import Exchange
from scp_centre.roles.network.overview import overview_rows, total_of
from scp_centre.roles.network.parties import exchange_lines
from scp_centre.roles.network.suggestions import match_rows
from tests.roles.network.residue_values import (
    HERE,
    moved,
    need_of,
    offer_of,
    proposed,
)

pytestmark = pytest.mark.django_db


def test_moved_is_not_reviewed_until_both_sites_are(sample_centre):
    made = moved(sample_centre, 50.0)
    Exchange.objects.filter(pk=made.pk).update(transport=2.0)
    (row,) = overview_rows([Exchange.objects.get(pk=made.pk)])
    assert (row.moved, row.reviewed) == (50, 0)
    assert row.saving.moved == 50 * (30 + 20 - 2 - 2) and row.reviewed_saving == 0
    for side in ("offer", "need"):
        (row,) = overview_rows([Exchange.objects.get(pk=made.pk)])
        assert row.reviewed == 0
        approve_figures(f"exchange:{made.pk}:{side}", acting_user=sample_centre["reviewer"])
    (row,) = overview_rows([Exchange.objects.get(pk=made.pk)])
    assert row.reviewed == 50 and row.reviewed_saving == row.saving.moved
    assert row.co2e.moved is None, "no factor was given"


def test_what_is_not_known_is_counted_and_never_zero(sample_centre):
    made = moved(sample_centre)  # without places, so without a cost of transport
    totals = total_of(overview_rows([made]))
    assert (totals.exchanges, totals.moved, totals.saving, totals.unknown) == (1, 50, 0, 1)
    assert totals.unknown_co2e == 1


def test_a_list_has_a_fixed_number_of_queries(sample_centre):
    proposed(sample_centre)
    found = list(Exchange.objects.select_related("offer__site__organisation",
        "need__site__organisation", "offer_site__organisation", "need_site__organisation"))  # fmt: skip
    person = sample_centre["company"]
    counts = []
    for some in (found[:1], found):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            exchange_lines(some, person, is_coordinator=False)
        counts.append(len(queries))
    assert len(found) >= 3 and counts[0] >= counts[1]


def test_the_page_says_how_many_of_how_many(sample_centre, signed_in):
    for number in range(5):
        offer = offer_of("Rivermouth", sample_centre["company"], material=f"Ash {number}")
        need = need_of("Lower Bridge", sample_centre["dyehouse"], material=f"Filler {number}")
        exchanges.propose_exchange(offer, need, acting_user=sample_centre["expert"])
    page = signed_in("company").get("/residues/").content.decode()
    assert "Shown: 5 of 6" in page and 'href="/residues/exchanges/"' in page
    page = signed_in("company").get("/residues/exchanges/").content.decode()
    assert "6 exchanges" in page and "Filler 0" not in page
    assert signed_in("company").get("/residues/exchanges/?state=x").status_code == 400


def test_the_coordinator_sees_all_and_takes_them_along(sample_centre, signed_in):
    moved(sample_centre, 50.0)
    client = signed_in("information")
    page = client.get("/residues/exchanges/?state=running").content.decode()
    assert "Coal fly ash" in page and "not known" in page and "2 exchanges" in page
    answer = client.get("/residues/exchanges/list.csv?state=running")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 3 and len({len(row) for row in rows}) == 1
    ash = next(row for row in rows if "Coal fly ash" in row)
    assert ash[1] == "running" and float(ash[7]) == 50 and ash[10] == ""
    book = load_workbook(io.BytesIO(client.get("/residues/exchanges/list.xlsx").content))
    lines = list(book.active.values)
    assert len(lines) == 1 + Exchange.objects.count()
    for who in ("company", "director"):
        for kind in ("csv", "xlsx"):
            assert signed_in(who).get(f"/residues/exchanges/list.{kind}").status_code == 403


@pytest.mark.parametrize(
    ("offered", "needed", "said"),
    [
        ({"price": None}, {}, "does not say what disposal costs"),
        ({}, {"price": None}, "does not say what it pays"),
        ({}, {"treatment": None}, "does not say what treating the residue costs"),
        ({"latitude": None, "longitude": None}, {}, "The distance is unknown"),
    ],
)
def test_what_is_missing_is_named_and_never_taken_as_zero(
    sample_centre, signed_in, offered, needed, said
):
    offer = offer_of("Rivermouth", sample_centre["company"], **HERE | offered)
    need = need_of("Lower Bridge", sample_centre["dyehouse"], **HERE | needed)
    plan = find_best_plan(match_rows([offer], [need], 20))
    assert plan.rows == () and plan.choices == 0
    ((pair, missing),) = plan.unknown
    assert pair.per_tonne is None and pair.value is None
    assert len(missing) == 1 and said in missing[0]
    assert said in signed_in("information").get("/residues/plan/").content.decode()


def test_a_missing_price_refuses_no_match(sample_centre):
    """Treated as 0, a price that is not known would make this match worth less than nothing."""
    offer = offer_of("Rivermouth", sample_centre["company"], price=None, **HERE)
    need = need_of("Lower Bridge", sample_centre["dyehouse"], price=1.0, treatment=9.0, **HERE)
    (pair,) = match_rows([offer], [need]).pairs()
    assert pair.per_tonne is None

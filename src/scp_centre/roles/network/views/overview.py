"""The list of all exchanges, and for the coordinator what they moved and saved, as a file too."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scp_centre.centre.pages.file_answers import XLSX, attachment
from scp_centre.centre.query_string import read_choice, read_page
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.roles.network.models import Exchange, State
from scp_centre.roles.network.overview import (
    OverviewRow,
    overview_book,
    overview_csv,
    overview_rows,
    total_of,
)
from scp_centre.roles.network.parties import exchange_lines
from scp_centre.roles.network.queries import currency, exchanges_for

PAGE = 25


def _filtered(request: SignedInRequest) -> QuerySet[Exchange]:
    """Return the exchanges of a reader in the status that the address asks for."""
    state = read_choice(request.GET, "state", State.values)
    found = exchanges_for(request.user)
    return found.filter(state=state) if state else found


@require_safe
def exchange_list(request: SignedInRequest) -> HttpResponse:
    """Show exchanges: to a company its own, to the coordinator all with what they saved."""
    require(request.user, "see_residues")
    is_coordinator = allowed(request.user, "coordinate_exchanges")
    found = _filtered(request)
    page = Paginator(found, PAGE).get_page(read_page(request.GET))
    rows = list(page.object_list)
    context = {
        "page": page,
        "is_coordinator": is_coordinator,
        "states": State.choices,
        "state": read_choice(request.GET, "state", State.values),
        "currency": currency(),
    }
    if is_coordinator:
        all_rows = overview_rows(list(found))
        shown = {one.pk for one in rows}
        context |= {
            "rows": [row for row in all_rows if row.exchange.pk in shown],
            "totals": total_of(all_rows),
        }
    else:
        context["lines"] = exchange_lines(rows, request.user, is_coordinator=False)
    return render(request, "network/exchange_list.html", context)


def _all_rows(request: SignedInRequest) -> list[OverviewRow]:
    require(request.user, "coordinate_exchanges")
    return overview_rows(list(_filtered(request)))


@require_safe
def exchanges_csv(request: SignedInRequest) -> HttpResponse:
    """Return the table of all exchanges as CSV."""
    content = overview_csv(_all_rows(request), currency())
    return attachment(content, "exchanges.csv", "text/csv; charset=utf-8")


@require_safe
def exchanges_xlsx(request: SignedInRequest) -> HttpResponse:
    """Return the table of all exchanges as a workbook."""
    return attachment(overview_book(_all_rows(request), currency()), "exchanges.xlsx", XLSX)

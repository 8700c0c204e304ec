"""Pages of tables of the world: a country from both sides, with its partners."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from scp_centre.centre.pages.file_answers import XLSX, attachment
from scp_centre.centre.query_string import read_whole_number
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _
from scp_centre.roles.policy.actions import global_tables as actions
from scp_centre.roles.policy.analysis import Balance
from scp_centre.roles.policy.global_tables.country_view import Seen, see
from scp_centre.roles.policy.global_tables.nation import national_file
from scp_centre.roles.policy.models import World
from scp_centre.roles.policy.sentences import balance_sentence
from scp_centre.roles.policy.tables.template import write_template
from scp_centre.roles.policy.views.study_page import csv_file

TITLES = (
    _("Sectors that cause the most pressure"),
    _("Product purchases that cause the most pressure"),
    _("Where the country's purchases cause pressure"),
    _("Countries whose final demand causes pressure here"),
)


def seen_at(request: SignedInRequest, pk: int, region: int = 0) -> Seen:
    """Return a world for somebody who may see it, or answer 404 for a region it lacks."""
    require(request.user, "see_policy")
    found = get_object_or_404(World, pk=pk)
    if region >= len(found.regions):
        raise Http404
    return see(found)


@require_safe
def world(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the countries of a table of the world."""
    seen = seen_at(request, pk)
    context = {
        "world": seen.world,
        "regions": list(enumerate(seen.world.regions)),
        "may_keep": allowed(request.user, "keep_table"),
    }
    return render(request, "policy/world.html", context)


@require_POST
def remove_world(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a table of the world out."""
    actions.remove_world(get_object_or_404(World, pk=pk), acting_user=request.user)
    messages.success(request, _("The table has been deleted."))
    return redirect("policy")


@require_safe
def country(request: SignedInRequest, pk: int, region: int) -> HttpResponse:
    """Show a country from both sides, and one indicator with sectors, products and partners."""
    seen, say = seen_at(request, pk, region), current_speaker()
    last = len(seen.indicators) - 1
    k = read_whole_number(request.GET, "indicator", most=last) or 0
    name = seen.world.regions[region]
    totals = seen.totals(region)
    ways = (seen.sectors, seen.products, seen.origins, seen.users)
    lists = [way(k, region) for way in ways]
    one = Balance(direct=0.0, per_head=None, **totals[k])
    context = {
        "world": seen.world,
        "region": region,
        "name": name,
        "totals": totals,
        "indicator": seen.indicators[k],
        "place": k,
        "sentence": balance_sentence(one, name, say),
        "lists": list(zip(TITLES, lists, strict=True)),
    }
    return render(request, "policy/country.html", context)


@require_safe
def nation_file(request: SignedInRequest, pk: int, region: int) -> HttpResponse:
    """Hand out a country as a national table, ready to be loaded."""
    seen = seen_at(request, pk, region)
    content = write_template(national_file(seen, region))
    return attachment(content, f"national-table-{seen.world.year}.xlsx", XLSX)


@require_safe
def country_file(request: SignedInRequest, pk: int, region: int, place: int) -> HttpResponse:
    """Hand out what is embodied in a country's trade of one indicator, by partner."""
    seen = seen_at(request, pk, region)
    if place >= len(seen.indicators):
        raise Http404
    embodied = seen.arrays["embodied"][place]
    rows = (
        [name, float(embodied[i, region]), float(embodied[region, i])]
        for i, name in enumerate(seen.world.regions)
    )
    unit = seen.indicators[place].unit
    head = ["partner", f"caused there for the country, {unit}", f"caused here for it, {unit}"]
    return csv_file(f"partners-{seen.world.year}.csv", head, rows)

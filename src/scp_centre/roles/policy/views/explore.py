"""Pages of a table: profile, hot spots, both sides of an indicator, chains, trend."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.pages.file_answers import XLSX, attachment, drawn_as
from scp_centre.centre.query_string import read_choice, read_word
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import SHOWN, mark_of
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import Number, _
from scp_centre.roles.policy import analysis, pictures, queries, sentences
from scp_centre.roles.policy.actions import tables
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.forms import TableForm
from scp_centre.roles.policy.measured_savings import potentials
from scp_centre.roles.policy.models import Table, World
from scp_centre.roles.policy.tables.check_messages import check_sentences
from scp_centre.roles.policy.tables.table_balance import can_be_balanced
from scp_centre.roles.policy.tables.table_reader import read_table
from scp_centre.roles.policy.tables.template import write_template
from scp_centre.roles.policy.views.study_page import (
    csv_file,
    known_form,
    known_side,
    place_of,
    study_at,
)

SAMPLE = Path(__file__).parents[1] / "sample" / "verdania-2023.zip"
NOTICED = 0.001  # of gross domestic product, from which a difference is told
ROWS = 150  # of the hot-spot matrix on a page; the file holds all


@require_safe
def policy(request: SignedInRequest) -> HttpResponse:
    """Show what the role holds, and the newest table in a sentence."""
    require(request.user, "see_policy")
    say, newest = current_speaker(), Table.objects.order_by("-year").first()
    spoken, gone = [], ""
    if newest is not None:
        try:
            one = analysis.study(newest)
            spoken = [sentences.hot_spots_sentence(one, side, say) for side in analysis.SIDES]
        except PolicyError as error:  # the rest of the role can still be worked with
            gone = error.in_full
    context = {
        "tables": queries.tables(),
        "newest": newest,
        "worlds": World.objects.all(),
        "spoken": spoken,
        "gone": gone,
        "briefs": queries.briefs_for(request.user)[:8],
        "instruments": queries.register()[:8],
        "scenarios": queries.scenarios_of(newest) if newest else [],
        "may_keep": allowed(request.user, "keep_table"),
        "may_write": allowed(request.user, "write_brief"),
        "may_register": allowed(request.user, "keep_register"),
    }
    return render(request, "policy/policy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_table(request: SignedInRequest) -> HttpResponse:
    """Load a national table."""
    require(request.user, "keep_table")
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        job = tables.request_table(file, file.name, acting_user=request.user)
        return redirect("job", pk=job.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "policy/new_table.html", {"form": form}, status=status)


@require_safe
def table_template(request: SignedInRequest) -> HttpResponse:
    """Hand out the empty template."""
    require(request.user, "see_policy")
    return attachment(write_template(), "national-table.xlsx", XLSX)


@require_safe
def table_example(request: SignedInRequest) -> HttpResponse:
    """Hand out the template filled in with the sample country."""
    require(request.user, "see_policy")
    with SAMPLE.open("rb") as file:
        filled = write_template(read_table(file, SAMPLE.name))
    return attachment(filled, "national-table-example.xlsx", XLSX)


@require_safe
def policy_table(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a table: its figures, what was found in it, where it comes from."""
    one, say = study_at(request, pk), current_speaker()
    rows = [one.balance(k) for k in range(len(one.economy.indicators))]
    context = {
        "one": one,
        "table": one.table,
        "tab": "table",
        "rows": [(b, sentences.balance_sentence(b, one.table.country, say)) for b in rows],
        "spoken": [sentences.hot_spots_sentence(one, side, say) for side in analysis.SIDES],
        "checks": check_sentences(one.table, say),
        "goals": analysis.sdg_indicators(one),
        "siblings": queries.siblings(one.table),
        "may_keep": allowed(request.user, "keep_table"),
        "accounts": _accounts(one.table),
        "imports_as_money": bool(one.table.accounts.get("imported_inputs")),
        "shown": mark_of(tables.shown_accounts(one.table)),
        "may_balance": can_be_balanced(one.table),
    }
    return render(request, "policy/table.html", context)


def _accounts(table: Table) -> dict[str, Any] | None:
    """Return gross domestic product three times, and by how much income differs from the others."""
    found: dict[str, Any] = dict(table.accounts)
    if not found:
        return None
    income = found["income"]
    gap = None if income is None else income - found["expenditure"]
    noticed = gap is not None and abs(gap) > NOTICED * abs(found["expenditure"])
    three = [found[k] for k in ("production", "expenditure", "income") if found[k] is not None]
    return found | {"gap": gap if noticed else None, "difference": max(three) - min(three)}


@require_POST
def confirm_product(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm that gross domestic product in a table is the country's."""
    table = get_object_or_404(Table, pk=pk)
    tables.confirm_product(table, acting_user=request.user, shown=read_word(request.POST, SHOWN))
    messages.success(request, _("Gross domestic product confirmed. Briefs can use the table."))
    return redirect("policy_table", pk=pk)


@require_POST
def remove_table(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a table out."""
    tables.remove_table(get_object_or_404(Table, pk=pk), acting_user=request.user)
    messages.success(request, _("The table has been deleted."))
    return redirect("policy")


@require_POST
def balance_table(request: SignedInRequest, pk: int) -> HttpResponse:
    """Balance a table whose rows and columns differ."""
    table = get_object_or_404(Table, pk=pk)
    found, moved = tables.balance_kept_table(table, acting_user=request.user)
    messages.success(
        request,
        _(
            "The table has been balanced. The total change is {moved} % of all flows.",
            moved=Number(100 * moved, ".2f"),
        ),
    )
    return redirect("policy_table", pk=found.pk)


@require_safe
def table_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand out the table as it was loaded."""
    require(request.user, "see_policy")
    table = get_object_or_404(Table, pk=pk)
    ending = str(table.original.name).rsplit(".", 1)[-1]
    with table.original.open("rb") as file:
        return attachment(file.read(), f"table-{table.year}.{ending}", "application/octet-stream")


@require_safe
def accounts_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand out the accounts of every sector and indicator."""
    one = study_at(request, pk)
    head = ["sector", "title", "indicator", "unit", "production", "multiplier", *one.sides]
    names = [n for n in one.sides if n != "production"]
    rows = (
        [
            one.economy.sectors[i],
            one.economy.titles[i],
            indicator.code,
            indicator.unit,
            float(one.sides["production"][k, i]),
            float(one.M[k, i]),
            *(float(one.sides[name][k, i]) for name in names),
        ]
        for k, indicator in enumerate(one.economy.indicators)
        for i in range(len(one.economy.sectors))
    )
    head = [*head[:6], *names]
    return csv_file(f"accounts-{one.table.year}.csv", head, rows)


@require_safe
def hot_spots(request: SignedInRequest, pk: int, side: str) -> HttpResponse:
    """Show sectors (or products) against indicators: the darker, the larger the share."""
    one, say = study_at(request, pk), current_speaker()
    shares = one.matrix(known_side(side))
    pressures = shares[
        [
            k
            for k, i in enumerate(one.economy.indicators)
            if analysis.SMALLER_IS_BETTER.get(i.code, True)
        ]
    ].mean(axis=0)
    order = sorted(range(len(one.economy.sectors)), key=lambda i: -pressures[i])
    rows = [
        {
            "title": one.economy.titles[i],
            "mean": float(pressures[i]),
            "cells": [(float(s), level_of(float(s))) for s in shares[:, i]],
        }
        for i in order[:ROWS]
    ]
    context = {
        "one": one,
        "table": one.table,
        "tab": side,
        "side": side,
        "rows": rows,
        "shown": len(rows) if len(rows) < len(order) else 0,
        "sentence": sentences.hot_spots_sentence(one, side, say),
    }
    return render(request, "policy/hot_spots.html", context)


def level_of(share: float) -> int:
    """Return how dark a share stands in the matrix, from 0 to 7.

    >>> [level_of(s) for s in (0, 0.004, 0.03, 0.5)]
    [0, 1, 4, 7]
    """
    steps = (0.002, 0.01, 0.02, 0.03, 0.06, 0.12, 0.2)
    return sum(share >= s for s in steps)


@require_safe
def hot_spots_file(request: SignedInRequest, pk: int, side: str) -> HttpResponse:
    """Hand out the matrix."""
    one = study_at(request, pk)
    shares = one.matrix(known_side(side))
    head = ["sector", "title", *(i.code for i in one.economy.indicators)]
    rows = (
        [code, title, *map(float, shares[:, i])]
        for i, (code, title) in enumerate(zip(one.economy.sectors, one.economy.titles, strict=True))
    )
    return csv_file(f"hot-spots-{side}-{one.table.year}.csv", head, rows)


@require_safe
def policy_indicator(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Show one indicator from both sides, with its flows and its chains."""
    one, say = study_at(request, pk), current_speaker()
    k = place_of(one, code)
    chains = one.chains(k, 12)
    first = one.rows(k, "production", 1)
    place = one.economy.sectors.index(first[0].code) if first else 0
    context = {
        "one": one,
        "table": one.table,
        "tab": code,
        "indicator": one.economy.indicators[k],
        "balance": one.balance(k),
        "sentence": sentences.balance_sentence(one.balance(k), one.table.country, say),
        "sectors": one.rows(k, "production"),
        "products": one.rows(k, "consumption"),
        "sector_sentence": sentences.sector_sentence(one, k, "production", say),
        "product_sentence": sentences.sector_sentence(one, k, "consumption", say),
        "chains_sentence": sentences.chains_sentence(one, k, chains, say),
        "chains": chain_rows(one, chains),
        "depends": one.depends(k, place) if first and first[0].value else None,
        "largest": first[0].title if first else "",
        "weights": one.table.weights.get(code, []),
        "potentials": potentials(one, k),
        "siblings": queries.siblings(one.table),
    }
    return render(request, "policy/indicator.html", context)


def chain_rows(one: analysis.Study, chains: Any) -> list[dict[str, Any]]:
    """Return chains with their titles, value and share."""
    return [
        {
            "titles": [one.economy.titles[i] for i in chain.sectors],
            "value": chain.value,
            "share": chain.value / chains.total if chains.total else 0.0,
        }
        for chain in chains.chains
    ]


@require_safe
def policy_chains(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Show the supply chains of one indicator, of all products or of one."""
    one, say = study_at(request, pk), current_speaker()
    k, good = place_of(one, code), read_word(request.GET, "product")
    if good and good not in one.economy.sectors:
        raise Http404
    place = one.economy.sectors.index(good) if good else None
    chains = one.chains(k, 100, place)
    rows = chain_rows(one, chains)
    if read_choice(request.GET, "format", ("csv",)):
        lines = ([" → ".join(r["titles"]), r["value"], r["share"]] for r in rows)
        unit = one.economy.indicators[k].unit
        return csv_file(f"chains-{code}-{one.table.year}.csv", ["chain", unit, "share"], lines)
    context = {
        "one": one,
        "table": one.table,
        "tab": code,
        "indicator": one.economy.indicators[k],
        "chains": rows,
        "bound": float(chains.bound),
        "sentence": sentences.chains_sentence(one, k, chains, say),
        "good": good,
        "products": sorted(
            zip(one.economy.sectors, one.economy.titles, strict=True), key=lambda p: p[1]
        ),
    }
    return render(request, "policy/chains.html", context)


@require_safe
def policy_picture(
    request: SignedInRequest, pk: int, code: str, name: str, form: str
) -> HttpResponse:
    """Draw one indicator of a table."""
    one, say = study_at(request, pk), current_speaker()
    k, form = place_of(one, code), known_form(form)
    if name in ("trend", "causes"):
        found = analysis.trend(queries.siblings(one.table), code)
        if found is None or (name == "causes" and found.parts is None):
            raise Http404
        draw = pictures.draw_trend if name == "trend" else pictures.draw_parts
        return drawn_as(request, draw(found, say, form))
    if name == "sides":
        return drawn_as(request, pictures.draw_sides(one, k, say, form))
    if name == "flows":
        return drawn_as(request, pictures.draw_flows(one, k, say, form))
    if name == "treemap":
        return drawn_as(request, pictures.draw_treemap(one, k, "consumption", say, form))
    raise Http404


@require_safe
def policy_trend(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Show one indicator over the years: decoupling, and what changed it."""
    one, say = study_at(request, pk), current_speaker()
    k = place_of(one, code)
    found = analysis.trend(queries.siblings(one.table), code)
    rows = []
    if found is not None:
        rows = list(zip(found.years, found.gdp, found.production, found.consumption, strict=True))
    context = {
        "one": one,
        "table": one.table,
        "tab": code,
        "indicator": one.economy.indicators[k],
        "trend": found,
        "rows": rows,
        "parts": zip(found.parts.causes, found.parts.effects, found.parts.spread, strict=True)
        if found and found.parts
        else [],
        "sentence": sentences.trend_sentence(found, one.table.country, say) if found else "",
    }
    return render(request, "policy/trend.html", context)

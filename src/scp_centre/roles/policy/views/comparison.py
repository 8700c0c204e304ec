"""Pages that set scenarios side by side, and join them."""

from collections import defaultdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from scp_centre.centre.pages.file_answers import drawn_as
from scp_centre.centre.query_string import read_choice, read_whole_numbers, read_word
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _
from scp_centre.roles.policy import pictures, queries, sentences
from scp_centre.roles.policy.actions import scenarios as actions
from scp_centre.roles.policy.models import Scenario, Table
from scp_centre.roles.policy.scenario_page import ranked, share_of
from scp_centre.roles.policy.scenario_runs import result_of
from scp_centre.roles.policy.tables.indicator_titles import indicator_title
from scp_centre.roles.policy.views.study_page import known_form, study_at

MOST_COMPARED = 6
SECTORS = 12  # that a comparison names
SUMS = {  # of a scenario: who gains and who pays
    "value_added": _("Value added"),
    "costs": _("Programme costs"),
    "revenue": _("Government revenue"),
    "households": _("Change in the cost of goods for households"),
    "government": _("Change in the cost of goods for government"),
}


@require_safe
def compare(request: SignedInRequest, pk: int) -> HttpResponse:
    """Compare scenarios by indicator, sector, cost and who bears it."""
    one = study_at(request, pk)
    chosen, results, place = _compared(request, one.table)
    say = current_speaker()
    rows = []
    if results:
        codes = results[0][1]["indicators"]
        for k, (code, title, unit) in enumerate(codes):
            cells = []
            for _title, result in results:
                last = result["years"][-1]
                cells.append(
                    {
                        "change": last["production"][k] - last["base_production"][k],
                        "share": share_of(last["base_production"][k], last["production"][k]),
                    }
                )
            rows.append(
                {"code": code, "title": indicator_title(code, title), "unit": unit, "cells": cells}
            )
    payments = [_payments(title, result) for title, result in results]
    context = {
        "one": one,
        "table": one.table,
        "tab": "scenarios",
        "all": queries.scenarios_of(one.table),
        "chosen": chosen,
        "ids": [s.pk for s in chosen],
        "rows": rows,
        "money": one.economy.money,
        "payments": payments,
        "sums": _sums_of(payments),
        "by_sector": _by_sector(results, place),
        "sentences": [
            sentences.scenario_sentence(result, title, place, say) for title, result in results
        ],
        "code": results[0][1]["indicators"][place][0] if results else "",
        "code_title": indicator_title(*results[0][1]["indicators"][place][:2]) if results else "",
        "indicators": one.economy.indicators,
        "query": request.GET.urlencode(),
        "may_write": allowed(request.user, "write_scenario"),
    }
    return render(request, "policy/compare.html", context)


def _by_sector(
    results: list[tuple[str, dict[str, Any]]], place: int
) -> list[tuple[str, list[float]]]:
    """Return the sectors in which one indicator changes most, with the change of each scenario."""
    if not results:
        return []
    changes = [result["by_sector"]["production"][place] for _, result in results]
    titles = results[0][1]["titles"]
    rows = [(titles[i], [c[i] for c in changes]) for i in range(len(titles))]
    rows.sort(key=lambda row: -max(abs(v) for v in row[1]))
    return [row for row in rows[:SECTORS] if any(row[1])]


def _sums_of(payments: list[dict[str, Any]]) -> list[tuple[str, list[float]]]:
    """Return who gains and who pays, row by row: its title, and its sum in each scenario."""
    return [(title, [one[key] for one in payments]) for key, title in SUMS.items()]


def _payments(title: str, result: dict[str, Any]) -> dict[str, Any]:
    last = result["years"][-1]
    dearer: dict[str, float] = defaultdict(float)
    for buyer in result["buyers"]:  # a table may have several columns of one kind
        dearer[buyer["kind"]] += buyer["extra_cost"]
    return {
        "title": title,
        "costs": sum(last["costs"].values()),
        "revenue": last["revenue"],
        "households": dearer["household"],
        "government": dearer["government"],
        "value_added": last["value_added"],
        "gains": ranked(result, "value_added", 1)[:3],
        "losses": ranked(result, "value_added", -1)[:3],
    }


def _compared(
    request: HttpRequest, table: Table
) -> tuple[list[Scenario], list[tuple[str, dict[str, Any]]], int]:
    numbers = read_whole_numbers(request.GET, "s", most_values=MOST_COMPARED)
    chosen = list(Scenario.objects.filter(table=table, pk__in=numbers).order_by("pk"))
    results = [(s.title, result_of(s)) for s in chosen]
    codes = [i[0] for i in results[0][1]["indicators"]] if results else []
    code = read_choice(request.GET, "indicator", codes) if codes else ""
    return chosen, results, codes.index(code) if code else 0


@require_POST
def join_scenarios(request: SignedInRequest, pk: int) -> HttpResponse:
    """Join the compared scenarios to one."""
    require(request.user, "write_scenario")
    one = study_at(request, pk)
    numbers = read_whole_numbers(request.POST, "s", most_values=MOST_COMPARED)
    chosen = list(Scenario.objects.filter(table=one.table, pk__in=numbers).order_by("pk"))
    title = (
        read_word(request.POST, "title").strip()[:200] or " + ".join(s.title for s in chosen)[:200]
    )
    joined = actions.join_scenarios(one.table, chosen, title, acting_user=request.user)
    return redirect("scenario", pk=joined.pk)


@require_safe
def compare_picture(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    """Draw the compared scenarios beside the baseline."""
    one = study_at(request, pk)
    _, results, place = _compared(request, one.table)
    if not results:
        raise Http404
    return drawn_as(
        request, pictures.draw_scenarios(results, place, current_speaker(), known_form(form))
    )

"""Pages of scenarios: built instrument by instrument, run, compared, taken in and out."""

import json
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.errors import ConflictError
from scp_centre.centre.pages.file_answers import attachment, drawn_as
from scp_centre.centre.query_string import read_whole_number
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import one_writer
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import _
from scp_centre.methods.scenarios import EFFECTS, difference
from scp_centre.roles.policy import pictures, queries, sentences
from scp_centre.roles.policy.actions import scenarios as actions
from scp_centre.roles.policy.analysis import Study, study
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.forms import HeaderForm, ScenarioFileForm
from scp_centre.roles.policy.instrument_form import INSTRUMENTS, InstrumentForm, initial_of
from scp_centre.roles.policy.instrument_parameters import parameters_of
from scp_centre.roles.policy.measured_savings import beside_programmes
from scp_centre.roles.policy.models import Scenario, Table
from scp_centre.roles.policy.scenario_page import (
    indicator_rows,
    main_place,
    ranked,
    what_it_assumes,
)
from scp_centre.roles.policy.scenario_runs import (
    read_scenario,
    shown_result,
)
from scp_centre.roles.policy.views.study_page import csv_file, known_form, study_at

LARGEST_FILE = 1024**2


def scenario_at(request: SignedInRequest, pk: int, act: str = "see_policy") -> Scenario:
    """Return a scenario for somebody who may see or write it."""
    require(request.user, act)
    return get_object_or_404(Scenario.objects.select_related("table"), pk=pk)


def latest_at(request: SignedInRequest, pk: int) -> Scenario:
    """Return the newest version of a scenario, which is the one that is written anew."""
    found = scenario_at(request, pk, "write_scenario")
    return get_object_or_404(
        Scenario.objects.select_related("table"), family=found.family, is_latest=True
    )


def _versions(pk: int, **_unused: object) -> QuerySet[Scenario]:
    family = Scenario.objects.filter(pk=pk).values("family")
    return Scenario.objects.filter(family__in=family)


def _log_of(scenario: Scenario) -> tuple[str, str]:
    return "write_scenario", f"{scenario}, version {scenario.version}"


@require_safe
def scenarios(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the scenarios of a table, and the kinds of instruments to begin with."""
    one = study_at(request, pk)
    return _list_page(request, one, ScenarioFileForm())


def _list_page(
    request: SignedInRequest, one: Study, form: ScenarioFileForm, status: int = 200
) -> HttpResponse:
    context = {
        "one": one,
        "table": one.table,
        "tab": "scenarios",
        "scenarios": queries.scenarios_of(one.table),
        "kinds": kinds(),
        "form": form,
        "may_write": allowed(request.user, "write_scenario"),
    }
    return render(request, "policy/scenarios.html", context, status=status)


def kinds() -> list[tuple[str, str, str]]:
    """Return type, title and explanation of every instrument."""
    return [(type_, title, help_) for type_, (title, help_) in INSTRUMENTS.items()]


@require_http_methods(["GET", "HEAD", "POST"])
def new_scenario(request: SignedInRequest, pk: int, type_: str) -> HttpResponse:
    """Write a scenario with its first instrument."""
    require(request.user, "write_scenario")
    if type_ not in INSTRUMENTS:
        raise Http404
    one = study_at(request, pk)
    year = one.table.year
    start = {"first": year + 2, "last": year + 12}
    header = HeaderForm(request.POST or None, initial=start)
    form = InstrumentForm(
        type_,
        one.economy,
        request.POST or None,
        initial={"start": year + 2, "kinds": ["household"]},
    )
    if request.method == "POST" and header.is_valid() and form.is_valid():
        content = header.values() | {"instruments": [form.values()]}
        kept = _keep(one.table, content, form, request)
        if kept is not None:
            return redirect("scenario", pk=kept.pk)
    return _form_page(request, one.table, type_, form, header)


def _form_page(
    request: HttpRequest,
    table: Table,
    type_: str,
    form: InstrumentForm | None,
    header: HeaderForm | None,
    scenario: Scenario | None = None,
) -> HttpResponse:
    title, help_ = INSTRUMENTS.get(type_, ("Scenario", ""))
    context = {
        "table": table,
        "tab": "scenarios",
        "form": form,
        "header": header,
        "title": title,
        "help": help_,
        "scenario": scenario,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "policy/instrument.html", context, status=status)


def _keep(
    table: Table, content: Any, form: Any, request: SignedInRequest, old: Scenario | None = None
) -> Scenario | None:
    """Keep a scenario; put what cannot be into the form's errors."""
    try:
        return actions.write_scenario(table, content, acting_user=request.user, old=old)
    except (PolicyError, MethodError) as error:
        form.add_error(None, error.in_full)
        return None


@require_POST
def upload_scenario(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a scenario file in."""
    require(request.user, "write_scenario")
    one = study_at(request, pk)
    form = ScenarioFileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            form.add_error("file", _("A scenario file must be smaller than 1 MB."))
        else:
            kept = _keep(one.table, file.read(), form, request)
            if kept is not None:
                return redirect("scenario", pk=kept.pk)
    return _list_page(request, one, form, status=422)


@require_safe
def scenario(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what a scenario changes, who gains and who pays."""
    found, say = scenario_at(request, pk), current_speaker()
    result, is_waiting = shown_result(found)
    economy = study(found.table).economy
    last = result["years"][-1]
    shown = indicator_rows(result)
    context = {
        "scenario": found,
        "table": found.table,
        "tab": "scenarios",
        "last": last,
        "rows": shown,
        "sentence": sentences.scenario_sentence(
            result, found.title, main_place(found, result), say
        ),
        "main": result["indicators"][main_place(found, result)][0],
        **what_it_assumes(found, result),
        "gains": ranked(result, "value_added", 1),
        "losses": ranked(result, "value_added", -1),
        "dearer": ranked(result, "price", 1, 1e-6),
        "effects": [
            {"title": row["title"], "unit": row["unit"]}
            | {name: result["effects"][name][k] for name in EFFECTS}
            for k, row in enumerate(shown)
            if any(result["effects"][name][k] for name in EFFECTS)
        ],
        "instruments": [
            {**one, "parameters": parameters_of(one, economy, say)}
            for one in found.content["instruments"]
        ],
        "kinds": kinds(),
        "versions": Scenario.objects.filter(family=found.family).order_by("-version"),
        "may_write": allowed(request.user, "write_scenario") and found.is_latest,
        "has_range": result["low"] is not None,
        "is_waiting": is_waiting,
        "may_compute": allowed(request.user, "write_scenario"),
        "job": queries.range_job(found) if is_waiting else None,
        "beside": beside_programmes(found.table, found.content),
    }
    return render(request, "policy/scenario.html", context)


@require_POST
def compute_range(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have the range of a scenario computed in the background."""
    found = scenario_at(request, pk, "write_scenario")
    actions.request_range(found, acting_user=request.user)
    return redirect("scenario", pk=pk)


@require_safe
def scenario_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand out the scenario file, which the command line and Python run too."""
    found = scenario_at(request, pk)
    text = json.dumps(found.content, ensure_ascii=False, indent=2)
    return attachment(text.encode(), f"scenario-{found.pk}.json", "application/json")


@require_safe
def scenario_result(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand out what a scenario gives by year and indicator."""
    found = scenario_at(request, pk)
    result, _unused = shown_result(found)
    names = ("production", "base_production", "consumption", "base_consumption", "rebound")
    rows = []
    for year in result["years"]:
        for k, (code, _title, unit) in enumerate(result["indicators"]):
            rows.append([year["year"], code, unit, *(year[name][k] for name in names)])
    return csv_file(f"scenario-{found.pk}.csv", ["year", "indicator", "unit", *names], rows)


@require_safe
def scenario_picture(request: SignedInRequest, pk: int, code: str, form: str) -> HttpResponse:
    """Draw one indicator of a scenario beside the baseline."""
    found = scenario_at(request, pk)
    result, _unused = shown_result(found)
    place = _place(result, code)
    drawn = pictures.draw_scenarios(
        [(found.title, result)], place, current_speaker(), known_form(form)
    )
    return drawn_as(request, drawn)


def _place(result: dict[str, Any], code: str) -> int:
    codes = [i[0] for i in result["indicators"]]
    if code not in codes:
        raise Http404
    return codes.index(code)


@require_safe
def scenario_changes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what differs between a version and the one before, or another scenario."""
    found = scenario_at(request, pk)
    others = Scenario.objects.filter(table=found.table).exclude(pk=found.pk)
    other = None
    if number := read_whole_number(request.GET, "with"):
        other = others.filter(pk=number).first()
    other = other or others.filter(family=found.family, version=found.version - 1).first()
    rows = []
    if other is not None:
        both = (read_scenario(other.content), read_scenario(found.content))
        rows = [(place, _listed(old), _listed(new)) for place, old, new in difference(*both)]
    context = {
        "scenario": found,
        "table": found.table,
        "tab": "scenarios",
        "other": other,
        "others": others,
        "rows": rows,
    }
    return render(request, "policy/changes.html", context)


def _listed(value: Any) -> Any:
    """Return a list of codes as people write it."""
    return ", ".join(map(str, value)) if isinstance(value, list) else value


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(_versions)
def scenario_header(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct title, years and growth."""
    found = latest_at(request, pk)
    names = ("title", "summary", "first", "last")
    start = {name: found.content.get(name) for name in names}
    start["growth"] = round(100 * found.content["growth"], 10)
    header = HeaderForm(request.POST or None, initial=start, log=_log_of(found))
    if request.method == "POST" and header.is_valid():
        content = found.content | header.values()
        kept = _keep(found.table, content, header, request, old=found)
        if kept is not None:
            return redirect("scenario", pk=kept.pk)
    return _form_page(request, found.table, "", None, header, found)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(_versions)
def add_instrument(request: SignedInRequest, pk: int, type_: str) -> HttpResponse:
    """Add an instrument."""
    if type_ not in INSTRUMENTS:
        raise Http404
    found = latest_at(request, pk)
    one = study_at(request, found.table_id)
    start = {"start": found.content["first"], "kinds": ["household"]}
    form = InstrumentForm(type_, one.economy, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        instruments = [*found.content["instruments"], form.values()]
        kept = _keep(
            found.table, found.content | {"instruments": instruments}, form, request, old=found
        )
        if kept is not None:
            return redirect("scenario", pk=kept.pk)
    return _form_page(request, found.table, type_, form, None, found)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(_versions)
def change_instrument(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Correct an instrument."""
    found = latest_at(request, pk)
    instruments = list(found.content["instruments"])
    if not 1 <= number <= len(instruments):
        raise Http404
    one = study_at(request, found.table_id)
    old = instruments[number - 1]
    form = InstrumentForm(
        old["type"],
        one.economy,
        request.POST or None,
        initial=initial_of(old, one.economy),
        beside={"type": old["type"]},
        log=_log_of(found),
    )
    if request.method == "POST" and form.is_valid():
        instruments[number - 1] = form.values()
        kept = _keep(
            found.table, found.content | {"instruments": instruments}, form, request, old=found
        )
        if kept is not None:
            return redirect("scenario", pk=kept.pk)
    return _form_page(request, found.table, old["type"], form, None, found)


@require_POST
def remove_instrument(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Take an instrument out; the last one takes its scenario with it only when asked."""
    found = scenario_at(request, pk, "write_scenario")
    if not found.is_latest:  # its instruments may stand in another order by now
        raise ConflictError(
            _("Somebody changed this scenario after you opened the page. Nothing was deleted."),
            where=str(found),
            cure=_("Open the newest version of the scenario, and delete the instrument there."),
        )
    left = [i for n, i in enumerate(found.content["instruments"], 1) if n != number]
    if not left:
        messages.error(
            request, _("A scenario needs at least one instrument. Delete the scenario instead.")
        )
        return redirect("scenario", pk=pk)
    content = found.content | {"instruments": left}
    kept = actions.write_scenario(found.table, content, acting_user=request.user, old=found)
    return redirect("scenario", pk=kept.pk)


@require_POST
def remove_scenario(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove a scenario with its versions."""
    found = scenario_at(request, pk, "write_scenario")
    table = found.table_id
    actions.remove_scenario(found, acting_user=request.user)
    messages.success(request, _("The scenario has been deleted."))
    return redirect("scenarios", pk=table)

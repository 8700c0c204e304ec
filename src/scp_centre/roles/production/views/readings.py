"""Pages of readings: meters and readings of a site, files of one site or of many."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry.models import Site
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.sheets.table_file import reading_sentence
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _, n_
from scp_centre.roles.production import actions, queries
from scp_centre.roles.production.actions.readings import meters_by_name
from scp_centre.roles.production.errors import FollowUpError
from scp_centre.roles.production.followup.reading_files import (
    ReadingEntry,
    readings_sheet,
    write_template,
)
from scp_centre.roles.production.forms import MeterForm, ReadingForm, ReadingsFileForm, WeatherForm
from scp_centre.roles.production.models import Assessment, Flow, Meter, Reading
from scp_centre.roles.production.views.assessment import download
from scp_centre.roles.production.workbook import WorkbookError

LARGEST_AT_ONCE = 1024**2  # a larger file is imported as a job
MOST_IN_TEMPLATE = 20_000


@require_http_methods(["GET", "HEAD", "POST"])
def readings(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show meters and readings of a site; take a meter, a reading, or a file of readings."""
    site = get_object_or_404(queries.sites_for(request.user), pk=pk)
    act = read_word(request.POST, "act")
    meters = list(queries.meters_of(site))
    assessment = Assessment.objects.filter(site=site).first()
    forms = _reading_forms(request, assessment, meters, act)
    findings: list[Any] = []
    if request.method == "POST" and act in forms and forms[act].is_valid():
        try:
            _tell_form(request, forms[act])
            if act == "file" and forms[act].cleaned_data["readings"].size > LARGEST_AT_ONCE:
                return _as_job(request, forms[act], site)
            message = _keep(request, site, act, forms[act])
        except WorkbookError as error:
            findings = error.findings
        except FollowUpError as error:
            forms[act].add_error(None, error.in_full)
        else:
            messages.success(request, message)
            return redirect("readings", pk=pk)
    elif request.method == "POST":
        require(request.user, "enter_readings", site.organisation)
    shown = Reading.objects.filter(meter__site=site, current=True).select_related("meter")
    names = dict(_flows(assessment))
    context = {
        "site": site,
        "meters": [(m, names.get(m.flow, m.flow)) for m in meters],
        "forms": forms,
        "findings": findings,
        "readings": shown.order_by("-start", "meter__name")[:36],
        "may_enter": allowed(request.user, "enter_readings", site.organisation),
        "assessment": assessment,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "production/readings.html", context, status=status)


def _reading_forms(
    request: HttpRequest, assessment: Assessment | None, meters: list[Any], act: str
) -> dict[str, Any]:
    def given(name: str) -> Any:
        return request.POST if act == name else None

    def files(name: str) -> Any:
        return request.FILES if act == name else None

    return {
        "meter": MeterForm(_flows(assessment), given("meter"), prefix="meter"),
        "reading": ReadingForm(
            [(m.key, str(m)) for m in meters], given("reading"), prefix="reading"
        ),
        "file": ReadingsFileForm(given("file"), files("file"), prefix="file"),
        "weather": WeatherForm(given("weather"), files("weather"), prefix="weather"),
    }


def _flows(assessment: Assessment | None) -> list[tuple[str, str]]:
    """Return the flows that a meter may be of, as the last period names them."""
    flows = Flow.objects.filter(assessment=assessment).values_list("key", "name", "unit")
    return list({key: (key, f"{name} ({unit})") for key, name, unit in flows}.values())


def _tell_form(request: HttpRequest, form: Any) -> None:
    """Say how a text table was read, so that whoever sent it can correct it."""
    file = form.cleaned_data.get("readings") or form.cleaned_data.get("temperatures")
    if not file:
        return
    sheet = readings_sheet() if "readings" in form.cleaned_data else None
    said = reading_sentence(file, file.name, current_speaker(), form.csv_form(), sheet)
    if said:
        messages.info(request, said)


def _keep(request: SignedInRequest, site: Site, act: str, form: Any) -> str:
    values = form.cleaned_data
    if act == "meter":
        return _said_of_meter(actions.add_meter(site, acting_user=request.user, **values))
    if act == "reading":
        entries = [ReadingEntry(**values)]
        return _said(actions.enter_readings(site, entries, acting_user=request.user))
    if act == "weather":
        return _said_of_weather(site, form, request.user)
    file, chosen = values["readings"], form.csv_form()
    return _said(
        actions.import_readings(file, file.name, site=site, acting_user=request.user, chosen=chosen)
    )


def _said_of_meter(meter: Meter) -> str:
    return _("{meter} has been added. Its key in files is {key}.", meter=meter, key=meter.key)


def _said(counts: dict[str, int]) -> str:
    return n_(
        "{count} reading added, {counts2} corrected, {counts3} already present.",
        "{count} readings added, {counts2} corrected, {counts3} already present.",
        counts["new"],
        counts2=counts["corrected"],
        counts3=counts["unchanged"],
    )


def _said_of_weather(site: Site, form: Any, person: Any) -> str:
    values = form.cleaned_data
    if values["kind"] == "fitted":
        days = actions.enter_temperatures(
            site,
            values["temperatures"],
            values["source"],
            acting_user=person,
            chosen=form.csv_form(),
        )
        return n_("Temperature of {count} day saved.", "Temperatures of {count} days saved.", days)
    meter, counts, left_out = actions.enter_degree_days(
        site,
        values["temperatures"],
        values["kind"],
        values["base"],
        values["source"],
        acting_user=person,
        chosen=form.csv_form(),
    )
    number = counts["new"] + counts["corrected"]
    if left_out:
        return n_(
            "{name}: {count} month entered. Months left out because a day is missing: {left_out}.",
            "{name}: {count} months entered. Months left out because a day is missing: {left_out}.",
            number,
            name=meter.name,
            left_out=left_out,
        )
    return n_(
        "{name}: {count} month entered.", "{name}: {count} months entered.", number, name=meter.name
    )


def _as_job(request: SignedInRequest, form: Any, site: Site | None) -> HttpResponse:
    job = actions.request_readings_import(
        form.cleaned_data["readings"], site, acting_user=request.user, chosen=form.csv_form()
    )
    return redirect("job", pk=job.pk)


@require_safe
def readings_template(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send the file for readings, with a row for each meter to begin with."""
    site = get_object_or_404(queries.sites_for(request.user), pk=pk)
    rows = [{"meter": m.key} for m in queries.meters_of(site)]
    return download(
        write_template(rows, language=current_speaker().language), f"readings-site-{site.pk}.xlsx"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def readings_of_many(request: SignedInRequest) -> HttpResponse:
    """Take one file with the readings of many sites; it is imported as a job."""
    require(request.user, "enter_readings")
    form = ReadingsFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        _tell_form(request, form)
        return _as_job(request, form, None)
    status = 422 if request.method == "POST" else 200
    return render(request, "production/readings_of_many.html", {"form": form}, status=status)


@require_safe
def readings_of_many_template(request: SignedInRequest) -> HttpResponse:
    """Send the file for readings of many sites, with a row for each meter to begin with."""
    require(request.user, "enter_readings")
    names = sorted(meters_by_name(request.user, None))[:MOST_IN_TEMPLATE]
    rows = [{"company": c, "site": s, "meter": m} for c, s, m in names]
    language = current_speaker().language
    return download(
        write_template(rows, many_sites=True, language=language), "readings-of-sites.xlsx"
    )

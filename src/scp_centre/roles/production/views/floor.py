"""The factory floor: one thing at a time, with a weak line or none."""

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from scp_centre.centre.errors import CentreError, NotPermittedError, UploadError
from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _
from scp_centre.roles.production import actions, queries
from scp_centre.roles.production.actions.floor import Conflict
from scp_centre.roles.production.assessment_rows import load_file
from scp_centre.roles.production.followup.reading_files import ReadingEntry
from scp_centre.roles.production.forms import FloorEntryForm, FloorNoteForm, FloorReadingForm
from scp_centre.roles.production.models import Assessment, Flow, Note
from scp_centre.roles.production.record_forms import RecordForm, floor_flow_form

# What the script of the page says; holes are filled there.
WORDS = {
    "empty": _("Enter a note, or take a picture."),
    "sign_in": _("Sign in again. Your entry stays on this device."),
    "refused": _("Refused."),
    "no_line": _("No connection."),
    "waiting": _("Entries saved on this device but not sent yet: {count}.", count="{count}"),
    "sent": _("Entries sent: {count}.", count="{count}"),
    "all_sent": _("Everything has been sent."),
    "reading": _(
        "{meter}, {start} to {end}: {value}",
        meter="{meter}",
        start="{start}",
        end="{end}",
        value="{value}",
    ),
    "flow": "{name}: {amount} {unit}",
    "picture": _("A picture"),
    "mine": _("Keep my value"),
    "theirs": _("Keep the other value"),
    "delete": _("Delete the entry"),
}


@require_safe
def floor(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what can be entered on the floor, and what others entered of late."""
    site = get_object_or_404(queries.sites_for(request.user), pk=pk)
    require(request.user, "take_note", site.organisation)
    meters = [(m.key, str(m)) for m in queries.meters_of(site)]
    context = {
        "site": site,
        "reading": FloorReadingForm(meters, auto_id="reading-%s"),
        "note": FloorNoteForm(auto_id="note-%s"),
        "meters": meters,
        "flow": _flow_form(site, request.user),
        "flow_names": Flow.objects.filter(assessment__site=site)
        .order_by("name")
        .values_list("name", flat=True)
        .distinct(),
        "words": {key: current_speaker()(word) for key, word in WORDS.items()},
        "notes": Note.objects.filter(site=site).select_related("author")[:20],
    }
    return render(request, "production/floor.html", context)


def _flow_form(site: Any, person: Any, data: Any = None) -> RecordForm | None:
    """Return the form of a flow, where the site has an assessment that the person may fill in."""
    assessment = Assessment.objects.filter(site=site).first()
    if assessment is None or not allowed(person, "change_record", site.organisation):
        return None
    return floor_flow_form(load_file(assessment), data)


@require_POST
def floor_entry(request: SignedInRequest, pk: int) -> JsonResponse:
    """Take one entry: kept, in conflict with another, or refused and why.

    An entry bears the name that its device gave it; sent again, it is kept once.
    """
    site = get_object_or_404(queries.sites_for(request.user), pk=pk)
    kind = read_word(request.POST, "kind")
    if kind == "reading":
        meters = [(m.key, str(m)) for m in queries.meters_of(site)]
        form: Any = FloorReadingForm(meters, request.POST)
    elif kind == "flow":
        form = _flow_form(site, request.user, request.POST)
        if form is None:
            raise Http404
    else:
        form = FloorNoteForm(request.POST, request.FILES)
    if not form.is_valid():
        say = current_speaker()
        parts = []
        for name, errors in form.errors.items():
            if name in form.fields:
                label = say(form.fields[name].label or "")
                words = " ".join(map(say, errors))
                parts.append(f"{label}: {words}" if label else words)
        words = "; ".join(parts)
        return JsonResponse({"state": "refused", "message": words}, status=422)
    try:
        return JsonResponse(_take(request, site, kind, form.cleaned_data))
    except NotPermittedError:
        raise
    except CentreError as error:
        say = current_speaker()
        found = getattr(error, "findings", None) or [error]
        words = " ".join(f"{say(f.message)} {say(f.cure)}" for f in found)
        return JsonResponse({"state": "refused", "message": words}, status=422)


def _take(
    request: SignedInRequest, site: Any, kind: str | None, v: dict[str, Any]
) -> dict[str, Any]:
    if kind == "flow":
        return _take_flow(request, site, v)
    if kind != "reading":
        made = v["made"] or timezone.now()
        actions.take_note(
            site, v["id"], v["text"], made, photo=v["photo"], acting_user=request.user
        )
        return {"state": "kept"}
    entry = ReadingEntry(v["meter"], v["start"], v["end"], v["value"], "Read on the floor")
    conflict = actions.take_reading(
        site, v["id"], entry, replace=v["replace"], acting_user=request.user
    )
    return _answer(conflict, v["value"])


def _take_flow(request: SignedInRequest, site: Any, values: dict[str, Any]) -> dict[str, Any]:
    sent = FloorEntryForm(request.POST)
    if not sent.is_valid():
        raise UploadError(_("The entry has no name."), where="id", cure=_("Reload the page."))
    conflict = actions.take_flow(
        Assessment.objects.get(site=site),
        sent.cleaned_data["id"],
        values,
        replace=sent.cleaned_data["replace"],
        acting_user=request.user,
    )
    return _answer(conflict, values["amount"])


def _answer(conflict: Conflict | None, mine: float) -> dict[str, Any]:
    if conflict is None:
        return {"state": "kept"}
    say = current_speaker()
    return {
        "state": "conflict",
        "message": say(
            _(
                "{person} entered {value} on {day}, but you entered {yours}.",
                person=conflict.by,
                value=say.amount(conflict.value, conflict.unit, 6),
                day=say.date(conflict.when.date()),
                yours=say.number(mine, 6),
            )
        ),
    }


@require_safe
def note_photo(request: SignedInRequest, pk: int) -> FileResponse:
    """Send the picture of a note."""
    notes = Note.objects.filter(site__in=queries.sites_for(request.user)).exclude(photo="")
    note = get_object_or_404(notes, pk=pk)
    kind = "image/png" if str(note.photo.name).endswith(".png") else "image/jpeg"
    return FileResponse(note.photo.open("rb"), content_type=kind)


@require_safe
def floor_worker(request: SignedInRequest) -> HttpResponse:
    """Send the script that keeps the floor's page on the device."""
    path = finders.find("production/floor-worker.js")
    if not path:
        raise Http404
    response = HttpResponse(Path(path).read_bytes(), content_type="text/javascript")
    response["Service-Worker-Allowed"] = "/sites/"
    response["Cache-Control"] = "no-cache"
    return response

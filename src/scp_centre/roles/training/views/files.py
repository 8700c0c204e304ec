"""Files of training: guide and hand-out of a module, record of a workshop."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from scp_centre.centre.documents.blocks import Report
from scp_centre.centre.documents.docx_file import write_docx
from scp_centre.centre.documents.pdf_file import write_pdf
from scp_centre.centre.errors import ForeignFileError
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.translation import REPORT_LANGUAGES, Speaker, current_speaker
from scp_centre.methods.messages import _
from scp_centre.roles.training import queries
from scp_centre.roles.training.access import in_the_room
from scp_centre.roles.training.actions import modules
from scp_centre.roles.training.calendar import write_calendar
from scp_centre.roles.training.documents import compose_guide, compose_record
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.forms import DeckForm
from scp_centre.roles.training.models import Module, Participant, Standing
from scp_centre.roles.training.pptx_deck import read_deck, write_deck
from scp_centre.roles.training.scorm import VERSIONS, write_scorm
from scp_centre.roles.training.views.room_page import led_workshop, public_address_of
from scp_centre.roles.training.xapi import statements_of

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
WRITERS = {
    "pdf": (write_pdf, "application/pdf"),
    "docx": (
        write_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}


def _file(report: Report, name: str, ending: str) -> HttpResponse:
    if ending not in WRITERS:
        raise Http404
    write, kind = WRITERS[ending]
    answer = HttpResponse(write(report), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{slugify(name)}.{ending}"'
    return answer


def speaker_of(language: str = "") -> Speaker:
    """Return who speaks in a document: its own language, where reports are set in it."""
    chosen = language or current_speaker().language
    return Speaker(chosen if chosen in REPORT_LANGUAGES else "en")


@require_safe
def guide(request: SignedInRequest, pk: int, ending: str) -> HttpResponse:
    """Hand out the trainer's guide."""
    require(request.user, "write_module")
    found = get_object_or_404(Module, pk=pk)
    report = compose_guide(found, speaker_of(found.language), notes=True)
    return _file(report, f"{found.key} guide", ending)


@require_safe
def handout(request: SignedInRequest, pk: int, ending: str) -> HttpResponse:
    """Hand out what participants take home, without the trainer's notes."""
    require(request.user, "see_training")
    found = get_object_or_404(Module, pk=pk)
    if found.standing != Standing.READY:
        require(request.user, "write_module")
    report = compose_guide(found, speaker_of(found.language), notes=False)
    return _file(report, f"{found.key} hand-out", ending)


@require_safe
def deck(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand out the slides as PPTX, with the trainer's notes."""
    require(request.user, "write_module")
    found = get_object_or_404(Module, pk=pk)
    answer = HttpResponse(write_deck(found), content_type=PPTX)
    answer["Content-Disposition"] = f'attachment; filename="{found.key}.{found.language}.pptx"'
    return answer


@require_safe
def scorm(request: SignedInRequest, pk: int, version: str) -> HttpResponse:
    """Hand the module out as a SCORM package."""
    require(request.user, "write_module")
    found = get_object_or_404(Module, pk=pk)
    if version not in VERSIONS:
        raise Http404
    content = write_scorm(found, version, speaker_of(found.language))
    answer = HttpResponse(content, content_type="application/zip")
    name = f"{found.key}.{found.language}.scorm-{version}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
def statements(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand out what happened in a workshop as xAPI statements, without names."""
    workshop = led_workshop(request, pk)
    home = public_address_of(request, "/")
    answer = JsonResponse(list(statements_of(workshop, home)), safe=False)
    answer["X-Experience-API-Version"] = "1.0.3"
    answer["Content-Disposition"] = 'attachment; filename="statements.json"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def import_deck(request: SignedInRequest) -> HttpResponse:
    """Take slides in from PPTX, as a draft to be written on."""
    require(request.user, "write_module")
    form = DeckForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            read = read_deck(values["file"], values["key"], values["language"])
            made = modules.write_from_text(read.text, acting_user=request.user)
        except (TrainingError, ForeignFileError) as error:
            form.add_error("file", error.in_full)
        else:
            messages.success(
                request,
                _("The slides have been imported as a draft. Enter the minutes for each section."),
            )
            for thing in read.left_out:
                messages.warning(request, _("Not imported: {thing}", thing=thing))
            return redirect("training_module", pk=made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "training/import_deck.html", {"form": form}, status=status)


@require_safe
def calendar(request: SignedInRequest) -> HttpResponse:
    """Hand out the workshops to come for somebody's own calendar (iCalendar)."""
    require(request.user, "see_training")
    answer = HttpResponse(
        write_calendar(queries.workshops_to_come()), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="training.ics"'
    return answer


@require_safe
def record(request: SignedInRequest, pk: int, ending: str) -> HttpResponse:
    """Hand out the record of a workshop."""
    workshop = led_workshop(request, pk)
    return _file(compose_record(workshop, speaker_of()), f"record {workshop.title}", ending)


@in_the_room
@require_safe
def own_record(request: HttpRequest, who: Participant) -> HttpResponse:
    """Hand the record out to a participant, once the workshop has ended."""
    if not who.workshop.ended:
        raise Http404
    report = compose_record(who.workshop, speaker_of())
    return _file(report, f"record {who.workshop.title}", "pdf")

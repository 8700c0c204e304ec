"""The first page of training, and modules."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.documents.markdown import as_html, slides_of
from scp_centre.centre.query_string import read_text, read_word
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import one_writer
from scp_centre.centre.translation import LANGUAGES, current_speaker
from scp_centre.methods.messages import _
from scp_centre.roles.training import queries
from scp_centre.roles.training.actions import modules
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.forms import ModuleTextForm
from scp_centre.roles.training.models import Module, Picture, Standing, Workshop
from scp_centre.roles.training.module_text import write_module


@require_safe
def training(request: SignedInRequest) -> HttpResponse:
    """Show workshops to come, the modules, and, to trainers, what they hold."""
    require(request.user, "see_training")
    sees = allowed(request.user, "see_workshops")
    context = {
        "to_come": queries.workshops_to_come(),
        "ended": Workshop.objects.filter(ended__isnull=False)[:20] if sees else [],
        "courses": queries.courses_for(request.user),
        # Those in the reader's own language stand first.
        "modules": sorted(
            queries.ready_modules(), key=lambda m: m.language != current_speaker().language
        ),
        "drafts": Module.objects.filter(standing=Standing.DRAFT),
        "sees": sees,
        "may_run": allowed(request.user, "run_workshop"),
        "may_write": allowed(request.user, "write_module"),
    }
    return render(request, "training/training.html", context)


@require_safe
def module(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a module: to trainers with their notes, to others what participants get."""
    require(request.user, "see_training")
    found = get_object_or_404(Module, pk=pk)
    writes = allowed(request.user, "write_module")
    if found.standing == Standing.DRAFT:
        require(request.user, "write_module")
    rows = [
        {
            "section": s,
            "slides": [as_html(slide, top=3) for slide in slides_of(s.slides)],
            "task": as_html(s.task, top=4),
            "notes": as_html(s.notes, top=3) if writes else "",
            "handout": as_html(s.handout, top=3),
        }
        for s in found.sections.all()
    ]
    others = Module.objects.filter(key=found.key).exclude(pk=found.pk)
    context = {
        "module": found,
        "rows": rows,
        "may_write": writes,
        "others": others if writes else others.filter(standing=Standing.READY),
        "draft": found.standing == Standing.DRAFT,
    }
    return render(request, "training/module.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk=None: Module.objects.filter(pk=pk))
def write(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """Write a module as a text: a new one, or a known one anew."""
    require(request.user, "write_module")
    found = get_object_or_404(Module, pk=pk) if pk else None
    translates = found is not None and read_word(request.GET, "language") in LANGUAGES
    text = write_module(found) if found else EXAMPLE
    if found and translates:
        text = text.replace(
            f"language: {found.language}", f"language: {read_word(request.GET, 'language')}", 1
        )
    start = {"text": text}
    log = ("write_module", str(found)) if found else None
    form = ModuleTextForm(request.POST or None, initial=start, log=log)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"].replace("\r\n", "\n")
        try:
            kept = (
                modules.rewrite(found, text, acting_user=request.user)
                if found and not translates
                else modules.write_from_text(text, acting_user=request.user)
            )
        except TrainingError as error:
            form.add_error("text", error.in_full)
        else:
            messages.success(request, _("Module saved."))
            return redirect("training_module", pk=kept.pk)
    status = 422 if request.method == "POST" else 200
    context = {
        "form": form,
        "module": found,
        "original": write_module(found) if found and translates else "",
        "languages_left": [(c, n) for c, n in LANGUAGES.items() if found and c != found.language],
        "pictures": Picture.objects.filter(key=found.key) if found else [],
    }
    return render(request, "training/write_module.html", context, status=status)


@require_POST
def ready(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark a draft as ready."""
    require(request.user, "write_module")
    modules.mark_ready(get_object_or_404(Module, pk=pk), acting_user=request.user)
    return redirect("training_module", pk=pk)


@require_POST
def add_picture(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a picture for the slides of a module."""
    require(request.user, "write_module")
    found = get_object_or_404(Module, pk=pk)
    file = request.FILES.get("picture")
    if file is None:
        raise TrainingError(
            _("No picture was sent."), where="photo", cure=_("Choose a picture first.")
        )
    source = read_text(request.POST, "source").strip()
    modules.add_picture(found.key, file, source, acting_user=request.user)
    return redirect("write_module", pk=pk)


@login_not_required
@require_safe
def picture(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """Hand a picture of slides out: phones in a room have no account."""
    found = get_object_or_404(Picture, pk=pk)
    answer = FileResponse(found.file.open("rb"), content_type="image/jpeg")
    answer["Cache-Control"] = "public, max-age=86400, immutable"
    answer["ETag"] = f'"{pk}"'  # a picture never changes: another one has another key
    return answer


@require_safe
def module_text(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand a module out as its text."""
    require(request.user, "write_module")
    found = get_object_or_404(Module, pk=pk)
    answer = HttpResponse(write_module(found), content_type="text/markdown; charset=utf-8")
    name = f"{found.key}.{found.language}.md"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


EXAMPLE = """key: our-module
language: en
title: Title of the module
summary: What people can do afterwards.

# talk, 20: First section

## Slides
# Title of the first slide

- One thought

---

# Title of the second slide

## Notes
What you say, for your eyes only.

# small-group activity, 60: What the groups work on

## Task
1. First question
2. Second question

## Sheets
- Roles we choose, and why (roles)
- What we would do first

# report-back, 30: What the groups found

# evaluation, 5: Before you go

## Questions
- rating: The workshop was useful for my work
- text: What should we change next time?
"""

"""Schemes: written by the label officer, read by everybody."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import SHOWN, mark_of, one_writer
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.criteria import Outcome, decide, read_scheme
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.actions import schemes as actions
from scp_centre.roles.recognition.criteria_texts import (
    in_language,
    read_criteria,
    scheme_of,
    text_of,
)
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.forms import CriteriaForm, PublishForm, SchemeForm, titles_shown
from scp_centre.roles.recognition.models import CriteriaVersion, Scheme
from scp_centre.roles.recognition.scheme_rules import SOURCE, check_scheme, missing_rules

EXAMPLE = (Path(__file__).parent.parent / "sample/example.json").read_text("utf-8")
PREVIEW = "preview"  # what the button sends that shows criteria without saving them
DEFAULTS = {"completeness_days": 5, "verification_days": 20, "decision_days": 5}
DEFAULTS |= {"licence_years": 3}


@login_not_required
@require_safe
def label_scheme(request: HttpRequest, code: str) -> HttpResponse:
    """Show a scheme to everybody: what it promises, its criteria as sentences, its rules."""
    scheme = get_object_or_404(Scheme, code=code)
    may_keep = request.user.is_authenticated and allowed(request.user, "keep_scheme")
    versions = scheme.versions.all()
    if not may_keep:
        versions = versions.filter(published__isnull=False)
    if not versions and not may_keep:
        raise Http404
    context = {
        "scheme": scheme,
        "versions": [_version(one, may_keep) for one in versions],
        "rules": check_scheme(scheme),
        "source": SOURCE,
        "fees": scheme.fees.all(),
        "may_keep": may_keep,
    }
    return render(request, "recognition/label_scheme.html", context)


def _version(version: CriteriaVersion, may_keep: bool) -> dict[str, Any]:
    criteria = scheme_of(version)
    is_draft = version.published is None
    return {
        "version": version,
        "criteria": criteria,
        "outcomes": decide(criteria, {}).outcomes,
        "shown": mark_of(actions.shown_criteria(version)) if is_draft and may_keep else "",
        "form": PublishForm() if is_draft and missing_rules(version.scheme) else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk=0: Scheme.objects.filter(pk=pk))
def edit_scheme(request: SignedInRequest, pk: int = 0) -> HttpResponse:
    """Write a scheme, or change what it says of itself."""
    require(request.user, "keep_scheme")
    found = get_object_or_404(Scheme, pk=pk) if pk else None
    start: dict[str, Any] = dict(DEFAULTS)
    if found:
        start = {name: getattr(found, name) for name in actions.FIELDS}
        start |= titles_shown(found.titles)
    log = ("keep_scheme", found.name) if found else None
    form = SchemeForm(request.POST or None, initial=start, log=log)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data | {"titles": form.titles()}
            kept = actions.keep_scheme(said, acting_user=request.user, scheme=found)
        except RecognitionError as error:
            form.add_error(error.where, error.in_full)
        else:
            messages.success(request, _("Scheme saved."))
            return redirect("label_scheme", code=kept.code)
    title = _("Edit the scheme") if found else _("Create a scheme")
    context = {"form": form, "title": title, "button": _("Save the scheme")}
    status = 422 if request.method == "POST" else 200
    return render(request, "recognition/form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk: Scheme.objects.filter(pk=pk))
def draft_criteria(request: SignedInRequest, pk: int) -> HttpResponse:
    """Draft the next version of a scheme's criteria."""
    require(request.user, "keep_scheme")
    scheme = get_object_or_404(Scheme, pk=pk)
    draft = scheme.versions.filter(published__isnull=True).first()
    form = CriteriaForm(request.POST or None, initial=_start(draft or scheme.versions.first()))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            if read_word(request.POST, "act") == PREVIEW:
                outcomes = _sentences(values["content"])
                return _draft_page(request, scheme, form, outcomes=outcomes)
            actions.draft_criteria(
                scheme,
                values["content"],
                values["source"],
                values["valid_from"],
                acting_user=request.user,
            )
        except RecognitionError as error:
            form.add_error(error.where, error.in_full)
        else:
            messages.success(request, _("Draft saved. Read it, then publish it."))
            return redirect("label_scheme", code=scheme.code)
    return _draft_page(request, scheme, form, status=422 if request.method == "POST" else 200)


def _draft_page(
    request: SignedInRequest,
    scheme: Scheme,
    form: CriteriaForm,
    *,
    outcomes: tuple[Outcome, ...] = (),
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "scheme": scheme, "outcomes": outcomes, "example": EXAMPLE}
    return render(request, "recognition/draft.html", context, status=status)


def _sentences(text: str) -> tuple[Outcome, ...]:
    """Return the criteria of a text as they will be read; nothing is saved."""
    content = in_language(read_criteria(text), current_speaker().language)
    return decide(read_scheme(content), {}).outcomes


def _start(version: CriteriaVersion | None) -> dict[str, Any]:
    """Return what the form begins with: the draft, or the last version as the next one's start."""
    if version is None:
        return {"valid_from": timezone.localdate()}
    day = version.valid_from if version.published is None else timezone.localdate()
    return {"content": text_of(version.content), "source": version.source, "valid_from": day}


@require_POST
def publish_criteria(request: SignedInRequest, pk: int) -> HttpResponse:
    """Publish a draft of criteria."""
    require(request.user, "keep_scheme")
    version = get_object_or_404(CriteriaVersion.objects.select_related("scheme"), pk=pk)
    actions.publish_criteria(
        version,
        acting_user=request.user,
        shown=read_word(request.POST, SHOWN),
        is_confirmed=bool(read_word(request.POST, "is_confirmed")),
    )
    messages.success(
        request, _("The criteria have been published. Published criteria can no longer be changed.")
    )
    return redirect("label_scheme", code=version.scheme.code)

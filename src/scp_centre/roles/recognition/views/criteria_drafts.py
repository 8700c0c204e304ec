"""The draft of criteria as pages: what is measured, points, and the criteria in order."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import SHOWN, mark_of, one_writer
from scp_centre.methods.criteria import decide
from scp_centre.methods.criteria.rules import NUMBER, WORD
from scp_centre.methods.messages import _
from scp_centre.roles.recognition import criteria_drafts as drafts
from scp_centre.roles.recognition.actions import criteria_drafts as actions
from scp_centre.roles.recognition.criteria_forms import (
    KINDS,
    DraftForm,
    MeasureForm,
    PointsForm,
    titles_entered,
    titles_shown,
)
from scp_centre.roles.recognition.criteria_texts import scheme_of
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.models import CriteriaVersion, Scheme


def scheme_at(request: SignedInRequest, pk: int) -> Scheme:
    """Return a scheme for somebody who may write it."""
    require(request.user, "keep_scheme")
    return get_object_or_404(Scheme, pk=pk)


def draft_of(scheme: Scheme) -> CriteriaVersion:
    """Return the draft of a scheme's criteria; answer 404 where there is none."""
    draft = scheme.versions.filter(published__isnull=True).first()
    if draft is None:
        raise Http404
    return draft


def show_page(
    request: SignedInRequest, template: str, context: dict[str, Any], *, is_refused: bool = False
) -> HttpResponse:
    """Show a page of the draft, with the status of a refused form where it holds one."""
    status = 422 if is_refused else 200
    return render(request, f"recognition/{template}.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk: Scheme.objects.filter(pk=pk))
def criteria_draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the draft criterion by criterion; start one, or say where it comes from."""
    scheme = scheme_at(request, pk)
    last = scheme.versions.first()
    draft = last if last is not None and last.published is None else None
    start: dict[str, Any] = {"valid_from": timezone.localdate()}
    if last is not None:
        start["source"] = last.source
    if draft is not None:
        start["valid_from"] = draft.valid_from
    form = DraftForm(request.POST or None, initial=start, is_first=last is None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.start_draft(
            scheme,
            said["source"],
            said["valid_from"],
            acting_user=request.user,
            begin_with=said.get("begin_with", ""),
        )
        messages.success(request, _("Draft saved."))
        return redirect("criteria_draft", pk=pk)
    context = {"scheme": scheme, "form": form, "draft": draft, "last": last}
    if draft is not None:
        context |= _parts_of(draft)
    return show_page(request, "criteria_draft", context, is_refused=request.method == "POST")


def _parts_of(draft: CriteriaVersion) -> dict[str, Any]:
    criteria = scheme_of(draft)
    kinds = dict(KINDS)
    return {
        "measures": [
            (one, kinds[one.kind], ", ".join(one.words.values()))
            for one in criteria.measures.values()
        ],
        "outcomes": list(enumerate(decide(criteria, {}).outcomes)),
        "last_place": len(criteria.criteria) - 1,
        "criteria": criteria,
        "has_points": any(one.points for one in criteria.criteria),
        "shown": mark_of(actions.shown_draft(draft)),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk, name="": Scheme.objects.filter(pk=pk))
def draft_measure(request: SignedInRequest, pk: int, name: str = "") -> HttpResponse:
    """Add a measure to the draft, or change one."""
    scheme = scheme_at(request, pk)
    content = draft_of(scheme).content
    if name and name not in content["measures"]:
        raise Http404
    old = content["measures"].get(name, {})
    form = MeasureForm(request.POST or None, initial=_start_of(old), is_new=not name)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        taken = content["measures"]
        own = name or said.get("name") or drafts.name_measure(said["title"], taken)
        if not name and own in taken:
            form.add_error("name", _("Another measure already has this short name."))
        elif _is_done(form, lambda: _keep_measure(request, scheme, own, old, said)):
            messages.success(request, _("Measure saved."))
            return redirect("criteria_draft", pk=pk)
    context = {"scheme": scheme, "form": form, "name": name}
    return show_page(request, "draft_measure", context, is_refused=request.method == "POST")


def _start_of(measure: dict[str, Any]) -> dict[str, Any]:
    words = [drafts.shown_word(word, said) for word, said in measure.get("words", {}).items()]
    return {
        "title": measure.get("title", ""),
        "kind": measure.get("kind", NUMBER),
        "unit": measure.get("unit", ""),
        "words": "\n".join(words),
        **titles_shown(measure.get("titles")),
    }


def _keep_measure(
    request: SignedInRequest, scheme: Scheme, name: str, old: dict[str, Any], said: dict[str, Any]
) -> None:
    made = {**old, "title": said["title"], "kind": said["kind"], "unit": said["unit"]}
    made["titles"] = drafts.titles_in(old.get("titles", {}), titles_entered(said))
    lines = said["words"].splitlines() if said["kind"] == WORD else []
    made["words"] = drafts.words_in_lines(lines, old.get("words", {}))
    made = {key: one for key, one in made.items() if one not in ("", {})}
    actions.keep_measure(scheme, name, made, acting_user=request.user)


def _is_done(form: Any, act: Any) -> bool:
    """Do an act; where it is refused, let the form say why."""
    try:
        act()
    except RecognitionError as error:
        form.add_error(None, error.in_full)
        return False
    return True


@require_POST
def remove_draft_measure(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Remove a measure that no criterion uses."""
    scheme = scheme_at(request, pk)
    if name not in draft_of(scheme).content["measures"]:
        raise Http404
    mark = read_word(request.POST, SHOWN)
    actions.remove_measure(scheme, name, acting_user=request.user, shown=mark)
    messages.success(request, _("The measure has been removed."))
    return redirect("criteria_draft", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk: Scheme.objects.filter(pk=pk))
def draft_points(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say how many points are needed, in all and of each group."""
    scheme = scheme_at(request, pk)
    content = draft_of(scheme).content
    groups = drafts.groups_of(content)
    points = content.get("points") or {}
    needed = points.get("groups") or {}
    start = {f"group_{n}": needed.get(group, 0) for n, group in enumerate(groups)}
    start["minimum"] = points.get("minimum", 0)
    form = PointsForm(groups, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        actions.keep_points(scheme, *form.needed(), acting_user=request.user)
        messages.success(request, _("Points saved."))
        return redirect("criteria_draft", pk=pk)
    context = {"scheme": scheme, "form": form}
    return show_page(request, "draft_points", context, is_refused=request.method == "POST")

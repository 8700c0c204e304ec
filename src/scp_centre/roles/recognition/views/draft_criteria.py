"""One criterion of a draft as a page: what it is about, its conditions, and its sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import SHOWN, mark_of, one_writer
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.criteria import Outcome, decide, read_scheme
from scp_centre.methods.criteria.rules import NUMBER, read_rule
from scp_centre.methods.criteria.scheme import MANDATORY, POINTS
from scp_centre.methods.criteria.sentences import sentence_of
from scp_centre.methods.messages import _
from scp_centre.roles.recognition import criteria_drafts as drafts
from scp_centre.roles.recognition.actions import criteria_drafts as actions
from scp_centre.roles.recognition.criteria_conditions import (
    FORMULA,
    RULES,
    read_condition,
    split_rule,
    write_condition,
)
from scp_centre.roles.recognition.criteria_forms import (
    ConditionForm,
    CriterionForm,
    shown_condition,
    titles_entered,
    titles_shown,
)
from scp_centre.roles.recognition.criteria_texts import in_language, rule_in_language
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.models import CriteriaVersion, Scheme
from scp_centre.roles.recognition.views.criteria_drafts import draft_of, scheme_at, show_page

PREVIEW, ANOTHER = "preview", "another"  # what the buttons of the form send
HEADINGS = {
    "rule": _("Add a condition"),
    "when": _("Add a condition for the criterion"),
    "unless": _("Add an exemption from the criterion"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Which criterion of which draft a page is about.   at : None for a new one"""

    scheme: Scheme
    draft: CriteriaVersion
    at: int | None

    @property
    def criterion(self) -> dict[str, Any]:
        """Return the criterion; {} for a new one."""
        return {} if self.at is None else dict(self.draft.content["criteria"][self.at])

    @property
    def measures(self) -> Mapping[str, Any]:
        """Return the measures of the draft."""
        found: Mapping[str, Any] = self.draft.content["measures"]
        return found


def _place(request: SignedInRequest, pk: int, at: int | None = None) -> Place:
    scheme = scheme_at(request, pk)
    draft = draft_of(scheme)
    if at is not None and at >= len(draft.content["criteria"]):
        raise Http404
    return Place(scheme, draft, at)


def _subject(request: SignedInRequest, place: Place) -> tuple[str, str] | None:
    """Return the kind and subject that the address asks for; None where it names no measure."""
    if read_word(request.GET, "formula"):
        return FORMULA, ""
    name = read_word(request.GET, "of")
    if name not in place.measures:
        return None
    return place.measures[name].get("kind", NUMBER), name


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk: Scheme.objects.filter(pk=pk))
def new_draft_criterion(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a criterion: choose what it limits, then write it."""
    place = _place(request, pk)
    asked = _subject(request, place)
    if asked is None:
        return _choose(request, place, _("Add a criterion"))
    condition = ConditionForm(*asked, place.measures, request.POST or None)
    start = {"id": drafts.next_id(place.draft.content), "title": _title_of(asked, place)}
    form = CriterionForm(request.POST or None, initial=start, has_choice=False)
    outcome = None
    if request.method == "POST" and all([form.is_valid(), condition.is_valid()]):
        made = _criterion_of(form, {"rule": write_condition(condition.condition())})
        act = read_word(request.POST, "act")
        outcome = _try_out(place, made, form) if act == PREVIEW else None
        if act != PREVIEW and _is_kept(request, place, made, form):
            page = "new_draft_criterion" if act == ANOTHER else "criteria_draft"
            return redirect(page, pk=pk)
    context = {"condition": condition, "outcome": outcome, "title": _("Add a criterion")}
    return _criterion_page(request, place, form, context)


def _title_of(asked: tuple[str, str], place: Place) -> str:
    return str(place.measures[asked[1]]["title"]) if asked[1] else ""


def _choose(request: SignedInRequest, place: Place, title: str) -> HttpResponse:
    """Let the officer choose which measure a condition is about."""
    context = {
        "scheme": place.scheme,
        "title": title,
        "place": place.at,
        "measures": [
            (urlencode({"of": name}), one["title"]) for name, one in place.measures.items()
        ],
        "has_numbers": any(one.get("kind", NUMBER) == NUMBER for one in place.measures.values()),
    }
    return show_page(request, "draft_choose", context, is_refused=request.method == "POST")


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk, place: Scheme.objects.filter(pk=pk))
def draft_criterion(request: SignedInRequest, pk: int, place: int) -> HttpResponse:
    """Change a criterion: what it is called, its points, and its one condition where it has one."""
    where = _place(request, pk, place)
    old = where.criterion
    combination, parts = split_rule(old["rule"])
    only = read_condition(parts[0], where.measures) if len(parts) == 1 else None
    condition = None
    if only is not None:
        kept = shown_condition(only)
        condition = ConditionForm(
            only.kind, only.subject, where.measures, request.POST or None, initial=kept
        )
    start = _start_of(old) | {"combination": combination}
    form = CriterionForm(request.POST or None, initial=start, has_choice=len(parts) > 1)
    outcome = _try_out(where, old, None)
    if request.method == "POST" and all(
        [form.is_valid(), condition is None or condition.is_valid()]
    ):
        made = _criterion_of(form, old)
        if condition is not None:
            titles = parts[0].get("titles", {})
            made["rule"] = write_condition(condition.condition(), titles)
        elif len(parts) > 1:
            made = drafts.combined(made, form.cleaned_data["combination"])
        if read_word(request.POST, "act") == PREVIEW:
            outcome = _try_out(where, made, form)
        elif _is_kept(request, where, made, form):
            return redirect("criteria_draft", pk=pk)
    context = {"condition": condition, "outcome": outcome, "title": _("Edit the criterion")}
    return _criterion_page(request, where, form, context)


def _start_of(old: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": old["id"],
        "title": old["title"],
        "source": old.get("source", ""),
        "is_read": old.get("check", "read") == "read",
        "kind": old.get("kind", MANDATORY),
        "points": old.get("points") or None,
        "group": old.get("group", ""),
        **titles_shown(old.get("titles")),
    }


def _criterion_of(form: CriterionForm, old: Mapping[str, Any]) -> dict[str, Any]:
    """Return a criterion with what its form says; the rest of it stays."""
    said = form.cleaned_data
    names = ("id", "title", "source", "kind", "group")
    made: dict[str, Any] = {**old, **{name: said[name].strip() for name in names}}
    made["titles"] = drafts.titles_in(old.get("titles", {}), titles_entered(said))
    unread = old.get("check", "read")
    made["check"] = "read" if said["is_read"] else {"read": "not read"}.get(unread, unread)
    made["points"] = (said["points"] or 0) if said["kind"] == POINTS else 0
    return {name: one for name, one in made.items() if one not in ("", {}, 0)}


def _try_out(place: Place, criterion: Mapping[str, Any], form: Any) -> Outcome | None:
    """Return a criterion as readers will see it, without saving it; None where it is unsound."""
    content = drafts.with_criterion(place.draft.content, place.at, criterion)
    try:
        actions.require_writable(content)
    except RecognitionError as error:
        if form is not None:
            form.add_error(None, error.in_full)
        return None
    said = read_scheme(in_language(content, current_speaker().language), is_draft=True)
    outcomes = decide(said, {}).outcomes
    return outcomes[-1 if place.at is None else place.at]


def _is_kept(
    request: SignedInRequest, place: Place, criterion: Mapping[str, Any], form: Any
) -> bool:
    """Save a criterion; where it is refused, let the form say why."""
    try:
        actions.keep_criterion(place.scheme, place.at, criterion, acting_user=request.user)
    except RecognitionError as error:
        form.add_error(None, error.in_full)
        return False
    messages.success(request, _("Criterion saved."))
    return True


def _criterion_page(
    request: SignedInRequest, place: Place, form: CriterionForm, context: dict[str, Any]
) -> HttpResponse:
    is_preview = read_word(request.POST, "act") == PREVIEW and context["outcome"] is not None
    context |= {
        "scheme": place.scheme,
        "form": form,
        "place": place.at,
        "is_preview": is_preview,
        "rules": [] if place.at is None else _rules_of(place),
        "shown": mark_of(actions.shown_draft(place.draft)),
    }
    is_refused = request.method == "POST" and not is_preview
    return show_page(request, "draft_criterion", context, is_refused=is_refused)


def _rules_of(place: Place) -> list[dict[str, Any]]:
    """Return each rule of a criterion with its conditions as sentences."""
    language = current_speaker().language
    measures = read_scheme(in_language(place.draft.content, language), is_draft=True).measures
    found = []
    for name in RULES:
        _combination, parts = split_rule(place.criterion.get(name))
        rows = []
        for number, part in enumerate(parts):
            read = read_rule(rule_in_language(part, language), place.criterion["id"])
            is_plain = read_condition(part, place.measures) is not None
            rows.append((number, sentence_of(read, measures), is_plain))
        found.append({"name": name, "add": HEADINGS[name], "conditions": rows})
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk, place, rule, part=None: Scheme.objects.filter(pk=pk))
def draft_condition(
    request: SignedInRequest, pk: int, place: int, rule: str, part: int | None = None
) -> HttpResponse:
    """Add a condition to a rule of a criterion, or change one.

    rule : rule, when or unless    part : which of its conditions; None for a new one
    """
    where = _place(request, pk, place)
    if rule not in RULES:
        raise Http404
    old: Any = None
    start: dict[str, Any] = {}
    if part is None:
        asked = _subject(request, where)
        if asked is None:
            return _choose(request, where, HEADINGS[rule])
    else:
        old = _condition_at(where, rule, part)
        said = read_condition(old, where.measures)
        if said is None:
            raise Http404
        asked, start = (said.kind, said.subject), shown_condition(said)
    form = ConditionForm(*asked, where.measures, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        condition = write_condition(form.condition(), old.get("titles", {}) if old else {})
        made = drafts.with_condition(where.criterion, rule, part, condition)
        if _is_kept(request, where, made, form):
            return redirect("draft_criterion", pk=pk, place=place)
    title = HEADINGS[rule] if part is None else _("Edit the condition")
    context = {"scheme": where.scheme, "form": form, "title": title, "place": place}
    context["criterion"] = where.criterion
    return show_page(request, "draft_condition", context, is_refused=request.method == "POST")


def _condition_at(where: Place, rule: str, part: int) -> Any:
    _combination, parts = split_rule(where.criterion.get(rule))
    if part >= len(parts):
        raise Http404
    return parts[part]


@require_POST
def remove_draft_condition(
    request: SignedInRequest, pk: int, place: int, rule: str, part: int
) -> HttpResponse:
    """Remove a condition of a criterion."""
    where = _place(request, pk, place)
    if rule not in RULES:
        raise Http404
    _condition_at(where, rule, part)
    mark = read_word(request.POST, SHOWN)
    actions.remove_condition(where.scheme, place, rule, part, acting_user=request.user, shown=mark)
    messages.success(request, _("The condition has been removed."))
    return redirect("draft_criterion", pk=pk, place=place)


@require_POST
def remove_draft_criterion(request: SignedInRequest, pk: int, place: int) -> HttpResponse:
    """Remove a criterion."""
    where = _place(request, pk, place)
    mark = read_word(request.POST, SHOWN)
    actions.remove_criterion(where.scheme, place, acting_user=request.user, shown=mark)
    messages.success(request, _("The criterion has been removed."))
    return redirect("criteria_draft", pk=pk)


@require_POST
def move_draft_criterion(request: SignedInRequest, pk: int, place: int, by: int) -> HttpResponse:
    """Move a criterion up or down.   by : -1 or 1"""
    where = _place(request, pk, place)
    mark = read_word(request.POST, SHOWN)
    actions.move_criterion(where.scheme, place, by, acting_user=request.user, shown=mark)
    return redirect("criteria_draft", pk=pk)

"""Options: the choice among them, one option with its answer and comments, the company's word."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from scp_centre.centre.query_string import read_text, read_word
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import SHOWN, mark_of, one_writer, who_changed
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _, n_
from scp_centre.methods.options import DECISIONS
from scp_centre.roles.production import actions, queries
from scp_centre.roles.production.assessment.results import OptionResult
from scp_centre.roles.production.errors import FollowUpError
from scp_centre.roles.production.followup.due_days import due_said
from scp_centre.roles.production.forms import AnswerForm, CommentForm, PlanForm, ProgressForm
from scp_centre.roles.production.models import Assessment, Measure
from scp_centre.roles.production.report.option_tables import option_parts
from scp_centre.roles.production.views.assessment import (
    find_assessment,
    show_page,
    tell_of_review,
)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk: Assessment.objects.filter(pk=pk))
def options(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the options and take the choice; the plan and the report follow."""
    assessment = find_assessment(request, pk)
    result = queries.result_of(assessment)
    stands = {o.entry.key: (o.entry.decision, o.entry.reason or "") for o in result.options}
    chosen: dict[str, tuple[str, str]] = {}
    mark = mark_of(stands)
    stale = read_word(request.POST, SHOWN) not in ("", mark)
    if request.method == "POST":
        keys = [k.removeprefix("decision-") for k in request.POST if k.startswith("decision-")]
        chosen = {
            key: (
                read_word(request.POST, f"decision-{key}"),
                read_text(request.POST, f"reason-{key}"),
            )
            for key in keys
            if read_word(request.POST, f"decision-{key}") in DECISIONS
        }
        require(request.user, "decide_option", assessment.site.organisation)
        if not stale:
            changed = actions.decide_options(assessment, chosen, acting_user=request.user)
            messages.success(request, _said_of(changed))
            tell_of_review(request, assessment)
            return redirect("options", pk=pk)
    may = allowed(request.user, "decide_option", assessment.site.organisation)
    return show_page(
        request,
        pk,
        "options",
        may_decide=may,
        decisions=DECISIONS,
        shown=mark,
        rows=[(o, *(stands | chosen)[o.entry.key]) for o in result.options],
        differing=[
            (o.entry.name, *stands[o.entry.key], *chosen[o.entry.key])
            for o in result.options
            if stale and chosen.get(o.entry.key, stands[o.entry.key]) != stands[o.entry.key]
        ],
        said_stale=who_changed("decide_option", f"{assessment}: ") if stale else "",
        status=422 if stale else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk, key: Assessment.objects.filter(pk=pk))
def option(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Show one option: savings, worth, dependence; take the company's answer and comments."""
    assessment = find_assessment(request, pk)
    result = queries.result_of(assessment)
    found = next((o for o in result.options if o.entry.key == key), None)
    if found is None:
        raise Http404
    measure = queries.measures_of(assessment).get(key)
    forms = option_forms(request, measure, found)
    act = read_word(request.POST, "act")
    if request.method == "POST" and act in forms and forms[act].is_valid():
        try:
            DOES[act](assessment, key, forms[act].cleaned_data, request.user)
        except FollowUpError as error:
            forms[act].add_error(None, error.in_full)
        else:
            messages.success(request, DONE[act])
            return redirect("option", pk=pk, key=key)
    organisation = assessment.site.organisation
    return show_page(
        request,
        pk,
        "option",
        tab="options",
        option=found,
        parts=option_parts(result, found, current_speaker()),
        measure=measure,
        **_due_days(found, measure),
        **_verified(measure),
        may_calculate=allowed(request.user, "change_record", organisation),
        comments=queries.comments_on(assessment, key),
        forms={
            name: f for name, f in forms.items() if allowed(request.user, MAY[name], organisation)
        },
        status=422 if request.method == "POST" else 200,
    )


def _due_days(found: OptionResult, measure: Measure | None) -> dict[str, object]:
    """Return when the option is due by the data, and by the plan, which counts if it has a day."""
    is_open = queries.FollowedOption(found, measure, None).is_open
    planned = measure.due if measure else None
    today, say = timezone.localdate(), current_speaker()
    said: dict[str, object] = {}
    if found.entry.due:
        counts = is_open and planned is None
        said["said_due"] = due_said(found.entry.due, today, say, is_open=counts)
    if planned:
        said["said_measure_due"] = due_said(planned, today, say, is_open=is_open)
    return said


def _verified(measure: Measure | None) -> dict[str, object]:
    """Return the current verification of a measure, and why it is in no sum where it is in none."""
    saved = measure.verifications.filter(current=True).first() if measure else None
    if measure is None or saved is None:
        return {}
    mine = Assessment.objects.filter(pk=measure.assessment_id)
    reviewed = queries.reviewed_savings(mine).filter(pk=saved.pk).exists()
    return {
        "saved": saved,
        "saving_note": queries.saving_note(saved, reviewed),
        "verify_url": reverse("verify", args=[measure.assessment_id, measure.option]),
    }


MAY = {
    "answer": "answer_option",
    "comment": "comment_option",
    "plan": "plan_measure",
    "progress": "report_progress",
}
DONE = {
    "answer": _("Company answer saved."),
    "comment": _("The company and the centre can read your comment."),
    "plan": _("Plan saved."),
    "progress": _("Progress saved."),
}
DOES: dict[str, Callable[..., object]] = {
    "answer": lambda a, key, v, who: actions.answer_option(
        a, key, v["answer"], v["reason"], acting_user=who
    ),
    "comment": lambda a, key, v, who: actions.comment_option(a, key, v["text"], acting_user=who),
    "plan": lambda a, key, v, who: actions.plan_measure(
        a, key, v["owner"], v["due"], acting_user=who
    ),
    "progress": lambda a, key, v, who: actions.report_progress(a, key, acting_user=who, **v),
}


def option_forms(
    request: HttpRequest, measure: Measure | None, option: OptionResult
) -> dict[str, Form]:
    """Return the forms of an option page; the one that was sent holds what was typed."""
    act = read_word(request.POST, "act")
    starts: dict[str, tuple[type[Form], dict[str, object]]] = {
        "answer": (AnswerForm, {}),
        "comment": (CommentForm, {}),
        "plan": (
            PlanForm,
            {
                "owner": (measure and measure.owner) or option.entry.responsible or "",
                "due": (measure and measure.due) or option.entry.due,
            },
        ),
        "progress": (
            ProgressForm,
            {
                "progress": measure.progress if measure else "planned",
                "reason": measure.progress_reason if measure else "",
                "carried_out_on": measure.carried_out_on if measure else None,
                "spent": measure.spent if measure else None,
            },
        ),
    }
    return {
        name: form(
            request.POST if act == name else None,
            initial=initial,
            prefix=name,
            **_compared(name, measure, option),
        )
        for name, (form, initial) in starts.items()
    }


def _compared(name: str, measure: Measure | None, option: OptionResult) -> dict[str, Any]:
    """Return with what a form is compared before it replaces anything."""
    if name == "comment":  # adds, and replaces nothing
        return {}
    stands = {"answer": measure.answer, "reason": measure.answer_reason} if measure else {}
    assessment = str(measure.assessment) if measure else ""
    return {
        "beside": stands if name == "answer" else {},
        "log": (LOGS[name], f"{assessment}: {option.entry.name}"),
    }


LOGS = {"answer": "answer_option", "plan": "plan_measure", "progress": "report_progress"}


def _said_of(changes: int) -> str:
    if changes == 0:
        return _("Nothing was changed because this choice was already saved.")
    return n_(
        "{count} option changed. The plan below has been updated.",
        "{count} options changed. The plan below has been updated.",
        changes,
    )

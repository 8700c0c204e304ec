"""Follow-up: what became of the options, readings, and savings verified from them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.evidence.queries import current_figures
from scp_centre.centre.pictures.picture_widths import FORMS
from scp_centre.centre.pictures.svg import with_dark_mode
from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _, n_
from scp_centre.methods.verification import Baseline
from scp_centre.roles.production import actions, queries
from scp_centre.roles.production.errors import FollowUpError
from scp_centre.roles.production.followup.period_rows import reporting_rows
from scp_centre.roles.production.followup.pictures import draw_baseline, draw_stages
from scp_centre.roles.production.followup.saving_verification import Verification
from scp_centre.roles.production.followup.verification_notes import meter_notes, saving_notes
from scp_centre.roles.production.forms import VerifyForm
from scp_centre.roles.production.models import VerifiedSaving
from scp_centre.roles.production.views.assessment import find_assessment, show_page


@require_safe
def follow_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what was promised, accepted, carried out and verified, and what kept the rest back."""
    assessment = find_assessment(request, pk)
    found = queries.follow_up_of(assessment)
    return show_page(
        request,
        pk,
        "follow_up",
        follow_up=found,
        today=timezone.localdate(),
        stages=_stages(found),
        files=assessment.investment_files.all(),
        may_write=allowed(request.user, "write_investment", assessment.site.organisation),
    )


def _stages(follow_up: queries.FollowUp) -> list[tuple[str, float]]:
    return [
        ("Identified", follow_up.identified),
        ("Accepted", follow_up.accepted),
        ("Carried out", follow_up.carried_out),
        ("Verified", follow_up.verified),
    ]


def _picture(svg: str) -> HttpResponse:
    response = HttpResponse(with_dark_mode(svg), content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def stages_picture(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    """Send the bars from identified to verified."""
    assessment = find_assessment(request, pk)
    if form not in FORMS:
        raise Http404
    stages = _stages(queries.follow_up_of(assessment))
    return _picture(draw_stages(stages, assessment.currency, current_speaker(), FORMS[form]))


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Show the saving of one option against its baseline; keep it when asked to."""
    assessment = find_assessment(request, pk)
    row = next(
        (r for r in queries.follow_up_of(assessment).rows if r.option.entry.key == key), None
    )
    if row is None:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    form = VerifyForm(assessment.site, given if "meter" in given else None, initial=_last(row))
    verified = None
    if form.is_bound and form.is_valid():
        try:
            verified = actions.preview_saving(
                assessment, *_periods(form.cleaned_data), form.cleaned_data["model"]
            )
            if request.method == "POST":
                actions.verify_saving(
                    assessment,
                    key,
                    *_periods(form.cleaned_data),
                    model=form.cleaned_data["model"],
                    acting_user=request.user,
                )
                messages.success(
                    request,
                    _("Verified saving recorded as a draft. A reviewer must approve the draft."),
                )
                return redirect("verify", pk=pk, key=key)
        except FollowUpError as error:
            form.add_error(None, error.in_full)
    elif request.method == "POST":
        require(request.user, "verify_saving", assessment.site.organisation)
    saved = row.verified
    return show_page(
        request,
        pk,
        "verify",
        tab="follow_up",
        row=row,
        form=form,
        verified=verified,
        parts=[_part(i, part, pk, key) for i, part in enumerate(verified.parts)]
        if verified
        else [],
        notes=saving_notes(verified, assessment.currency) if verified else [],
        query=request.GET.urlencode(),
        figures=current_figures(request.user, saved.origin) if saved else [],
        may_verify=allowed(request.user, "verify_saving", assessment.site.organisation),
        may_approve=saved and allowed(request.user, "review_figures", assessment.site.organisation),
        status=422 if request.method == "POST" else 200,
    )


def _periods(
    values: dict[str, Any],
) -> tuple[list[Any], list[Any], tuple[Any, Any], tuple[Any, Any]]:
    return (
        list(values["meter"]),
        list(values["drivers"]),
        (values["baseline_start"], values["baseline_end"]),
        (values["reporting_start"], values["reporting_end"]),
    )


def _last(row: queries.FollowedOption) -> dict[str, Any]:
    """Return what the form begins with: the last verification, or the day of carrying out."""
    if saved := row.verified:
        return {
            "meter": [saved.meter_id, *saved.more_meters.values_list("pk", flat=True)],
            "model": saved.model,
            "drivers": list(saved.drivers.values_list("pk", flat=True)),
            "baseline_start": saved.baseline_start,
            "baseline_end": saved.baseline_end,
            "reporting_start": saved.reporting_start,
            "reporting_end": saved.reporting_end,
        }
    return {"reporting_start": row.measure.carried_out_on if row.measure else None}


def _part(place: int, part: Verification, pk: int, key: str) -> dict[str, Any]:
    """Return what the page shows of one meter."""
    return {
        "place": place,
        **{form: reverse("verify_picture", args=[pk, key, form]) for form in FORMS},
        "verified": part,
        "fit": _fit(part.baseline),
        "rows": reporting_rows(part),
        "notes": meter_notes(part),
        "models": _models(part),
    }


def _fit(model: Baseline) -> list[tuple[str, float, float, float | None, float | None]]:
    """Return the terms of a baseline; a fitted balance point has an error and no coefficient."""
    first = _("per day") if model.by_day else _("per period")
    columns = (model.coefficients, model.standard_errors, model.t_values, model.p_values)
    return list(zip((first, *model.drivers), *columns, strict=True))


def _models(part: Verification) -> list[dict[str, Any]]:
    """Return the models that were tried, the best first; nothing where there was no choice."""
    tried = part.choice.candidates
    if len(tried) < 2:
        return []
    return [
        {
            "label": c.label,
            "key": c.terms.key,
            "cv_rmse": c.cv_rmse,
            "more_bic": c.bic - tried[0].bic if c.cv_rmse is not None else None,
            "refused": c.refused,
            "chosen": c is part.choice.chosen,
        }
        for c in tried
    ]


@require_safe
def verify_picture(request: SignedInRequest, pk: int, key: str, form: str) -> HttpResponse:
    """Send the picture of use against its baseline."""
    assessment = find_assessment(request, pk)
    given = VerifyForm(assessment.site, request.GET)
    if form not in FORMS or not given.is_valid():
        raise Http404
    try:
        verified = actions.preview_saving(
            assessment, *_periods(given.cleaned_data), given.cleaned_data["model"]
        )
    except FollowUpError:
        raise Http404 from None
    place = read_word(request.GET, "part", "0")
    if place not in map(str, range(len(verified.parts))):
        raise Http404
    return _picture(draw_baseline(verified.parts[int(place)], current_speaker(), FORMS[form]))


@require_POST
def approve_verification(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve the figures of a verified saving."""
    found = get_object_or_404(
        VerifiedSaving.objects.filter(
            measure__assessment__in=queries.assessments_for(request.user), current=True
        ).select_related("measure__assessment__site__organisation"),
        pk=pk,
    )
    number = actions.approve_verification(found, acting_user=request.user)
    messages.success(
        request,
        n_("{count} figure has been approved.", "{count} figures have been approved.", number),
    )
    return redirect("verify", pk=found.measure.assessment_id, key=found.measure.option)

"""The review of an assessment: figures with remarks, sent, approved, sent back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from scp_centre.centre.evidence.actions import settle_remark
from scp_centre.centre.evidence.queries import current_figures, remarks_for
from scp_centre.centre.query_string import parse_whole_number, read_text, read_word
from scp_centre.centre.registry.permissions import allowed
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import SHOWN, mark_of
from scp_centre.methods.messages import _, n_
from scp_centre.roles.production import actions
from scp_centre.roles.production.models import Review
from scp_centre.roles.production.views.assessment import find_assessment, show_page


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show all figures with their remarks; send, approve or send back."""
    assessment = find_assessment(request, pk)
    if request.method == "POST":
        match read_word(request.POST, "act"):
            case "submit":
                actions.submit_for_review(assessment, acting_user=request.user)
                messages.success(request, _("The assessment is with the reviewer."))
            case "approve":
                number = actions.approve_assessment(
                    assessment, acting_user=request.user, shown=read_word(request.POST, SHOWN)
                )
                messages.success(
                    request,
                    n_(
                        "{count} figure has been approved.",
                        "{count} figures have been approved.",
                        number,
                    ),
                )
            case "send back":
                number = actions.send_back(assessment, _remarks(request), acting_user=request.user)
                messages.success(
                    request,
                    n_("Sent back with {count} remark.", "Sent back with {count} remarks.", number),
                )
        return redirect("review", pk=pk)
    organisation = assessment.site.organisation
    figures = current_figures(request.user, assessment.origin).prefetch_related(
        "remarks__author", "remarks__settled_by"
    )
    submitted = assessment.review == Review.SUBMITTED
    return show_page(
        request,
        pk,
        "review",
        figures=figures,
        shown=mark_of(actions.shown_figures(assessment, request.user)),
        may_submit=allowed(request.user, "submit_for_review", organisation)
        and assessment.review in (Review.DRAFT, Review.SENT_BACK),
        may_review=submitted and allowed(request.user, "review_figures", organisation),
        may_answer=allowed(request.user, "answer_remark", organisation),
    )


def _remarks(request: HttpRequest) -> dict[int, str]:
    prefix = "remark-"
    sent = [name.removeprefix(prefix) for name in request.POST if name.startswith(prefix)]
    figures = [number for text in sent if (number := parse_whole_number(text)) is not None]
    return {number: read_text(request.POST, f"{prefix}{number}") for number in figures}


@require_POST
def answer_remark(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the answer to one remark."""
    remark = get_object_or_404(remarks_for(request.user), pk=pk)
    settle_remark(remark, read_text(request.POST, "answer"), acting_user=request.user)
    messages.success(request, _("Remark answered."))
    return redirect("review", pk=int(remark.figure.origin.split(":")[1]))

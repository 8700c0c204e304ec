"""An assessment and the clearinghouse: what may help, and the case study that comes back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from scp_centre.centre.registry.acts import allowed, require
from scp_centre.centre.wording import current_speaker
from scp_centre.interfaces.journeys.case_studies import evidence_of, lacking, offer_case_study
from scp_centre.interfaces.journeys.knowledge import criteria_for, fitting_items
from scp_centre.roles.clearinghouse.actions.followers import follow
from scp_centre.roles.clearinghouse.models import Follower, Frequency, Item, Standing
from scp_centre.roles.clearinghouse.publishing.addresses import base_of
from scp_centre.roles.production import queries


@require_GET
def knowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Show items that may help against the dearest losses, and what a case study lacks."""
    assessment = get_object_or_404(queries.assessments_for(request.user), pk=pk)
    result = queries.result_of(assessment)
    company = assessment.site.organisation
    criteria = criteria_for(assessment, result)
    offered = Item.objects.filter(company=company).exclude(standing=Standing.RETIRED).first()
    context = {
        "assessment": assessment,
        "result": result,
        "tab": "knowledge",
        "fitting": fitting_items(assessment, result, current_speaker()),
        "criteria": criteria,
        "follows": Follower.objects.filter(email=request.user.email, criteria=criteria).exists(),
        "may_offer": allowed(request.user, "offer_case_study", company),
        "lacking": lacking(assessment),
        "evidence": len(evidence_of(assessment)),
        "offered": offered,
    }
    return render(request, "knowledge.html", context)


@require_POST
def follow_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Send new items for an assessment to whoever asks, by e-mail."""
    assessment = get_object_or_404(queries.assessments_for(request.user), pk=pk)
    criteria = criteria_for(assessment, queries.result_of(assessment))
    follow(
        request.user.email,
        criteria,
        str(assessment),
        Frequency.WEEKLY,
        current_speaker().language,
        base=base_of(request),
        acting_user=request.user,
    )
    messages.success(request, "New items that fit will come by e-mail, once a week.")
    return redirect("knowledge", pk=pk)


@require_POST
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer an assessment as a case study."""
    assessment = get_object_or_404(queries.assessments_for(request.user), pk=pk)
    require(request.user, "offer_case_study", assessment.site.organisation)
    offer_case_study(assessment, acting_user=request.user)
    messages.success(request, "The editor of the clearinghouse has the case study now.")
    return redirect("knowledge", pk=pk)

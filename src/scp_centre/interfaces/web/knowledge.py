"""An assessment and the clearinghouse: what may help, and the case study that comes back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from scp_centre.centre.mail import has_mail_server
from scp_centre.centre.query_string import read_page, read_word
from scp_centre.centre.registry.permissions import allowed, require, visible_organisations
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.translation import current_speaker
from scp_centre.interfaces.journeys import knowledge_alerts
from scp_centre.interfaces.journeys.case_studies import evidence_of, lacking, offer_case_study
from scp_centre.interfaces.journeys.knowledge import criteria_for, fitting_items
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.actions.followers import follow, told_of
from scp_centre.roles.clearinghouse.criteria import text_for
from scp_centre.roles.clearinghouse.models import Follower, Frequency, Item, Need, Standing
from scp_centre.roles.clearinghouse.vocabulary import label
from scp_centre.roles.production import queries

ROWS = 30


@require_safe
def knowledge(request: SignedInRequest, pk: int) -> HttpResponse:
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
def follow_assessment(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send new items for an assessment to whoever asks, by e-mail."""
    assessment = get_object_or_404(queries.assessments_for(request.user), pk=pk)
    criteria = criteria_for(assessment, queries.result_of(assessment))
    follow(
        request.user.email,
        criteria,
        str(assessment),
        Frequency.WEEKLY,
        current_speaker().language,
        acting_user=request.user,
    )
    if has_mail_server():
        messages.success(
            request, _("Once a week, we will e-mail you new items that match this assessment.")
        )
    else:
        messages.warning(
            request,
            _(
                "You are now following new items that match this assessment. E-mails will start "
                "once this centre has a mail server."
            ),
        )
    return redirect("knowledge", pk=pk)


@require_POST
def offer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Offer an assessment as a case study."""
    assessment = get_object_or_404(queries.assessments_for(request.user), pk=pk)
    require(request.user, "offer_case_study", assessment.site.organisation)
    offer_case_study(assessment, acting_user=request.user)
    messages.success(request, _("The case study has been sent to the editor of the clearinghouse."))
    return redirect("knowledge", pk=pk)


@require_safe
def brought(request: SignedInRequest) -> HttpResponse:
    """Show new items that came to the companies of a person by themselves, each with its loss."""
    require(request.user, "see_company")
    language = current_speaker().language
    rows = knowledge_alerts.brought_to(request.user).select_related("organisation", "item")
    led = knowledge_alerts.led_by(request.user)
    own = bool(led) and "all" not in request.GET
    rows = rows.filter(organisation__in=led) if own else rows
    page = Paginator(rows.prefetch_related("item__texts"), ROWS).get_page(read_page(request.GET))
    unwanted = Need.objects.filter(
        wanted=False, organisation__in=visible_organisations(request.user)
    )
    context = {
        "page": page,
        "own": own,
        "leads": bool(led),
        "companies": [
            (
                organisation,
                [
                    (one, text_for(one.item, language), label("type", one.item.type, language))
                    for one in some
                ],
                allowed(request.user, "choose_items", organisation),
            )
            for organisation, some in knowledge_alerts.grouped(page)
        ],
        "unwanted": [
            (need.organisation, allowed(request.user, "choose_items", need.organisation))
            for need in unwanted.select_related("organisation")
        ],
    }
    request.session[knowledge_alerts.SEEN] = timezone.now().isoformat()
    return render(request, "new_items_for_you.html", context)


@require_POST
def dismiss_item(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that an item is not for a company."""
    found = get_object_or_404(knowledge_alerts.brought_to(request.user), pk=pk)
    knowledge_alerts.dismiss(found, acting_user=request.user)
    return redirect("brought")


@require_POST
def want_items(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say whether new items shall be brought to a company."""
    found = get_object_or_404(visible_organisations(request.user), pk=pk)
    wanted = read_word(request.POST, "wanted") == "yes"
    knowledge_alerts.want(found, wanted, acting_user=request.user)
    if wanted:
        messages.success(request, _("{found} will see new items again.", found=found))
    else:
        messages.success(request, _("{found} will no longer see new items.", found=found))
    return redirect("brought")


@require_safe
def who_is_told(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an editor who will hear of an item: followers by what they follow, and companies."""
    require(request.user, "edit_item")
    found = get_object_or_404(Item.objects.prefetch_related("texts"), pk=pk)
    rows = told_of(found)
    context = {
        "item": found,
        "rows": rows,
        "followers": sum(count for _unused, _unused, count in rows),
        "companies": knowledge_alerts.fits(found),
    }
    return render(request, "who_is_told.html", context)

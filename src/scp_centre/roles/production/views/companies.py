"""Companies: their assessments, their consent, all their data in one download."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from scp_centre.centre.company_page.sections import sections_for
from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.evidence.consent import USES, consents_of
from scp_centre.centre.evidence.models import Use
from scp_centre.centre.query_string import read_page, read_word
from scp_centre.centre.registry.models import Kind, Sector
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.methods.messages import _
from scp_centre.roles.production import actions, queries
from scp_centre.roles.production.views.assessment import PER_PAGE


@require_safe
def companies(request: SignedInRequest) -> HttpResponse:
    """Show the companies, found by words and sector, with what their plans save."""
    require(request.user, "see_company")
    words, sector = read_word(request.GET, "words").strip(), read_word(request.GET, "sector")
    all_ = queries.companies_for(request.user)
    all_ = all_.filter(Q(kind=Kind.COMPANY) | Q(sites__isnull=False))
    found = queries.of_words(all_, words, "name", "sites__name", sector=sector).distinct()
    page = Paginator(found, PER_PAGE).get_page(read_page(request.GET))
    context = {
        "page": page,
        "rows": list(queries.with_sites_and_savings(page.object_list)),
        "words": words,
        "fields": [("sector", _("Sector"), Sector.labels, sector)],
        "any": bool(words or sector or page.paginator.count),
        "may_enter": allowed(request.user, "enter_readings"),
    }
    return render(request, "production/companies.html", context)


@require_safe
def company(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.companies_for(request.user), pk=pk)
    mine = queries.assessments_for(request.user).filter(site__organisation=found)
    context = {
        "company": found,
        "assessments": mine,
        "sections": sections_for(found, request.user),
        "consents": [(use, USES[Use(use)], last) for use, last in consents_of(found)],
        "may_consent": allowed(request.user, "set_consent", found),
        "may_take": allowed(request.user, "take_data", found),
    }
    return render(request, "production/company.html", context)


@require_POST
def consent(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give or withdraw the consent to one use."""
    found = get_object_or_404(queries.companies_for(request.user), pk=pk)
    given = read_word(request.POST, "given") == "yes"
    use = read_word(request.POST, "use")
    set_consent(found, use, given, acting_user=request.user)
    sentence = USES[Use(use)]
    messages.success(
        request,
        _("Consent given: {sentence}", sentence=sentence)
        if given
        else _("Consent withdrawn: {sentence}", sentence=sentence),
    )
    return redirect("company", pk=pk)


@require_POST
def take_data(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have all data of the company packed into one file."""
    found = get_object_or_404(queries.companies_for(request.user), pk=pk)
    job = actions.request_company_data(found, acting_user=request.user)
    return redirect("job", pk=job.pk)

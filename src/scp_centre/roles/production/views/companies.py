"""Companies: their assessments, their consent, all their data in one download."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.evidence.queries import consents_of
from scp_centre.centre.registry.acts import allowed, require
from scp_centre.roles.production import actions, queries


@require_GET
def companies(request: HttpRequest) -> HttpResponse:
    require(request.user, "see_company")
    found = queries.companies_for(request.user)
    return render(request, "production/companies.html", {"companies": found})


@require_GET
def company(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.companies_for(request.user), pk=pk)
    mine = queries.assessments_for(request.user).filter(site__organisation=found)
    context = {
        "company": found,
        "rows": [(a, queries.result_of(a)) for a in mine],
        "consents": [(use, USES[use], last) for use, last in consents_of(found)],
        "may_consent": allowed(request.user, "set_consent", found),
        "may_take": allowed(request.user, "take_data", found),
    }
    return render(request, "production/company.html", context)


USES = {
    "benchmark": "Figures enter sector benchmarks, in which no company can be recognised.",
    "case study": "The centre may write about the company by name, after showing it the text.",
    "label": "Figures may prove a label or product claim of the company.",
}


@require_POST
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Give or withdraw the consent to one use."""
    found = get_object_or_404(queries.companies_for(request.user), pk=pk)
    given = request.POST.get("given") == "yes"
    use = request.POST.get("use", "")
    set_consent(found, use, given, acting_user=request.user)
    messages.success(request, f"Consent to {use} {'given' if given else 'withdrawn'}.")
    return redirect("company", pk=pk)


@require_POST
def take_data(request: HttpRequest, pk: int) -> HttpResponse:
    """Have all data of the company packed into one file."""
    found = get_object_or_404(queries.companies_for(request.user), pk=pk)
    job = actions.request_company_data(found, acting_user=request.user)
    return redirect("job", pk=job.pk)

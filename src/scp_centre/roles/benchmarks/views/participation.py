"""The page on which an association sees who takes part, as counts, and what is missing."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.roles.benchmarks.models import Benchmark
from scp_centre.roles.benchmarks.participation import participation_of


@require_safe
def participation(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show how many companies take part in a benchmark, and what is missing to release it."""
    require(request.user, "see_participation")
    found = get_object_or_404(Benchmark, slug=slug)
    context = {
        "benchmark": found,
        "p": participation_of(found),
        "may_see": allowed(request.user, "see_plants"),
    }
    return render(request, "benchmarks/participation.html", context)

"""What search engines may read: the pages for everybody, each once; nothing else."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from scp_centre.centre.public_files import public_file
from scp_centre.roles.clearinghouse.publication.addresses import base_of

READ = ("clearinghouse", "published_benchmarks", "published_briefs", "policy_register")
READ_BY_BEGINNING = ("/benchmarks/*/", "/policy/briefs/", "/policy/consultations/", "/static/")
# Within what may be read: forms and desks, and searches, of which there is no end.
NOT_READ = (
    "/clearinghouse/?",
    "/clearinghouse/search.json",
    "/clearinghouse/list/",
    "/clearinghouse/oai",
    "/clearinghouse/suggest",
    "/clearinghouse/answer/",
    "/clearinghouse/follow/",
    "/clearinghouse/queue/",
    "/clearinghouse/sources/",
    "/clearinghouse/import/",
    "/clearinghouse/newsletters/",
)


@login_not_required
@require_safe
@public_file
def robots(request: HttpRequest) -> HttpResponse:
    """Say what may be read, and where the site map is (RFC 9309: the longest rule counts)."""
    allowed = [reverse(name) for name in READ] + list(READ_BY_BEGINNING)
    lines = ["User-agent: *"]
    lines += [f"Allow: {path}" for path in allowed]
    lines += [f"Disallow: {path}" for path in NOT_READ]
    lines += ["Disallow: /", "", f"Sitemap: {base_of(request)}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")

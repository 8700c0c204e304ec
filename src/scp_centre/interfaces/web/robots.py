"""What search engines may read: the pages for everybody, each once; nothing else.

Each role says in its robots.py what that is: READ, READ_BY_BEGINNING, NOT_READ, SITE_MAP.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from scp_centre.centre.installation.addresses import base_of
from scp_centre.centre.public_files import public_file
from scp_centre.centre.roles.discovery import offered

FILES = "/static/"
# Of the public site, in which "$" ends an address (RFC 9309, 2.2.3).
OWN = ("/$", "/?language=", "/pages/", "/ask/$", "/mark/", "/colours/")


@login_not_required
@require_safe
@public_file
def robots(request: HttpRequest) -> HttpResponse:
    """Say what may be read, and where the site maps are (RFC 9309: the longest rule counts)."""
    rules = [module for _, module in offered("robots")]
    allowed = list(OWN) + [reverse(name) for rule in rules for name in rule.READ]
    allowed += [path for rule in rules for path in getattr(rule, "READ_BY_BEGINNING", ())]
    lines = ["User-agent: *"]
    lines += [f"Allow: {path}" for path in [*allowed, FILES]]
    lines += [f"Disallow: {path}" for rule in rules for path in getattr(rule, "NOT_READ", ())]
    lines += ["Disallow: /", ""]
    maps = [rule.SITE_MAP for rule in rules if hasattr(rule, "SITE_MAP")]
    lines += [f"Sitemap: {base_of(request)}{reverse(name)}" for name in maps]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")

"""What the pages of this role share."""

from django.http import HttpRequest

from scp_centre.centre.limits.tallies import too_often
from scp_centre.centre.query_string import read_page
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.errors import ClearinghouseError


def slow_down(request: HttpRequest, what: str, most: int) -> None:
    """Refuse what comes too often from one network within an hour."""
    if too_often(request, what, most):
        raise ClearinghouseError(
            _("Too many suggestions have been sent from your network in the last hour."),
            cure=_("Try again later, or write to the centre."),
        )


def page_number(request: HttpRequest, most: int) -> int:
    """Return the page that an address asks for, between 1 and `most`."""
    return read_page(request.GET, most=most)

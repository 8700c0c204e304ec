"""The request of a page that nobody sees without an account.

The middleware LoginRequiredMiddleware lets strangers through to views with `login_not_required`
alone. All other views, and what they call, say SignedInRequest: its user is a person, never
an AnonymousUser. A test of the house compares the two.
"""

from typing import TYPE_CHECKING, TypeGuard

from django.http import HttpRequest

if TYPE_CHECKING:  # the declarations of roles name requests before there are models
    from scp_centre.centre.registry.models import Person

__all__ = ["SignedInRequest", "is_signed_in"]


class SignedInRequest(HttpRequest):
    """A name for the checker of types; requests are made by Django."""

    user: "Person"


def is_signed_in(request: HttpRequest) -> TypeGuard[SignedInRequest]:
    """Return whether somebody is signed in, on a page that strangers see as well."""
    return request.user.is_authenticated

"""People and roles: who may sign in, who is invited; roles end and accounts are removed.

What cannot be undone is asked for twice: the link leads to a page that names the person and says
what happens, and the act is the answer of that page.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from scp_centre.centre.query_string import read_page
from scp_centre.centre.registry import actions
from scp_centre.centre.registry.models import Invitation, Membership, Person, Role
from scp_centre.centre.registry.permissions import ACTS, PERSON_ROLES, allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.interfaces.web.own_account import letters
from scp_centre.methods.messages import _

PEOPLE_ON_A_PAGE = 40


def with_second_factor() -> set[int]:
    """Return the people who sign in with a second factor."""
    return set(Authenticator.objects.values_list("user_id", flat=True))


def acts_of(role: str) -> list[str]:
    """Return what a role may do, in sentences."""
    return [act.sentence for act in ACTS.values() if role in act.roles]


@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    """Show who may sign in, who is invited, and what each role may do."""
    require(request.user, "see_people")
    found = Membership.objects.select_related("person", "organisation").order_by("person__name")
    waiting = Invitation.objects.filter(accepted_on=None).select_related(
        "organisation", "invited_by"
    )
    context = {
        "memberships": Paginator(found, PEOPLE_ON_A_PAGE).get_page(read_page(request.GET)),
        "invitations": waiting,
        "now": timezone.now(),
        "acts": [(word, acts_of(role)) for role, word in PERSON_ROLES.items()],
        "may_end": allowed(request.user, "end_membership"),
        "may_invite": allowed(request.user, "invite_member"),
        "with_second_factor": with_second_factor(),
        "without_role": Person.objects.filter(is_active=True, memberships=None).order_by("name"),
    }
    return render(request, "people.html", context)


def _seen(request: SignedInRequest, model: Any, pk: int) -> Any:
    """Return a thing of the page of people; 404 for whoever does not see that page."""
    if not allowed(request.user, "see_people"):
        raise Http404
    return get_object_or_404(model, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Withdraw an invitation."""
    found = _seen(request, Invitation, pk)
    if request.method != "POST":
        act = "invite_member" if found.role == Role.COMPANY else "invite_staff"
        require(request.user, act, found.organisation)
        return _confirm(
            request,
            _("Withdraw the invitation"),
            _("The link sent to {email} will stop working.", email=found.email),
        )
    actions.withdraw_invitation(found, acting_user=request.user)
    messages.success(request, _("The invitation to {email} has been withdrawn.", email=found.email))
    return redirect("people")


def _confirm(request: HttpRequest, act: str, *sentences: str) -> HttpResponse:
    """Ask before an act that cannot be undone; the answer comes back to the same address."""
    context = {"act": act, "sentences": sentences}
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def end_membership(request: SignedInRequest, pk: int) -> HttpResponse:
    """End one role of a person."""
    found = _seen(request, Membership, pk)
    if request.method != "POST":
        require(request.user, "end_membership", found.organisation)
        return _confirm(request, _("End this role"), _ending(found), _after_ending(found))
    actions.end_membership(found, acting_user=request.user)
    messages.success(
        request,
        _("{person} no longer has the role “{role}”.", person=found.person, role=found.role),
    )
    return redirect("people")


def _ending(found: Membership) -> str:
    if found.organisation:
        return _(
            "{person} will no longer have the role “{role}” at {organisation}.",
            person=found.person,
            role=found.role,
            organisation=found.organisation,
        )
    return _(
        "{person} will no longer have the role “{role}”.", person=found.person, role=found.role
    )


def _after_ending(found: Membership) -> str:
    if found.person.memberships.count() > 1:
        return _("The person keeps their other roles.")
    return _(
        "This is the person's only role. The account remains, without access to anything, until "
        "it is given a new role or removed."
    )


@require_http_methods(["GET", "HEAD", "POST"])
def remove_person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove an account."""
    found = _seen(request, Person, pk)
    if request.method != "POST":
        require(request.user, "remove_person")
        return _confirm(
            request,
            _("Remove the account"),
            _(
                "The account of {found} ({email}) will be deleted, along with its name, address, "
                "roles and tokens.",
                found=found,
                email=found.email,
            ),
            _("The person's actions stay in the audit log, without their name and address."),
            _("This cannot be undone."),
        )
    actions.remove_person(found, acting_user=request.user)
    messages.success(request, _("The account has been removed."))
    return redirect("people")


@require_http_methods(["GET", "HEAD", "POST"])
def reset_second_factor(request: SignedInRequest, pk: int) -> HttpResponse:
    """Switch off the second factor of somebody who lost their phone, and tell them."""
    found = _seen(request, Person, pk)
    if request.method != "POST":
        require(request.user, "reset_second_factor")
        return _confirm(
            request,
            _("Switch off the second factor"),
            _(
                "{found} ({email}) will sign in with only a password until the second factor is "
                "switched on again.",
                found=found,
                email=found.email,
            ),
            _("The person will be signed out everywhere and notified by e-mail."),
            _(
                "Before you continue, speak to the person. The request may have come from "
                "somebody else."
            ),
        )
    actions.reset_second_factor(found, acting_user=request.user)
    letters.send_notice("reset_second_factor", found, request)
    messages.success(
        request, _("The second factor for {found} is off. Ask them to switch it on.", found=found)
    )
    return redirect("people")

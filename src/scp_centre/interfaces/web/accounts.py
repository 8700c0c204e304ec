"""Accounts: one's own, invitations, people and roles."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.core.mail import send_mail
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.errors import AccountError
from scp_centre.centre.faults.fault_log import record_fault
from scp_centre.centre.installation.actions import REFUSALS
from scp_centre.centre.installation.addresses import public_address
from scp_centre.centre.installation.readiness import has_mail_server
from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry import actions, tokens
from scp_centre.centre.registry.models import (
    Invitation,
    Letter,
    Membership,
    Organisation,
    Person,
    Role,
    digest,
)
from scp_centre.centre.registry.permissions import ACTS, allowed, memberships, require
from scp_centre.centre.translation import current_speaker
from scp_centre.interfaces.web.own_account import letters
from scp_centre.interfaces.web.own_account.forms import RULES
from scp_centre.interfaces.web.own_account.views import waiting_change
from scp_centre.methods.messages import _

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=[(r.value, r.value) for r in Role])
    organisation = forms.ModelChoiceField(
        label=_("Company"),
        queryset=Organisation.objects.none(),
        required=False,
        help_text=_("For a company member; leave it empty for the centre's own people."),
    )

    def __init__(self, person: Person, *args: object, **values: object) -> None:
        super().__init__(*args, **values)  # type: ignore[arg-type]
        self.fields["organisation"].queryset = companies_to_invite_to(person)
        if not allowed(person, "invite_staff"):
            self.fields["role"].choices = [(Role.COMPANY.value, Role.COMPANY.label)]


class AcceptForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=150)
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=RULES,
    )

    def __init__(self, email: str, *args: object, **values: object) -> None:
        self.email = email
        super().__init__(*args, **values)  # type: ignore[arg-type]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(
            password, Person(name=self.cleaned_data.get("name", ""), email=self.email)
        )
        return password


def companies_to_invite_to(person: Person) -> object:
    """Return the companies to which a person may invite: all for staff, else the own ones."""
    roles = ACTS["invite_member"].roles
    mine = [m for m in memberships(person) if m.role in roles]
    if any(m.role != Role.COMPANY for m in mine):
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=[m.organisation_id for m in mine])


def with_second_factor() -> set[int]:
    """Return the people who sign in with a second factor."""
    return set(Authenticator.objects.values_list("user_id", flat=True))


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Show who may sign in, who is invited, and what each role may do."""
    require(request.user, "see_people")
    found = Membership.objects.select_related("person", "organisation").order_by("person__name")
    waiting = Invitation.objects.filter(accepted_on=None).select_related(
        "organisation", "invited_by"
    )
    context = {
        "memberships": found,
        "invitations": waiting,
        "now": timezone.now(),
        "acts": ACTS.values(),
        "may_end": allowed(request.user, "end_membership"),
        "may_invite": allowed(request.user, "invite_member"),
        "with_second_factor": with_second_factor(),
    }
    return render(request, "people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the link is sent by e-mail and shown once."""
    require(request.user, "invite_member")
    form = InviteForm(request.user, request.POST or None)
    link, sent = "", ""
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            invitation_, token = actions.invite_person(
                values["email"], values["role"], values["organisation"], acting_user=request.user
            )
        except AccountError as error:
            form.add_error(error.where if error.where in form.fields else None, str(error))
        else:
            path = reverse("invitation", args=[token])
            link = public_address() + path if public_address() else request.build_absolute_uri(path)
            sent = _send(invitation_, link)
            actions.note_letter(invitation_, sent)
            form = InviteForm(request.user)
    return render(request, "invite.html", {"form": form, "link": link, "sent": sent})


def _send(invitation_: Invitation, link: str) -> Letter:
    """Send the link and return what became of the letter; the link can be passed on by hand."""
    if not has_mail_server():
        return Letter.NONE
    say = current_speaker()  # nobody knows yet what the invited person reads
    place = str(invitation_.organisation or say(_("the centre")))
    text = say(
        _(
            "{person} invites you to join {place} as {role}.",
            person=invitation_.invited_by,
            place=place,
            role=Role(invitation_.role),
        )
    )
    how = say(_("Open this link within 14 days: {link}", link=link))
    try:
        send_mail(
            say(_("Invitation to {place}", place=place)),
            f"{text}\n\n{how}\n",
            settings.DEFAULT_FROM_EMAIL,
            [invitation_.email],
        )
    except REFUSALS as error:
        record_fault(error, place="the letter of an invitation")
        return Letter.REFUSED
    return Letter.SENT


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: with a new account, or as the person of that address."""
    found = Invitation.objects.filter(
        digest=digest(token), accepted_on=None, expires__gt=timezone.now()
    ).first()
    if found is None:
        raise Http404
    known = Person.objects.filter(email__iexact=found.email).first()
    person = request.user if request.user.is_authenticated else None
    form = AcceptForm(found.email, request.POST or None)
    ready = (known and person == known) or (known is None and form.is_valid())
    if request.method == "POST" and ready:
        values = {} if known else form.cleaned_data
        joined = actions.accept_invitation(token, acting_user=person, **values)
        if known is None:
            login(request, joined, backend=BACKEND)
        messages.success(request, _("Welcome. You are {role} now.", role=found.role))
        return redirect("home")
    context = {"invitation": found, "form": form, "known": known, "same": person == known}
    return render(request, "invitation.html", context)


def _seen(request: HttpRequest, model: Any, pk: int) -> Any:
    """Return a thing of the page of people; 404 for whoever does not see that page."""
    if not allowed(request.user, "see_people"):
        raise Http404
    return get_object_or_404(model, pk=pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an invitation."""
    found = _seen(request, Invitation, pk)
    actions.withdraw_invitation(found, acting_user=request.user)
    messages.success(request, _("The invitation of {email} is withdrawn.", email=found.email))
    return redirect("people")


@require_POST
def end_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """End one role of a person."""
    found = _seen(request, Membership, pk)
    actions.end_membership(found, acting_user=request.user)
    messages.success(
        request, _("{person} is no longer {role}.", person=found.person, role=found.role)
    )
    return redirect("people")


@require_POST
def remove_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove an account."""
    actions.remove_person(_seen(request, Person, pk), acting_user=request.user)
    messages.success(request, _("The account is removed."))
    return redirect("people")


@require_POST
def reset_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch off the second factor of somebody who lost their phone, and tell them."""
    found = _seen(request, Person, pk)
    actions.reset_second_factor(found, acting_user=request.user)
    letters.send_notice("reset_second_factor", found, request)
    messages.success(
        request, _("The second factor of {found} is off. Ask them to switch it on.", found=found)
    )
    return redirect("people")


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What for"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=list(tokens.SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(
        label=_("Days it is valid"), min_value=1, max_value=tokens.LONGEST_DAYS, initial=90
    )


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show one's own account: roles, safety, tokens for programs, removal."""
    form = TokenForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        _unused, secret = tokens.make_token(**form.cleaned_data, acting_user=request.user)
        form = TokenForm()
    context = {
        "memberships": request.user.memberships.select_related("organisation"),
        "may_invite": allowed(request.user, "invite_member"),
        "may_token": allowed(request.user, "make_token"),
        "tokens": request.user.tokens.all(),
        "form": form,
        "secret": secret,
        "waiting": waiting_change(request),
    }
    return render(request, "account.html", context)


@require_POST
def withdraw_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw one of one's own tokens."""
    found = get_object_or_404(request.user.tokens, pk=pk)
    tokens.withdraw_token(found, acting_user=request.user)
    messages.success(request, _("The token {name} is withdrawn.", name=found.name))
    return redirect("account")


@require_POST
def withdraw_tokens(request: HttpRequest) -> HttpResponse:
    """Withdraw all of one's own tokens."""
    tokens.withdraw_tokens(acting_user=request.user)
    messages.success(request, _("All your tokens are withdrawn."))
    return redirect("account")


@require_POST
def remove_account(request: HttpRequest) -> HttpResponse:
    """Remove one's own account, after typing one's address."""
    typed = read_word(request.POST, "email").strip().lower()
    if typed != request.user.email.lower():
        messages.error(request, _("The address typed is not yours; nothing was removed."))
        return redirect("account")
    person = request.user
    actions.remove_person(person, acting_user=person)
    logout(request)
    return redirect("account_login")

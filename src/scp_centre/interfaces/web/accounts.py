"""Accounts: one's own, invitations, people and roles."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from scp_centre.centre.entry_fields import WholeNumberField
from scp_centre.centre.errors import AccountError
from scp_centre.centre.field_choices import offer_choices, offer_rows
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.installation.addresses import base_of
from scp_centre.centre.mail import Outcome, send, write
from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry import actions, tokens
from scp_centre.centre.registry.models import (
    Centre,
    Invitation,
    Letter,
    Organisation,
    Person,
    Role,
    digest,
)
from scp_centre.centre.registry.permissions import (
    ACTS,
    PERSON_ROLES,
    allowed,
    memberships,
    require,
)
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.row_fields import RowField
from scp_centre.centre.translation import current_speaker
from scp_centre.interfaces.web.own_account.forms import RULES
from scp_centre.interfaces.web.own_account.letter_texts import centre_name
from scp_centre.interfaces.web.own_account.views import waiting_change
from scp_centre.methods.messages import _

# what became of a letter -> what is noted of it
LETTERS = {
    Outcome.SENT: Letter.SENT,
    Outcome.REFUSED: Letter.REFUSED,
    Outcome.NO_SERVER: Letter.NONE,
    Outcome.LIMITED: Letter.LIMITED,
}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


CHOOSE_ROLE = _("Choose a role")
FIRST_COMPANY = _(
    "There are no companies yet, so no company members can be invited. An expert adds a company by "
    "importing the workbook of its first assessment."
)


class InviteForm(HouseForm):
    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"))
    organisation = RowField(
        label=_("Company"),
        queryset=Organisation.objects.none(),
        required=False,
        help_text=_("Only for company members. Leave empty for the centre's own staff."),
    )

    def __init__(
        self,
        person: Person,
        *args: object,
        companies: QuerySet[Organisation] | None = None,
        **values: object,
    ) -> None:
        super().__init__(*args, **values)  # type: ignore[arg-type]
        if companies is None:
            companies = companies_to_invite_to(person)
        offer_rows(self, "organisation", companies)
        roles = list(PERSON_ROLES) if allowed(person, "invite_staff") else [Role.COMPANY.value]
        if not companies.exists():
            roles.remove(Role.COMPANY.value)
            del self.fields["organisation"]
            self.fields["role"].help_text = FIRST_COMPANY
        named = [(role, PERSON_ROLES[role]) for role in roles]
        offer_choices(self, "role", [("", CHOOSE_ROLE), *named])


class AcceptForm(HouseForm):
    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"})
    )
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


def companies_to_invite_to(person: Person) -> QuerySet[Organisation]:
    """Return the companies to which a person may invite: all for staff, else the own ones."""
    roles = ACTS["invite_member"].roles
    mine = [m for m in memberships(person) if m.role in roles]
    if any(m.role != Role.COMPANY for m in mine):
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=[m.organisation_id for m in mine])


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedInRequest) -> HttpResponse:
    """Invite somebody; the link is sent by e-mail and shown once."""
    require(request.user, "invite_member")
    start = {"email": read_word(request.GET, "email")}
    form = InviteForm(request.user, request.POST or None, initial=start)
    made: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            invitation_, token = actions.invite_person(
                values["email"],
                values["role"],
                values.get("organisation"),
                acting_user=request.user,
            )
        except AccountError as error:
            known = error.where if error.where in form.fields else None
            form.add_error(known, error.in_full)
        else:
            link = base_of(request) + reverse("invitation", args=[token])
            sent = LETTERS[_send(invitation_, link)]
            actions.note_letter(invitation_, sent)
            made = {"link": link, "sent": sent, "invitation": invitation_}
            made["others"] = open_invitations(invitation_)
            form = InviteForm(request.user)
    return render(request, "invite.html", {"form": form} | made)


def open_invitations(invitation_: Invitation) -> QuerySet[Invitation]:
    """Return the other invitations of the same address that can still be accepted."""
    same = Invitation.objects.filter(
        email__iexact=invitation_.email, accepted_on=None, expires__gt=timezone.now()
    )
    return same.exclude(pk=invitation_.pk)


def _send(invitation_: Invitation, link: str) -> Outcome:
    """Send the link and return what became of the letter; the link can be passed on by hand."""
    say = current_speaker()  # nobody knows yet what the invited person reads
    centre = place_of_centre()
    role = PERSON_ROLES.get(invitation_.role, invitation_.role)
    values = {"person": invitation_.invited_by, "role": role, "centre": centre}
    if invitation_.organisation:
        text = say(
            _(
                "{person} invites you to join {company} at {centre}. Your role: {role}.",
                company=invitation_.organisation,
                **values,
            )
        )
    else:
        text = say(_("{person} invites you to join {centre}. Your role: {role}.", **values))
    hello = say(_("Dear colleague,"))
    how = say(_("Open this link within 14 days: {link}", link=link))
    subject = say(_("Invitation to {centre}", centre=centre_name()))
    text = f"{hello}\n\n{text}\n\n{how}\n"
    return send(write(invitation_.email, subject, text), "invitation")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: with a new account, or as the person of that address."""
    found = Invitation.objects.filter(
        digest=digest(token), accepted_on=None, expires__gt=timezone.now()
    ).first()
    if found is None:
        return _over(request, token)
    known = Person.objects.filter(email__iexact=found.email).first()
    person = request.user if request.user.is_authenticated else None
    form = AcceptForm(found.email, request.POST or None)
    ready = (known and person == known) or (known is None and form.is_valid())
    if request.method == "POST" and ready:
        values = {} if known else form.cleaned_data
        joined = actions.accept_invitation(token, acting_user=person, **values)
        if known is None:
            login(request, joined, backend=BACKEND)
        messages.success(request, _("Welcome. Your role is now {role}.", role=found.role))
        return redirect("home")
    context = {"invitation": found, "form": form, "known": known, "same": person == known}
    context["centre"] = place_of_centre()
    return render(request, "invitation.html", context)


def place_of_centre() -> str:
    """Return the name of the centre with its country, as a letter to a stranger needs it."""
    centre = Centre.objects.first()
    return f"{centre.name} ({centre.country})" if centre else centre_name()


def _over(request: HttpRequest, token: str) -> HttpResponse:
    """Say why an invitation cannot be accepted: it was used, has expired, or was withdrawn."""
    found = Invitation.objects.filter(digest=digest(token)).first()
    used = found is not None and found.accepted_on is not None
    context = {"used": used, "expired": found is not None and not used}
    return render(request, "invitation_over.html", context, status=404)


class TokenForm(HouseForm):
    nouns = {
        "name": _("Purpose of the token"),
    }

    name = forms.CharField(label=_("Used for"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=_("What the token can do"),
        widget=forms.CheckboxSelectMultiple,
    )
    days = WholeNumberField(
        label=_("Valid for (days)"), min_value=1, max_value=tokens.LONGEST_DAYS, initial=90
    )

    def __init__(self, person: Person, *args: object, **values: object) -> None:
        super().__init__(*args, **values)  # type: ignore[arg-type]
        offer_choices(self, "scopes", list(tokens.scopes_for(person).items()))


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: SignedInRequest) -> HttpResponse:
    """Show one's own account: roles, safety, tokens for programs, removal."""
    form = TokenForm(request.user, request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        _unused, secret = tokens.make_token(**form.cleaned_data, acting_user=request.user)
        form = TokenForm(request.user)
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
def withdraw_token(request: SignedInRequest, pk: int) -> HttpResponse:
    """Withdraw one of one's own tokens."""
    found = get_object_or_404(request.user.tokens, pk=pk)
    tokens.withdraw_token(found, acting_user=request.user)
    messages.success(request, _("The token {name} has been revoked.", name=found.name))
    return redirect("account")


@require_POST
def withdraw_tokens(request: SignedInRequest) -> HttpResponse:
    """Withdraw all of one's own tokens."""
    tokens.withdraw_tokens(acting_user=request.user)
    messages.success(request, _("All your tokens have been revoked."))
    return redirect("account")


@require_POST
def remove_account(request: SignedInRequest) -> HttpResponse:
    """Remove one's own account, after typing one's address."""
    typed = read_word(request.POST, "email").strip().lower()
    if typed != request.user.email.lower():
        messages.error(request, _("The address you entered is not yours. Nothing was removed."))
        return redirect("account")
    person = request.user
    with transaction.atomic():  # removed and signed out, or neither
        actions.remove_person(person, acting_user=person)
        logout(request)
    return redirect("account_login")

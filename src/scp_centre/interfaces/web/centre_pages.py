"""The centre itself: the first-run page, and its settings afterwards."""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.entry_fields import CurrencyField, NumberField
from scp_centre.centre.installation.addresses import can_be_reached
from scp_centre.centre.mail import has_mail_server
from scp_centre.centre.readiness.actions import send_test_letter
from scp_centre.centre.readiness.checks import State, list_checks
from scp_centre.centre.registry import actions
from scp_centre.centre.registry.models import Centre, Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.signing.models import SigningKey
from scp_centre.centre.stale_forms import ShownForm, one_writer
from scp_centre.centre.translation import LANGUAGES, REPORT_LANGUAGES
from scp_centre.interfaces.web.accounts import BACKEND
from scp_centre.interfaces.web.own_account.forms import RULES
from scp_centre.methods.messages import _
from scp_centre.settings.kept_secrets import kept_secret

GWP_SETS = ("AR6", "AR5", "AR4")


class CentreForm(ShownForm):
    name = forms.CharField(label=_("Centre name"), max_length=200)
    country = forms.CharField(label=_("Country"), max_length=100)
    public_address = forms.URLField(
        label=_("Public address"),
        required=False,
        assume_scheme="https",
        help_text=_(
            "The address at which anyone can reach the centre, for example "
            "https://centre.example.org. It appears in e-mails, certificates and identifiers."
        ),
        error_messages={"invalid": _("Enter an address such as https://centre.example.org.")},
    )
    language = forms.ChoiceField(
        label=_("Report language"),
        choices=[(code, LANGUAGES[code]) for code in REPORT_LANGUAGES],
    )
    currency = CurrencyField(label=_("Currency"), help_text=_("Three letters, for example EUR."))
    gwp_set = forms.ChoiceField(
        label=_("Global warming potentials"),
        choices=[(s, f"IPCC {s}") for s in GWP_SETS],
        help_text=_("The potentials use a 100-year time horizon and are shown with every result."),
    )
    electricity_factor = NumberField(
        label=_("Electricity factor, kg CO₂e per kWh"),
        min_value=0,
        max_value=3,
        required=False,
        help_text=_(
            "Emission factor of the national electricity supply. If you leave this field empty, "
            "each workbook must state its own factor."
        ),
    )
    electricity_factor_source = forms.CharField(
        label=_("Source of the electricity factor"),
        max_length=500,
        required=False,
        help_text=_("Publication, year and page."),
    )

    def clean_public_address(self) -> str:
        address: str = self.cleaned_data["public_address"].rstrip("/")
        parts = urlsplit(address)
        if parts.scheme not in ("", "http", "https") or parts.query or parts.fragment:
            raise forms.ValidationError(_("Enter an address such as https://centre.example.org."))
        if address and not can_be_reached(address):
            raise forms.ValidationError(
                _(
                    "This address can be opened only from this machine or its own network. Enter "
                    "the address that people outside use, or leave this field empty."
                )
            )
        return address

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("electricity_factor") is not None and not data.get("electricity_factor_source"):
            self.add_error("electricity_factor_source", _("A source is required for the factor."))
        return data


class SetUpForm(CentreForm):
    code = forms.CharField(
        label=_("Set-up code"),
        help_text=_("Shown in the window where the server was started."),
        strip=True,
    )
    person = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=_("You will be an administrator."),
    )
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=RULES,
    )
    field_order = ("code",)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not secrets.compare_digest(code.encode(), set_up_code().encode()):
            raise forms.ValidationError(
                _("This is not the code that the server showed when it started.")
            )
        return code

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(
            password,
            Person(
                name=self.cleaned_data.get("person", ""), email=self.cleaned_data.get("email", "")
            ),
        )
        return password


def set_up_code() -> str:
    """Return the code without which nobody sets up a centre; made once on this machine."""
    return kept_secret(Path(settings.DATA) / "set-up-code", lambda: secrets.token_hex(4))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Set up an empty centre: the first page of a new installation, gone afterwards."""
    if Person.objects.exists():
        raise Http404
    form = SetUpForm(request.POST or None, initial={"public_address": settings.PUBLIC_ADDRESS})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        values.pop("code")
        who = {"name": values.pop("person"), "email": values.pop("email")}
        person = actions.set_up_centre(values, password=values.pop("password"), **who)
        login(request, person, backend=BACKEND)
        messages.success(request, _("The centre is set up. Now invite your colleagues."))
        return redirect("people")
    return render(request, "set_up.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda: Centre.objects.filter(pk=1))
def centre_settings(request: SignedInRequest) -> HttpResponse:
    """Show and change what the centre says of itself."""
    require(request.user, "change_centre")
    centre = Centre.objects.filter(pk=1).first()
    initial = {n: getattr(centre, n) for n in CentreForm.base_fields} if centre else {}
    log = ("change_centre", centre.name) if centre else None
    form = CentreForm(request.POST or None, initial=initial, log=log)
    if request.method == "POST" and form.is_valid():
        actions.change_centre(form.cleaned_data, acting_user=request.user)
        messages.success(request, _("Settings saved."))
        return redirect("centre_settings")
    status = 422 if request.method == "POST" else 200
    return render(
        request, "centre.html", {"form": form, "keys": SigningKey.objects.all()}, status=status
    )


@require_safe
def ready(request: SignedInRequest) -> HttpResponse:
    """Show whether the installation is ready for the public: what is missing, how to mend it."""
    require(request.user, "change_centre")
    checks = list_checks()
    context = {
        "checks": checks,
        "missing": [check for check in checks if check.state == State.MISSING],
        "advised": [check for check in checks if check.state == State.ADVISED],
        "has_mail_server": has_mail_server(),
    }
    return render(request, "ready.html", context)


@require_POST
def test_letter(request: SignedInRequest) -> HttpResponse:
    """Send the administrator a letter, and say what the mail server answered."""
    address = request.user.email
    if send_test_letter(acting_user=request.user):
        messages.success(
            request,
            _(
                "The mail server accepted an e-mail to {address}. Check that it arrives.",
                address=address,
            ),
        )
    else:
        messages.error(request, _("The mail server refused the e-mail. The reason is shown below."))
    return redirect("centre_ready")

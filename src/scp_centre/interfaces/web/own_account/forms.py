"""Forms of the library in our words, with our limits on wrong passwords and codes."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.account.fields import PasswordField, SetPasswordField
from allauth.core import context
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from scp_centre.centre.field_errors import FieldErrors, HouseForm
from scp_centre.centre.limits.tallies import too_often
from scp_centre.interfaces.web.own_account import attempts, letters
from scp_centre.methods.messages import Message, _

RULES = _("Use at least 12 characters. Do not use your name, your address or a common password.")


def _quiet(form: forms.Form) -> None:
    """Take the grey examples out of the fields: the label above says the same."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class _TwoPasswords(FieldErrors):
    """A new password, typed twice."""

    def add_error(self, field: str | None, error: Any) -> None:
        """Note what is wrong; what the library says of two passwords has no code of its own."""
        if field == "password2" and isinstance(error, str) and not isinstance(error, Message):
            error = ValidationError(error, "password_mismatch")
        super().add_error(field, error)


class SignInForm(FieldErrors, account_forms.LoginForm):
    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        _quiet(self)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""


class ChangePasswordForm(_TwoPasswords, account_forms.ChangePasswordForm):
    oldpassword = PasswordField(label=_("Current password"), autocomplete="current-password")
    password1 = SetPasswordField(label=_("New password"), help_text=RULES)
    password2 = PasswordField(label=_("Confirm new password"), autocomplete="new-password")

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        _quiet(self)

    def clean_oldpassword(self) -> str:
        """Check the present password; who found an open session cannot try many."""
        return _checked(self.user, self.cleaned_data.get("oldpassword", ""))


class PasswordAgainForm(FieldErrors, account_forms.ReauthenticateForm):
    password = PasswordField(label=_("Password"), autocomplete="current-password")

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        _quiet(self)


class ForgottenPasswordForm(FieldErrors, account_forms.ResetPasswordForm):
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput({"autocomplete": "email"})
    )

    def clean_email(self) -> str:
        """Count the request; whether anybody has the address is the worker's business."""
        if too_often(context.request, "forgotten password", attempts.MOST_FORGOTTEN):
            raise ValidationError(_("Too many requests from your network. Try again in an hour."))
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **values: Any) -> str:
        address = str(self.cleaned_data["email"])
        letters.ask_password_letter(address, request)
        return address


class NewPasswordForm(_TwoPasswords, account_forms.ResetPasswordKeyForm):
    password1 = SetPasswordField(label=_("New password"), help_text=RULES)
    password2 = PasswordField(label=_("Confirm new password"), autocomplete="new-password")

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        _quiet(self)


class _Code(HouseForm):
    """A code of the second factor, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=50,
        widget=forms.TextInput({"autocomplete": "one-time-code", "autofocus": True}),
        help_text=_("Six digits from your phone, or one of your recovery codes."),
    )
    user: Any

    def clean_code(self) -> str:
        adapter = get_adapter()
        try:
            with attempts.one_after_another(f"code of {self.user.pk}", context.request):
                if attempts.is_code_locked(self.user.pk, context.request):
                    raise adapter.validation_error("rate_limited")
                return str(super().clean_code())  # type: ignore[misc]
        except TimeoutError:
            raise adapter.validation_error("attempts_at_once") from None


class CodeForm(_Code, code_forms.AuthenticateForm):
    pass


class CodeAgainForm(_Code, code_forms.ReauthenticateForm):
    pass


class FirstCodeForm(FieldErrors, totp_forms.ActivateTOTPForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text=_("The six digits that your phone shows now."),
    )


class AddressForm(HouseForm):
    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        help_text=_(
            "Your password prevents anybody else from changing the address on a screen that you "
            "left open."
        ),
    )

    def __init__(self, person: Any, *args: Any, **values: Any) -> None:
        self.person = person
        super().__init__(*args, **values)

    def clean_password(self) -> str:
        return _checked(self.person, self.cleaned_data["password"])


def _checked(person: Any, password: str) -> str:
    """Return the present password of a person; raise ValidationError when it is not."""
    adapter = get_adapter()
    if not adapter.reauthenticate(person, password):
        raise adapter.validation_error("enter_current_password")
    return password

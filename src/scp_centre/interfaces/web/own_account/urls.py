"""Addresses of one's own account. A page of the library is mounted only when it is named here.

The names are the library's own where it looks them up. What is not here (signing up, several
addresses, setting a first password, codes by e-mail) does not exist in this centre.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.views.decorators.cache import never_cache

from scp_centre.interfaces.web.own_account import views


class PersonNumber(StringConverter):
    """The number of a person in the link of a forgotten password; the key after it has hyphens."""

    regex = "[0-9A-Za-z]+"


register_converter(PersonNumber, "person")


def whole(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What the library changes, what we note of it and the sessions that end: all or nothing.

    A page that is only looked at takes no lock.
    """

    @wraps(view)
    def either(request: HttpRequest, *places: Any, **names: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *places, **names)
        with transaction.atomic():
            return view(request, *places, **names)

    return either


urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", never_cache(account.reauthenticate), name="account_reauthenticate"),
    path("email/", views.address, name="account_email"),
    path("email/cancel/", views.cancel_address, name="cancel_address"),
    path("email/confirm/<str:secret>/", views.confirm_address, name="confirm_address"),
    path("password/change/", whole(views.change_password), name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/<person:uidb36>-<str:key>/",
        whole(never_cache(account.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("sessions/", views.sessions, name="usersessions_list"),
    path("2fa/", second_factor.index, name="mfa_index"),
    path(
        "2fa/authenticate/", whole(never_cache(second_factor.authenticate)), name="mfa_authenticate"
    ),
    path(
        "2fa/reauthenticate/",
        whole(never_cache(second_factor.reauthenticate)),
        name="mfa_reauthenticate",
    ),
    path("2fa/totp/activate/", whole(never_cache(totp.activate_totp)), name="mfa_activate_totp"),
    path(
        "2fa/totp/deactivate/", whole(never_cache(totp.deactivate_totp)), name="mfa_deactivate_totp"
    ),
    path(
        "2fa/recovery-codes/",
        never_cache(recovery_codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/generate/",
        whole(never_cache(recovery_codes.generate_recovery_codes)),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]

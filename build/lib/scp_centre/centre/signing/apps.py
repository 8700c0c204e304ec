"""The signature of the centre as a Django app."""

from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "scp_centre.centre.signing"
    label = "signing"

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "scp_centre.centre.disclosure"
    label = "disclosure"
    verbose_name = "Disclosure control"

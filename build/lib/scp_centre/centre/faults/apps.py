from django.apps import AppConfig


class FaultsConfig(AppConfig):
    name = "scp_centre.centre.faults"
    label = "faults"

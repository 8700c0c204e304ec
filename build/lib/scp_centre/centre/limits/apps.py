from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "scp_centre.centre.limits"
    label = "limits"

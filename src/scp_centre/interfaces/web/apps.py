from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "scp_centre.interfaces.web"
    label = "web"

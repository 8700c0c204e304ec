from django.apps import AppConfig


class SentFormsConfig(AppConfig):
    name = "scp_centre.centre.sent_forms"
    label = "sent_forms"

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "scp_centre.centre.audit"
    label = "audit"

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "scp_centre.centre.evidence"
    label = "evidence"

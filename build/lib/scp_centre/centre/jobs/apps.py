from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "scp_centre.centre.jobs"
    label = "jobs"

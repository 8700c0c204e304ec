from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "scp_centre.centre.registry"
    label = "registry"

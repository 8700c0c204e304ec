from django.apps import AppConfig


class RolesConfig(AppConfig):
    name = "scp_centre.centre.roles"
    label = "centre_roles"

    def ready(self) -> None:
        from scp_centre.centre.roles.discovery import declare_all

        declare_all()

from django.apps import AppConfig
from django.conf import settings


class WebConfig(AppConfig):
    name = "scp_centre.interfaces.web"
    label = "web"

    def ready(self) -> None:
        from scp_centre.centre.translation.compiled_messages import compile_messages
        from scp_centre.interfaces.web import faults
        from scp_centre.interfaces.web.own_account import events

        compile_messages(settings.LOCALE_PATHS[0])
        events.connect()
        faults.connect()

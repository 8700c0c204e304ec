from django.apps import AppConfig
from django.conf import settings


class WebConfig(AppConfig):
    name = "scp_centre.interfaces.web"
    label = "web"

    def ready(self) -> None:
        from scp_centre.centre.wording.compiling import compile_messages

        compile_messages(settings.LOCALE_PATHS[0])

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "scp_centre.centre.pages"
    label = "pages"

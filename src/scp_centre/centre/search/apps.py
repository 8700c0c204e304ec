from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "scp_centre.centre.search"
    label = "search"

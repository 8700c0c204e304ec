from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "scp_centre.centre.search"
    label = "search"

    def ready(self) -> None:
        from scp_centre.centre.search import jobs  # noqa: F401  registers its kind of job
        from scp_centre.centre.search.watching import watch_all

        watch_all()

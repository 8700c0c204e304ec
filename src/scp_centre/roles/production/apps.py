"""The production role as a Django app."""

from dataclasses import dataclass

from django.apps import AppConfig
from django.db.models.signals import post_migrate


@dataclass(frozen=True, slots=True)
class RoleEntry:
    """How a role shows itself: its number in the manual, title, and address of its first page."""

    number: int
    title: str
    url_name: str


class ProductionConfig(AppConfig):
    name = "scp_centre.roles.production"
    label = "production"
    role = RoleEntry(2, "Production", "assessments")

    def ready(self) -> None:
        from scp_centre.roles.production import work  # noqa: F401  registers the kinds of jobs
        from scp_centre.roles.production.storage import fill_summaries

        post_migrate.connect(lambda **_: fill_summaries(), sender=self, weak=False)

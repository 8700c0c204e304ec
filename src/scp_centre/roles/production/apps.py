"""The production role as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from scp_centre.centre.registry.role_entry import RoleEntry
from scp_centre.methods.messages import _


class ProductionConfig(AppConfig):
    name = "scp_centre.roles.production"
    label = "production"
    role = RoleEntry(2, _("Production"), "assessments")
    act = "see_company"

    def ready(self) -> None:
        from scp_centre.roles.production import jobs  # noqa: F401  registers the kinds of jobs
        from scp_centre.roles.production.assessment_rows import fill_summaries

        post_migrate.connect(lambda **_unused: fill_summaries(), sender=self, weak=False)

"""The production role as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from scp_centre.centre.roles import CentreRole, MenuEntry, MenuGroup
from scp_centre.methods.messages import _


class ProductionConfig(AppConfig):
    name = "scp_centre.roles.production"
    label = "production"
    role = CentreRole(
        2,
        _("Production"),
        url_name="assessments",
        act="see_company",
        menu=(
            MenuEntry(_("Portfolio"), "portfolio", "see_portfolio"),
            MenuEntry(_("Companies"), "companies", "see_company"),
            MenuEntry(_("Options catalogue"), "catalogue", "see_company", MenuGroup.KNOWLEDGE),
        ),
        empty_files=("template", "sample_workbook", "readings_template"),
    )

    def ready(self) -> None:
        from scp_centre.centre.audit.details import DETAIL_LABELS
        from scp_centre.centre.evidence.dependents import declare_kind
        from scp_centre.roles.production.assessment_rows import fill_summaries
        from scp_centre.roles.production.dependents import DONOR_REPORTS
        from scp_centre.roles.production.workbook.schema import sheets

        declare_kind(DONOR_REPORTS)
        for sheet in sheets():
            for column in sheet.columns:
                DETAIL_LABELS.setdefault(column.key, column.title)
        post_migrate.connect(lambda **_unused: fill_summaries(), sender=self, weak=False)

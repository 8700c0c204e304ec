"""The benchmarks role as a Django app."""

from django.apps import AppConfig

from scp_centre.centre.roles import CentreRole, MenuGroup, PublicPage
from scp_centre.methods.messages import _


class BenchmarksConfig(AppConfig):
    name = "scp_centre.roles.benchmarks"
    label = "benchmarks"
    role = CentreRole(
        9,
        _("Benchmarks"),
        url_name="benchmarks",
        act="see_releases",
        address="benchmarks/",
        group=MenuGroup.NATION,
        public_pages=(PublicPage(_("Published benchmarks"), "published_benchmarks"),),
        empty_files=("survey_template",),
    )

    def ready(self) -> None:
        from scp_centre.centre.evidence.dependents import declare_kind
        from scp_centre.roles.benchmarks.dependents import RELEASES

        declare_kind(RELEASES)

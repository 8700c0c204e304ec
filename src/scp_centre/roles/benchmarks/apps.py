"""The benchmarks role as a Django app."""

from django.apps import AppConfig

from scp_centre.centre.registry.role_entry import RoleEntry


class BenchmarksConfig(AppConfig):
    name = "scp_centre.roles.benchmarks"
    label = "benchmarks"
    role = RoleEntry(9, "Benchmarks", "benchmarks")
    act = "see_releases"

    def ready(self) -> None:
        from scp_centre.centre.evidence.dependents import declare_kind
        from scp_centre.roles.benchmarks.dependents import RELEASES

        declare_kind(RELEASES)

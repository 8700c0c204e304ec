"""The benchmarks role as a Django app."""

from django.apps import AppConfig

from scp_centre.centre.registry.role_entry import RoleEntry
from scp_centre.methods.messages import _


class BenchmarksConfig(AppConfig):
    name = "scp_centre.roles.benchmarks"
    label = "benchmarks"
    role = RoleEntry(9, _("Benchmarks"), "benchmarks")
    act = "see_releases"

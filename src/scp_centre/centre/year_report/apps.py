from django.apps import AppConfig


class YearReportConfig(AppConfig):
    name = "scp_centre.centre.year_report"
    label = "year_report"
    verbose_name = "The centre's year"

    def ready(self) -> None:
        from scp_centre.centre import year_report
        from scp_centre.centre.declarations import CENTRE
        from scp_centre.centre.roles.discovery import declare_package, module_of

        declare_package(CENTRE, year_report)
        module_of(year_report, "jobs")  # registers its kind of jobs

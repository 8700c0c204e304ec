from django.apps import AppConfig


class PublicSiteConfig(AppConfig):
    name = "scp_centre.centre.public_site"
    label = "public_site"
    verbose_name = "Public site"

    def ready(self) -> None:
        from scp_centre.centre import public_site
        from scp_centre.centre.declarations import CENTRE
        from scp_centre.centre.evidence.signals import consent_withdrawn
        from scp_centre.centre.public_site.result_actions import follow_consent
        from scp_centre.centre.roles.discovery import declare_package

        declare_package(CENTRE, public_site)
        consent_withdrawn.connect(follow_consent, dispatch_uid="public_site")

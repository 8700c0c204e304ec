"""Who owns a company, as surveys say: the gate counts the companies of one owner as one."""

from django.db.models import F

from scp_centre.roles.benchmarks.models import Plant


def owners() -> dict[int, str]:
    """Return company -> owner, the latest survey's word."""
    said = Plant.objects.filter(company__isnull=False).exclude(holder=F("company_name"))
    return dict(said.order_by("benchmark__year", "pk").values_list("company", "holder"))

"""What disclosure control has decided, for the director."""

from django.db.models import QuerySet

from scp_centre.centre.disclosure.models import DisclosedFigure
from scp_centre.methods.messages import _

# Where a figure was to be shown -> what the place is called
PLACES = {
    "results": _("Public site"),
    "year report": _("The centre's year"),
    "donor report": _("Donor report"),
    "policy": _("Policy"),
    "benchmarks": _("Benchmarks"),
}


def list_decisions() -> QuerySet[DisclosedFigure]:
    """Return all decisions, the latest first, without what each company gave."""
    return DisclosedFigure.objects.defer("cells")

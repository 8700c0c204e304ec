"""What companies consent to: each use in a sentence for a manager, and who said yes to it."""

from django.db.models import OuterRef, QuerySet, Subquery

from scp_centre.centre.evidence.models import Consent, Use
from scp_centre.centre.registry.models import Organisation
from scp_centre.methods.messages import _

USES = {
    Use.BENCHMARK: _("Figures go into sector benchmarks, in which no company can be identified."),
    Use.CASE_STUDY: _("The centre may write about the company by name, after showing it the text."),
    Use.LABEL: _("Figures may be used as evidence for the company's labels and product claims."),
    Use.FOOTPRINT: _(
        "The centre may calculate the footprints of the company's products and show them to the "
        "customers that the company names."
    ),
    Use.MARKET: _(
        "The centre may show buyers the company's name, its products and the product figures for "
        "which the company has provided proof."
    ),
    Use.NETWORK: _(
        "The centre may show other members what the company can supply or take, so that one "
        "company can use another's waste."
    ),
    Use.EXCHANGE: _(
        "Figures may go to cleaner production centres in other countries, without the company's "
        "name, so that results can be compared."
    ),
    Use.RESULTS: _(
        "The centre may count verified savings in the totals on its public site, in which no "
        "company can be identified."
    ),
}


def consenting(use: str) -> QuerySet[Organisation]:
    """Return the companies whose latest word on one use is yes."""
    last = Consent.objects.filter(organisation=OuterRef("pk"), use=use)
    return Organisation.objects.annotate(consent=Subquery(last.values("given")[:1])).filter(
        consent=True
    )


def consents_of(organisation: Organisation) -> list[tuple[str, Consent | None]]:
    """Return each use with the latest word of the company on it."""
    latest: dict[str, Consent] = {}
    for consent in Consent.objects.filter(organisation=organisation).select_related("person"):
        latest.setdefault(consent.use, consent)
    return [(use, latest.get(use)) for use in Use.values]

"""What a company consents to, in a sentence that its manager understands."""

from scp_centre.centre.evidence.models import Use
from scp_centre.methods.messages import _

USES = {
    Use.BENCHMARK: _("Figures enter sector benchmarks, in which no company can be recognised."),
    Use.CASE_STUDY: _("The centre may write about the company by name, after showing it the text."),
    Use.LABEL: _("Figures may prove a label or product claim of the company."),
    Use.FOOTPRINT: _(
        "The centre may compute the footprints of the company's products and show them to the "
        "customers that the company names."
    ),
    Use.MARKET: _(
        "The centre may show buyers the company's name, its products and the product figures that "
        "it has proved."
    ),
    Use.NETWORK: _(
        "The centre may show other members what the company can supply or take, so that one firm's "
        "waste can meet another's need."
    ),
    Use.EXCHANGE: _(
        "Figures may go to cleaner production centres of other countries, without the company's "
        "name, so that results can be compared."
    ),
    Use.RESULTS: _(
        "The centre may count verified savings in the totals on its public site, in which no "
        "company can be recognised."
    ),
}

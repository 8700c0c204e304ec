"""What a company can claim from its own reviewed figures, in the language of its claim."""

from django.db.models import Q

from scp_centre.centre.evidence.models import Observation, Use
from scp_centre.centre.evidence.queries import shared_figures
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import COMPANY, memberships
from scp_centre.centre.translation import speaker
from scp_centre.methods.claims import wording_of
from scp_centre.methods.unit_signs import write_unit

# indicator of the ledger -> wording of the reference table
WORDINGS = {
    "footprint_total": "footprint",
    "verified_saving": "saving",
    "verified_co2e": "saving_co2e",
}
MOST = 5  # proposals on the page


def own_wordings(person: Person, language: str) -> list[str]:
    """Return claims that reviewed figures of a person's own companies prove, the latest first.

    Only of companies that consent to the use of their figures for labels.
    """
    own = [m.organisation_id for m in memberships(person) if m.role == COMPANY]
    if not own:
        return []
    about_own = (
        Q(organisation__in=own) | Q(site__organisation__in=own) | Q(product__organisation__in=own)
    )
    found = shared_figures(Use.LABEL).filter(about_own, indicator__in=WORDINGS)
    return [_wording(figure, language) for figure in found.order_by("-period_end", "-pk")[:MOST]]


def _wording(figure: Observation, language: str) -> str:
    return wording_of(WORDINGS[figure.indicator], language).format(
        product=figure.product or figure.owner,
        company=figure.owner,
        value=speaker(language).number(figure.value),
        unit=write_unit(figure.unit),
        period=figure.period,
    )

"""The consent of companies that the centre shows others what they can supply or take.

Without it nothing of a company is matched, introduced or shown to another one. The latest word
counts: what was shown before a withdrawal is no longer shown after it.
"""

from collections.abc import Iterable

from scp_centre.centre.evidence.consent import consenting
from scp_centre.centre.evidence.models import Use
from scp_centre.centre.registry.models import Organisation
from scp_centre.methods.messages import _
from scp_centre.roles.network.errors import ExchangeError


def lets_show(companies: Iterable[int]) -> frozenset[int]:
    """Return which of some companies let the centre show their entries to other ones."""
    found = consenting(Use.NETWORK).filter(pk__in=set(companies))
    return frozenset(found.values_list("pk", flat=True))


def require_all(companies: Iterable[Organisation]) -> None:
    """Raise ExchangeError, for a coordinator, naming a company that has not consented."""
    asked = list(companies)
    given = lets_show(one.pk for one in asked)
    for company in asked:
        if company.pk not in given:
            raise ExchangeError(
                _("{company} has not consented to being shown to other companies.",
                  company=company),
                cure=_("Ask a member of the company to consent to the use “{use}” under "
                       "“Assessments and consent”, then try again.", use=Use.NETWORK.label),
            )  # fmt: skip


def require_both(own: Iterable[Organisation], others: Iterable[Organisation]) -> None:
    """Raise ExchangeError, for a side, where it or the other has not consented.

    Of the other it says only that it is not shown at present, never who it is.
    """
    mine, theirs = {one.pk for one in own}, {one.pk for one in others}
    given = lets_show(mine | theirs)
    if not mine <= given:
        raise ExchangeError(
            _("Your company has not consented to being shown to other companies."),
            cure=_("Consent to the use “{use}” under “Assessments and consent” on the page of "
                   "your company, then try again.", use=Use.NETWORK.label),
        )  # fmt: skip
    if not theirs <= given:
        raise ExchangeError(
            _("The other company does not take part in introductions at present."),
            cure=_("Ask the centre, or try again later."),
        )

"""Who may verify and decide: nobody whom anything binds to the applicant or to the advice."""

from scp_centre.centre.advisers import advisers_of
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.errors import IndependenceError
from scp_centre.roles.recognition.models import Affiliation, Application


def companies_of_holding(company: Organisation) -> set[int]:
    """Return the keys of a company and of all companies of its holding."""
    own = Affiliation.objects.filter(organisation=company).first()
    if own is None:
        return {company.pk}
    others = Affiliation.objects.filter(holding__iexact=own.holding)
    return {company.pk, *others.values_list("organisation", flat=True)}


def bond_to_applicant(person: Person, application: Application) -> str:
    """Return what binds somebody to an applicant, in a sentence; "" where nothing does."""
    company = application.organisation
    own = {pk for pk in person.memberships.values_list("organisation", flat=True) if pk is not None}
    if company.pk in own:
        return _("{person} is a member of {company}.", person=person, company=company)
    if own & companies_of_holding(company):
        return _(
            "{person} is a member of a company of the same holding as {company}.",
            person=person,
            company=company,
        )
    if person.pk in _advisers(application):
        return _("{person} has advised {company}.", person=person, company=company)
    return ""


def _advisers(application: Application) -> set[int]:
    company = application.organisation
    written = Application.objects.filter(organisation=company)
    people = written.values_list("adviser", "applicant")
    return advisers_of(company) | {pk for pair in people for pk in pair if pk is not None}


def require_independent(person: Person, application: Application) -> None:
    """Raise IndependenceError where something binds somebody to the applicant."""
    if bond := bond_to_applicant(person, application):
        raise IndependenceError(
            bond, where="person", cure=_("Name somebody who is independent of the applicant.")
        )


def require_other_person(person: Person, application: Application) -> None:
    """Raise IndependenceError where who decides has verified, or has decided before an appeal."""
    if person.pk == application.verifier_id:
        raise IndependenceError(
            _("You verified this application, so somebody else must decide."),
            where="person",
            cure=_("Ask another director."),
        )
    if person.pk == application.first_decider_id:
        raise IndependenceError(
            _("You took the decision under appeal, so somebody else must decide."),
            where="person",
            cure=_("Ask another director."),
        )

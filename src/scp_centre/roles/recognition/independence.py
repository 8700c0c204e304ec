"""Who may verify and decide: nobody whom anything binds to the applicant or to the advice."""

from datetime import timedelta

from django.utils import timezone

from scp_centre.centre.advisers import advisers_of
from scp_centre.centre.audit.models import Entry
from scp_centre.centre.registry.models import Membership, Organisation, Person
from scp_centre.methods.disclosure import holder_key
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.errors import IndependenceError
from scp_centre.roles.recognition.models import (
    OPEN,
    Affiliation,
    Application,
    Document,
    Event,
    Scheme,
    Step,
)

BOUND_AFTER = timedelta(days=730)  # how long who has left a company stays bound to it
HELP = (
    *(Step.STARTED, Step.RENEWAL, Step.DECLARED, Step.SUBMITTED, Step.ANSWERED, Step.APPEALED),
    Step.CHANGE,
)


def companies_of_holding(company: Organisation) -> set[int]:
    """Return the keys of a company and of all companies of its holding, however that is written."""
    own = Affiliation.objects.filter(organisation=company).first()
    if own is None:
        return {company.pk}
    key = holder_key(own.holding)
    others = Affiliation.objects.values_list("organisation", "holding")
    return {company.pk, *(pk for pk, holding in others if holder_key(holding) == key)}


def bond_to_applicant(person: Person, application: Application) -> str:
    """Return what binds somebody to an applicant, in a sentence; "" where nothing does."""
    return bond_to_company(person, application.organisation)


def bond_to_company(person: Person, company: Organisation) -> str:
    """Return what binds somebody to a company, in a sentence; "" where nothing does."""
    own = {pk for pk in person.memberships.values_list("organisation", flat=True) if pk is not None}
    if company.pk in own:
        return _("{person} is a member of {company}.", person=person, company=company)
    group = companies_of_holding(company)
    if own & group:
        return _(
            "{person} is a member of a company in the same group as {company}.",
            person=person,
            company=company,
        )
    if _has_left_lately(person, group):
        return _(
            "{person} was a member of {company} or of its group within the last 24 months.",
            person=person,
            company=company,
        )
    return _bond_by_advice(person, company, own, group)


def _bond_by_advice(person: Person, company: Organisation, own: set[int], group: set[int]) -> str:
    """Return how advice binds somebody: their own, a colleague's, or advice to the same holding.

    own : organisations of the person    group : companies of the holding
    """
    advisers = advisers_of(company) | set(helpers_of(company))
    if person.pk in advisers:
        return _("{person} has advised {company}.", person=person, company=company)
    colleagues = Membership.objects.filter(organisation__in=own, person__in=advisers)
    if own and colleagues.exists():
        return _(
            "An organisation that {person} belongs to has advised {company}.",
            person=person,
            company=company,
        )
    for sister in Organisation.objects.filter(pk__in=group - {company.pk}).order_by("pk"):
        if person.pk in advisers_of(sister) | set(helpers_of(sister)):
            return _(
                "{person} has advised {sister}, which belongs to the same group as {company}.",
                person=person,
                sister=sister,
                company=company,
            )
    return ""


def _has_left_lately(person: Person, companies: set[int]) -> bool:
    """Return whether somebody was a member of a company until lately, by the log."""
    ended = Entry.objects.filter(
        act="end_membership",
        about=person,
        organisation__in=companies,
        when__gte=timezone.now() - BOUND_AFTER,
    )
    return ended.exists()


def helpers_of(company: Organisation) -> list[int]:
    """Return the keys of all who ever worked on the applicant's side of its applications."""
    applications = Application.objects.filter(organisation=company)
    steps = [str.__str__(step.value) for step in HELP]
    did = Event.objects.filter(application__in=applications, step__in=steps)
    added = Document.objects.filter(organisation=company)
    pks = {
        *did.order_by().values_list("person", flat=True).distinct(),
        *added.order_by().values_list("added_by", flat=True).distinct(),
        *applications.order_by().values_list("applicant", flat=True).distinct(),
    }
    return sorted(pks)


def advisers_shown(application: Application) -> list[Person]:
    """Return who of the centre helped with an application, to be named on its page."""
    steps = [str.__str__(step.value) for step in HELP]
    did = Event.objects.filter(application=application, step__in=steps).order_by()
    own = Person.objects.filter(memberships__organisation=application.organisation)
    people = Person.objects.filter(pk__in=did.values_list("person", flat=True))
    return list(people.exclude(pk__in=own.values("pk")).order_by("pk"))


def require_no_verifier_of(company: Organisation, person: Person) -> None:
    """Raise IndependenceError where somebody verifies an open application of a company."""
    open_ = Application.objects.filter(organisation=company, verifier=person, state__in=OPEN)
    if open_.exists():
        raise IndependenceError(
            _(
                "You are verifying an application from this company, so you cannot add its "
                "evidence."
            ),
            where="company",
            cure=_("Ask the applicant to add the evidence."),
        )


def require_independent(person: Person, application: Application) -> None:
    """Raise IndependenceError where something binds somebody to the applicant."""
    if bond := bond_to_applicant(person, application):
        raise IndependenceError(
            bond, where="person", cure=_("Appoint someone who is independent of the applicant.")
        )


def require_unbound(person: Person, company: Organisation) -> None:
    """Raise IndependenceError where whoever acts for the register is bound to a company."""
    if bond := bond_to_company(person, company):
        raise IndependenceError(
            bond,
            where="person",
            cure=_("Ask another label officer who is independent of the applicant."),
        )


def require_unbound_to_applicants(person: Person, scheme: Scheme) -> None:
    """Raise IndependenceError where somebody is bound to a company that now applies for a label.

    For rules of a scheme that hold for open applications at once, as that of its fees.
    """
    open_ = Application.objects.filter(version__scheme=scheme, state__in=OPEN)
    companies = Organisation.objects.filter(pk__in=open_.values("organisation"))
    for company in companies.order_by("pk"):
        require_unbound(person, company)


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
            _("You made the decision under appeal, so somebody else must decide."),
            where="person",
            cure=_("Ask another director."),
        )

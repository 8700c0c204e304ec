"""The one table of acts: what may be done, and by whom. Every action asks it.

The centre's own acts are below; each role declares its own in its permissions.py, and the page
*People* shows them all as one table.
"""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from scp_centre.centre.declarations import Declarations
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.registry.models import Organisation, Person, Role
from scp_centre.methods.messages import Within, _

COMPANY, EXPERT, REVIEWER, DIRECTOR, ADMINISTRATOR = (
    Role.COMPANY,
    Role.EXPERT,
    Role.REVIEWER,
    Role.DIRECTOR,
    Role.ADMINISTRATOR,
)
STATISTICIAN, ASSOCIATION, TRAINER, ANALYST, INFORMATION = (
    Role.STATISTICIAN,
    Role.ASSOCIATION,
    Role.TRAINER,
    Role.ANALYST,
    Role.INFORMATION,
)
STAFF = (EXPERT, REVIEWER, DIRECTOR)
EVERYBODY = (COMPANY, *STAFF, STATISTICIAN, ASSOCIATION, TRAINER, ANALYST, INFORMATION)


@dataclass(frozen=True, slots=True)
class Act:
    """What may be done, by whom. A company member may only ever act on their own company."""

    key: str
    sentence: str
    roles: tuple[str, ...]


# The acts of the centre itself; those of a role are in its own permissions.py.
CENTRE_ACTS = (
    Act("see_company", _("See a company, its sites and assessments"), (COMPANY, *STAFF)),
    Act("see_figure", _("See a figure and its derivation"), EVERYBODY),
    Act("keep_organisation", _("Add and edit organisations and sites"), (EXPERT, DIRECTOR)),
    Act("keep_product", _("Add and edit products"), (COMPANY, EXPERT, DIRECTOR)),
    Act("keep_contact", _("Add and edit contact persons"), (COMPANY, EXPERT, DIRECTOR)),
    Act("remove_organisation", _("Remove an organisation or a site"), (DIRECTOR,)),
    Act("add_company", _("Add a company"), (EXPERT, DIRECTOR)),
    Act(
        "review_figures",
        _("Approve figures, or send them back with remarks"),
        (REVIEWER,),
    ),
    Act("answer_remark", _("Answer a reviewer's remark"), (EXPERT,)),
    Act(
        "set_consent",
        _("Give or withdraw the company's consent to a use of its data"),
        (COMPANY,),
    ),
    Act("keep_keys", _("Change the centre's signing key"), (ADMINISTRATOR,)),
    Act("make_token", _("Create a token for your own program"), EVERYBODY),
    Act("compute", _("Run a method on your own figures"), EVERYBODY),
    Act("read_audit", _("Read the audit log"), (DIRECTOR, ADMINISTRATOR)),
    Act("see_faults", _("See unexpected system errors"), (ADMINISTRATOR,)),
    Act("see_people", _("See people and roles"), (ADMINISTRATOR, DIRECTOR, EXPERT)),
    Act("invite_staff", _("Invite somebody to the centre, in any role"), (ADMINISTRATOR,)),
    Act(
        "invite_member",
        _("Invite somebody to a company"),
        (ADMINISTRATOR, DIRECTOR, EXPERT, COMPANY),
    ),
    Act("change_centre", _("Change the centre's settings"), (ADMINISTRATOR,)),
    Act("end_membership", _("End somebody's role"), (ADMINISTRATOR,)),
    Act("remove_person", _("Remove a person's account"), (ADMINISTRATOR,)),
    Act(
        "reset_second_factor",
        _("Switch off the second factor of somebody who lost their phone"),
        (ADMINISTRATOR,),
    ),
)
# name -> act, of the centre, its roles and its journeys, as centre/roles finds them at start
ACTS = Declarations[Act]("act", "permissions.py")
# what somebody can be here: those of registry.models.Role, and the staff of each role
PERSON_ROLES = Declarations[str]("staff", "apps.py")


def allowed(
    person: Person | AnonymousUser, act: str, organisation: Organisation | None = None
) -> bool:
    """Return whether somebody may do an act, on an organisation where one is concerned."""
    if person.is_anonymous or not person.is_active:
        return False
    roles = ACTS[act].roles
    for membership in memberships(person):
        if membership.role not in roles:
            continue
        if membership.role != COMPANY or organisation is None:
            return True
        if membership.organisation_id == organisation.pk:
            return True
    return False


def require(person: Person, act: str, organisation: Organisation | None = None) -> None:
    """Raise NotPermittedError when the person may not do the act."""
    if not allowed(person, act, organisation):
        raise NotPermittedError(
            _("You are not allowed to {lower}.", lower=Within(ACTS[act].sentence)),
            where=act,
            cure=_("Ask the centre's administrator."),
        )


def memberships(person: Person) -> list:  # type: ignore[type-arg]
    """Return the memberships of a person, read once for each request."""
    if not hasattr(person, "_memberships"):
        person._memberships = list(person.memberships.all())  # type: ignore[attr-defined]
    return person._memberships  # type: ignore[attr-defined,no-any-return]


def sees_all_organisations(person: Person) -> bool:
    """Return whether a person sees every organisation, as the staff of the centre does."""
    roles = ACTS["see_company"].roles
    return any(m.role in roles and m.role != COMPANY for m in memberships(person))


def visible_organisations(person: Person) -> QuerySet[Organisation]:
    """Return the organisations that a person may see: all for staff, else the own ones."""
    if sees_all_organisations(person):
        return Organisation.objects.all()
    mine = [m.organisation_id for m in memberships(person) if m.role == COMPANY]
    return Organisation.objects.filter(Q(pk__in=mine))

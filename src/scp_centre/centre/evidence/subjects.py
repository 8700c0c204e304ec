"""What a figure can be about; who keeps a subject while figures stand on it."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from scp_centre.centre.audit.actions import record
from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import EvidenceError
from scp_centre.centre.evidence.models import Observation
from scp_centre.centre.registry.models import Organisation, Person, Product, Site
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.messages import _


@dataclass(frozen=True, slots=True)
class SectorCode:
    """A sector of the economy, by its code of ISIC."""

    isic: str


@dataclass(frozen=True, slots=True)
class Nation:
    """A country, by its name as the centre writes it."""

    name: str


Subject = Site | Product | Organisation | SectorCode | Nation


def subject_fields(subject: Subject) -> dict[str, Any]:
    """Return the fields of a figure about this subject; the others stay empty."""
    match subject:
        case Site():
            return {"site": subject}
        case Product():
            return {"product": subject}
        case Organisation():
            return {"organisation": subject}
        case SectorCode():
            return {"sector": subject.isic}
        case Nation():
            return {"nation": subject.name}


@transaction.atomic
def remove_product(product: Product, *, acting_user: Person) -> None:
    """Remove a product on which no figure stands."""
    require(acting_user, "keep_product", product.organisation)
    _remove(product, product.name, product.organisation, "remove_product", acting_user)


@transaction.atomic
def remove_site(site: Site, *, acting_user: Person) -> None:
    """Remove a site on which no figure stands and of which nothing else is recorded."""
    require(acting_user, "remove_organisation", site.organisation)
    _remove(site, site.name, site.organisation, "remove_site", acting_user)


@transaction.atomic
def remove_organisation(organisation: Organisation, *, acting_user: Person) -> None:
    """Remove an organisation of which nothing is recorded but how to reach it."""
    require(acting_user, "remove_organisation", organisation)
    if organisation.memberships.exists():
        raise EvidenceError(
            _("{organisation} has members with user accounts.", organisation=organisation),
            where=organisation.name,
            cure=_("Ask an administrator to end their roles first."),
        )
    _remove(organisation, organisation.name, None, "remove_organisation", acting_user)


def _remove(
    subject: Site | Product | Organisation,
    name: str,
    organisation: Organisation | None,
    act: str,
    acting_user: Person,
) -> None:
    if _figures_on(subject):
        raise EvidenceError(
            _("{name} cannot be removed: the ledger contains figures about {name}.", name=name),
            where=name,
            cure=_("Correct the name or details instead. The figures stay linked."),
        )
    try:
        with transaction.atomic():
            if isinstance(subject, Organisation):
                # The rows of its log stay and name it; they only point to it no more.
                Entry.objects.filter(organisation=subject).update(organisation=None)
            subject.delete()
    except ProtectedError:
        raise EvidenceError(
            _("{name} cannot be removed: other records belong to {name}.", name=name),
            where=name,
            cure=_("Correct the name or details instead."),
        ) from None
    record(act, name, acting_user=acting_user, organisation=organisation)


def _figures_on(subject: Site | Product | Organisation) -> bool:
    found = Observation.objects.filter(**subject_fields(subject))
    if isinstance(subject, Organisation):
        found |= Observation.objects.filter(site__organisation=subject)
        found |= Observation.objects.filter(product__organisation=subject)
    return found.exists()

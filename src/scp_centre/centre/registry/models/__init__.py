"""Organisations, sites, products, people and memberships: the nouns that every role shares."""

from scp_centre.centre.registry.models.centre import Centre, Programme
from scp_centre.centre.registry.models.organisations import (
    ContactPerson,
    Kind,
    Organisation,
    OrganisationSector,
    Sector,
    Site,
)
from scp_centre.centre.registry.models.people import (
    AddressChange,
    ApiToken,
    Invitation,
    KeptAnswer,
    Letter,
    Membership,
    People,
    Person,
    Role,
    digest,
)
from scp_centre.centre.registry.models.products import Product, ProductSite, ProductVersion

__all__ = [
    "AddressChange",
    "ApiToken",
    "Centre",
    "ContactPerson",
    "Invitation",
    "KeptAnswer",
    "Kind",
    "Letter",
    "Membership",
    "Organisation",
    "OrganisationSector",
    "People",
    "Person",
    "Product",
    "ProductSite",
    "ProductVersion",
    "Programme",
    "Role",
    "Sector",
    "Site",
    "digest",
]

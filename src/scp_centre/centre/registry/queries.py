"""Read organisations, products and contact persons, as far as a person may see them."""

from django.db.models import OuterRef, Q, QuerySet, Subquery

from scp_centre.centre.registry.models import (
    ContactPerson,
    Organisation,
    OrganisationSector,
    Person,
    Product,
    Site,
)
from scp_centre.centre.registry.permissions import visible_organisations


def organisations_for(person: Person) -> QuerySet[Organisation]:
    """Return the organisations that a person may see, with their sectors."""
    return visible_organisations(person).prefetch_related("sectors")


def products_for(person: Person) -> QuerySet[Product]:
    """Return the products of the organisations that a person may see."""
    of = visible_organisations(person)
    return Product.objects.filter(organisation__in=of).select_related("organisation")


def contacts_for(person: Person) -> QuerySet[ContactPerson]:
    """Return the contact persons of the organisations that a person may see."""
    of = visible_organisations(person)
    return ContactPerson.objects.filter(organisation__in=of).select_related("organisation")


def sites_for(person: Person) -> QuerySet[Site]:
    """Return the sites of the organisations that a person may see."""
    of = visible_organisations(person)
    return Site.objects.filter(organisation__in=of).select_related("organisation")


def sites_of_class(isic: str) -> QuerySet[Site]:
    """Return the sites of a class of ISIC: by the site's own, else by its main sector."""
    main = OrganisationSector.objects.filter(isic=isic, is_main=True)
    return Site.objects.filter(
        Q(isic=isic) | Q(isic="", organisation__in=main.values("organisation"))
    )


def classes_of_sites(pks: set[int]) -> dict[int, str]:
    """Return the class of ISIC of sites, "" where nobody has entered one."""
    main = OrganisationSector.objects.filter(organisation=OuterRef("organisation"), is_main=True)
    sites = Site.objects.filter(pk__in=pks).order_by()
    rows = sites.annotate(main=Subquery(main.values("isic")[:1]))
    return {pk: own or main or "" for pk, own, main in rows.values_list("pk", "isic", "main")}

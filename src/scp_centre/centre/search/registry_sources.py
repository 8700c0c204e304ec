"""What is found of the register: organisations, sites, products, contact persons, people."""

from collections.abc import Iterable, Iterator

from django.urls import reverse

from scp_centre.centre.registry.models import (
    ContactPerson,
    Kind,
    Membership,
    Organisation,
    OrganisationSector,
    Person,
    Product,
    ProductVersion,
    Site,
)
from scp_centre.centre.search.sources import Pks, SearchRow, SearchSource
from scp_centre.methods.messages import _


def _organisations(pks: Pks) -> Iterator[SearchRow]:
    found = Organisation.objects.filter(pk__in=pks).exclude(kind=Kind.COMPANY)
    for one in found.prefetch_related("sectors"):
        yield SearchRow(
            one.pk,
            one.name,
            reverse("organisation", args=[one.pk]),
            act="see_company",
            organisation=one.pk,
            about=one.kind,
            texts=tuple(text for text in (one.sector, one.country) if text),
            codes=tuple(sector.isic for sector in one.sectors.all()),
        )


def _sites(pks: Pks) -> Iterator[SearchRow]:
    for one in Site.objects.filter(pk__in=pks):
        yield SearchRow(
            one.pk,
            one.name,
            reverse("organisation", args=[one.organisation_id]),
            act="see_company",
            organisation=one.organisation_id,
            about=one.region,
            codes=(one.isic,),
        )


def _products(pks: Pks) -> Iterator[SearchRow]:
    found = Product.objects.filter(pk__in=pks).prefetch_related("versions")
    for one in found:
        versions = one.versions.all()
        yield SearchRow(
            one.pk,
            one.name,
            reverse("product", args=[one.pk]),
            act="see_company",
            organisation=one.organisation_id,
            about=one.functional_unit,
            texts=tuple(f"{v.label} {v.note}".strip() for v in versions),
            codes=(one.hs, one.cpv, one.gtin),
        )


def _contacts(pks: Pks) -> Iterator[SearchRow]:
    for one in ContactPerson.objects.filter(pk__in=pks):
        yield SearchRow(
            one.pk,
            one.name,
            reverse("organisation", args=[one.organisation_id]),
            act="see_company",
            organisation=one.organisation_id,
            about=one.function,
            texts=tuple(text for text in (one.email, one.telephone, one.address) if text),
            codes=(one.telephone,),
        )


def _people(pks: Pks) -> Iterator[SearchRow]:
    found = Person.objects.filter(pk__in=pks, is_active=True)
    for one in found.prefetch_related("memberships__organisation"):
        memberships = one.memberships.all()
        yield SearchRow(
            one.pk,
            one.name,
            reverse("people"),
            act="see_people",
            about=one.email,
            texts=(
                *(m.role for m in memberships),
                *(m.organisation.name for m in memberships if m.organisation),
            ),
        )


def _organisations_of_sectors(pks: Pks) -> Iterable[int]:
    rows = OrganisationSector.objects.filter(pk__in=pks)
    return rows.values_list("organisation", flat=True)


def _products_of_versions(pks: Pks) -> Iterable[int]:
    return ProductVersion.objects.filter(pk__in=pks).values_list("product", flat=True)


def _people_of_memberships(pks: Pks) -> Iterable[int]:
    return Membership.objects.filter(pk__in=pks).values_list("person", flat=True)


OF_COMPANIES = ("see_company",)
SOURCES = (
    SearchSource(
        "organisation",
        _("Organisations"),
        Organisation,
        OF_COMPANIES,
        _organisations,
        {OrganisationSector: _organisations_of_sectors},
        weight=1.5,
    ),
    SearchSource("site", _("Sites"), Site, OF_COMPANIES, _sites),
    SearchSource(
        "product",
        _("Products"),
        Product,
        OF_COMPANIES,
        _products,
        {ProductVersion: _products_of_versions},
        weight=1.2,
    ),
    SearchSource("contact", _("Contacts"), ContactPerson, OF_COMPANIES, _contacts),
    SearchSource(
        "person",
        _("People"),
        Person,
        ("see_people",),
        _people,
        {Membership: _people_of_memberships},
        ignores=frozenset({"last_login", "password", "sessions_ended", "language"}),
    ),
)

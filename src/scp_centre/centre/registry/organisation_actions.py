"""Organisations, their sectors, sites and contact persons: added and edited."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import RegistryError
from scp_centre.centre.registry.models import (
    ContactPerson,
    Kind,
    Organisation,
    OrganisationSector,
    Person,
    Sector,
    Site,
)
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.rows import save_row
from scp_centre.methods.messages import _
from scp_centre.reference.loader import load_table

CONTACT_FIELDS = ("name", "function", "email", "telephone", "address")


@transaction.atomic
def keep_organisation(
    values: Mapping[str, Any], *, acting_user: Person, organisation: Organisation | None = None
) -> Organisation:
    """Add an organisation or edit one.

    values : name, country, kind, sector, and sectors, codes of ISIC of which the first is the main

    Raises RegistryError for a name that is taken in that country, and for unknown codes.
    """
    require(acting_user, "keep_organisation", organisation)
    name, country = _words(values["name"]), _words(values["country"])
    _require_name(name, _("The organisation has no name."))
    _require_name(country, _("The organisation has no country."), "country")
    codes = _codes(values.get("sectors", ()))
    kind, sector = values["kind"], values.get("sector", "")
    _require_kind(kind, sector)
    same = Organisation.objects.filter(name__iexact=name, country__iexact=country)
    if organisation is not None:
        same = same.exclude(pk=organisation.pk)
    if same.exists():
        raise RegistryError(
            _(
                "An organisation called '{name}' already exists in {country}.",
                name=name,
                country=country,
            ),
            where="name",
            cure=_("Edit the existing organisation, or enter the full name of the new one."),
        )
    kept = _locked(organisation) if organisation else Organisation()
    before = _state(kept) if kept.pk else {}
    kept.name, kept.country, kept.kind, kept.sector = name, country, kind, sector
    save_row(kept)
    _set_sectors(kept, codes)
    record(
        "keep_organisation",
        kept.name,
        acting_user=acting_user,
        organisation=kept,
        before=before,
        after=_state(kept),
    )
    return kept


def _locked(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _words(text: object) -> str:
    return " ".join(str(text).split())


def _require_name(name: str, message: str, where: str = "name") -> None:
    if not name:
        raise RegistryError(message, where=where, cure=_("Fill in this field."))


def _require_kind(kind: str, sector: str) -> None:
    if kind not in Kind.values:
        raise RegistryError(
            _("'{kind}' is not a valid organisation type.", kind=kind),
            where="kind",
            cure=_("Choose from the list."),
        )
    if sector not in ("", *Sector.values):
        raise RegistryError(
            _("'{sector}' is not one of this centre's sectors.", sector=sector),
            where="sector",
            cure=_("Choose from the list."),
        )
    if kind == Kind.COMPANY and not sector:
        raise RegistryError(
            _("The company has no sector."), where="sector", cure=_("Choose from the list.")
        )


def known_codes() -> set[str]:
    """Return the divisions, groups and classes of ISIC Rev. 4."""
    classes = [str(row["code"]) for row in load_table("isic").rows]
    return {code[:n] for code in classes for n in (2, 3, 4)}


def _codes(codes: Sequence[str]) -> list[str]:
    """Return codes of ISIC, each once, in their order; raise RegistryError for unknown ones."""
    found = list(dict.fromkeys(c.strip() for c in codes if c.strip()))
    if unknown := [c for c in found if c not in known_codes()]:
        raise RegistryError(
            _("'{join}' is not in ISIC Rev. 4.", join=list(unknown)),
            where="sectors",
            cure=_(
                "Enter divisions, groups or classes of 2, 3 or 4 digits, for example 10, 105 or "
                "1050."
            ),
        )
    return found


def _set_sectors(organisation: Organisation, codes: Sequence[str]) -> None:
    """Make these the sectors of an organisation, the first the main one."""
    organisation.sectors.exclude(isic__in=codes).delete()
    organisation.sectors.update(is_main=False)
    for place, code in enumerate(codes):
        OrganisationSector.objects.update_or_create(
            organisation=organisation, isic=code, defaults={"is_main": place == 0}
        )


def _state(organisation: Organisation) -> dict[str, object]:
    return {
        "name": organisation.name,
        "country": organisation.country,
        "kind": str(organisation.kind),
        "sector": str(organisation.sector),
        "sectors": list(
            OrganisationSector.objects.filter(organisation=organisation).values_list(
                "isic", flat=True
            )
        ),
    }


@transaction.atomic
def keep_site(
    organisation: Organisation,
    values: Mapping[str, Any],
    *,
    acting_user: Person,
    site: Site | None = None,
) -> Site:
    """Add a site or edit one: name, region, class of ISIC."""
    require(acting_user, "keep_organisation", organisation)
    name = _words(values["name"])
    _require_name(name, _("The site has no name."))
    code = "".join(_codes([values.get("isic", "")]))
    same = Site.objects.filter(organisation=organisation, name__iexact=name)
    if site is not None:
        same = same.exclude(pk=site.pk)
    if same.exists():
        raise RegistryError(
            _("This organisation already has a site called '{name}'.", name=name),
            where="name",
            cure=_("Edit the existing site, or enter another name."),
        )
    kept = site or Site(organisation=organisation)
    before = {"name": kept.name, "region": kept.region, "isic": kept.isic} if kept.pk else {}
    kept.name, kept.region, kept.isic = name, _words(values.get("region", "")), code
    save_row(kept)
    record(
        "keep_organisation",
        str(kept),
        acting_user=acting_user,
        organisation=organisation,
        before=before,
        after={"name": kept.name, "region": kept.region, "isic": kept.isic},
    )
    return kept


def note_class(site: Site, isic: str) -> None:
    """Note what a site makes, as its workbook says; called inside the transaction of the import.

    The class becomes a sector of the organisation, the main one where it has none.
    """
    if not isic:
        return
    if site.isic != isic:
        site.isic = isic
        site.save(update_fields=["isic"])
    of = OrganisationSector.objects.filter(organisation=site.organisation_id)
    if not of.filter(isic=isic).exists():
        main = not of.filter(is_main=True).exists()
        OrganisationSector.objects.create(
            organisation_id=site.organisation_id, isic=isic, is_main=main
        )


@transaction.atomic
def keep_contact(
    organisation: Organisation,
    values: Mapping[str, Any],
    *,
    acting_user: Person,
    contact: ContactPerson | None = None,
) -> ContactPerson:
    """Add a contact person or edit one; no account is made."""
    require(acting_user, "keep_contact", organisation)
    said = {name: _words(values.get(name, "")) for name in CONTACT_FIELDS}
    _require_name(said["name"], _("The contact person has no name."))
    if not (said["email"] or said["telephone"] or said["address"]):
        raise RegistryError(
            _("The contact person has no contact details."),
            where="telephone",
            cure=_("Enter an e-mail address, a telephone number or a postal address."),
        )
    _require_email(said["email"])
    kept = contact or ContactPerson(organisation=organisation)
    before = {n: getattr(kept, n) for n in CONTACT_FIELDS} if kept.pk else {}
    for name, value in said.items():
        setattr(kept, name, value)
    save_row(kept)
    record(
        "keep_contact",
        f"{organisation}: contact {kept.pk}",
        acting_user=acting_user,
        organisation=organisation,
        # The log says which fields changed and keeps nobody's telephone number for ever.
        after={"changed": [n for n, v in said.items() if v != before.get(n, "")]},
    )
    return kept


def _require_email(address: str) -> None:
    if not address:
        return
    try:
        validate_email(address)
    except ValidationError:
        raise RegistryError(
            _("'{address}' is not an e-mail address.", address=address),
            where="email",
            cure=_("Check the spelling of the address."),
        ) from None


@transaction.atomic
def remove_contact(contact: ContactPerson, *, acting_user: Person) -> None:
    """Remove a contact person: name, address and telephone go."""
    require(acting_user, "keep_contact", contact.organisation)
    record(
        "remove_contact",
        f"{contact.organisation}: contact {contact.pk}",
        acting_user=acting_user,
        organisation=contact.organisation,
    )
    contact.delete()

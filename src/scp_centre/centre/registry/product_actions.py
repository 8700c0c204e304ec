"""Products of organisations: added, edited, versioned, and tied to the sites that make them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import RegistryError
from scp_centre.centre.registry.models import (
    Organisation,
    Person,
    Product,
    ProductSite,
    ProductVersion,
    Site,
)
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.rows import save_row
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _
from scp_centre.methods.product_codes import read_cpv, read_gtin, read_hs
from scp_centre.methods.quantity import SYMBOLS

CODES: dict[str, Callable[[str], str]] = {"gtin": read_gtin, "hs": read_hs, "cpv": read_cpv}
FIELDS = ("name", "functional_unit", "reference_unit", *CODES)


@transaction.atomic
def keep_product(
    organisation: Organisation,
    values: Mapping[str, Any],
    sites: Iterable[Site] = (),
    *,
    acting_user: Person,
    product: Product | None = None,
) -> Product:
    """Add a product or edit one, with the sites that make it.

    Raises RegistryError for a site or product of another organisation, and for wrong codes.
    """
    require(acting_user, "keep_product", organisation)
    if product is not None and product.organisation_id != organisation.pk:
        raise RegistryError(
            _("The product {name} belongs to another organisation.", name=product.name),
            where="product",
            cure=_("Create a separate product for this organisation."),
        )
    said = {n: " ".join(str(values.get(n, "")).split()) for n in FIELDS}
    said |= {n: _code(read, said[n]) for n, read in CODES.items()}
    _require_said(said)
    _require_free(organisation, said, product)
    made_at = _own(organisation, sites)
    kept = product or Product(organisation=organisation)
    before = _state(kept) if kept.pk else {}
    for name, value in said.items():
        setattr(kept, name, value)
    save_row(kept)
    _set_sites(kept, made_at)
    record(
        "keep_product",
        str(kept),
        acting_user=acting_user,
        organisation=organisation,
        before=before,
        after=_state(kept),
    )
    return kept


def _code(read: Callable[[str], str], text: str) -> str:
    if not text:
        return ""
    try:
        return read(text)
    except InvalidValueError as error:
        raise RegistryError(error.message, where=error.where, cure=error.cure) from None


def _require_said(said: Mapping[str, str]) -> None:
    if not said["name"]:
        raise RegistryError(
            _("The product has no name."), where="name", cure=_("Fill in this field.")
        )
    if said["reference_unit"] not in SYMBOLS:
        raise RegistryError(
            _("'{said}' is not one of this centre's units.", said=said["reference_unit"]),
            where="reference_unit",
            cure=_("Choose from the list."),
        )


def _require_free(
    organisation: Organisation, said: Mapping[str, str], product: Product | None
) -> None:
    """Raise when the name is taken in the organisation, or the GTIN anywhere.

    Whose product has the GTIN is not said: that may be another company's matter.
    """
    others = Product.objects.exclude(pk=product.pk) if product else Product.objects.all()
    if others.filter(organisation=organisation, name__iexact=said["name"]).exists():
        raise RegistryError(
            _("This organisation already has a product called '{said}'.", said=said["name"]),
            where="name",
            cure=_("Edit the existing site, or enter another name."),
        )
    if said["gtin"] and others.filter(gtin=said["gtin"]).exists():
        raise RegistryError(
            _("Another product already has the GTIN {said}.", said=said["gtin"]),
            where="gtin",
            cure=_("Check the digits. A product belongs to one organisation only."),
        )


def _own(organisation: Organisation, sites: Iterable[Site]) -> list[Site]:
    """Return the sites; raise when one is of another organisation."""
    found = list(sites)
    if strange := [s for s in found if s.organisation_id != organisation.pk]:
        raise RegistryError(
            _(
                "The site '{name}' does not belong to {organisation}.",
                name=strange[0].name,
                organisation=organisation,
            ),
            where="sites",
            cure=_(
                "Choose sites of this organisation. A product belongs to one organisation only."
            ),
        )
    return found


def _set_sites(product: Product, sites: list[Site]) -> None:
    product.makers.exclude(site__in=sites).delete()
    known = set(product.makers.values_list("site", flat=True))
    new = [ProductSite(product=product, site=s) for s in sites if s.pk not in known]
    ProductSite.objects.bulk_create(new)


def _state(product: Product) -> dict[str, object]:
    said: dict[str, object] = {name: getattr(product, name) for name in FIELDS}
    return said | {"sites": list(product.sites.values_list("name", flat=True))}


@transaction.atomic
def add_version(
    product: Product, label: str, since: date | None, note: str = "", *, acting_user: Person
) -> ProductVersion:
    """Add a version of a product, from a day on."""
    require(acting_user, "keep_product", product.organisation)
    label = " ".join(label.split())
    if not label:
        raise RegistryError(
            _("The version has no name."), where="label", cure=_("Fill in this field.")
        )
    if product.versions.filter(label__iexact=label).exists():
        raise RegistryError(
            _("This product already has a version called '{label}'.", label=label),
            where="label",
            cure=_("Enter another name."),
        )
    made = ProductVersion.objects.create(
        product=product, label=label, since=since, note=note.strip()
    )
    record(
        "keep_product",
        str(made)[:200],
        acting_user=acting_user,
        organisation=product.organisation,
        after={"version": label, "since": since.isoformat() if since else ""},
    )
    return made

"""An approved footprint in the data model of PACT 3.0.3."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from scp_centre.centre.installation.addresses import public_address
from scp_centre.methods.footprints import AIRCRAFT, BIOGENIC, FOSSIL, LAND_USE, FootprintResult
from scp_centre.methods.lifecycle import CarbonFootprint, DeclaredProduct, write_footprint
from scp_centre.methods.messages import Message, _
from scp_centre.roles.products.content import About, Content, read_content
from scp_centre.roles.products.errors import ProductError
from scp_centre.roles.products.footprint_computation import compute
from scp_centre.roles.products.models import Footprint

CO2_PER_C = 44 / 12  # kg CO2 of 1 kg C, by molar masses
NEEDED = {
    "mass": _("mass"),
    "fossil_carbon": _("fossil carbon"),
    "biogenic_carbon": _("biogenic carbon"),
    "exempted": _("emissions left out"),
}
FIELD_TITLES = {
    "mass": _("Mass of one functional unit without packaging, kg"),
    "fossil_carbon": _("Fossil carbon content, kg C"),
    "biogenic_carbon": _("Biogenic carbon content, kg C"),
    "exempted": _("Emissions left out, %"),
}
STANDARDS = ("ISO14067",)


def pact_footprint(footprint: Footprint) -> dict[str, Any]:
    """Return an approved footprint, from raw materials to the factory gate, as PACT's JSON.

    Raises ProductError for what nobody has stated: it is never filled in.
    """
    content = read_content(footprint.content)
    about = content.about
    missing = [NEEDED[name] for name in missing_facts(about)]
    if missing:
        raise ProductError(
            _("The machine-readable footprint is incomplete. Missing: {missing}.", missing=missing),
            where="about",
            cure=_(
                "Reopen the model, enter the missing details, and have the footprint approved "
                "again."
            ),
        )
    base = compute(content).base
    return write_footprint(_declared(footprint, content, base), carbon_of(base, about))


def missing_facts(about: About) -> dict[str, Message]:
    """Return what nobody has stated of a footprint and PACT needs: field -> its title."""
    return {name: FIELD_TITLES[name] for name in NEEDED if getattr(about, name) is None}


def carbon_of(base: FootprintResult, about: About) -> CarbonFootprint:
    """Return the footprint to the gate, with the uptake of the carbon that leaves in the product.

    uptake = - C_biogenic · 44 / 12
    """
    biogenic = about.biogenic_carbon or 0.0
    uptake = -biogenic * CO2_PER_C
    gate = base.to_gate
    return CarbonFootprint(
        fossil=gate[FOSSIL],
        biogenic_emissions=gate[BIOGENIC],
        biogenic_uptake=uptake,
        product_uptake=uptake,
        land_use_change=gate[LAND_USE],
        aircraft=gate[AIRCRAFT],
        stored_carbon=biogenic,
    )


def _declared(footprint: Footprint, content: Content, base: FootprintResult) -> DeclaredProduct:
    about, product = content.about, footprint.model.product
    rules = sorted({line.evidence.rule for line in content.model.lines if line.evidence})
    return DeclaredProduct(
        footprint_id=footprint.key,
        created=footprint.approved,
        company=product.organisation.name,
        company_ids=(_urn(f"organisations/{product.organisation_id}"),),
        name=product.name,
        description=about.description or content.model.functional_unit,
        ids=(_urn(f"products/{product.pk}"),),
        unit=about.declared_unit,
        amount=about.declared_amount,
        mass=about.mass or 0.0,
        start=_moment(about.start),
        end=_moment(about.end + timedelta(days=1)),
        fossil_carbon=about.fossil_carbon or 0.0,
        biogenic_carbon=about.biogenic_carbon or 0.0,
        gwp_sets=base.gwp_sets or (content.model.gwp_set,),
        standards=STANDARDS,
        exempted=about.exempted or 0.0,
        allocation=", ".join(rules),
        primary_share=100 * base.primary_share if base.primary_share else None,
    )


def _urn(path: str) -> str:
    """Return an identifier that stays the same for the same thing of this centre."""
    base = public_address() or "scp-centre"
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{base}/{path}')}"


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)

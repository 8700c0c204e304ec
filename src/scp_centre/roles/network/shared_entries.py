"""What a side could read of the other when an exchange ended or was declined: it stands still.

Kept in `Exchange.shared`. An entry may change once its exchange is over; the former partner reads
what was shared up to then and nothing newer.
"""

from typing import Any

from django.db.models import Model

from scp_centre.centre.registry.models import Organisation, Site
from scp_centre.roles.network.crowds import Crowds
from scp_centre.roles.network.models import Exchange, Residue

SHOWN = (  # of an entry, to a partner: never a price, a factor or a place
    *("kind", "material", "description", "codes", "is_hazardous", "assessment", "permits"),
    *("states", "contents", "contaminants", "quantity", "unit", "period", "months"),
)


def freeze_sides(exchange: Exchange) -> dict[str, Any]:
    """Return what each side may still be shown of the other.

    Once both agreed that is all but prices and places, before that the outline.
    """
    crowds = Crowds([exchange.offer, exchange.need])
    return {
        side: _frozen(residue, reader, crowds, is_introduced=exchange.is_introduced)
        for side, residue, reader in (
            ("offer", exchange.offer, exchange.need),
            ("need", exchange.need, exchange.offer),
        )
    }


def _frozen(
    residue: Residue, reader: Residue, crowds: Crowds, *, is_introduced: bool
) -> dict[str, Any]:
    values = {name: _plain(getattr(residue, name)) for name in SHOWN}
    company = {
        "company": residue.owner.name,
        "site": residue.site.name,
        "sector": str.__str__(residue.owner.sector),
        "region": residue.site.region,
    }
    hides = {
        "hides_sector": crowds.tells_sector(residue, reader),
        "hides_region": crowds.tells_region(residue, reader),
    }
    if is_introduced:
        return values | company | hides
    kept = {name: values[name] for name in ("kind", "codes", "quantity", "unit", "period")}
    return kept | {"sector": company["sector"], "region": company["region"]} | hides


def _plain(value: Any) -> Any:
    return str.__str__(value) if isinstance(value, str) else value


def thaw(said: dict[str, Any]) -> Residue:
    """Return an entry as it was shared; it is in no table and is never saved."""
    sector = _word(Organisation, "sector", said["sector"])
    organisation = Organisation(name=said.get("company", ""), sector=sector)
    site = Site(organisation=organisation, name=said.get("site", ""), region=said["region"])
    values = {name: said[name] for name in SHOWN if name in said}
    words = {name: _word(Residue, name, values[name]) for name in ("kind", "period")}
    return Residue(site=site, **values | words)


def _word(model: type[Model], name: str, value: str) -> str:
    """Return a word of a closed list as the database gives it back: with its message."""
    field = model._meta.get_field(name)
    return str(field.from_db_value(value, None, None)) if value else value  # type: ignore[union-attr]

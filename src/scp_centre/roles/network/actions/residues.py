"""Offers and needs: entered, edited, withdrawn; and the transport rate of the centre."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person, Site
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.rows import save_row
from scp_centre.methods.errors import MissingValueError
from scp_centre.methods.messages import _
from scp_centre.roles.network.errors import ExchangeError
from scp_centre.roles.network.models import LIVE, Exchange, Kind, Residue, Standing, TransportRate
from scp_centre.roles.network.residue_rules import read_residue

MOST_OPEN = 200  # of one company
RATE = ("cost", "cost_source", "co2e", "co2e_source")
AMOUNT = ("quantity", "unit", "period", "is_quantity_checked")  # one line of the log
SAVED = (
    *("material", "description", "codes", "is_hazardous", "assessment", "permits", "states"),
    *("contents", "contaminants", "quantity", "unit", "period", "is_quantity_checked"),
    *("months", "price", "treatment", "co2e", "co2e_source", "latitude", "longitude"),
    "farthest",
)


@transaction.atomic
def add_residue(
    kind: Kind, site: Site, values: Mapping[str, Any], *, acting_user: Person
) -> Residue:
    """Enter an offer or a need of a site.

    Raises InvalidValueError for what is wrong or has to be asked back, ExchangeError when the
    company has too many.
    """
    require(acting_user, "enter_residue", site.organisation)
    said = read_residue(kind, values)
    open_ = Residue.objects.filter(
        site__organisation=site.organisation_id, standing=str.__str__(Standing.OPEN.value)
    )
    if open_.count() >= MOST_OPEN:
        raise ExchangeError(
            _("The company already has many open offers and needs."),
            where="material",
            cure=_("Withdraw those that no longer apply."),
        )
    made = Residue(kind=kind, site=site, entered_by=acting_user)
    _set(made, said)
    save_row(made)
    record(
        "enter_residue",
        str(made),
        acting_user=acting_user,
        organisation=site.organisation,
        after=_told(made),
    )
    return made


@transaction.atomic
def edit_residue(
    residue: Residue, site: Site, values: Mapping[str, Any], *, acting_user: Person
) -> None:
    """Change an offer or need that is in no exchange."""
    kept = _held(residue, acting_user)
    require(acting_user, "enter_residue", site.organisation)
    if site.organisation_id != kept.site.organisation_id:
        raise ExchangeError(
            _("This site belongs to another company."), where="site", cure=_("Choose another site.")
        )
    before = _told(kept)
    kept.site = site
    _set(kept, read_residue(kept.kind, values))
    save_row(kept)
    after = _told(kept)
    changed = [name for name in after if before[name] != after[name]]
    record(
        "edit_residue",
        str(kept),
        acting_user=acting_user,
        organisation=site.organisation,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )


@transaction.atomic
def withdraw_residue(residue: Residue, *, acting_user: Person) -> None:
    """Withdraw an offer or need; it is matched no more. Doing so again changes nothing."""
    kept = _held(residue, acting_user)
    if kept.standing == Standing.WITHDRAWN:
        return
    before = {"standing": str.__str__(kept.standing)}
    kept.standing = Standing.WITHDRAWN
    kept.save(update_fields=["standing"])
    record(
        "withdraw_residue",
        str(kept),
        acting_user=acting_user,
        organisation=kept.site.organisation,
        before=before,
        after={"standing": str.__str__(kept.standing)},
    )


def _held(residue: Residue, person: Person) -> Residue:
    """Return an offer or need as it stands, held until the transaction ends."""
    kept = Residue.objects.select_for_update().get(pk=residue.pk)
    require(person, "enter_residue", kept.site.organisation)
    states = [str.__str__(state.value) for state in LIVE]
    own = Exchange.objects.filter(state__in=states)
    if own.filter(offer=kept).exists() or own.filter(need=kept).exists():
        raise ExchangeError(
            _("This entry is part of an exchange that has not ended."),
            where="material",
            cure=_("Decline or end the exchange first."),
        )
    return kept


def _set(residue: Residue, said: Mapping[str, Any]) -> None:
    for name in SAVED:
        if name in said:
            setattr(residue, name, said[name])


def _told(residue: Residue) -> dict[str, Any]:
    """Return all that an entry says, for the log of its company."""
    amount = f"{residue.quantity:g} {residue.unit} / {str.__str__(residue.period)}"
    others = [name for name in SAVED if name not in AMOUNT]
    return {"quantity": amount, "site": residue.site.name} | {
        name: getattr(residue, name) for name in others
    }


@transaction.atomic
def set_transport_rate(values: Mapping[str, Any], *, acting_user: Person) -> TransportRate:
    """Say what transport costs and emits per tonne and kilometre, with the sources."""
    require(acting_user, "coordinate_exchanges")
    if values["co2e"] is not None and not values["co2e_source"].strip():
        raise MissingValueError(
            _("The CO₂e factor has no source."),
            where="co2e_source",
            cure=_("Enter where the factor comes from, with its year, or leave it out."),
        )
    there = TransportRate.objects.select_for_update().first()
    before = {name: getattr(there, name) for name in RATE} if there else {}
    rate = there or TransportRate(pk=1)
    for name in RATE:
        setattr(rate, name, values[name])
    save_row(rate)
    after = {name: getattr(rate, name) for name in RATE}
    record("set_transport_rate", str(rate), acting_user=acting_user, before=before, after=after)
    return rate

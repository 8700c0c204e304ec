"""Exchanges: proposed, agreed to by both sides, followed, ended.

A row of the log on an exchange names neither company and belongs to none, so that no company finds
the other in its log or in the file with its data.
"""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.messages import _
from scp_centre.roles.network.consents import require_all, require_both
from scp_centre.roles.network.errors import ExchangeError
from scp_centre.roles.network.models import (
    INTRODUCED,
    LIVE,
    NEXT,
    Exchange,
    Residue,
    Standing,
    State,
)
from scp_centre.roles.network.queries import agreed_exchanges, own_organisations
from scp_centre.roles.network.shared_entries import freeze_sides
from scp_centre.roles.network.suggestions import match_rows

SIDES = ("offer", "need")
PLANNED = (  # what the log keeps of a proposal
    *("tonnes", "km", "disposal", "purchase", "treatment", "transport"),
    *("replaced_co2e", "transport_co2e"),
)


@transaction.atomic
def propose_exchange(offer: Residue, need: Residue, *, acting_user: Person) -> Exchange:
    """Introduce an offer and a need that match; both sides are asked, neither learns who.

    What is planned is saved as it stands now. The same pair has one live exchange.
    Raises ExchangeError where an entry was withdrawn or has found its partner, where a company has
    not consented, and where the two do not match.
    """
    require(acting_user, "coordinate_exchanges")
    offer, need = _held(offer.pk, need.pk)
    states = [str.__str__(state.value) for state in LIVE]
    if first := Exchange.objects.filter(offer=offer, need=need, state__in=states).first():
        return first
    if Standing.WITHDRAWN in (offer.standing, need.standing):
        raise ExchangeError(
            _("One of the two entries was withdrawn."), cure=_("Go back to the proposed matches.")
        )
    require_all([offer.owner, need.owner])
    if agreed_exchanges().filter(Q(offer=offer) | Q(need=need)).exists():
        raise ExchangeError(
            _("One of the two entries is already part of an exchange that both sides agreed to."),
            cure=_("Go back to the proposed matches."),
        )
    board = match_rows([offer], [need])
    pairs = board.pairs()
    if not pairs:
        raise ExchangeError(
            _("The two no longer match."), cure=_("Go back to the proposed matches.")
        )
    (pair,) = pairs
    rate = board.rate
    made = Exchange.objects.create(
        offer=offer,
        need=need,
        offer_site=offer.site,
        need_site=need.site,
        proposed_by=acting_user,
        tonnes=pair.tonnes,
        km=pair.km,
        disposal=offer.price,
        purchase=need.price,
        treatment=need.treatment,
        transport=pair.transport(rate),
        replaced_co2e=need.co2e,
        replaced_source=need.co2e_source,
        transport_co2e=pair.transport_co2e(rate),
        transport_source=rate.co2e_source if rate else "",
    )
    after = {name: getattr(made, name) for name in PLANNED} | _stand(made)
    record("propose_exchange", str(made), acting_user=acting_user, after=after)
    return made


@transaction.atomic
def agree_exchange(exchange: Exchange, *, acting_user: Person) -> None:
    """Agree to an introduction for the own company; once both did, each learns who the other is."""
    held = lock_exchange(exchange)
    sides = _own_sides(held, acting_user)
    for side in sides:
        require(acting_user, "agree_exchange", _company(held, side))
    if held.state in INTRODUCED:  # sent again
        return
    require_state(held, State.PROPOSED)
    others = [side for side in SIDES if side not in sides]
    require_both(*([_company(held, side) for side in some] for some in (sides, others)))
    _require_free(held)
    before = _stand(held)
    for side in sides:
        _note_agreement(held, side, "")
    if before != (after := _stand(held)):
        record("agree_exchange", str(held), acting_user=acting_user, before=before, after=after)


@transaction.atomic
def record_agreement(exchange: Exchange, side: str, note: str, *, acting_user: Person) -> None:
    """Record that a company agreed by telephone or letter. note : who said so, and when"""
    require(acting_user, "coordinate_exchanges")
    held = lock_exchange(exchange)
    require_state(held, State.PROPOSED)
    if side not in SIDES:
        raise ExchangeError(_("No side is chosen."), where="side", cure=_("Choose the side."))
    note = require_text(note, "note", _("Enter who agreed, how and when."))
    require_all(_company(held, one) for one in SIDES)
    _require_free(held)
    before = _stand(held)
    if getattr(held, f"{side}_agreed") is not None:
        raise ExchangeError(
            _("This side has agreed already."),
            where="side",
            cure=_("Reload the page to see who has agreed."),
        )
    _note_agreement(held, side, note)
    after = _stand(held) | {"note": note}
    record("record_agreement", str(held), acting_user=acting_user, before=before, after=after)


@transaction.atomic
def decline_exchange(exchange: Exchange, reason: str, *, acting_user: Person) -> None:
    """Decline an introduction, with a reason that the coordinator alone reads."""
    held = lock_exchange(exchange)
    if acting_user_sides := sides_of(held, acting_user):
        for side in acting_user_sides:
            require(acting_user, "agree_exchange", _company(held, side))
    else:
        require(acting_user, "coordinate_exchanges")
    require_state(held, State.PROPOSED)
    held.reason = require_text(reason, "reason", _("Enter why you decline."))
    before = _stand(held)
    held.state = State.REFUSED
    held.shared = freeze_sides(held)
    held.save(update_fields=["reason", "state", "shared"])
    after = _stand(held) | {"reason": held.reason}
    record("decline_exchange", str(held), acting_user=acting_user, before=before, after=after)


@transaction.atomic
def set_exchange_state(exchange: Exchange, state: str, reason: str, *, acting_user: Person) -> None:
    """Say that a trial or the exchange itself has begun, or that it ended and why."""
    held = lock_exchange(exchange)
    require_part(held, acting_user)
    if state not in NEXT.get(State(str.__str__(held.state)), ()):
        raise ExchangeError(
            _("This step is not possible while the exchange is {state}.", state=held.state),
            where="state",
            cure=_("Reload the page to see the next step."),
        )
    if state == State.ENDED:
        held.reason = require_text(reason, "reason", _("Enter why the exchange ended."))
        held.shared = freeze_sides(held)
    before = _stand(held)
    held.state = State(state)
    held.save(update_fields=["reason", "state", "shared"])
    after = _stand(held) | ({"reason": held.reason} if held.is_over else {})
    record("set_exchange_state", str(held), acting_user=acting_user, before=before, after=after)


def lock_exchange(exchange: Exchange) -> Exchange:
    """Return an exchange as it stands, held with its two entries until the transaction ends.

    The entries come first, as in a proposal: two acts on one offer wait for each other.
    """
    _held(exchange.offer_id, exchange.need_id)
    return Exchange.objects.select_for_update().get(pk=exchange.pk)


def _held(offer: int, need: int) -> tuple[Residue, Residue]:
    """Return an offer and a need as they stand, held until the transaction ends."""
    held = Residue.objects.select_for_update().filter(pk__in=(offer, need)).order_by("pk")
    rows = {one.pk: one for one in held}
    return rows[offer], rows[need]


def _require_free(exchange: Exchange) -> None:
    """Raise ExchangeError where the offer or need is in another exchange that both agreed to."""
    others = agreed_exchanges().exclude(pk=exchange.pk)
    if others.filter(Q(offer=exchange.offer_id) | Q(need=exchange.need_id)).exists():
        raise ExchangeError(
            _("The offer or the need is already part of another exchange that was agreed."),
            where="state",
            cure=_("Decline this introduction, or wait until the other exchange has ended."),
        )


def _stand(exchange: Exchange) -> dict[str, Any]:
    """Return where an exchange stands, for the log: status, and when each side agreed."""
    agreed = (exchange.offer_agreed, exchange.need_agreed)
    days = [moment.isoformat() if moment else "" for moment in agreed]
    return {
        "state": str.__str__(exchange.state),
        "offer_agreed": days[0],
        "need_agreed": days[1],
    }


def _company(exchange: Exchange, side: str) -> Organisation:
    return exchange.site_of(side).organisation


def sides_of(exchange: Exchange, person: Person) -> list[str]:
    """Return the sides whose company a person is a member of."""
    own = own_organisations(person)
    return [side for side in SIDES if _company(exchange, side).pk in own]


def _own_sides(exchange: Exchange, person: Person) -> list[str]:
    """Return the own sides; raise NotPermittedError for somebody who is on neither."""
    sides = sides_of(exchange, person)
    if not sides:  # whoever is no member of either, such as the coordinator
        require(person, "agree_exchange", _company(exchange, "offer"))
    return sides


def require_part(exchange: Exchange, person: Person) -> None:
    """Raise NotPermittedError for who is neither on a side nor a coordinator."""
    sides = sides_of(exchange, person)
    for side in sides:
        require(person, "follow_exchange", _company(exchange, side))
    if not sides:
        require(person, "coordinate_exchanges")


def _note_agreement(exchange: Exchange, side: str, note: str) -> None:
    """Note that a side agreed, once; with both, the exchange is agreed."""
    if getattr(exchange, f"{side}_agreed") is None:
        setattr(exchange, f"{side}_agreed", timezone.now())
        setattr(exchange, f"{side}_note", note[:300])
    if exchange.is_introduced:
        exchange.state = State.AGREED
    exchange.save(update_fields=[f"{side}_agreed", f"{side}_note", "state"])


def require_state(exchange: Exchange, *states: State) -> None:
    if exchange.state not in states:
        raise ExchangeError(
            _("This step is not possible while the exchange is {state}.", state=exchange.state),
            where="state",
            cure=_("Reload the page to see the next step."),
        )


def require_text(text: str, where: str, cure: str) -> str:
    if not text.strip():
        raise ExchangeError(_("The text is empty."), where=where, cure=cure)
    return text.strip()

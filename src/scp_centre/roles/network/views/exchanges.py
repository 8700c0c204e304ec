"""One exchange: the two sides as the reader may see them, agreement, status, quantities moved."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import one_writer
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.messages import _
from scp_centre.roles.network.actions import exchanges as actions
from scp_centre.roles.network.actions import movements
from scp_centre.roles.network.consents import lets_show
from scp_centre.roles.network.crowds import Crowds
from scp_centre.roles.network.forms import AgreementForm, DeclineForm, MovementForm, StateForm
from scp_centre.roles.network.models import Exchange, State
from scp_centre.roles.network.moved_lines import moved_lines
from scp_centre.roles.network.parties import Party, parties_of
from scp_centre.roles.network.queries import (
    currency,
    exchanges_for,
    movements_for,
    own_organisations,
)
from scp_centre.roles.network.savings import SIDES, compute_savings
from scp_centre.roles.network.suggestions import match_rows
from scp_centre.roles.network.views.matches import suggestion_of

MOVING = (State.TRIAL, State.RUNNING, State.ENDED)


@require_safe
def exchange(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an exchange: to a side only what it may know of the other."""
    return render(request, "network/exchange.html", _context(request, _exchange_at(request, pk)))


def _exchange_at(request: SignedInRequest, pk: int) -> Exchange:
    found = get_object_or_404(exchanges_for(request.user), pk=pk)
    require(request.user, "see_residues")
    return found


def _context(request: SignedInRequest, found: Exchange) -> dict[str, Any]:
    """Return what the page shows to this reader."""
    person = request.user
    is_coordinator = allowed(person, "coordinate_exchanges")
    parties = parties_of(found, person, is_coordinator=is_coordinator)
    context: dict[str, Any] = {
        "exchange": found,
        "parties": parties,
        "is_coordinator": is_coordinator,
        "currency": currency(),
        "may_agree": found.state == State.PROPOSED
        and any(party.is_own and not party.has_agreed for party in parties)
        and allowed(person, "agree_exchange"),
        "waits": found.state == State.PROPOSED
        and any(party.is_own and party.has_agreed for party in parties),
        "tells_reason": is_coordinator or found.state == State.ENDED,
    }
    if found.state == State.PROPOSED:
        context["decline_form"] = DeclineForm()
        context["silent"] = _silent_companies(found, parties)
    if is_coordinator or found.is_introduced:
        moved = found.movements.aggregate(all=Sum("tonnes"))["all"] or 0.0
        own = [party.side for party in parties if party.is_own]
        context["savings"] = compute_savings(found, moved, SIDES if is_coordinator else own)
        context["movements"] = moved_lines(found, person, is_coordinator=is_coordinator)
    if found.is_introduced and found.state in MOVING:
        context["movement_form"] = MovementForm()
    if found.is_introduced and found.state not in (State.ENDED, State.REFUSED):
        context["state_form"] = StateForm(found)
    if is_coordinator:
        context |= _of_coordinator(found)
    return context


def _silent_companies(found: Exchange, parties: list[Party]) -> list[Organisation]:
    """Return the reader's own companies that have not consented, so that they cannot agree yet."""
    own = [found.site_of(party.side).organisation for party in parties if party.is_own]
    given = lets_show(one.pk for one in own)
    return [one for one in own if one.pk not in given]


def _of_coordinator(found: Exchange) -> dict[str, Any]:
    """Return the nine stages as they stand now, and the form for an agreement by telephone."""
    board = match_rows([found.offer], [found.need])
    pairs = board.pairs()
    context: dict[str, Any] = {
        "suggestion": suggestion_of(board, pairs[0], found, Crowds([found.offer, found.need]))
        if pairs
        else None
    }
    if found.state == State.PROPOSED:
        context["agreement_form"] = AgreementForm(found)
    return context


def _shown_again(
    request: SignedInRequest, found: Exchange, name: str, form: BaseForm
) -> HttpResponse:
    """Show the page with the form that was refused."""
    context = _context(request, found) | {name: form}
    return render(request, "network/exchange.html", context, status=422)


def _did(form: BaseForm, act: Callable[[], object]) -> bool:
    """Do what a form asks for; return False where it has to be shown again."""
    if not form.is_valid():
        return False
    try:
        act()
    except SpokenError as error:
        form.add_error(error.where if error.where in form.fields else None, error.in_full)
        return False
    return True


@require_POST
def agree(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agree to an introduction for the own company."""
    found = _exchange_at(request, pk)
    actions.agree_exchange(found, acting_user=request.user)
    found.refresh_from_db()
    waiting = _("You agreed. Once the other side agrees, you see its name.")
    both = _("Both sides agree. Each of you now sees the other.")
    messages.success(request, both if found.is_introduced else waiting)
    return redirect("exchange", pk=pk)


@require_http_methods(["POST"])
def agreement(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record that a company agreed by telephone or letter."""
    found = _exchange_at(request, pk)
    require(request.user, "coordinate_exchanges")
    form = AgreementForm(found, request.POST)

    def act() -> None:
        said = form.cleaned_data
        actions.record_agreement(found, said["side"], said["note"], acting_user=request.user)

    if not _did(form, act):
        return _shown_again(request, found, "agreement_form", form)
    messages.success(request, _("The agreement is recorded."))
    return redirect("exchange", pk=pk)


@require_POST
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decline an introduction."""
    found = _exchange_at(request, pk)
    form = DeclineForm(request.POST)

    def act() -> None:
        actions.decline_exchange(found, form.cleaned_data["reason"], acting_user=request.user)

    if not _did(form, act):
        return _shown_again(request, found, "decline_form", form)
    of_side = _("Declined. The other side does not learn who you are.")
    of_centre = _("Declined. Neither company learns who the other one is.")
    messages.success(request, of_side if _is_side(request, found) else of_centre)
    return redirect("exchange", pk=pk)


def _is_side(request: SignedInRequest, found: Exchange) -> bool:
    """Return whether the reader is a member of one of the two companies."""
    companies = {found.offer.site.organisation_id, found.need.site.organisation_id}
    return bool(companies & own_organisations(request.user))


@require_POST
@one_writer(lambda pk: Exchange.objects.filter(pk=pk))
def set_state(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what became of an exchange."""
    found = _exchange_at(request, pk)
    form = StateForm(found, request.POST)

    def act() -> None:
        said = form.cleaned_data
        actions.set_exchange_state(found, said["state"], said["reason"], acting_user=request.user)

    if not _did(form, act):
        return _shown_again(request, found, "state_form", form)
    messages.success(request, _("Status saved."))
    return redirect("exchange", pk=pk)


@require_POST
def add_movement(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record a quantity that was moved."""
    found = _exchange_at(request, pk)
    form = MovementForm(request.POST)

    def act() -> None:
        movements.add_movement(found, **form.cleaned_data, acting_user=request.user)

    if not _did(form, act):
        return _shown_again(request, found, "movement_form", form)
    messages.success(request, _("The quantity is recorded."))
    return redirect("exchange", pk=pk)


@require_POST
def remove_movement(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove a recorded quantity."""
    found = get_object_or_404(movements_for(request.user), pk=pk)
    movements.remove_movement(found, acting_user=request.user)
    messages.success(request, _("The quantity is removed."))
    return redirect("exchange", pk=found.exchange_id)

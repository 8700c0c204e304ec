"""The coordinator's pages: proposed matches, the best plan, the transport rate."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.query_string import read_page, read_whole_number
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import one_writer
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.messages import _, n_
from scp_centre.methods.symbiosis import Reason
from scp_centre.roles.network import best_plan as plans
from scp_centre.roles.network import queries, suggestions
from scp_centre.roles.network.actions.exchanges import propose_exchange
from scp_centre.roles.network.actions.residues import set_transport_rate
from scp_centre.roles.network.crowds import Crowds
from scp_centre.roles.network.forms import TransportRateForm
from scp_centre.roles.network.models import LIVE, Exchange, Kind, TransportRate
from scp_centre.roles.network.stage_titles import STAGE_TITLES
from scp_centre.roles.network.suggestions import Board, Pair

PAGE = 10
MOST_UNMET, MOST_UNKNOWN = 25, 50  # shown; the page says of how many
RATE = ("cost", "cost_source", "co2e", "co2e_source")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A pair as the page shows it. stages : title of each stage, and its reason"""

    pair: Pair
    stages: Sequence[tuple[str, Reason]]
    doubts: list[str]
    co2e: float | None
    exchange: Exchange | None

    @property
    def is_live(self) -> bool:
        return self.exchange is not None and self.exchange.state in LIVE


def suggestion_of(
    board: Board, pair: Pair, exchange: Exchange | None, crowds: Crowds
) -> Suggestion:
    """Return a pair with its stages, its doubts and the exchange that it has had."""
    reasons = board.reasons(pair)
    stages = [(STAGE_TITLES[one.stage], one) for one in reasons]
    doubts = suggestions.doubts_of(pair, reasons, board.rate, crowds)
    return Suggestion(pair, stages, doubts, pair.co2e(board.rate), exchange)


@require_safe
def matches(request: SignedInRequest) -> HttpResponse:
    """Show what suits what among all open offers and needs."""
    require(request.user, "coordinate_exchanges")
    board = suggestions.find_board()
    page = Paginator(board.pairs(), PAGE).get_page(read_page(request.GET))
    had = suggestions.exchanges_of(list(page.object_list))
    crowds = Crowds(one for pair in page.object_list for one in (pair.offer, pair.need))
    found = [
        suggestion_of(board, pair, had.get((pair.offer.pk, pair.need.pk)), crowds)
        for pair in page.object_list
    ]
    unmet = board.unmet()
    context = {
        "page": page,
        "suggestions": found,
        "unmet": unmet[:MOST_UNMET],
        "unmet_in_all": len(unmet),
        "most_unmet": MOST_UNMET,
        "offers": len(board.offers),
        "needs": len(board.needs),
        "left_out": _left_out(),
        "top": suggestions.TOP,
        "rate": board.rate,
        "currency": queries.currency(),
    }
    return render(request, "network/matches.html", context)


def _left_out() -> list[str]:
    """Return what is open and yet not matched, in sentences: nothing is left out silently."""
    offers, needs = queries.count_open(Kind.OFFER), queries.count_open(Kind.NEED)
    told: list[str] = []
    if silent := offers.without_consent + needs.without_consent:
        told.append(
            n_(
                "{count} open entry is left out, because its company has not consented to being "
                "shown to other companies.",
                "{count} open entries are left out, because their companies have not consented to "
                "being shown to other companies.",
                silent,
            )
        )
    if skipped := offers.skipped + needs.skipped:
        told.append(
            n_(
                "{count} older entry is left out, because there are too many to match at once.",
                "{count} older entries are left out, because there are too many to match at once.",
                skipped,
            )
        )
    return told


@require_POST
def propose(request: SignedInRequest) -> HttpResponse:
    """Introduce an offer and a need to each other."""
    require(request.user, "coordinate_exchanges")
    rows = queries.residues_for(request.user)
    offer, need = (
        get_object_or_404(rows, pk=read_whole_number(request.POST, kind), kind=kind)
        for kind in ("offer", "need")
    )
    made = propose_exchange(offer, need, acting_user=request.user)
    messages.success(request, _("Both companies are asked whether they agree."))
    return redirect("exchange", pk=made.pk)


@require_safe
def best_plan(request: SignedInRequest) -> HttpResponse:
    """Show the plan that is worth most over all open offers and needs."""
    require(request.user, "coordinate_exchanges")
    board = suggestions.find_board(plans.TOP)
    plan = plans.find_best_plan(board)
    context = {
        "plan": plan,
        "unknown": plan.unknown[:MOST_UNKNOWN],
        "left_out": _left_out(),
        "top": plans.TOP,
        "rate": board.rate,
        "currency": queries.currency(),
    }
    return render(request, "network/best_plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda: TransportRate.objects.all())
def transport_rate(request: SignedInRequest) -> HttpResponse:
    """Say what transport costs and emits per tonne and kilometre."""
    require(request.user, "coordinate_exchanges")
    rate = queries.transport_rate()
    initial = {name: getattr(rate, name) for name in RATE} if rate else {}
    form = TransportRateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_transport_rate(form.cleaned_data, acting_user=request.user)
        except SpokenError as error:
            form.add_error(error.where if error.where in form.fields else None, error.in_full)
        else:
            messages.success(request, _("Transport rate saved."))
            return redirect("matches")
    status = 422 if request.method == "POST" else 200
    return render(request, "network/transport_rate.html", {"form": form}, status=status)

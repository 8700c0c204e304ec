"""Offers and needs: the first page, one of them, the forms, and the look-up of waste codes."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.query_string import read_page, read_word
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import one_writer
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.messages import _
from scp_centre.roles.network.actions import residues as actions
from scp_centre.roles.network.code_texts import MOST_FOUND, find_codes
from scp_centre.roles.network.consents import lets_show
from scp_centre.roles.network.forms import NeedForm, OfferForm, ResidueForm
from scp_centre.roles.network.models import Kind, Residue
from scp_centre.roles.network.parties import exchange_lines
from scp_centre.roles.network.queries import currency, exchanges_for, residues_for
from scp_centre.roles.network.residue_page import facts_of

PAGE = 25
MOST_EXCHANGES = 5  # the newest; the others are on a page of their own


@require_safe
def residues(request: SignedInRequest) -> HttpResponse:
    """Show the offers, needs and exchanges that somebody may see."""
    require(request.user, "see_residues")
    page = Paginator(residues_for(request.user), PAGE).get_page(read_page(request.GET))
    is_coordinator = allowed(request.user, "coordinate_exchanges")
    found = exchanges_for(request.user)
    newest = list(found[:MOST_EXCHANGES])
    rows = list(page.object_list)
    consenting = lets_show(one.site.organisation_id for one in rows)
    context = {
        "page": page,
        "rows": [(one, one.site.organisation_id in consenting) for one in rows],
        "lines": exchange_lines(newest, request.user, is_coordinator=is_coordinator),
        "exchanges": found.count(),
        "is_coordinator": is_coordinator,
        "may_enter": allowed(request.user, "enter_residue"),
    }
    return render(request, "network/residues.html", context)


@require_safe
def residue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one offer or need to its company and the coordinator."""
    require(request.user, "see_residues")
    found = get_object_or_404(residues_for(request.user), pk=pk)
    context = {
        "residue": found,
        "facts": facts_of(found),
        "currency": currency(),
        "may_edit": allowed(request.user, "enter_residue", found.owner),
        "has_consent": found.site.organisation_id in lets_show([found.site.organisation_id]),
    }
    return render(request, "network/residue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_offer(request: SignedInRequest) -> HttpResponse:
    """Enter an offer."""
    return _new(request, Kind.OFFER, OfferForm(request.user, request.POST or None))


@require_http_methods(["GET", "HEAD", "POST"])
def new_need(request: SignedInRequest) -> HttpResponse:
    """Enter a need."""
    return _new(request, Kind.NEED, NeedForm(request.user, request.POST or None))


def _new(request: SignedInRequest, kind: Kind, form: ResidueForm) -> HttpResponse:
    require(request.user, "enter_residue")
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_residue(
                kind, form.cleaned_data["site"], form.said(), acting_user=request.user
            )
        except SpokenError as error:
            form.refuse(error)
        else:
            company = made.site.organisation_id
            seeks = _("Saved. The centre looks for a partner.")
            waits = _(
                "Saved. The centre looks for a partner once the company consents to being shown to "
                "other companies."
            )
            messages.success(request, seeks if lets_show([company]) else waits)
            return redirect("residue", pk=made.pk)
    context = {"form": form, "kind": kind.value}
    status = 422 if request.method == "POST" else 200
    return render(request, "network/residue_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk: Residue.objects.filter(pk=pk))
def edit_residue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Edit an offer or need."""
    found = get_object_or_404(residues_for(request.user), pk=pk)
    require(request.user, "enter_residue", found.owner)
    of_kind = OfferForm if found.is_offer else NeedForm
    form = of_kind(request.user, request.POST or None, residue=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_residue(
                found, form.cleaned_data["site"], form.said(), acting_user=request.user
            )
        except SpokenError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("residue", pk=pk)
    context = {"form": form, "kind": found.kind, "residue": found}
    status = 422 if request.method == "POST" else 200
    return render(request, "network/residue_form.html", context, status=status)


@require_POST
def withdraw_residue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Withdraw an offer or need."""
    found = get_object_or_404(residues_for(request.user), pk=pk)
    require(request.user, "enter_residue", found.owner)
    actions.withdraw_residue(found, acting_user=request.user)
    messages.success(request, _("Withdrawn. The entry is no longer matched."))
    return redirect("residue", pk=pk)


@require_safe
def waste_code_search(request: SignedInRequest) -> HttpResponse:
    """Look up a waste code by its digits or by words of its description."""
    require(request.user, "see_residues")
    text = read_word(request.GET, "q")
    found = find_codes(text)
    context = {"text": text, "codes": found[:MOST_FOUND], "count": len(found)}
    return render(request, "network/waste_codes.html", context)

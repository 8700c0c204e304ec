"""A figure with its chain of evidence, and what is to be looked at again."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from scp_centre.centre.evidence.chain import (
    Chain,
    Step,
    chain_of,
    figures_in_order,
    marked_figures_for,
    marked_for,
)
from scp_centre.centre.evidence.dependents import confirm_dependent, confirm_figure
from scp_centre.centre.evidence.models import Observation
from scp_centre.centre.evidence.queries import figures_for, remarks_for
from scp_centre.centre.pictures.chain_picture import Box, Column, draw_chain
from scp_centre.centre.query_string import read_page, read_word
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.translation import Speaker, current_speaker
from scp_centre.methods.messages import _

PER_PAGE = 30


@require_safe
def figure(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a figure: where it comes from, what stands on it, its remarks and versions."""
    require(request.user, "see_figure")
    found = get_object_or_404(figures_for(request.user), pk=pk)
    older = figures_for(request.user).filter(
        origin=found.origin,
        indicator=found.indicator,
        period=found.period,
        site=found.site_id,
        product=found.product_id,
        organisation=found.organisation_id,
        sector=found.sector,
        nation=found.nation,
    )
    versions = list(older.order_by("-version"))
    remarks = (
        remarks_for(request.user)
        .filter(figure__in=[version.pk for version in versions])
        .select_related("author", "settled_by", "figure")
    )
    chain = chain_of(found, request.user)
    context = {
        "figure": found,
        "versions": versions,
        "chain": chain,
        "pictures": _pictures(chain),
        "remarks": remarks,
        "made": chain.everything_made,
        "may_confirm": _may_confirm(request, found),
        **_lists(request, chain),
    }
    return render(request, "figure.html", context)


def _lists(request: HttpRequest, chain: Chain) -> dict[str, Any]:
    """Return the figures above and below, a page of each; the address says which page."""
    number = read_page(request.GET)
    above, below = Paginator(chain.all_above, PER_PAGE), Paginator(chain.all_below, PER_PAGE)
    longer = max(above, below, key=lambda p: p.num_pages)
    return {
        "above": _of_page(above, number),
        "below": _of_page(below, number),
        "page": longer.get_page(number),
    }


def _of_page(pages: Paginator[int], number: int) -> list[Observation]:
    """Return the figures of a page; none beyond the last one, since the other list is longer."""
    if number > pages.num_pages:
        return []
    return figures_in_order(list(pages.page(number)))


def _may_confirm(request: SignedInRequest, found: Observation) -> bool:
    mine = found.entered_by_id == request.user.pk
    return mine or allowed(request.user, "review_figures", found.owner)


def _pictures(chain: Chain) -> dict[str, str]:
    """Return the picture of a chain, for a screen and for a phone."""
    say = current_speaker()
    columns, links = _columns(chain, say), _links(chain)
    title = say(_("Chain of evidence: {name}", name=say(chain.figure.name)))
    return {
        form: mark_safe(draw_chain(columns, links, title, form))  # noqa: S308, built by us
        for form in ("wide", "narrow")
    }


def _links(chain: Chain) -> list[tuple[str, str]]:
    figures = [(str(a), str(b)) for a, b in chain.links]
    readings = [(f"r{i}", str(r.figure)) for i, r in enumerate(chain.readings)]
    made = [(str(m.row.figure_id), f"m{m.row.pk}") for m in chain.made]
    hidden = [("hidden", str(chain.figure.pk))] if _shows_hidden(chain) else []
    return [*readings, *hidden, *figures, *made]


def _shows_hidden(chain: Chain) -> bool:
    return chain.hidden_above and not chain.above


def _columns(chain: Chain, say: Speaker) -> list[Column]:
    """Return the columns of the picture, from what was read to what was made."""
    columns = []
    if chain.readings and not _shows_hidden(chain):
        columns.append(_readings(chain, say))
    if _shows_hidden(chain):
        box = Box("hidden", say(_("Company figures")), mark="", strong=say(_("Protected")))
        columns.append(Column(say(_("Where the figure comes from")), (box,)))
    columns += [_step(s, say(_("Source figures")), say) for s in reversed(chain.above)]
    this = Column(say(_("This figure")), (_figure_box(chain.figure, say, here=True),))
    columns.append(this)
    columns += [_step(s, say(_("Derived figures")), say) for s in chain.below]
    if chain.made:
        columns.append(_made(chain, say))
    return columns


def _readings(chain: Chain, say: Speaker) -> Column:
    boxes = tuple(
        Box(
            f"r{i}",
            say(r.name),
            say(r.where),
            say.amount(r.value, r.unit, 5) if isinstance(r.value, int | float) else str(r.value),
        )
        for i, r in enumerate(chain.readings)
    )
    return Column(say(_("Source data")), boxes, _and_more(chain.all_readings - len(boxes), say))


def _step(step: Step, title: str, say: Speaker) -> Column:
    boxes = tuple(_figure_box(f, say) for f in step.figures)
    return Column(title, boxes, _and_more(step.all - len(boxes), say))


def _made(chain: Chain, say: Speaker) -> Column:
    boxes = tuple(
        Box(
            f"m{m.row.pk}",
            m.shown.title,
            say(m.label),
            say.date(m.row.made.date()),
            m.shown.address,
            say(_("Check again")) if m.row.look_again else "",
        )
        for m in chain.made
    )
    return Column(say(_("Used in")), boxes, _and_more(chain.all_made - len(boxes), say))


def _and_more(count: int, say: Speaker) -> str:
    if count <= 0:
        return ""
    if count == 1:
        return say(_("1 more in the list below"))
    return say(_("{count} more in the list below", count=say.number(count, 1)))


def _figure_box(one: Observation, say: Speaker, *, here: bool = False) -> Box:
    return Box(
        str(one.pk),
        say(one.name),
        f"{subject_of(one, say)}, {one.period}",
        say.amount(one.value, one.unit, 4),
        "" if here else reverse("figure", args=[one.pk]),
        say(_("Check again")) if one.look_again else "",
        here,
    )


def subject_of(one: Observation, say: Speaker) -> str:
    """Return what a figure is about, in words."""
    if one.sector:
        return say(_("Sector ISIC {code}", code=one.sector))
    return one.about


@require_safe
def look_again(request: SignedInRequest) -> HttpResponse:
    """Show a person what stands on figures that have changed since."""
    require(request.user, "see_figure")
    context = {
        "made": marked_for(request.user),
        "figures": marked_figures_for(request.user)[:PER_PAGE],
    }
    return render(request, "look_again.html", context)


@require_POST
def confirm_made(request: SignedInRequest) -> HttpResponse:
    """Note that something was looked at again."""
    kind, key = read_word(request.POST, "kind"), read_word(request.POST, "key")
    note = read_word(request.POST, "note")
    if confirm_dependent(kind, key, note, acting_user=request.user):
        messages.success(request, _("The check has been recorded and the mark removed."))
    return redirect("look_again")


@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note that a figure was looked at again and stands."""
    require(request.user, "see_figure")
    found = get_object_or_404(figures_for(request.user), pk=pk)
    confirm_figure(found, read_word(request.POST, "note"), acting_user=request.user)
    messages.success(request, _("The check has been recorded and the mark removed."))
    return redirect("figure", pk=pk)

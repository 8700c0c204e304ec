"""Pinch targets of a site: the least heating and cooling that its streams need."""

from typing import Any

from django.http import HttpResponse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from scp_centre.centre.documents.blocks import Table
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.translation import Speaker, current_speaker
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import _
from scp_centre.methods.utilities.pinch import (
    PinchTargets,
    Stream,
    composite_curve,
    target_utilities,
)
from scp_centre.roles.production.pictures.composite_curves import draw_composite_curves
from scp_centre.roles.production.pinch_form import PinchForm
from scp_centre.roles.production.views.assessment import show_page


@require_safe
def pinch(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the form, and once streams are given, targets, curves and tables. Nothing is saved."""
    form = PinchForm(request.GET or None)
    context: dict[str, Any] = {"tab": "flows", "form": form}
    status = 200
    if request.GET:
        status = 422
        if form.is_valid():
            try:
                context |= _found(form, current_speaker())
                status = 200
            except MethodError as error:
                context["problems"] = [{"message": error.message, "cure": error.cure}]
    return show_page(request, pk, "pinch", status=status, **context)


def _found(form: PinchForm, say: Speaker) -> dict[str, Any]:
    streams = form.streams()
    targets = target_utilities(streams, form.difference)
    hot = composite_curve(streams, is_hot=True)
    cold = composite_curve(streams, is_hot=False, start=targets.cooling)
    drawing = draw_composite_curves(hot, cold, targets, say)
    return {
        "targets": targets,
        "difference": form.difference,
        "drawing": mark_safe(drawing),  # its words are escaped
        "tables": [
            _streams_table(streams, say),
            _curve_table(say(_("Composite curve of the hot streams")), hot, say),
            _curve_table(say(_("Composite curve of the cold streams")), cold, say),
            _cascade_table(targets, say),
        ],
    }


def _streams_table(streams: tuple[Stream, ...], say: Speaker) -> Table:
    rows = tuple(
        (
            s.name,
            say(_("to be cooled") if s.is_hot else _("to be heated")),
            say.number(s.supply, 4),
            say.number(s.target, 4),
            say.number(s.heat_capacity_flow, 4),
            say.number(s.heat_capacity_flow * abs(s.supply - s.target), 4),
        )
        for s in streams
    )
    head = (
        say(_("Stream")),
        say(_("Kind")),
        say(_("Supply, °C")),
        say(_("Target, °C")),
        say(_("Heat capacity flow rate, kW/K")),
        say(_("Heat, kW")),
    )
    return Table(say(_("Streams")), head, rows, (2, 3, 4, 5))


def _curve_table(caption: str, curve: tuple[tuple[float, float], ...], say: Speaker) -> Table:
    rows = tuple((say.number(t, 4), say.number(heat, 4)) for heat, t in curve)
    return Table(caption, (say(_("Temperature, °C")), say(_("Heat, kW"))), rows, (1,))


def _cascade_table(targets: PinchTargets, say: Speaker) -> Table:
    rows = tuple((say.number(t, 4), say.number(heat, 4)) for t, heat in targets.cascade)
    head = (say(_("Shifted temperature, °C")), say(_("Cascaded heat, kW")))
    return Table(say(_("Problem table")), head, rows, (1,))

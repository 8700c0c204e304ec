"""The review of a footprint."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import SHOWN
from scp_centre.methods.messages import _
from scp_centre.roles.products import actions
from scp_centre.roles.products.forms import RemarkForm
from scp_centre.roles.products.views.model_page import model_at, page_of


@require_POST
def submit_footprint(request: SignedInRequest, pk: int) -> HttpResponse:
    """Submit a model for review."""
    model = model_at(request, pk, "model_footprint")
    actions.submit_footprint(model, acting_user=request.user)
    messages.success(request, _("The footprint has been submitted for review."))
    return redirect("footprint", pk=pk)


@require_POST
def approve_footprint(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve a footprint."""
    model = model_at(request, pk, "review_figures")
    actions.approve_footprint(model, acting_user=request.user, shown=read_word(request.POST, SHOWN))
    messages.success(request, _("The footprint has been approved."))
    return redirect("footprint", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def return_footprint(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a footprint back with a remark."""
    model = model_at(request, pk, "review_figures")
    form = RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        remark = form.cleaned_data["remark"]
        actions.return_footprint(model, remark, acting_user=request.user)
        messages.success(request, _("The footprint has been sent back."))
        return redirect("footprint", pk=pk)
    context = page_of(model, request, "result")
    context |= {"form": form, "title": _("Send the footprint back")}
    status = 422 if request.method == "POST" else 200
    return render(request, "products/form.html", context, status=status)


@require_POST
def reopen_footprint(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open an approved model again."""
    model = model_at(request, pk, "model_footprint")
    actions.reopen_footprint(model, acting_user=request.user)
    messages.success(
        request, _("The model has been reopened. The approved footprint has been kept.")
    )
    return redirect("footprint_build", pk=pk)


@require_POST
def remove_footprint(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove a model."""
    model = model_at(request, pk, "model_footprint")
    actions.remove_footprint(model, acting_user=request.user)
    messages.success(request, _("The model has been removed."))
    return redirect("footprints")

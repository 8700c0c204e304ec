"""The page of a footprint model: finding it, what its tabs show, saving its content, its files."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from scp_centre.centre.errors import CentreError
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.query_string import read_whole_number
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import mark_of
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.footprints import Factor
from scp_centre.roles.products import actions
from scp_centre.roles.products.content import Content, read_content, rows_of
from scp_centre.roles.products.models import FootprintModel
from scp_centre.roles.products.queries import models_for, national_grid

NO_VERSION = -1  # versions count from 1


def model_at(request: SignedInRequest, pk: int, act: str = "see_footprint") -> FootprintModel:
    """Return a model that this person may see, or answer 404; 403 where the act is not theirs."""
    require(request.user, "see_footprint")
    found = get_object_or_404(models_for(request.user), pk=pk)
    require(request.user, act, found.product.organisation)
    return found


def offered_rows(content: Content) -> dict[str, Factor]:
    """Return the rows that a line may take: published, of the model, and the national grid."""
    grid = national_grid()
    return rows_of(content) if grid is None else {grid.key: grid, **rows_of(content)}


def new_row(content: Content, key: str) -> Factor | None:
    """Return the row that a model has to keep with it before a line may take it."""
    return None if key in rows_of(content) else offered_rows(content).get(key)


def page_of(model: FootprintModel, request: SignedInRequest, tab: str) -> dict[str, Any]:
    """Return what every page of a model shows."""
    may_model = allowed(request.user, "model_footprint", model.product.organisation)
    return {
        "model": model,
        "product": model.product,
        "content": read_content(model.content),
        "tab": tab,
        "may_model": may_model,
        "may_change": may_model and model.is_open,
        "may_review": allowed(request.user, "review_figures", model.product.organisation),
        "shown": mark_of(actions.shown_version(model)),
    }


def seen_version(request: SignedInRequest) -> int:
    """Return the version that a form was opened on; one that nothing has where it does not say."""
    seen = read_whole_number(request.POST, "seen", default=NO_VERSION)
    return NO_VERSION if seen is None else seen


def save(
    request: SignedInRequest, model: FootprintModel, content: Content, form: HouseForm | None
) -> bool:
    """Write content; where it is refused, say so in the form and return False."""
    # A removal names the one thing that it takes, so it needs no version.
    is_removal = form is None and "seen" not in request.POST
    seen = model.version if is_removal else seen_version(request)
    try:
        actions.write_footprint(model, content, acting_user=request.user, seen=seen)
    except SpokenError as error:
        if form is None or (isinstance(error, CentreError) and error.code == "not_permitted"):
            raise
        form.add_error(error.where if error.where in form.fields else None, error.in_full)
        return False
    return True


def form_page(
    request: SignedInRequest, context: dict[str, Any], form: HouseForm, title: str
) -> HttpResponse:
    """Show one form of a model on a page of its own."""
    context |= {"form": form, "title": title}
    status = 422 if request.method == "POST" else 200
    return render(request, "products/form.html", context, status=status)

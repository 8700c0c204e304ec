"""A life-cycle database of another program: which format it is, and what is wrong in it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.methods.errors import SpokenError
from scp_centre.roles.products.forms import DatabaseForm
from scp_centre.roles.products.life_cycle_files import FORMATS, read_life_cycle_file

SHOWN = 100  # processes in the list


@require_http_methods(["GET", "HEAD", "POST"])
def life_cycle_database(request: SignedInRequest) -> HttpResponse:
    """Show what a database holds and what is wrong in it; nothing of it is kept."""
    require(request.user, "model_footprint")
    form = DatabaseForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "formats": FORMATS, "read": None}
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            read = read_life_cycle_file(form.cleaned_data["file"])
        except SpokenError as error:
            form.add_error("file", error.in_full)
        else:
            status = 200
            names = sorted(read.names.values(), key=str.casefold)
            context |= {
                "read": read,
                "faults": read.faults(),
                "processes": len(read.database.processes),
                "flows": len(read.database.flows),
                "shown": names[:SHOWN],
                "more": max(len(names) - SHOWN, 0),
                "file_name": form.cleaned_data["file"].name,
            }
    return render(request, "products/databases.html", context, status=status)

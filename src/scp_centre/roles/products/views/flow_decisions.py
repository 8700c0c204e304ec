"""What flows of life-cycle databases count as: seen, corrected, computed again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from scp_centre.centre.pages.file_answers import attachment
from scp_centre.centre.query_string import read_words
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.messages import _
from scp_centre.roles.products import actions
from scp_centre.roles.products.database_forms import DecisionsForm, FlowForm
from scp_centre.roles.products.databases.decision_file import read_decisions, write_decisions
from scp_centre.roles.products.databases.flows import flows_to_decide
from scp_centre.roles.products.databases.scores import kept_decisions


@require_http_methods(["GET", "HEAD", "POST"])
def database_flows(request: SignedInRequest) -> HttpResponse:
    """Show which flows may be greenhouse gases and what each counts as; keep corrections."""
    require(request.user, "keep_life_cycle_database")
    flows = flows_to_decide()
    shown: list[dict[str, Any]] = [
        {"label": one.label, "decided": one.decided, "flow": one} for one in flows
    ]
    form = FlowForm(shown, request.POST or None)
    if request.method == "POST" and form.is_valid():
        decisions = {one.key: form.cleaned_data[f"flow-{place}"] for place, one in enumerate(flows)}
        # The form shows names that the next import may change: the names come with it.
        if read_words(request.POST, "name") != [one.name for one in flows]:
            form.add_error(None, _("The list has changed. Reload the page and decide again."))
        else:
            job = actions.decide_flows(decisions, acting_user=request.user)
            if job is not None:
                return redirect("job", pk=job.pk)
            messages.success(request, _("Nothing has changed."))
            return redirect("database_flows")
    status = 422 if request.method == "POST" else 200
    rows = [(one, form[f"flow-{place}"]) for place, one in enumerate(flows)]
    context = {"form": form, "rows": rows}
    return render(request, "products/database_flows.html", context, status=status)


@require_safe
def decisions_file(request: SignedInRequest) -> HttpResponse:
    """Hand out the decisions as a file, which `scp-centre inventory` and other centres read."""
    require(request.user, "keep_life_cycle_database")
    return attachment(write_decisions(kept_decisions()), "flow-decisions.csv", "text/csv")


@require_http_methods(["GET", "HEAD", "POST"])
def import_decisions(request: SignedInRequest) -> HttpResponse:
    """Take decisions from a file; those on other flows stay."""
    require(request.user, "keep_life_cycle_database")
    form = DecisionsForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            decisions = read_decisions(form.cleaned_data["file"])
            job = actions.decide_flows(decisions, acting_user=request.user)
        except WorkbookError as error:
            context["findings"] = error.findings
            form.add_error("file", _("Nothing was imported. Correct the file first."))
        except SpokenError as error:
            form.add_error("file", error.in_full)
        else:
            if job is not None:
                return redirect("job", pk=job.pk)
            messages.success(request, _("Nothing has changed."))
            return redirect("database_flows")
    status = 422 if request.method == "POST" else 200
    return render(request, "products/flow_decisions.html", context, status=status)

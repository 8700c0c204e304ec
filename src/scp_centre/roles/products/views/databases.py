"""Life-cycle databases of other programs: checked, imported, looked into, removed."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.pages.file_answers import attachment
from scp_centre.centre.query_string import read_page, read_word
from scp_centre.centre.registry.models import Centre
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.footprints import KIND_TITLES, climate_of, misses_gases
from scp_centre.methods.messages import Message, _
from scp_centre.reference.factors import gwp_sets
from scp_centre.roles.products import actions
from scp_centre.roles.products.csv_template import COLUMN_TITLES, write_template
from scp_centre.roles.products.database_forms import DatabaseForm, ImportForm, ProcessSearchForm
from scp_centre.roles.products.databases.impacts import ProcessImpacts, impacts_of_processes
from scp_centre.roles.products.databases.inventory import inventory_of
from scp_centre.roles.products.databases.scores import kinds_of, score_of
from scp_centre.roles.products.errors import ProductError
from scp_centre.roles.products.gas_titles import title_of_key
from scp_centre.roles.products.indicator_sentences import gases_missed
from scp_centre.roles.products.life_cycle_files import (
    FORMATS,
    LARGEST_CHECKED,
    read_life_cycle_file,
)
from scp_centre.roles.products.models import DatabaseProcess, LifeCycleDatabase
from scp_centre.roles.products.queries import (
    databases_for,
    find_processes,
    methods_for,
    models_that_use,
)

SHOWN = 100  # processes of a checked file in the list
PER_PAGE = 50
UNFACTORED = 20  # substances without a factor


@require_http_methods(["GET", "HEAD", "POST"])
def life_cycle_database(request: SignedInRequest) -> HttpResponse:
    """List the imported databases; check a file, of which nothing is kept, or import it."""
    require(request.user, "model_footprint")
    may_keep = allowed(request.user, "keep_life_cycle_database")
    importing = may_keep and read_word(request.POST, "act") == "import"
    data, files = request.POST or None, request.FILES or None
    form = ImportForm(data, files, importing=importing) if may_keep else DatabaseForm(data, files)
    context: dict[str, Any] = {
        "form": form,
        "formats": FORMATS,
        "columns": COLUMN_TITLES.items(),
        "read": None,
        "may_keep": may_keep,
        "databases": databases_for(request.user),
    }
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            if importing:
                said = {name: values[name] for name in ("name", "source", "licence")}
                job = actions.request_database(values["file"], **said, acting_user=request.user)
                return redirect("job", pk=job.pk)
            _require_small(values["file"])
            context |= _checked(values["file"])
            status = 200
        except WorkbookError as error:
            context["findings"] = error.findings
            form.add_error("file", _("Nothing was imported. Correct the file first."))
        except SpokenError as error:
            form.add_error(error.where if error.where in form.fields else "file", error.in_full)
    return render(request, "products/databases.html", context, status=status)


def _require_small(file: Any) -> None:
    """Raise ProductError for a file that is too large to be read while somebody waits."""
    if file.size > LARGEST_CHECKED:
        raise ProductError(
            _("The file is too large to check on this page."),
            where="file",
            cure=_(
                "Import the file instead. Files of up to 500 MB are read in the background, and "
                "progress is shown."
            ),
        )


def _checked(file: Any) -> dict[str, Any]:
    """Return what a file holds and what is wrong in it."""
    read = read_life_cycle_file(file)
    names = sorted(read.names.values(), key=str.casefold)
    return {
        "read": read,
        "faults": read.faults(),
        "processes": len(read.database.processes),
        "flows": len(read.database.flows),
        "shown": names[:SHOWN],
        "more": max(len(names) - SHOWN, 0),
        "file_name": file.name,
    }


def centre_gwp() -> str:
    """Return the IPCC set that the centre works with."""
    centre = Centre.objects.first()
    return centre.gwp_set if centre and centre.gwp_set else "AR6"


def _database_at(request: SignedInRequest, pk: int) -> LifeCycleDatabase:
    require(request.user, "see_footprint")
    found: LifeCycleDatabase = get_object_or_404(databases_for(request.user), pk=pk)
    return found


@require_safe
def database_template(request: SignedInRequest) -> HttpResponse:
    """Hand out the CSV template of a life-cycle database, with an example."""
    require(request.user, "model_footprint")
    return attachment(write_template(), "life-cycle-database.csv", "text/csv")


@require_safe
def kept_database(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an imported database: where it is from, what is wrong in it, its processes."""
    database = _database_at(request, pk)
    form = ProcessSearchForm(request.GET or None)
    found = form.found_in(partial(find_processes, request.user)).filter(database=database)
    page = Paginator(found, PER_PAGE).get_page(read_page(request.GET))
    gwp = centre_gwp()
    context = {
        "database": database,
        "faults": database.faults,
        "form": form,
        "page": page,
        "rows": [{"process": one, "score": score_of(one, gwp)} for one in page],
        "gwp": gwp,
        "users": models_that_use(database, request.user),
        "may_keep": allowed(request.user, "keep_life_cycle_database"),
    }
    return render(request, "products/database.html", context)


@require_safe
def database_process(request: SignedInRequest, pk: int, process: int) -> HttpResponse:
    """Show one process: its score by each IPCC set, its gases, and what has no factor."""
    database = _database_at(request, pk)
    row = get_object_or_404(database.process_rows.select_related("database"), pk=process)
    kinds = {name: kinds_of(row.gases, name) for name in gwp_sets()}
    context: dict[str, Any] = {
        "database": database,
        "process": row,
        "sets": [(name, score_of(row, name)) for name in gwp_sets()],
        "kinds": [
            (title, [kinds[name].get(kind, 0.0) for name in gwp_sets()])
            for kind, title in KIND_TITLES.items()
        ],
        "gases": [(title_of_key(key), kg) for key, kg in sorted(row.gases.items())],
    }
    if row.has_score:
        found = inventory_of(row)
        context |= {
            "unfactored": found.unfactored[:UNFACTORED],
            "more": max(len(found.unfactored) - UNFACTORED, 0),
            "suspects": found.suspects,
            "trace": found.trace,
            "methods": _by_methods(request, row),
        }
    return render(request, "products/database_process.html", context)


def _by_methods(request: SignedInRequest, row: DatabaseProcess) -> list[dict[str, Any]]:
    """Return the other indicators of a process by each imported method."""
    methods = list(methods_for(request.user))
    (found,) = impacts_of_processes(row.database, [row.place], methods)
    return [
        {
            "method": method,
            "found": one,
            "left_out": one.left_out[:UNFACTORED],
            "without": one.flows - one.counted,
            "missed": _missed(one, score_of(row, centre_gwp())),
        }
        for method, one in zip(methods, found, strict=True)
    ]


def _missed(found: ProcessImpacts, score: float | None) -> Message | None:
    """Return a sentence where a method counts little of the greenhouse gases of a process."""
    climate = climate_of(found.rows)
    if climate is None or score is None or not misses_gases(climate, score):
        return None
    return gases_missed(climate, score)


@require_POST
def remove_database(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove a database that no footprint uses."""
    database = _database_at(request, pk)
    actions.remove_database(database, acting_user=request.user)
    messages.success(request, _("The database has been removed."))
    return redirect("life_cycle_database")

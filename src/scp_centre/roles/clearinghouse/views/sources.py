"""Sources, imports with a preview of the mapping, and the look at links."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.errors import CentreError
from scp_centre.centre.foreign_files.csv_reader import SEPARATORS, CsvForm
from scp_centre.centre.foreign_files.text_encoding import ENCODINGS, plain_encoding
from scp_centre.centre.installation.stray_files import HELD
from scp_centre.centre.pages.file_answers import XLSX
from scp_centre.centre.query_string import read_text, read_word
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.centre.stale_forms import one_writer
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _, sentences
from scp_centre.roles.clearinghouse.actions import sources as actions
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.forms import ImportForm, SourceForm
from scp_centre.roles.clearinghouse.harvest.item_files import is_table, require_readable
from scp_centre.roles.clearinghouse.harvest.tables import (
    guess_mapping,
    is_template,
    is_why,
    items_sheet,
    read_table,
    rows_of,
    template,
)
from scp_centre.roles.clearinghouse.models import Source
from scp_centre.roles.clearinghouse.vocabulary import choices, words

SHOWN_ROWS = 5


@require_http_methods(["GET", "HEAD", "POST"])
def source_list(request: SignedInRequest) -> HttpResponse:
    """Show the sources; add one."""
    require(request.user, "keep_sources")
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _kept(request, form, None):
        return redirect("clearinghouse_sources")
    context = {
        "form": form,
        "import_form": ImportForm(),
        "sources": [(s, actions.SOURCE_KINDS.get(s.kind, s.kind)) for s in Source.objects.all()],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "clearinghouse/sources.html", context, status=status)


def _kept(request: SignedInRequest, form: SourceForm, source: Source | None) -> bool:
    try:
        actions.keep_source(form.cleaned_data, acting_user=request.user, source=source)
    except ClearinghouseError as error:
        form.add_error(error.where if error.where in form.fields else None, error.in_full)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk: Source.objects.filter(pk=pk))
def change_source(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a source."""
    require(request.user, "keep_sources")
    found = get_object_or_404(Source, pk=pk)
    start = {n: getattr(found, n) for n in SourceForm.base_fields}
    form = SourceForm(request.POST or None, initial=start, log=("keep_sources", found.title))
    if request.method == "POST" and form.is_valid() and _kept(request, form, found):
        return redirect("clearinghouse_sources")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "source": found}
    return render(request, "clearinghouse/change_source.html", context, status=status)


@require_POST
def harvest_source(request: SignedInRequest, pk: int) -> HttpResponse:
    """Harvest a source now."""
    require(request.user, "keep_sources")
    job = actions.ask_harvest(get_object_or_404(Source, pk=pk), acting_user=request.user)
    return redirect("job", pk=job.pk)


@require_POST
def check_links(request: SignedInRequest) -> HttpResponse:
    """Look at the links that are due."""
    require(request.user, "keep_sources")
    return redirect("job", pk=actions.ask_link_check(acting_user=request.user).pk)


@require_safe
def items_template(request: SignedInRequest) -> HttpResponse:
    """Give the template of a table of items."""
    require(request.user, "keep_sources")
    answer = HttpResponse(template(current_speaker().language), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="items.xlsx"'
    return answer


@require_POST
def import_file(request: SignedInRequest) -> HttpResponse:
    """Take a file; of a table show how its headings would be read, before anything is kept."""
    require(request.user, "keep_sources")
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _again(request, form)
    file = form.cleaned_data["file"]
    content = file.read(settings.LARGEST_UPLOAD + 1)
    try:
        if len(content) > settings.LARGEST_UPLOAD:
            raise ClearinghouseError(
                _(
                    "The file is larger than {_UPLOAD} MB.",
                    _UPLOAD=settings.LARGEST_UPLOAD // 1024**2,
                ),
                where="file",
                cure=_("Split the archive."),
            )
        require_readable(file.name, content)
        title = form.cleaned_data["source"]
        if is_table(file.name, content):
            encoding = form.cleaned_data["encoding"]
            read_table(content, file.name, CsvForm(encoding))  # refused at once if no table
            source = _file_source(title, request)
            former = request.session.get("import")
            kept = default_storage.save(f"{HELD}/{uuid.uuid4()}", ContentFile(content))
            about = {
                "file": kept,
                "name": file.name,
                "source": source.pk,
                "encoding": encoding,
            }
            if former:  # given up for this one
                default_storage.delete(former["file"])
            skip = form.cleaned_data["skip"] or source.import_choices.get("skip", False)
            request.session["import"] = about | {"skip": skip}
            return redirect("map_import")
        named = ContentFile(content, file.name)
        payload = {"skip": form.cleaned_data["skip"]}
        with transaction.atomic():  # a source that is only made for this file
            source = _file_source(title, request)
            job = actions.ask_import(source, named, file.name, payload, acting_user=request.user)
    except WorkbookError as error:  # of the whole file: its rows are read by the job
        for finding in error.findings:
            form.add_error("file", sentences(finding.message, finding.cure))
        return _again(request, form)
    except CentreError as error:
        form.add_error("file", error.in_full)
        return _again(request, form)
    return redirect("job", pk=job.pk)


def _again(request: HttpRequest, form: ImportForm) -> HttpResponse:
    rows = [(s, actions.SOURCE_KINDS.get(s.kind, s.kind)) for s in Source.objects.all()]
    context = {"form": SourceForm(), "import_form": form, "sources": rows}
    return render(request, "clearinghouse/sources.html", context, status=422)


def _file_source(title: str, request: SignedInRequest) -> Source:
    found = Source.objects.filter(title=title).first()
    if found is not None:
        return found
    values = {"title": title, "kind": "file", "set_spec": "", "every_days": 0}
    return actions.keep_source(values | {"publish_at_once": False}, acting_user=request.user)


@require_http_methods(["GET", "HEAD", "POST"])
def map_import(request: SignedInRequest) -> HttpResponse:
    """Say which heading is which field, with the first rows beside; then import."""
    require(request.user, "keep_sources")
    held = request.session.get("import")
    if not held or not default_storage.exists(held["file"]):
        raise Http404
    source = get_object_or_404(Source, pk=held["source"])
    with default_storage.open(held["file"], "rb") as file:
        content = file.read()
    if "again" in request.POST:
        return _read_again(request, held, content)
    chosen = CsvForm(held.get("encoding", ""), held.get("separator", ""))
    table = read_table(content, held["name"], chosen)
    mapping = guess_mapping(table.headings, source.mapping)
    if request.method == "POST":
        mapping = {
            h: read_word(request.POST, f"field_{n}") for n, h in enumerate(table.headings) if h
        }
        kind = read_word(request.POST, "type")
        typed = "type" in mapping.values() or kind in words()["type"]
        if "title" in mapping.values() and typed and _once(mapping):
            ticks = {name: bool(read_word(request.POST, name)) for name in ("skip", "lenient")}
            payload = {"mapping": mapping, "type": kind, **ticks}
            if table.form:
                payload |= {"encoding": table.form.encoding, "separator": table.form.separator}
            named = ContentFile(content, held["name"])
            job = actions.ask_import(source, named, held["name"], payload, acting_user=request.user)
            default_storage.delete(held["file"])
            del request.session["import"]
            return redirect("job", pk=job.pk)
    context: dict[str, Any] = {
        "name": held["name"],
        "count": len(table.rows),
        "fields": [(c.key, c.title) for c in items_sheet().columns],
        "headings": [
            (
                n,
                h,
                mapping.get(h, ""),
                [r[n] for _unused, r in table.rows[:SHOWN_ROWS] if n < len(r)],
            )
            for n, h in enumerate(table.headings)
            if h and not is_why(h)
        ],
        "first": [row for _unused, row in list(rows_of(table, mapping))[:1]],
        "wrong": request.method == "POST",
        "types": choices("type", current_speaker().language),
        "kind": source.import_choices.get("type", ""),
        "lenient": source.import_choices.get("lenient", not is_template(table.headings)),
        "skip": held.get("skip", False),
        "csv_form": csv_form_choices(table.form),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "clearinghouse/map_import.html", context, status=status)


def _read_again(request: HttpRequest, held: dict[str, Any], content: bytes) -> HttpResponse:
    """Note which encoding and separator the user chose, and show the table so.

    A choice in which the file cannot be read is told, and the former one stays.
    """
    encoding = read_word(request.POST, "encoding")
    separator = read_text(request.POST, "separator")  # a tab is no word
    about = {
        "encoding": encoding if encoding in ENCODINGS else "",
        "separator": separator if separator in SEPARATORS else "",
    }
    try:
        read_table(content, held["name"], CsvForm(**about))
    except WorkbookError as error:
        for finding in error.findings:
            messages.error(request, sentences(finding.message, finding.cure))
        return redirect("map_import")
    request.session["import"] = held | about
    return redirect("map_import")


def csv_form_choices(form: CsvForm | None) -> dict[str, Any] | None:
    """Return how a text table was read, and what else may be chosen."""
    if form is None:
        return None
    return {
        "encoding": plain_encoding(form.encoding),
        "encodings": list(ENCODINGS.items()),
        "separator": form.separator,
        "separators": list(SEPARATORS.items()),
    }


def _once(mapping: dict[str, str]) -> bool:
    used = [key for key in mapping.values() if key]
    return len(used) == len(set(used))

"""The data of an assessment by form: rows of each sheet, one row, a new assessment; who is here."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.audit.log_sentences import sentence_of
from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import ConflictError
from scp_centre.centre.query_string import read_whole_number, read_word
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.sheets.row_reader import HEADER_ROW
from scp_centre.centre.sheets.schema import Sheet
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import _
from scp_centre.roles.production import actions, queries
from scp_centre.roles.production.actions.records import check, digest_of, find_row, identity_of
from scp_centre.roles.production.assessment import AssessmentFile
from scp_centre.roles.production.assessment.entries import RECORDS
from scp_centre.roles.production.assessment_rows import load_file
from scp_centre.roles.production.errors import RowInUseError
from scp_centre.roles.production.models import Assessment
from scp_centre.roles.production.record_forms import (
    RecordForm,
    first_form,
    sheet_of,
    shown_columns,
    shown_rows,
)
from scp_centre.roles.production.slugs import key_from
from scp_centre.roles.production.views.assessment import (
    find_assessment,
    show_page,
    tell_of_review,
)
from scp_centre.roles.production.workbook import WorkbookError
from scp_centre.roles.production.workbook.schema import sheets

FIRST = ("factory", "periods", "centres", "flows")  # what an assessment cannot be without
MOST_NEWS = 5


def _sheet(kind: str) -> Sheet:
    found = sheet_of(kind)
    if found is None:
        raise Http404
    return found


@require_safe
def data(request: SignedInRequest, pk: int, kind: str = "flows") -> HttpResponse:
    """Show the rows of one sheet, with a form for each."""
    assessment = find_assessment(request, pk)
    sheet, file = _sheet(kind), load_file(assessment)
    rows = () if kind == "factory" else getattr(file, kind)
    has_period = "period" in {c.key for c in sheet.columns}
    period = read_word(request.GET, "period", file.assessed_period.key if has_period else "")
    shown = [
        (place, cells)
        for place, cells in enumerate(shown_rows(sheet, rows))
        if not period or getattr(rows[place], "period", period) == period
    ]
    return show_page(
        request,
        pk,
        "data",
        sheets=sheets(),
        sheet=sheet,
        columns=shown_columns(sheet),
        rows=shown,
        period=period,
        periods=[p.key for p in file.periods] if has_period else [],
        factory=[(c, getattr(file.factory, c.key)) for c in sheet.columns]
        if kind == "factory"
        else [],
        may_change=allowed(request.user, "change_record", assessment.site.organisation),
        calculated=file.options if kind == "measurements" else (),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: SignedInRequest, pk: int, kind: str, place: int | None = None) -> HttpResponse:
    """Enter a row, correct it, or take it out.

    The address says where the row stood when it was opened; what is sent says which row it was.
    """
    assessment = find_assessment(request, pk)
    require(request.user, "change_record", assessment.site.organisation)
    sheet, file = _sheet(kind), load_file(assessment)
    rows = (file.factory,) if kind == "factory" else getattr(file, kind)
    if (kind == "factory" and place is None) or (place is not None and place >= len(rows)):
        raise Http404
    which = read_word(request.POST, "which")
    if request.method == "POST":
        place = find_row(rows, kind, which) if which else None
    old = None if place is None else rows[place]
    form = RecordForm(sheet, file, request.POST or None, old=old)
    may_take_out = old is not None and kind != "factory"
    context: dict[str, Any] = {"tab": "data", "sheet": sheet, "form": form, "old": old}
    if old is not None:
        context |= {"which": identity_of(kind, old), "seen": digest_of(old)}
    if request.method == "POST":
        context["status"] = 422
        out = kind != "factory" and bool(which) and read_word(request.POST, "act") == "take out"
        if out or form.is_valid():
            refused = _change(request, assessment, kind, None if out else form, place, old)
            if refused is None:
                done = _("Row removed.") if out else _("Row saved.")
                messages.success(request, done)
                tell_of_review(request, assessment)
                return redirect("data_of", pk=pk, kind=kind)
            context |= refused
            if out:  # the row as it stands: what else was in the form is of no account
                context["form"] = RecordForm(sheet, file, old=old)
    return show_page(request, pk, "record", may_take_out=may_take_out, **context)


def _change(
    request: SignedInRequest,
    assessment: Assessment,
    kind: str,
    form: RecordForm | None,
    place: int | None,
    old: Any,
) -> dict[str, Any] | None:
    """Change a row, or take it out (no form). Return what the page says when that is refused.

    What is wrong with the row itself is noted at its fields.
    """
    try:
        actions.change_record(
            assessment,
            kind,
            form.cleaned_data if form else None,
            which=read_word(request.POST, "which"),
            seen=read_word(request.POST, "seen"),
            acting_user=request.user,
        )
    except ConflictError as error:
        return _conflict(form, old, error)
    except WorkbookError as error:
        if form is None:
            return {"problems": error.findings}
        rows = (old,) if kind == "factory" else getattr(load_file(assessment), kind)
        number = HEADER_ROW + 1 + (len(rows) if place is None else place)
        return {"problems": form.place(error.findings, number)}
    except RowInUseError as error:
        address = reverse("data_of", args=[assessment.pk, error.where])
        return {"problems": [{"message": error.message, "cure": error.cure, "address": address}]}
    except MethodError as error:
        return {"problems": [{"message": error.message, "cure": error.cure}]}
    return None


def _conflict(form: RecordForm | None, now: Any, error: ConflictError) -> dict[str, Any]:
    """Return what stands now beside what was entered; keeping it again replaces what is seen."""
    if form is None or not form.is_valid():
        return {"conflict": error, "differences": [], "status": 409}
    rows = [
        (c.title, getattr(now, c.key, None), form.cleaned_data[c.key])
        for c in form.sheet.columns
        if c.key in form.cleaned_data
        and _filled(getattr(now, c.key, None)) != _filled(form.cleaned_data[c.key])
    ]
    return {"conflict": error, "differences": rows if now is not None else [], "status": 409}


def _filled(value: Any) -> Any:
    """Return a value, None for what is empty in any way."""
    return None if value in ("", ()) else value


@require_http_methods(["GET", "HEAD", "POST"])
def new_assessment(request: SignedInRequest) -> HttpResponse:
    """Begin an assessment by form: the factory, a period, a centre, a first flow."""
    require(request.user, "import_workbook")
    begun = queries.factory_of_the_centre()
    forms = {kind: first_form(kind, request.POST or None, begun) for kind in FIRST}
    problems: list[Any] = []
    if request.method == "POST" and all([form.is_valid() for form in forms.values()]):
        values = {kind: form.cleaned_data for kind, form in forms.items()}
        try:
            made = actions.import_file(_first_file(values), acting_user=request.user)
        except WorkbookError as error:
            problems = error.findings
            for form in forms.values():
                problems = form.place(problems, HEADER_ROW + 1)
        except MethodError as error:
            problems = [{"message": error.message, "cure": error.cure}]
        else:
            messages.success(
                request, _("The assessment has been started. Now enter the other flows.")
            )
            return redirect("data_of", pk=made.pk, kind="flows")
    context = {
        "parts": [(_sheet(kind), forms[kind]) for kind in FIRST],
        "problems": problems,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "production/new_assessment.html", context, status=status)


def _first_file(values: dict[str, dict[str, Any]]) -> AssessmentFile:
    """Return the records of a first form; keys are made from names."""
    period = values["periods"] | {
        "key": values["periods"]["key"] or str(values["periods"]["end"].year)
    }
    centre = values["centres"]
    centre["key"] = centre["key"] or key_from(centre["name"], "centre")
    ends = {
        end: centre["key"] if values["flows"].get(end) == "here" else None
        for end in ("source", "target")
    }
    flow = values["flows"] | ends | {"period": period["key"], "key": "f1"}
    file = AssessmentFile(
        factory=RECORDS["factory"](**values["factory"]),
        periods=(RECORDS["periods"](**period),),
        centres=(RECORDS["centres"](**centre),),
        flows=(RECORDS["flows"](**flow),),
    )
    check(file)
    return file


@require_POST
def news(request: SignedInRequest, pk: int) -> JsonResponse:
    """Say who else has the assessment open, and what others did since an entry of the log."""
    assessment = find_assessment(request, pk)
    since = read_whole_number(request.POST, "since")
    here = actions.show_presence(assessment, acting_user=request.user)
    entries = Entry.objects.filter(organisation=assessment.site.organisation_id)
    last = entries.order_by("-pk").values_list("pk", flat=True).first() or 0
    found = entries.none() if since is None else entries.filter(pk__gt=since)
    others = found.exclude(person=request.user).select_related("person").order_by("-pk")
    say = current_speaker()
    return JsonResponse(
        {
            "last": last,
            "here": here,
            "news": [
                {
                    "who": str(e.person or ""),
                    "what": say(sentence_of(e.act)),
                    "on": e.subject.removeprefix(str(assessment)).strip(" :,"),
                    "when": say.moment(e.when),
                }
                for e in others[:MOST_NEWS]
            ],
        }
    )

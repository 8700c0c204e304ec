"""Pages of briefs: written, read on a phone, traced figure by figure, published, taken home."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.documents.docx_file import write_docx
from scp_centre.centre.documents.pdf_file import write_pdf
from scp_centre.centre.pages.file_answers import DOCX, attachment, drawn_as
from scp_centre.centre.public_files import public_file
from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import SHOWN, mark_of, one_writer
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _
from scp_centre.roles.policy import brief_documents, queries
from scp_centre.roles.policy.actions import briefs as actions
from scp_centre.roles.policy.analysis import study
from scp_centre.roles.policy.brief_bundle import write_bundle
from scp_centre.roles.policy.brief_documents import (
    basis_of,
    brief_figures,
    brief_html,
    compose_brief,
)
from scp_centre.roles.policy.brief_figures import Basis, Figure, catalogue
from scp_centre.roles.policy.dependents import all_citable, observation_of
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.forms import BriefForm, ConsultationForm
from scp_centre.roles.policy.instrument_parameters import parameters_of
from scp_centre.roles.policy.models import Brief, Standing, Table
from scp_centre.roles.policy.scenario_page import indicator_rows, what_it_assumes
from scp_centre.roles.policy.scenario_runs import known_result
from scp_centre.roles.policy.views.study_page import known_form

LENGTHS = {"2-pages": False, "8-pages": True}
EXAMPLE = """\
# What we see

{{sentence:hot_spots.production}}

{{sentence:ghg}}

{{picture:ghg.sides}}

# What can be done

Say what you propose, and take figures of scenarios from the list.

---

# The supply chains behind it

{{sentence:ghg.chains}}

{{table:ghg.consumption}}
"""


def brief_at(request: HttpRequest, slug: str) -> Brief:
    """Return a brief that somebody may see; others learn nothing of a draft."""
    brief = get_object_or_404(Brief.objects.select_related("table"), slug=slug)
    if not actions.may_see(brief, request.user):
        raise Http404
    return brief


@login_not_required
@require_safe
def published_briefs(request: HttpRequest) -> HttpResponse:
    """Show everybody the briefs that are published or in consultation, and the register."""
    context = {"briefs": queries.public_briefs(), "instruments": queries.register()}
    return render(request, "policy/published.html", context)


@login_not_required
@require_safe
def brief(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a brief to whoever may see it."""
    found = brief_at(request, slug)
    figures = brief_figures(found, drawn=False)
    signed = request.user.is_authenticated
    context = {
        "brief": found,
        "html": brief_html(found, figures),
        "running": queries.running(found),
        "consultations": found.consultations.all(),
        "published": found.standing == Standing.PUBLISHED,
        "draft": found.standing == Standing.DRAFT,
        "instruments": found.instrument_set.all(),
        "may_write": signed and allowed(request.user, "write_brief"),
        "may_publish": signed and allowed(request.user, "publish_brief"),
        "outdated": queries.outdated_in(found) if signed else [],
        "form": ConsultationForm(),
        "shown": mark_of(actions.shown_brief(found, figures)),
    }
    return render(request, "policy/brief.html", context)


@login_not_required
@require_safe
def brief_figure(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Show where a figure of a brief comes from, and how to compute it again."""
    found = brief_at(request, slug)
    one = _figure(found, name)
    exact = "" if one.value is None else current_speaker().plain(one.value)
    context = {
        "brief": found,
        "figure": one,
        "exact": exact,
        "table": found.table,
        "ledger": observation_of(found, name) if allowed(request.user, "see_figure") else None,
    }
    return render(request, "policy/brief_figure.html", context)


@login_not_required
@require_safe
def brief_scenario(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show whoever may see a brief what one of its scenarios assumes and gives."""
    found, say = brief_at(request, slug), current_speaker()
    scenarios = queries.scenarios_in(found)
    if not 1 <= number <= len(scenarios):
        raise Http404
    one = scenarios[number - 1]
    # Whoever may read needs no account: a range that is not known yet is not computed for them.
    result, economy = known_result(one), study(one.table).economy
    context = {
        "brief": found,
        "scenario": one,
        "table": one.table,
        "last": result["years"][-1],
        "rows": indicator_rows(result),
        "has_range": result["low"] is not None,
        **what_it_assumes(one, result),
        "instruments": [
            {**i, "parameters": parameters_of(i, economy, say)} for i in one.content["instruments"]
        ],
    }
    return render(request, "policy/brief_scenario.html", context)


def _figure(found: Brief, name: str) -> Figure:
    one = brief_documents.brief_figure(found, name)
    if one is None:
        raise Http404
    return one


@login_not_required
@require_safe
@public_file
def brief_picture(request: HttpRequest, slug: str, name: str, form: str) -> HttpResponse:
    """Draw a picture of a brief."""
    one = _figure(brief_at(request, slug), name)
    if one.kind != "picture":
        raise Http404
    return drawn_as(request, one.narrow if known_form(form) == "narrow" else one.svg)


@login_not_required
@require_safe
@public_file
def brief_document(request: HttpRequest, slug: str, length: str, ending: str) -> HttpResponse:
    """Set a brief as PDF or DOCX, of two pages or of eight."""
    found = brief_at(request, slug)
    if length not in LENGTHS or ending not in ("pdf", "docx"):
        raise Http404
    report = compose_brief(found, long=LENGTHS[length])
    name = f"{found.slug}-{length}.{ending}"
    if ending == "pdf":
        return attachment(write_pdf(report), name, "application/pdf")
    return attachment(write_docx(report), name, DOCX)


@login_not_required
@require_safe
@public_file
def brief_bundle(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out table, scenarios and figures, so that anybody can compute the brief again."""
    found = brief_at(request, slug)
    return attachment(write_bundle(found), f"{found.slug}.zip", "application/zip")


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda slug="": Brief.objects.filter(slug=slug))
def write_brief(request: SignedInRequest, slug: str = "") -> HttpResponse:
    """Write a brief: a new one, or a known one anew."""
    require(request.user, "write_brief")
    found = get_object_or_404(Brief, slug=slug) if slug else None
    newest = Table.objects.order_by("-year").first()
    if newest is None:
        raise PolicyError(
            _("There is no national table yet."),
            cure=_("Load a table to provide the figures for a brief."),
        )
    start = {"table": newest.pk, "language": "en", "text": EXAMPLE}
    if found is not None:
        start = {k: getattr(found, k) for k in ("title", "summary", "language", "text")}
        start |= {"table": found.table_id, "scenarios": found.scenarios.all()}
    log = ("write_brief", str(found)) if found else None
    form = BriefForm(request.POST or None, initial=start, brief=found, log=log)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.write_brief(form.cleaned_data, acting_user=request.user, brief=found)
        except PolicyError as error:
            known = error.where if error.where in form.fields else None
            form.add_error(known, error.in_full)
        else:
            messages.success(request, _("Brief saved."))
            return redirect("brief", slug=kept.slug)
    shown = found or Brief(table=newest, language="en")
    names = catalogue(_whole_basis(shown)) if found else []
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "brief": found, "names": names}
    return render(request, "policy/write_brief.html", context, status=status)


def _whole_basis(shown: Brief) -> Basis:
    """Return what a brief can be written from, all citable figures of the ledger among it."""
    basis = basis_of(shown, drawn=False)
    return replace(basis, cited=all_citable(basis.say))


@require_POST
def take_newest_scenarios(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the newest version of each scenario in a brief that is open."""
    found = get_object_or_404(Brief, slug=slug)
    actions.take_newest_scenarios(found, acting_user=request.user)
    messages.success(request, _("The brief now shows the newest versions. Check the text again."))
    return redirect("brief", slug=slug)


@require_POST
def publish_brief(request: SignedInRequest, slug: str) -> HttpResponse:
    """Publish a brief and freeze its figures."""
    found = get_object_or_404(Brief, slug=slug)
    actions.publish_brief(found, acting_user=request.user, shown=read_word(request.POST, SHOWN))
    messages.success(request, _("The brief has been published. Its figures are frozen."))
    return redirect("brief", slug=slug)


@require_POST
def remove_brief(request: SignedInRequest, slug: str) -> HttpResponse:
    """Remove a draft."""
    found = get_object_or_404(Brief, slug=slug)
    actions.remove_brief(found, acting_user=request.user)
    messages.success(request, _("The draft has been deleted."))
    return redirect("policy")


@require_POST
def open_consultation(request: SignedInRequest, slug: str) -> HttpResponse:
    """Put a brief to the public."""
    require(request.user, "write_brief")
    found = get_object_or_404(Brief, slug=slug)
    form = ConsultationForm(request.POST)
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        raise PolicyError(
            f"{form.fields[field].label}: {errors[0]}", cure=_("Go back and correct the entry.")
        )
    data = form.cleaned_data
    opened = actions.open_consultation(
        found, data["question"], data["closes"], acting_user=request.user
    )
    return redirect("consultation", pk=opened.pk)

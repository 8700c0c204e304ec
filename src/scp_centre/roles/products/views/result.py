"""The result of a model: where its footprint comes from, what to change, what to hand over."""

import json
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scp_centre.centre.documents.docx_file import write_docx
from scp_centre.centre.documents.pdf_file import write_pdf
from scp_centre.centre.evidence.queries import current_figures
from scp_centre.centre.pages.file_answers import DOCX, XLSX, attachment, drawn_as
from scp_centre.centre.pictures.picture_widths import FORMS
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.footprints import KIND_TITLES, STAGE_TITLES, SUBSTANCE_TITLES, Stage
from scp_centre.roles.products.content import BOUNDARY_TITLES, About, Content, read_content
from scp_centre.roles.products.cost_sentences import contradictions
from scp_centre.roles.products.ecodesign import STRATEGY_TITLES, WHEEL_SOURCE, propose
from scp_centre.roles.products.footprint_computation import Computed, compute
from scp_centre.roles.products.models import Footprint, FootprintModel, Standing
from scp_centre.roles.products.pact_file import missing_facts, pact_footprint
from scp_centre.roles.products.pictures import NAMES, draw
from scp_centre.roles.products.queries import latest_footprint
from scp_centre.roles.products.report import compose_report
from scp_centre.roles.products.sentences import (
    LEFT_OUT,
    characterisation_notes,
    compared_sentence,
    hot_spot,
    lead,
    losses_sentence,
    notes,
    spread_sentence,
)
from scp_centre.roles.products.views.cost_result import shown_costs
from scp_centre.roles.products.views.indicators import shown_indicators
from scp_centre.roles.products.views.model_page import model_at, page_of
from scp_centre.roles.products.views.new_year import updates_for
from scp_centre.roles.products.workbook import write_workbook
from scp_centre.roles.products.workbook.report_book import write_report_book

HOT_SPOTS, DRIVERS = 10, 10


@require_safe
def footprint(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the footprint of a product: its stages, hot spots, spread and alternatives."""
    model = model_at(request, pk)
    context = page_of(model, request, "result")
    try:
        computed = compute(context["content"])
    except SpokenError as error:
        context["refused"] = error if context["content"].model.lines else None
        return render(request, "products/empty.html", context)
    approved = latest_footprint(model)
    figures = {f.indicator: f for f in current_figures(request.user, model.origin)}
    if context["may_model"]:
        context["updates"] = updates_for(model, computed.content)
    context |= (
        shown(computed)
        | shown_costs(computed)
        | shown_indicators(computed)
        | {
            "figures": figures,
            "approved": approved,
            "missing": missing_facts(_declared(model, approved, computed.content)),
            "is_reopened": approved is not None and model.standing != Standing.APPROVED,
            "can_download_pact": approved is not None
            and not missing_facts(read_content(approved.content).about),
            "hindrances": [one for c in computed.cycles for one in contradictions(c)],
            "boundary": BOUNDARY_TITLES[computed.content.about.boundary],
        }
    )
    return render(request, "products/result.html", context)


def shown(computed: Computed) -> dict[str, Any]:
    """Return what the page shows of a result."""
    base, spread = computed.base, computed.spread
    say = current_speaker()
    names = {line.key: line.part for line in computed.content.model.lines}
    rows = {row.line.factor.key: row.line.factor for row in base.rows}
    rows |= {f.key: f for row in base.rows for f, _share in row.line.mix()}
    characterised = list(characterisation_notes(base, computed.content.model.gwp_set))
    losses = losses_sentence(base)
    proposals = propose(computed.content, base)
    return {
        "computed": computed,
        "base": base,
        "lead": say(lead(computed)),
        "hot_spot": say(hot_spot(base)),
        "stages": [
            {"title": STAGE_TITLES[s], "value": v, "share": base.share(v)}
            for s, v in _in_order(base.stages)
        ],
        "hot_spots": [
            {
                "row": row,
                "share": base.share(row.value),
                "left_out": LEFT_OUT.get(row.line.factor.leaves_out, ""),
            }
            for row in base.rows[:HOT_SPOTS]
        ],
        "more_rows": max(len(base.rows) - HOT_SPOTS, 0),
        "kinds": [(title, base.kinds[kind]) for kind, title in KIND_TITLES.items()],
        "substances": [
            (SUBSTANCE_TITLES.get(s.substance, s.substance.removeprefix("gas:")), s.kg, s.value)
            for s in base.substances
        ],
        "spread": spread,
        "low": spread.distribution.percentiles[0][1],
        "high": spread.distribution.percentiles[1][1],
        "spread_sentence": say(spread_sentence(spread)),
        "drivers": [
            (names.get(d.line) or rows[d.factor].name, bool(d.line), d.share, d.total)
            for d in spread.drivers[:DRIVERS]
        ],
        "compared": [
            {
                "number": number,
                "one": one,
                "change": (one.total - base.total) / base.total if base.total else 0.0,
                "sentence": say(compared_sentence(one, base.total)),
                "alternative": alternative,
            }
            for number, (one, alternative) in enumerate(
                zip(spread.compared, computed.content.model.alternatives, strict=True), 1
            )
        ],
        "proposals": [
            (number, one, STRATEGY_TITLES[one.strategy]) for number, one in enumerate(proposals, 1)
        ],
        "wheel_source": WHEEL_SOURCE,
        "characterisation": [say(one) for one in characterised],
        "losses": losses,
        "notes": [say(one) for one in notes(computed) if one not in (*characterised, losses)],
    }


def _declared(model: FootprintModel, approved: Footprint | None, content: Content) -> About:
    """Return what the machine-readable footprint will be of: what is approved, else the model.

    A model that was opened again is on its way to the next footprint: its own facts count.
    """
    if approved is None or model.standing != Standing.APPROVED:
        return content.about
    return read_content(approved.content).about


def _in_order(stages: Any) -> list[tuple[Stage, float]]:
    return [(stage, stages[stage]) for stage in Stage if stage in stages]


@require_safe
def footprint_picture(request: SignedInRequest, pk: int, name: str, form: str) -> HttpResponse:
    """Draw one picture of a result."""
    model = model_at(request, pk)
    if name not in NAMES or form not in FORMS:
        raise Http404
    computed = compute(read_content(model.content))
    return drawn_as(request, draw(name, computed, current_speaker(), form))


@require_safe
def footprint_report(request: SignedInRequest, pk: int, ending: str) -> HttpResponse:
    """Set the report of a footprint: PDF, DOCX or XLSX."""
    model = model_at(request, pk)
    if ending not in ("pdf", "docx", "xlsx"):
        raise Http404
    computed = compute(read_content(model.content))
    language = current_speaker().language
    name = f"footprint-{pk}.{ending}"
    match ending:
        case "pdf":
            report = compose_report(model, computed, language, request.user.name)
            return attachment(write_pdf(report), name, "application/pdf")
        case "docx":
            report = compose_report(model, computed, language, request.user.name)
            return attachment(write_docx(report), name, DOCX)
        case "xlsx":
            return attachment(write_report_book(model, computed, language), name, XLSX)
    raise Http404


@require_safe
def footprint_workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand out the model as a workbook, which the command line computes too."""
    model = model_at(request, pk)
    content = write_workbook(read_content(model.content))
    return attachment(content, f"footprint-model-{pk}.xlsx", XLSX)


@require_safe
def footprint_pact(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand out the approved footprint in the data model of PACT."""
    model = model_at(request, pk)
    found: Footprint | None = latest_footprint(model)
    if found is None:
        raise Http404
    missing = missing_facts(read_content(found.content).about)
    if missing:
        context = page_of(model, request, "result") | {"missing": missing, "approved": found}
        return render(request, "products/pact_missing.html", context, status=409)
    text = json.dumps(pact_footprint(found), ensure_ascii=False, indent=2) + "\n"
    return attachment(text.encode(), f"footprint-{pk}-pact.json", "application/json")

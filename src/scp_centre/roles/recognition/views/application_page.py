"""What the pages of one application share."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from scp_centre.centre.evidence.queries import figures_for
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.methods.criteria import Measure, Outcome
from scp_centre.methods.criteria.rules import names_in
from scp_centre.roles.recognition.criteria_texts import scheme_of
from scp_centre.roles.recognition.evidence import Fact, decide_application, facts_of
from scp_centre.roles.recognition.models import Application, word_of_result
from scp_centre.roles.recognition.queries import applications_for


def application_at(request: SignedInRequest, pk: int, act: str) -> Application:
    """Return an application for somebody who may do an act on it; answer 404 or 403 else."""
    application = get_object_or_404(applications_for(request.user), pk=pk)
    require(request.user, act, application.organisation)
    return application


def show(
    request: SignedInRequest, template: str, context: dict[str, Any], *, is_refused: bool = False
) -> HttpResponse:
    """Show a page, with the status of a refused form where it holds one."""
    status = 422 if is_refused else 200
    return render(request, f"recognition/{template}.html", context, status=status)


def outcome_rows(application: Application, request: SignedInRequest) -> list[dict[str, Any]]:
    """Return each criterion with what follows from the evidence, the evidence, and the finding."""
    facts = facts_of(application)
    findings = {one.criterion: one for one in application.findings.select_related("verifier")}
    seen = _figures_seen(request, facts)
    measures = scheme_of(application.version).measures
    return [
        {
            "outcome": one,
            "result": word_of_result(one.result),
            "place": place,
            "finding": findings.get(one.criterion.id),
            "facts": [
                {
                    "measure": measures[name],
                    "fact": facts[name],
                    "linked": name in seen,
                    "value": _said(facts[name], measures[name]),
                }
                for name in measures_of(one)
                if name in facts
            ],
        }
        for place, one in enumerate(decide_application(application).outcomes)
    ]


def _said(fact: Fact, measure: Measure) -> float | bool | str | None:
    """Return the value of a fact; of a word its title."""
    value = fact.evidence.value
    return measure.title_of(value) if isinstance(value, str) else value


def measures_of(outcome: Outcome) -> list[str]:
    """Return the measures that a criterion asks for."""
    rules = (outcome.criterion.rule, outcome.criterion.when, outcome.criterion.unless)
    return sorted({name for rule in rules if rule is not None for name in names_in(rule)})


def _figures_seen(request: SignedInRequest, facts: dict[str, Fact]) -> set[str]:
    """Return the measures whose figure the reader may open with all that it follows from."""
    pks = {name: fact.figure.pk for name, fact in facts.items() if fact.figure is not None}
    if not pks or not allowed(request.user, "see_figure"):
        return set()
    seen = set(figures_for(request.user).filter(pk__in=pks.values()).values_list("pk", flat=True))
    return {name for name, pk in pks.items() if pk in seen}

"""What the pages of one application share."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from scp_centre.centre.evidence.queries import figures_for
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.methods.criteria import Measure, Result
from scp_centre.roles.recognition.criteria_texts import scheme_of
from scp_centre.roles.recognition.evidence import (
    Fact,
    decide_application,
    facts_of,
    findings_that_count,
    measures_of,
)
from scp_centre.roles.recognition.models import Application, State, word_of_result
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


def fees_and_letters(application: Application, person: Person) -> dict[str, Any]:
    """Return the fees and letters of an application, and whether more may be asked for."""
    may_handle = allowed(person, "handle_application")
    waits = (State.SUBMITTED, State.VERIFICATION, State.REMARKS, State.VERIFIED)
    has_table = application.version.scheme.fees.exists()
    return {
        "fees": application.fees.all(),
        "letters": application.letters.all(),
        "may_settle": may_handle,
        "may_ask_fee": may_handle and has_table and application.state in waits,
    }


def outcome_rows(application: Application, request: SignedInRequest) -> list[dict[str, Any]]:
    """Return each criterion with what follows from the evidence, the evidence, and the finding."""
    facts = facts_of(application)
    shown = application.verified is not None or not _is_applicant(application, request)
    findings = findings_that_count(application) if shown else {}
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
                for name in measures_of(one.criterion)
                if name in facts
            ],
        }
        for place, one in enumerate(decide_application(application).outcomes)
    ]


def without_evidence(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return the numbers of the criteria for which nothing proves whether they are met."""
    wanting = word_of_result(Result.NOT_KNOWN)
    return [one["outcome"].criterion.id for one in rows if one["result"] == wanting]


def _is_applicant(application: Application, request: SignedInRequest) -> bool:
    """Return whether the reader is on the applicant's side, who sees findings once all are signed.

    Whoever verifies, checks or decides reads them as they are written.
    """
    acts = ("handle_application", "decide_application")
    if request.user.pk == application.verifier_id:
        return False
    return not any(allowed(request.user, act) for act in acts)


def _said(fact: Fact, measure: Measure) -> float | bool | str | None:
    """Return the value of a fact; of a word its title."""
    value = fact.evidence.value
    return measure.title_of(value) if isinstance(value, str) else value


def _figures_seen(request: SignedInRequest, facts: dict[str, Fact]) -> set[str]:
    """Return the measures whose figure the reader may open with all that it follows from."""
    pks = {name: fact.figure.pk for name, fact in facts.items() if fact.figure is not None}
    if not pks or not allowed(request.user, "see_figure"):
        return set()
    seen = set(figures_for(request.user).filter(pk__in=pks.values()).values_list("pk", flat=True))
    return {name for name, pk in pks.items() if pk in seen}

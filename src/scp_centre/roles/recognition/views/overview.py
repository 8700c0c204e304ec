"""The first page: the officer's pipeline, the applicant's chances, the schemes."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from scp_centre.centre.evidence.consent import consents_of
from scp_centre.centre.evidence.models import Use
from scp_centre.centre.query_string import read_page
from scp_centre.centre.registry.models import Organisation, Person, Product
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.methods.criteria import Result
from scp_centre.roles.recognition.evidence import decide_now
from scp_centre.roles.recognition.licence_validity import states_of
from scp_centre.roles.recognition.models import Application, CriteriaVersion, State, word_of_result
from scp_centre.roles.recognition.queries import (
    applications_for,
    companies_of,
    current_versions,
    open_applications,
    running_licence,
    schemes_for,
    sees_all,
    things_to_label,
)
from scp_centre.roles.recognition.scheme_rules import missing_rules

MOST_CHECKED = 12  # products and awards whose criteria one page decides
MOST_CLOSED = 20  # on the first page; the others have a page of their own
DECIDED = 50  # on one page


@require_safe
def recognition(request: SignedInRequest) -> HttpResponse:
    """Show what is in progress and what has been decided, and to a company where it stands."""
    person = request.user
    require(person, "see_recognition")
    closed = _decided(person)
    of_company = not sees_all(person)
    context = {
        "open": open_applications(person),
        "closed": _with_states(closed[:MOST_CLOSED]),
        "has_more_closed": closed[MOST_CLOSED : MOST_CLOSED + 1].exists(),
        **(_checks(request) if of_company else {}),
        "schemes": [(one, missing_rules(one)) for one in schemes_for(person)],
        "may_apply": allowed(person, "apply_for_label"),
        "may_keep": allowed(person, "keep_scheme"),
        "may_watch": allowed(person, "watch_licences"),
        "today": timezone.localdate(),
    }
    return render(request, "recognition/recognition.html", context)


def _decided(person: Person) -> QuerySet[Application]:
    """Return the applications that are no longer open, the latest decision first."""
    found = applications_for(person).exclude(pk__in=open_applications(person).values("pk"))
    return found.select_related("licence__credential").order_by("-decided", "-pk")


@require_safe
def decided_applications(request: SignedInRequest) -> HttpResponse:
    """List all applications that are no longer open, page by page."""
    require(request.user, "see_recognition")
    page = Paginator(_decided(request.user), DECIDED).get_page(read_page(request.GET))
    context = {"page": page, "closed": _with_states(page)}
    return render(request, "recognition/decided.html", context)


def _with_states(applications: Iterable[Application]) -> list[tuple[Application, str]]:
    """Return applications with the state of each one's licence today; without one, its own."""
    rows = list(applications)
    awarded = [one.licence for one in rows if one.state == State.AWARDED]
    states = {one.licence.application_id: one.state for one in states_of(awarded)}
    return [(one, states.get(one.pk, one.state)) for one in rows]


def _checks(request: SignedInRequest) -> dict[str, Any]:
    """Return how the own products come out by reviewed evidence, scheme by scheme; a page of it."""
    companies = companies_of(request.user)
    things = things_to_label(companies)
    page = Paginator(things, MOST_CHECKED).get_page(read_page(request.GET))
    return {
        "checks": [_check(version, company, product) for version, company, product in page],
        "page": page,
        "without_consent": [one for one in companies if not _shares(one)],
    }


def _shares(company: Organisation) -> bool:
    """Return whether a company lets its reviewed figures be used for labels."""
    last = dict(consents_of(company))[str.__str__(Use.LABEL.value)]
    return last is not None and last.given


def _check(
    version: CriteriaVersion, company: Organisation, product: Product | None
) -> dict[str, Any]:
    decision, facts = decide_now(company, product, version)
    results = [one.result for one in decision.outcomes]
    return {
        "version": version,
        "company": company,
        "product": product,
        "outcomes": [(one, word_of_result(one.result)) for one in decision.outcomes],
        "facts": facts,
        "met": results.count(Result.MET),
        "not_met": results.count(Result.NOT_MET),
        "not_known": results.count(Result.NOT_KNOWN),
        "key": product.pk if product else 0,
        "licence": running_licence(version.scheme, company, product),
    }


@require_safe
def label_check(request: SignedInRequest, pk: int, company: int, product: int) -> HttpResponse:
    """Show criterion by criterion what the reviewed evidence of a product says.

    product : 0 for an award of the company itself
    """
    require(request.user, "see_recognition")
    version = get_object_or_404(current_versions(), pk=pk)
    organisation = get_object_or_404(companies_of(request.user), pk=company)
    wanted = [
        one
        for one in things_to_label(companies_of(request.user).filter(pk=organisation.pk))
        if one[0] == version and (one[2].pk if one[2] else 0) == product
    ]
    if not wanted:
        raise Http404
    context = _check(*wanted[0]) | {"scheme": version.scheme}
    return render(request, "recognition/label_check.html", context)

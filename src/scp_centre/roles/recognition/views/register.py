"""The public register: searched, downloaded, scanned, read by machine."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from scp_centre.centre.pages.file_answers import attachment
from scp_centre.centre.public_files import ASKED_AGAIN
from scp_centre.centre.query_string import read_page
from scp_centre.centre.registry.permissions import allowed
from scp_centre.centre.sheets.csv_writer import csv_bytes
from scp_centre.centre.signing.queries import known_keys
from scp_centre.methods.criteria import decide
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.product_codes import gtin_of_14_digits
from scp_centre.roles.recognition.addresses import draw_code, page_address, scan_address
from scp_centre.roles.recognition.criteria_texts import scheme_of
from scp_centre.roles.recognition.forms import RegisterForm
from scp_centre.roles.recognition.licence_history import counts_of, steps_of
from scp_centre.roles.recognition.licence_validity import (
    Answer,
    Standing,
    label_standings,
    promise_of,
    standing_of,
    states_of,
)
from scp_centre.roles.recognition.models import Found, Licence, LicenceState, Scheme
from scp_centre.roles.recognition.queries import (
    differs_today,
    find_licences,
    licences_of_gtin,
    register,
)

PAGE, MOST = 50, 2_000  # each licence is checked against its signature, which takes 1.6 ms
HEAD = ("number", "label", "company", "country", "product", "gtin", "state", "from", "until")
SCHEMA_ORG = "https://schema.org"


def _found(request: HttpRequest) -> tuple[RegisterForm, QuerySet[Licence]]:
    schemes = Scheme.objects.filter(versions__published__isnull=False).distinct()
    form = RegisterForm([(one.code, one.said_name) for one in schemes], request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "scheme": "", "state": ""}
    return form, find_licences(asked["q"], asked["scheme"], asked["state"])


@login_not_required
@require_safe
def licence_register(request: HttpRequest) -> HttpResponse:
    """Show the licences to everybody."""
    form, found = _found(request)
    page = Paginator(found, PAGE).get_page(read_page(request.GET))
    context = {
        "form": form,
        "page": page,
        "rows": states_of(page),
        "schemes": Scheme.objects.filter(versions__published__isnull=False)
        .distinct()
        .prefetch_related("versions"),
        "query": request.GET.urlencode(),
    }
    return render(request, "recognition/register.html", context)


@login_not_required
@require_safe
def licence_table(request: HttpRequest) -> HttpResponse:
    """Hand out the register as a table."""
    keys = known_keys()
    rows = [[*_facts(one, keys).values()] for one in _found(request)[1][:MOST]]
    answer = attachment(csv_bytes(HEAD, rows), "register.csv", "text/csv")
    answer["Cache-Control"] = ASKED_AGAIN
    return answer


@login_not_required
@require_safe
def licence_json(request: HttpRequest) -> HttpResponse:
    """Hand out the register for programs: what is asked for, each licence with its addresses."""
    keys = known_keys()
    found = [
        _facts(one, keys)
        | {"address": page_address(one, request), "credential": str(one.credential_id)}
        for one in _found(request)[1][:MOST]
    ]
    return _for_all(JsonResponse({"licences": found}))


def _for_all(answer: HttpResponse) -> HttpResponse:
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = ASKED_AGAIN
    return answer


def _facts(licence: Licence, keys: Mapping[str, str]) -> dict[str, str]:
    values = (
        licence.number,
        licence.application.version.name,
        licence.company,
        licence.country,
        licence.product,
        licence.gtin,
        standing_of(licence, keys).word,
        licence.start.isoformat(),
        licence.until.isoformat(),
    )
    return dict(zip(HEAD, values, strict=True))


def _licence_at(number: str) -> Licence:
    return get_object_or_404(register(), number__iexact=number)


@login_not_required
@require_safe
def licence(request: HttpRequest, number: str) -> HttpResponse:
    """Show a licence: whether it holds, what was promised, until when, and how to check it."""
    found = _licence_at(number)
    met = set(
        found.application.findings.filter(found=Found.MET).values_list("criterion", flat=True)
    )
    outcomes = decide(scheme_of(found.application.version), {}).outcomes
    context = _context(request, found) | {
        "outcomes": [one for one in outcomes if one.criterion.id in met],
        "address": scan_address(found, request),
        "steps": steps_of(found),
        "counts": counts_of(found),
    }
    if request.user.is_authenticated and allowed(request.user, "keep_licence"):
        context |= {"may_keep": True, "other_today": differs_today(found)}
    answer = render(request, "recognition/licence.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _context(request: HttpRequest, found: Licence) -> dict[str, Any]:
    standing = standing_of(found)
    return {
        "licence": found,
        "code": found.number,
        "application": found.application,
        "scheme": found.application.version.scheme,
        "standing": standing,
        "promise": promise_of(found, standing),
        "successor": found.successor,
        "predecessor": found.application.renews,
        "today": timezone.now(),
    }


@login_not_required
@require_safe
def scan_licence(request: HttpRequest, number: str) -> HttpResponse:
    """Answer whoever scans the code of a product."""
    found = register().filter(number__iexact=number).first()
    if found and (successor := _in_its_place(found)):
        return redirect("scan_licence", number=successor.number)
    return _scan(request, [(found, standing_of(found))] if found else [], number)


def _in_its_place(licence: Licence) -> Licence | None:
    """Return the licence that runs now in place of one that expired: its code stays on products."""
    today, found = timezone.localdate(), licence
    while found.state_on(today) == LicenceState.EXPIRED and (later := found.successor):
        found = later
    return found if found != licence and found.start <= today else None


@login_not_required
@require_safe
def scan_gtin(request: HttpRequest, gtin: str) -> HttpResponse:
    """Answer whoever scans a GS1 Digital Link: every label of the product with this GTIN."""
    try:
        wanted = gtin_of_14_digits(gtin)
    except InvalidValueError:
        return _scan(request, [], gtin)
    found = licences_of_gtin(wanted)
    if len({one.application.product_id for one in found}) > 1:
        return _scan(request, [], gtin, is_shared=True)
    return _scan(request, label_standings(found), gtin)


def _scan(
    request: HttpRequest,
    labels: Sequence[tuple[Licence, Standing]],
    code: str,
    *,
    is_shared: bool = False,
) -> HttpResponse:
    """Show what holds of each label, the worst first; Valid stands on top only if all are.

    is_shared : whether licences of different products name the code
    """
    standing = labels[0][1] if labels else Standing(Answer.NOT_ESTABLISHED)
    context = {
        "labels": [(one, found, promise_of(one, found)) for one, found in labels],
        "licence": labels[0][0] if labels else None,
        "standing": standing,
        "is_one_answer": len({one.answer for _unused, one in labels}) <= 1,
        "is_shared": is_shared,
        "code": code,
        "today": timezone.now(),
    }
    status = 200 if labels or is_shared else 404
    answer = render(request, "recognition/scan.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


@login_not_required
@require_safe
def licence_code(request: HttpRequest, number: str) -> HttpResponse:
    """Draw the code for the product."""
    found = _licence_at(number)
    return HttpResponse(draw_code(found, request), content_type="image/svg+xml")


@login_not_required
@require_safe
def licence_linked_data(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out a licence as JSON-LD in the vocabulary of schema.org."""
    found = _licence_at(number)
    scheme = found.application.version.scheme
    is_valid = standing_of(found).answer == Answer.VALID
    certification = {
        "@type": "Certification",
        "name": found.application.version.name,
        "certificationIdentification": found.number,
        "certificationStatus": f"{SCHEMA_ORG}/Certification{'Active' if is_valid else 'Inactive'}",
        "issuedBy": {"@type": "Organization", "name": scheme.owner},
        "validFrom": found.start.isoformat(),
        "expires": found.until.isoformat(),
        "url": page_address(found, request),
    }
    company = {"@type": "Organization", "name": found.company}
    if not found.product:
        content = {"@context": SCHEMA_ORG, **company, "hasCertification": certification}
    else:
        content = {
            "@context": SCHEMA_ORG,
            "@type": "Product",
            "name": found.product,
            "manufacturer": company,
            "hasCertification": certification,
        }
        if found.gtin:
            content["gtin"] = gtin_of_14_digits(found.gtin)
    return _for_all(JsonResponse(content, content_type="application/ld+json"))

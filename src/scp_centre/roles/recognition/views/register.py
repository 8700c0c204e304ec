"""The public register: searched, downloaded, scanned, read by machine."""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from scp_centre.centre.installation.addresses import base_of
from scp_centre.centre.limits.tallies import too_often
from scp_centre.centre.public_files import ASKED_AGAIN
from scp_centre.centre.query_string import read_whole_number
from scp_centre.centre.registry.permissions import allowed
from scp_centre.centre.sheets.csv_writer import csv_bytes, csv_text
from scp_centre.centre.signing.queries import known_keys
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.criteria import decide
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _
from scp_centre.methods.product_codes import gtin_of_14_digits
from scp_centre.roles.recognition.addresses import draw_code, page_address, scan_address
from scp_centre.roles.recognition.criteria_texts import scheme_of
from scp_centre.roles.recognition.forms import RegisterForm
from scp_centre.roles.recognition.grade_titles import grade_title, grade_titles
from scp_centre.roles.recognition.licence_history import counts_of, steps_of
from scp_centre.roles.recognition.licence_validity import (
    Answer,
    Listed,
    Standing,
    label_standings,
    promise_of,
    standing_of,
)
from scp_centre.roles.recognition.models import Found, Licence, LicenceState, Scheme
from scp_centre.roles.recognition.passport_content import passport_of
from scp_centre.roles.recognition.queries import (
    differs_today,
    licences_of_gtin,
    register,
)
from scp_centre.roles.recognition.register_rows import Part, find_part, find_parts
from scp_centre.roles.recognition.register_search import Question
from scp_centre.roles.recognition.scan_places import note_scan, places_of

PAGE = 50
IN_ONE_PIECE = 2_000  # licences of an answer; more are streamed, so many at a time
MOST_STREAMED = 20  # large answers for one network within an hour
HEAD = (
    "number",
    "label",
    "grade",
    "company",
    "country",
    "product",
    "gtin",
    "state",
    "from",
    "until",
)
SCHEMA_ORG = "https://schema.org"


def _asked(request: HttpRequest) -> tuple[RegisterForm, Question | None]:
    """Return the form and what it asks for; None where a filter has no such value."""
    schemes = Scheme.objects.filter(versions__published__isnull=False).distinct()
    form = RegisterForm([(one.code, one.said_name) for one in schemes], request.GET or None)
    if not form.is_bound:
        return form, Question()
    if not form.is_valid():
        return form, None
    said = form.cleaned_data
    return form, Question(said["q"], said["scheme"], said["state"])


@login_not_required
@require_safe
def licence_register(request: HttpRequest) -> HttpResponse:
    """Show the licences to everybody, the newest first; each page goes on after the last one."""
    form, asked = _asked(request)
    after = read_whole_number(request.GET, "after")
    part = find_part(asked, after, PAGE, known_keys()) if asked else Part([], None)
    context = {
        "form": form,
        "rows": _rows(part.rows),
        "is_first": after is None,
        "first": _address(request, None),
        "next": _address(request, part.after) if part.after is not None else "",
        "schemes": Scheme.objects.filter(versions__published__isnull=False)
        .distinct()
        .prefetch_related("versions"),
        "query": _address(request, None),
    }
    status = 200 if asked else 422
    return render(request, "recognition/register.html", context, status=status)


def _rows(rows: list[Listed]) -> list[tuple[Licence, str, str]]:
    """Return licences with state and grade."""
    grades = grade_titles([one.licence for one in rows])
    return [(one.licence, one.state, grades.get(one.licence.pk, "")) for one in rows]


def _address(request: HttpRequest, after: int | None) -> str:
    """Return the question of a request, going on after a licence."""
    asked = request.GET.copy()
    asked.pop("after", None)
    if after is not None:
        asked["after"] = str(after)
    return asked.urlencode()


@login_not_required
@require_safe
def licence_table(request: HttpRequest) -> HttpResponseBase:
    """Hand out the register as a table: all that is asked for, however much it is."""

    def lines(parts: Iterator[list[Listed]]) -> Iterator[bytes]:
        yield csv_bytes(HEAD, ())
        for licences in parts:
            rows = [[*_facts(one).values()] for one in licences]
            yield csv_text(HEAD, rows).partition("\r\n")[2].encode()

    answer = _handed_out(request, lines, "text/csv")
    answer["Content-Disposition"] = 'attachment; filename="register.csv"'
    return answer


@login_not_required
@require_safe
def licence_json(request: HttpRequest) -> HttpResponseBase:
    """Hand out the register for programs: what is asked for, each licence with its addresses."""

    def lines(parts: Iterator[list[Listed]]) -> Iterator[bytes]:
        comma, base = "", base_of(request)
        yield b'{"licences": ['
        for licences in parts:
            found = [
                _facts(one)
                | {
                    "address": base + reverse("licence", args=[one.licence.number]),
                    "credential": str(one.licence.credential_id),
                }
                for one in licences
            ]
            yield f"{comma}{json.dumps(found)[1:-1]}".encode()
            comma = ", "
        yield b"]}"

    answer = _handed_out(request, lines, "application/json")
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _handed_out(
    request: HttpRequest,
    lines: Callable[[Iterator[list[Listed]]], Iterator[bytes]],
    kind: str,
) -> HttpResponseBase:
    """Return all licences that are asked for; many are streamed, which one network may ask for a
    few times an hour.
    """
    form, asked = _asked(request)
    if asked is None:
        return _refused(form)
    parts = find_parts(asked, IN_ONE_PIECE, known_keys())
    first, second = next(parts, []), next(parts, None)
    answer: HttpResponseBase
    if second is None:
        answer = HttpResponse(b"".join(lines(iter([first]))), content_type=kind)
    elif too_often(request, "register-downloads", MOST_STREAMED):
        said = current_speaker()(_("Too many downloads. Try again in an hour."))
        answer = HttpResponse(said, content_type="text/plain; charset=utf-8", status=429)
    else:
        answer = StreamingHttpResponse(lines(chain([first, second], parts)), content_type=kind)
    answer["Cache-Control"] = ASKED_AGAIN
    return answer


def _refused(form: RegisterForm) -> HttpResponse:
    """Say which filter was not understood: it would hand out the whole register."""
    said = [f"{form[name].label}: {text}" for name, texts in form.errors.items() for text in texts]
    plain = "text/plain; charset=utf-8"
    return HttpResponse("\n".join(said), content_type=plain, status=400)


def _for_all(answer: HttpResponse) -> HttpResponse:
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = ASKED_AGAIN
    return answer


def _facts(one: Listed) -> dict[str, str]:
    licence = one.licence
    values = (
        licence.number,
        licence.application.version.name,
        licence.grade,
        licence.company,
        licence.country,
        licence.product,
        licence.gtin,
        one.word,
        licence.start.isoformat(),
        licence.until.isoformat(),
    )
    return dict(zip(HEAD, values, strict=True))


def _licence_at(number: str) -> Licence:
    return get_object_or_404(register(), number=number.upper())


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
        "passport": passport_of(found),
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
        "grade": grade_title(found),
        "promise": promise_of(found, standing),
        "successor": found.successor,
        "predecessor": found.application.renews,
        "today": timezone.now(),
    }


@login_not_required
@require_safe
def scan_licence(request: HttpRequest, number: str) -> HttpResponse:
    """Answer whoever scans the code of a product."""
    found = register().filter(number=number.upper()).first()
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
    for one, _standing in labels:
        note_scan(request, one)
    context = {
        "places": places_of(labels[0][0]) if labels else [],
        "labels": [(one, found, promise_of(one, found), grade_title(one)) for one, found in labels],
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
    certification: dict[str, Any] = {
        "@type": "Certification",
        "name": found.application.version.name,
        "certificationIdentification": found.number,
        "certificationStatus": f"{SCHEMA_ORG}/Certification{'Active' if is_valid else 'Inactive'}",
        "issuedBy": {"@type": "Organization", "name": scheme.owner},
        "validFrom": found.start.isoformat(),
        "expires": found.until.isoformat(),
        "url": page_address(found, request),
    }
    if grade := grade_title(found):
        certification["certificationRating"] = {"@type": "Rating", "ratingValue": grade}
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

"""The plants on the page of a benchmark: a page of them at a time, with what to look at."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import BooleanField, Case, F, FloatField, Q, Value, When
from django.db.models.functions import Cast

from scp_centre.centre.query_string import read_page, read_word
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.roles.benchmarks import queries
from scp_centre.roles.benchmarks.kept_results import (
    CHECK_JOB,
    is_large,
    kept_look,
    look_at,
    running_job,
)
from scp_centre.roles.benchmarks.models import Benchmark

PER_PAGE = 25


def looked_at(request: SignedInRequest, found: Benchmark) -> dict[str, Any]:
    """Return a page of the plants with their flags, those that count and by how many holders.

    Of a large benchmark the flags are those that a job has kept; `is_checked` says whether there
    are any of the plants as they are now.
    """
    look = kept_look(found) if is_large(found) else look_at(found)
    flags = {int(pk): said for pk, said in look["flags"].items()} if look else {}
    words = read_word(request.GET, "words").strip()
    plants = queries.plants_of(found, request.user)
    if words:
        texts = ("name__icontains", "holder__icontains", "company_name__icontains")
        asked = Q()
        for text in texts:
            asked |= Q(**{text: words})
        plants = plants.filter(asked)
    unflagged = Case(
        When(pk__in=list(flags) or [0], then=Value(False)),  # PostgreSQL sorts by no constant
        default=Value(True),
        output_field=BooleanField(),
    )
    is_out = Case(
        When(excluded="", then=Value(False)), default=Value(True), output_field=BooleanField()
    )
    intensity = Cast(F("use"), FloatField()) / Cast(F("made"), FloatField())
    # Only the keys are sorted; of 20,000 plants one page is read.
    keys = plants.order_by(is_out, unflagged, intensity, "pk").values_list("pk", flat=True)
    page = Paginator(keys, PER_PAGE).get_page(read_page(request.GET))
    shown = plants.in_bulk(list(page.object_list))
    silent = queries.without_consent(found)
    return {
        "page": page,
        "rows": [(shown[pk], flags.get(pk, []), pk in silent) for pk in page.object_list],
        "words": words,
        "total": found.plants.count(),
        "is_checked": look is not None,
        "check_job": None if look is not None else running_job(found, CHECK_JOB),
        "counted": look["counted"] if look else found.plants.filter(excluded="").count(),
        "holders": look["holders"] if look else None,
        "twins": look["twins"] if look else [],
        "flags_note": look["note"] if look else "",
    }

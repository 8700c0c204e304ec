"""What the pages of this role share."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from scp_centre.centre.pages.file_answers import attachment
from scp_centre.centre.pictures.picture_widths import FORMS
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.sheets.csv_writer import csv_bytes
from scp_centre.roles.policy.analysis import SIDES, Study, study
from scp_centre.roles.policy.models import Table


def study_at(request: SignedInRequest, pk: int) -> Study:
    """Return a table for somebody who may see it, ready to be looked at."""
    require(request.user, "see_policy")
    return study(get_object_or_404(Table, pk=pk))


def place_of(one: Study, code: str) -> int:
    """Return the place of an indicator, or answer 404."""
    codes = [i.code for i in one.economy.indicators]
    if code not in codes:
        raise Http404
    return codes.index(code)


def known_side(side: str) -> str:
    """Return production or consumption, or answer 404."""
    if side not in SIDES:
        raise Http404
    return side


def known_form(form: str) -> str:
    """Return the form of a picture, or answer 404."""
    if form not in FORMS:
        raise Http404
    return form


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Return rows as a file to keep."""
    return attachment(csv_bytes(head, rows), name, "text/csv; charset=utf-8")

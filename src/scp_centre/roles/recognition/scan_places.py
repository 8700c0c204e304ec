"""From which countries the code of a product is scanned, for whoever wonders about a copy.

The country is the region of the language that the phone asks for. It is coarse and may be wrong,
but no address is looked up, and nothing of a person is kept: a count a month, one a day from each
network. Countries with few scans are added up, so that no single phone shows.
"""

import re
from datetime import timedelta

from babel import Locale
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

from scp_centre.centre.limits.tallies import DAY, count, network_of
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.actions.scans import count_scan
from scp_centre.roles.recognition.models import Licence, ScanCount

REGION = re.compile(r"^[A-Za-z]{2,3}(?:-[A-Za-z]{4})?-([A-Za-z]{2})\b", re.ASCII)
CODE = re.compile(r"[A-Z]{2}")
KNOWN = frozenset(filter(CODE.fullmatch, map(str, Locale("en").territories)))
LATELY = timedelta(days=92)
FEWEST = 5  # scans from a country that are shown by themselves
MOST_SHOWN = 8


def note_scan(request: HttpRequest, licence: Licence) -> None:
    """Count a scan, the first of a day from each network."""
    if request.method != "GET":
        return
    if count("scan", f"{licence.number}\n{network_of(request)}", DAY) == 1:
        count_scan(licence, country_of(request))


def country_of(request: HttpRequest) -> str:
    """Return the country that a phone names with its first language; "" where it names none."""
    found = REGION.match(request.headers.get("Accept-Language", "")[:40].strip())
    code = found[1].upper() if found else ""
    return code if code in KNOWN else ""


def places_of(licence: Licence) -> list[tuple[str, int]]:
    """Return from where a code was scanned in the last three months: name and number, most first.

    Countries with fewer than five scans, and the unknown, are one entry at the end.
    """
    since = (timezone.localdate() - LATELY).replace(day=1)
    rows = ScanCount.objects.filter(licence=licence, month__gte=since).order_by()
    sums = list(rows.values_list("country").annotate(total=Sum("number")))
    ordered = sorted(sums, key=lambda pair: (-pair[1], pair[0]))
    shown = [(code, n) for code, n in ordered if code and n >= FEWEST][:MOST_SHOWN]
    rest = sum(n for _code, n in sums) - sum(n for _code, n in shown)
    names = Locale.parse(current_speaker().language, sep="-").territories
    found = [(str(names.get(code, code)), n) for code, n in shown]
    return [*found, (_("elsewhere or unknown"), rest)] if rest >= FEWEST else found

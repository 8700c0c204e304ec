"""What an item and its texts consist of, by type, and what is allowed in them."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scp_centre.methods.entries.dates import is_kept_day
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.models import Cost
from scp_centre.roles.clearinghouse.vocabulary import LANGUAGES, LISTS, known, words

ITEM = (
    "type",
    "language",
    "year",
    *LISTS,
    "cost",
    "address",
    "doi",
    "publisher",
    "authors",
    "licence",
    "contact",
    "details",
    "review_due",
)
TEXT = ("title", "summary", "body", "for_whom", "saving", "cost", "proven")
DETAILS = {  # type -> its own few fields
    "technology": ("maturity", "supplier", "cost_range", "savings_range", "carried_out"),
    "case_study": ("organisation", "done", "before", "after", "payback"),
    "method": ("steps", "pages"),
    "policy": ("instrument", "in_force", "responsible"),
    "event": ("starts", "ends", "place"),
    "funding": ("closes", "amount", "who_may_apply"),
    "expert": ("expertise", "organisation"),
    "organisation": ("kind", "place"),
    "training": ("duration", "level"),
    "data_set": ("format", "period"),
}
DETAIL_LABELS = {
    "maturity": _("Maturity"),
    "supplier": _("Supplier"),
    "cost_range": _("Cost range, with currency and year"),
    "savings_range": _("Savings range, with unit"),
    "carried_out": _("Where the technology has been used"),
    "organisation": _("Organisation"),
    "done": _("What was done"),
    "before": _("Before"),
    "after": _("After"),
    "payback": _("Payback"),
    "steps": _("Steps, in a few words"),
    "pages": _("Pages"),
    "instrument": _("Type of instrument"),
    "in_force": _("In force since"),
    "responsible": _("Responsible"),
    "starts": _("First day"),
    "ends": _("Last day"),
    "place": _("Place"),
    "closes": _("Closes on"),
    "amount": _("Amount, with currency"),
    "who_may_apply": _("Who can apply"),
    "expertise": _("Expertise"),
    "kind": _("Type of organisation"),
    "duration": _("Duration"),
    "level": _("Level"),
    "format": _("Format"),
    "period": _("Period"),
}
DETAIL_SORTS = {"maturity": "maturity", "starts": "date", "ends": "date", "closes": "date"}
# Older DOIs of Wiley hold <first page::sign> (SICI); any other < ends one, as in a web page.
DOI = re.compile(r"\b10\.\d{4,9}/(?:[^\s\"<>]|<\w+::[\w-]+>)+", re.IGNORECASE)
TRACKING = re.compile(r"^(utm_|fbclid|gclid|mc_)")


def clean(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of an item as they are kept.

    Raises ClearinghouseError naming the field for what cannot be kept.
    """
    found = {name: values[name] for name in ITEM if name in values}
    kind = found.get("type", "")
    if kind not in words()["type"]:
        raise _refused(
            "type",
            _("The type '{kind}' does not exist.", kind=kind),
            _("Choose an option from the list."),
        )
    if found.get("language") and found["language"] not in LANGUAGES:
        raise _refused(
            "language",
            _("'{found}' is not a language of this centre.", found=found["language"]),
            _("Choose an option from the list."),
        )
    for name, scheme in LISTS.items():
        if name in found:
            found[name] = known(scheme, found[name])
    if found.get("cost") and found["cost"] not in Cost.values:
        raise _refused(
            "cost",
            _("'{found}' is not a cost class.", found=found["cost"]),
            _("Choose an option from the list."),
        )
    if found.get("year") and not 1800 <= found["year"] <= 2200:
        raise _refused(
            "year", _("{found} is not a year.", found=found["year"]), _("Enter four digits.")
        )
    found["address"] = web_address(found.get("address", ""))
    found["doi"] = doi_in(found.get("doi", "")) if found.get("doi") else ""
    if values.get("doi") and not found["doi"]:
        raise _refused(
            "doi", _("'{doi}' is not a DOI.", doi=values["doi"]), _("A DOI looks like 10.1000/182.")
        )
    details = dict(found.get("details") or {}).items()
    found["details"] = {name: value for name, value in details if _is_kept(name, value)}
    return found


def _is_kept(name: str, value: Any) -> bool:
    """Return whether a detail is kept: not an empty one, nor a day at the end of time."""
    if not value or DETAIL_SORTS.get(name) != "date":
        return bool(value)
    try:
        return is_kept_day(date.fromisoformat(str(value)[:10]))
    except ValueError:
        return True  # in words, as another centre has it


def _refused(where: str, message: str, cure: str) -> ClearinghouseError:
    return ClearinghouseError(message, where=where, cure=cure)


def web_address(text: str) -> str:
    """Return an address of the web; raise ClearinghouseError for any other, as javascript:.

    >>> web_address("HTTPS://Example.org/A"), web_address("www.example.org")
    ('https://Example.org/A', 'https://www.example.org')
    """
    text = text.strip()
    if not text:
        return ""
    if text.lower().startswith("www."):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
    except ValueError:  # a bracket that is no address of a network
        parts = urlsplit("")
    text = parts.scheme + text[len(parts.scheme) :]  # HTTPS:// as some programs write it
    if parts.scheme not in ("http", "https") or not parts.hostname or len(text) > 1000:
        raise _refused(
            "address",
            _("'{text}' is not a web address.", text=text[:80]),
            _("Start the address with https://."),
        )
    return text


def doi_in(text: str) -> str:
    """Return the DOI in a text, or nothing.

    >>> doi_in("https://doi.org/10.1016/j.jclepro.2019.118010.")
    '10.1016/j.jclepro.2019.118010'
    >>> doi_in("(doi: 10.1061/(ASCE)0733-9372(2001)127:3(195)).")
    '10.1061/(asce)0733-9372(2001)127:3(195)'
    """
    found = DOI.search(text)
    doi = found.group().rstrip(".,;") if found else ""
    while doi.endswith(")") and doi.count(")") > doi.count("("):  # of the text around it
        doi = doi[:-1].rstrip(".,;")
    return doi.lower()


def address_key(address: str) -> str:
    """Return what is the same for two ways to write one address.

    >>> address_key("http://www.Example.org/a/?utm_source=x#top") == address_key("https://example.org/a")
    True
    """
    if not address:
        return ""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    kept = sorted(pair for pair in parse_qsl(parts.query) if not TRACKING.match(pair[0]))
    plain = urlunsplit(("", host, parts.path.rstrip("/"), urlencode(kept), ""))
    return hashlib.sha256(plain.encode()).hexdigest()

"""The columns of a tender: of one release, and of several of one process together."""

from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from scp_centre.methods.retrieval.analysis import plain, words_of
from scp_centre.methods.tenders import tender_of, tender_text
from scp_centre.methods.tenders.checks import amount_of
from scp_centre.methods.tenders.deadlines import period_of
from scp_centre.methods.tenders.matching import classifications_of
from scp_centre.reference.procurement_codes import cpv_table

KEPT = ("title", "description", "classification", "additionalClassifications")
LONGEST_KEPT = 2_000  # signs of a text
LONGEST_WORDS = 20_000  # signs of the words of a tender
MOST_ITEMS = 200
MOMENTS = ("opens", "closes")
# Columns that say one thing together, so that they change together.
TOGETHER = (("closes", "deadline", "is_local"), ("amount", "currency"))


def columns_of(release: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a tender; odd values stay as text, or are left empty.

    A deadline that names no time zone is read in the centre's.
    """
    tender = tender_of(release) or {}
    period = period_of(release, timezone.get_default_timezone())
    value = tender.get("value")
    value = value if isinstance(value, dict) else {}
    content = _content(tender)
    return {
        "released": _text(release.get("date"), 40),
        "title": _text(tender.get("title"), 500) or _text(tender.get("description"), 500),
        "buyer": _name_of_buyer(release, tender),
        "status": _text(period.status, 40),
        "opens": period.start,
        "closes": period.end,
        "deadline": _text(period.said_end, 60),
        "is_local": period.is_local,
        "amount": _amount(value),
        "currency": _text(value.get("currency"), 10),
        "codes": _codes(tender),
        "text": " ".join(map(plain, words_of(tender_text(tender))))[:LONGEST_WORDS],
        "content": content,
    }


def combined(older: dict[str, Any], newer: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of two releases of one process: the newer replaces what it gives.

    older, newer : as `columns_of` returns them
    """
    found = older | {name: value for name, value in newer.items() if value not in ("", None)}
    for names in TOGETHER:
        if newer[names[0]] not in ("", None):
            found |= {name: newer[name] for name in names}
        else:
            found |= {name: older[name] for name in names}
    content = older["content"] | newer["content"]
    if not newer["content"].get("items"):
        content["items"] = older["content"].get("items", [])
        words = dict.fromkeys([*newer["text"].split(), *older["text"].split()])
        found["text"] = " ".join(words)[:LONGEST_WORDS]
        codes = dict.fromkeys([*newer["codes"].split(), *older["codes"].split()])
        found["codes"] = f" {' '.join(codes)} " if codes else ""
    return found | {"content": content}


def as_kept(columns: dict[str, Any]) -> dict[str, Any]:
    """Return columns as JSON holds them."""
    moments = {name: at.isoformat() for name in MOMENTS if (at := columns[name]) is not None}
    return columns | dict.fromkeys(MOMENTS) | moments


def of_kept(columns: dict[str, Any]) -> dict[str, Any]:
    """Return columns that JSON held."""
    moments = {name: parse_datetime(at) for name in MOMENTS if (at := columns[name])}
    return columns | moments


def clean(value: Any) -> Any:
    """Return a JSON value without signs that no text has: NUL, and halves of a sign."""
    if isinstance(value, str):
        return value.replace("\x00", " ").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [clean(one) for one in value]
    if isinstance(value, dict):
        return {clean(name): clean(one) for name, one in value.items()}
    return value


def _amount(value: dict[str, Any]) -> str:
    """Return an amount as published; "" for what is too long, or no number that there is."""
    amount = value.get("amount")
    if isinstance(amount, str):
        return _text(amount, 60)
    return "" if amount_of(value) is None or len(text := str(amount)) > 60 else text


def _text(value: Any, most: int) -> str:
    if isinstance(value, dict | list) or value is None:
        return ""
    return " ".join(clean(str(value)).split())[:most]


def _name_of_buyer(release: dict[str, Any], tender: dict[str, Any]) -> str:
    for one in (release.get("buyer"), tender.get("procuringEntity")):
        if isinstance(one, dict) and one.get("name"):
            return _text(one["name"], 300)
    return ""


def _content(tender: dict[str, Any]) -> dict[str, Any]:
    items = tender.get("items")
    rows = items[:MOST_ITEMS] if isinstance(items, list) else []
    kept = _kept(tender)
    kept["items"] = [_kept(one) for one in rows if isinstance(one, dict)]
    return kept


def _kept(part: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in part.items():
        if name.startswith(KEPT[:2]) and isinstance(value, str):
            found[_text(name, 60)] = _text(value, LONGEST_KEPT)
        elif name == "classification" and isinstance(value, dict):
            found[name] = _classification(value)
        elif name == "additionalClassifications" and isinstance(value, list):
            found[name] = [_classification(one) for one in value[:50] if isinstance(one, dict)]
    return found


def _classification(part: dict[str, Any]) -> dict[str, str]:
    return {name: _text(part.get(name), 200) for name in ("scheme", "id", "description")}


def _codes(tender: dict[str, Any]) -> str:
    """Return the codes as words with blanks around them, so that a prefix can be looked for."""
    table, found = cpv_table(), {}
    for scheme, value in classifications_of(tender):
        if scheme.startswith(("HS", "HARMON")):
            found["hs" + "".join(filter(str.isdigit, _text(value, 20)))] = True
        elif scheme in ("CPV", "") and (code := table.read_published(value)):
            found[code] = True
    return f" {' '.join(found)} " if found else ""

"""OAI-PMH 2.0: others harvest us. Lists go by stamp and key, so that page 1,000 is as fast as 1.

Source: The Open Archives Initiative Protocol for Metadata Harvesting, version 2.0 of 2002-06-14.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import Element

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Min, QuerySet

from scp_centre.centre.installation.addresses import identifier_host
from scp_centre.centre.registry.models import Centre
from scp_centre.methods.entries.dates import LAST_DAY
from scp_centre.roles.clearinghouse.models import Item
from scp_centre.roles.clearinghouse.publication.addresses import oai_identifier
from scp_centre.roles.clearinghouse.publication.oai_records import (
    DC_SCHEMA,
    dublin_core,
    provenance,
    whole,
)
from scp_centre.roles.clearinghouse.publication.xml import OAI, OAI_DC, SCP, XSI, clean, part
from scp_centre.roles.clearinghouse.vocabulary import label, words

PAGE = 100
SALT = "oai-pmh"
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
FORMATS: dict[str, tuple[str, str, Callable[[Item, str], Element]]] = {
    "oai_dc": (DC_SCHEMA, OAI_DC, dublin_core),
    "scp": ("/clearinghouse/item.xsd", SCP, whole),
}
ARGUMENTS = {  # verb -> required, allowed beside
    "Identify": ((), ()),
    "ListMetadataFormats": ((), ("identifier",)),
    "ListSets": ((), ("resumptionToken",)),
    "ListIdentifiers": (("metadataPrefix",), ("from", "until", "set", "resumptionToken")),
    "ListRecords": (("metadataPrefix",), ("from", "until", "set", "resumptionToken")),
    "GetRecord": (("identifier", "metadataPrefix"), ()),
}
SETS = ("type", "topic", "sector")


class Refusal(Exception):
    """An error of the protocol: its code, and what is wrong."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Asked:
    """What a harvester asks: address of this repository, verb, arguments; host of identifiers."""

    base: str
    verb: str
    given: Mapping[str, str]
    host: str


def answer(base: str, given: Mapping[str, list[str]]) -> Element:
    """Return the answer to a request; what is wrong with it is part of the answer."""
    root = Element(f"{{{OAI}}}OAI-PMH")
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    part(root, OAI, "responseDate", stamped(datetime.now(UTC)))
    request = part(root, OAI, "request", f"{base}/oai")
    try:
        asked = _checked(base, given)
        made = VERBS[asked.verb](asked)
    except Refusal as error:
        if error.code not in ("badVerb", "badArgument"):
            request.attrib.update({k: clean(v[0]) for k, v in given.items()})
        part(root, OAI, "error", error, code=error.code)
        return root
    request.attrib.update({"verb": asked.verb} | {k: clean(v) for k, v in asked.given.items()})
    root.append(made)
    return root


def stamped(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _checked(base: str, given: Mapping[str, list[str]]) -> Asked:
    verbs = given.get("verb", [])
    if len(verbs) != 1 or verbs[0] not in ARGUMENTS:
        said = verbs[0][:60] if verbs else ""
        raise Refusal("badVerb", f"The verb {said!r} is missing, given twice or not known.")
    verb = verbs[0]
    rest = {k: v for k, v in given.items() if k != "verb"}
    required, allowed = ARGUMENTS[verb]
    for name, values in rest.items():
        if name not in (*required, *allowed):
            raise Refusal("badArgument", f"{verb} has no argument {name[:60]!r}.")
        if len(values) != 1 or not values[0]:
            raise Refusal("badArgument", f"The argument {name} is empty or given twice.")
    asked = {k: v[0] for k, v in rest.items()}
    if "resumptionToken" in asked:
        if len(asked) > 1:
            raise Refusal("badArgument", "A resumptionToken stands alone with the verb.")
    elif missing := [name for name in required if name not in asked]:
        raise Refusal("badArgument", f"{verb} needs {' and '.join(missing)}.")
    return Asked(base, verb, asked, identifier_host())


def _identify(asked: Asked) -> Element:
    made = Element(f"{{{OAI}}}Identify")
    centre = Centre.objects.first()
    first = _harvested().aggregate(Min("stamp"))["stamp__min"] or datetime(2000, 1, 1, tzinfo=UTC)
    part(made, OAI, "repositoryName", f"{centre or 'scp-centre'}: clearinghouse")
    part(made, OAI, "baseURL", f"{asked.base}/oai")
    part(made, OAI, "protocolVersion", "2.0")
    part(made, OAI, "adminEmail", _mail())
    part(made, OAI, "earliestDatestamp", stamped(first))
    part(made, OAI, "deletedRecord", "persistent")
    part(made, OAI, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    return made


def _mail() -> str:
    from django.conf import settings

    address = str(settings.DEFAULT_FROM_EMAIL)
    return address.split("<")[-1].rstrip(">")


def _formats(asked: Asked) -> Element:
    if "identifier" in asked.given:
        _item(asked)
    made = Element(f"{{{OAI}}}ListMetadataFormats")
    for prefix, (schema, space, _) in FORMATS.items():
        one = part(made, OAI, "metadataFormat")
        part(one, OAI, "metadataPrefix", prefix)
        part(one, OAI, "schema", schema if schema.startswith("http") else _root(asked) + schema)
        part(one, OAI, "metadataNamespace", space)
    return made


def _root(asked: Asked) -> str:
    return asked.base.removesuffix("/clearinghouse")


def _sets(asked: Asked) -> Element:
    if "resumptionToken" in asked.given:
        raise Refusal("badResumptionToken", "The list of sets comes whole, without a token.")
    made = Element(f"{{{OAI}}}ListSets")
    for scheme in SETS:
        for code in ["", *words()[scheme]]:
            one = part(made, OAI, "set")
            part(one, OAI, "setSpec", f"{scheme}:{code}" if code else scheme)
            part(one, OAI, "setName", label(scheme, code) if code else scheme.capitalize())
    return made


def _record(asked: Asked) -> Element:
    item = _item(asked)
    made = Element(f"{{{OAI}}}GetRecord")
    made.append(_as_record(item, _format(asked.given["metadataPrefix"]), asked))
    return made


def _item(asked: Asked) -> Item:
    given = asked.given["identifier"]
    found = None
    try:
        found = _harvested().filter(key=UUID(given.rsplit(":", 1)[-1])).first()
    except (ValueError, ValidationError):
        found = None
    if found is None or oai_identifier(found, asked.host) != given:
        raise Refusal("idDoesNotExist", f"There is no item {given[:200]!r}.")
    return found


def _format(prefix: str) -> str:
    if prefix not in FORMATS:
        raise Refusal(
            "cannotDisseminateFormat",
            f"Items come as {' and '.join(FORMATS)}, not {prefix[:60]!r}.",
        )
    return prefix


def _list(asked: Asked) -> Element:
    state = _resumed(asked) if "resumptionToken" in asked.given else _begun(asked)
    chosen = _chosen(_harvested(), state)
    page = _after(chosen, state["after"])
    if not page:
        raise Refusal("noRecordsMatch", "No item matches.")
    made = Element(f"{{{OAI}}}{asked.verb}")
    heads_only = asked.verb == "ListIdentifiers"
    for item in page[:PAGE]:
        made.append(_head(item, asked) if heads_only else _as_record(item, state["prefix"], asked))
    total = state["total"] or (len(page) if len(page) <= PAGE else chosen.count())
    if len(page) > PAGE or state["cursor"]:
        token = part(made, OAI, "resumptionToken")
        token.attrib.update({"completeListSize": str(total), "cursor": str(state["cursor"])})
        if len(page) > PAGE:
            last = page[PAGE - 1]
            after = [last.stamp.isoformat(), last.pk]
            onward = {**state, "after": after, "cursor": state["cursor"] + PAGE, "total": total}
            token.text = signing.dumps(onward, salt=SALT, compress=True)
    return made


def _after(chosen: QuerySet[Item], after: list[Any] | None) -> list[Item]:
    """Return the items of a page, and one more, after the last of the page before.

    Asked in two steps, each of which an index answers wherever in the list it stands.
    """
    if not after:
        return list(chosen.order_by("stamp", "pk")[: PAGE + 1])
    at, pk = datetime.fromisoformat(after[0]), after[1]
    page = list(chosen.filter(stamp=at, pk__gt=pk).order_by("pk")[: PAGE + 1])
    if rest := PAGE + 1 - len(page):
        page += chosen.filter(stamp__gt=at).order_by("stamp", "pk")[:rest]
    return page


def _begun(asked: Asked) -> dict[str, Any]:
    given = asked.given
    start, end = given.get("from", ""), given.get("until", "")
    if start and end and len(start) != len(end):
        raise Refusal("badArgument", "from and until have not the same granularity.")
    first, last = _moment(start, "from"), _moment(end, "until")
    if first and last and first > last:
        raise Refusal("badArgument", "from lies after until.")
    if last and last.year > LAST_DAY.year:
        last = None  # nothing lies beyond; a day after the year 9999 there is none to add to
    if last:
        last += timedelta(days=1) if DAY.fullmatch(end) else timedelta(seconds=1)
    return {
        "verb": asked.verb,
        "prefix": _format(given["metadataPrefix"]),
        "set": _set(given.get("set", "")),
        "from": first.isoformat() if first else "",
        "before": last.isoformat() if last else "",
        "after": None,
        "cursor": 0,
        "total": 0,
    }


def _moment(text: str, name: str) -> datetime | None:
    if not text:
        return None
    form = "%Y-%m-%d" if DAY.fullmatch(text) else "%Y-%m-%dT%H:%M:%SZ"
    if not (DAY.fullmatch(text) or SECOND.fullmatch(text)):
        raise Refusal("badArgument", f"{name} is {text[:40]!r}, not a day or second in UTC.")
    try:
        return datetime.strptime(text, form).replace(tzinfo=UTC)
    except ValueError:
        raise Refusal("badArgument", f"There is no day {text!r}.") from None


def _set(text: str) -> str:
    scheme, _, code = text.partition(":")
    if text and (scheme not in SETS or (code and code not in words()[scheme])):
        raise Refusal("badArgument", f"There is no set {text[:60]!r}.")
    return text


def _resumed(asked: Asked) -> dict[str, Any]:
    try:
        state = signing.loads(asked.given["resumptionToken"], salt=SALT, max_age=7 * 86_400)
    except signing.BadSignature:
        raise Refusal("badResumptionToken", "The token is not of this list, or too old.") from None
    if state["verb"] != asked.verb:
        raise Refusal("badResumptionToken", f"The token is of {state['verb']}.")
    return dict(state)


def _harvested() -> QuerySet[Item]:
    """Return what was ever public, with what records need of it."""
    return (
        Item.objects.filter(published__isnull=False)
        .select_related("source")
        .prefetch_related("texts", "tags")
    )


def _chosen(found: QuerySet[Item], state: dict[str, Any]) -> QuerySet[Item]:
    if state["from"]:
        found = found.filter(stamp__gte=datetime.fromisoformat(state["from"]))
    if state["before"]:
        found = found.filter(stamp__lt=datetime.fromisoformat(state["before"]))
    scheme, _, code = state["set"].partition(":")
    if code:
        found = found.filter(tags__scheme=scheme, tags__code=code)
    elif scheme and scheme != "type":
        found = found.filter(tags__scheme=scheme).distinct()
    return found


def _head(item: Item, asked: Asked) -> Element:
    made = Element(f"{{{OAI}}}header")
    if not item.is_public:
        made.set("status", "deleted")
    part(made, OAI, "identifier", oai_identifier(item, asked.host))
    part(made, OAI, "datestamp", stamped(item.stamp))
    for tag in item.tags.all():
        part(made, OAI, "setSpec", f"{tag.scheme}:{tag.code}")
    return made


def _as_record(item: Item, prefix: str, asked: Asked) -> Element:
    made = Element(f"{{{OAI}}}record")
    made.append(_head(item, asked))
    if not item.is_public:
        return made
    part(made, OAI, "metadata").append(FORMATS[prefix][2](item, _root(asked)))
    origin = provenance(item, stamped(item.stamp))
    if origin is not None:
        part(made, OAI, "about").append(origin)
    return made


VERBS = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "ListIdentifiers": _list,
    "ListRecords": _list,
    "GetRecord": _record,
}

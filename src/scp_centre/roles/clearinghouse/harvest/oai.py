"""Harvest by OAI-PMH: page by page, from where the last harvest stopped."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from xml.etree.ElementTree import Element

from scp_centre.centre.foreign_files import FileRefusal, read_xml
from scp_centre.centre.query_string import parse_whole_number
from scp_centre.methods.entries.json_text import read_json
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.fields import DOI, ITEM, TEXT, doi_in, web_address
from scp_centre.roles.clearinghouse.harvest.harvested_items import Collected
from scp_centre.roles.clearinghouse.item_readers.draft import Draft, draft
from scp_centre.roles.clearinghouse.publication.xml import DC, OAI, SCP
from scp_centre.roles.clearinghouse.remote_fetch import fetch
from scp_centre.roles.clearinghouse.vocabulary import LISTS, code_named

SECONDS = 60.0
DAYS = "YYYY-MM-DD"
PATIENCE, LONGEST_PAUSE = 5, 120  # times that a busy repository is asked again, seconds between
MOST_PAGES = 100_000
MOST_IDLE_PAGES = 10  # in a row without a record that did not come before
LISTED = (*LISTS, "authors")


class NoProgressError(ClearinghouseError):
    """A repository that always names a further page and gives nothing new."""

    code = "no_progress"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: what it holds, the token of the next, how many there are in all."""

    collected: list[Collected]
    token: str
    total: int
    moment: str


def begin(address: str) -> dict[str, Any]:
    """Return how to ask a repository.

    prefix : the richest format that it gives and we read
    days : whether its clock knows days only, so that `from` must be a day
    """
    found = _ask(address, {"verb": "ListMetadataFormats"})
    prefixes = [_text(e) for e in found.iter(f"{{{OAI}}}metadataPrefix")]
    said = _ask(address, {"verb": "Identify"})
    granularity = next((_text(e) for e in said.iter(f"{{{OAI}}}granularity")), "")
    return {"prefix": "scp" if "scp" in prefixes else "oai_dc", "days": granularity == DAYS}


def pages(
    address: str, prefix: str, set_spec: str = "", since: str = "", token: str = ""
) -> Iterator[Page]:
    """Yield the pages of a list, from a token on where there is one.

    Raises ClearinghouseError where the repository answers with an error or no OAI-PMH, and
    NoProgressError after MOST_IDLE_PAGES pages without a new record.
    """
    given = {"verb": "ListRecords", "metadataPrefix": prefix}
    given |= {"set": set_spec} if set_spec else {}
    given |= {"from": since} if since else {}
    progress = Progress(address)
    for _unused in range(MOST_PAGES):
        asked = {"verb": "ListRecords", "resumptionToken": token} if token else given
        root = _ask(address, asked)
        error = root.find(f"{{{OAI}}}error")
        if error is not None and error.get("code") == "badResumptionToken" and token:
            token = ""
            progress.count([])
            continue
        if error is not None:
            yield _empty_page(address, root, error)
            return
        page = _page(root)
        yield page
        if not page.token or progress.token_came_before(page.token):
            return
        progress.count(page.collected)
        token = page.token


class Progress:
    """What a harvest has seen: it ends when pages keep coming and bring nothing new."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._tokens: set[int] = set()
        self._origins: set[int] = set()  # hashes: a large list has millions of identifiers
        self._idle_pages = 0

    def token_came_before(self, token: str) -> bool:
        came = hash(token) in self._tokens
        self._tokens.add(hash(token))
        return came

    def count(self, collected: list[Collected]) -> None:
        """Count a page; raises NoProgressError after too many without a new record."""
        known = len(self._origins)
        self._origins.update(hash(record.origin) for record in collected)
        self._idle_pages = 0 if len(self._origins) > known else self._idle_pages + 1
        if self._idle_pages >= MOST_IDLE_PAGES:
            address, count = self._address, MOST_IDLE_PAGES
            raise NoProgressError(
                _(
                    "{address} returned {_PAGES} pages in a row without a new record.",
                    address=address,
                    _PAGES=count,
                ),
                where=address,
                cure=_(
                    "The records received before then have been saved. Inform the repository "
                    "operator."
                ),
            )


def _empty_page(address: str, root: Element, error: Element) -> Page:
    """Return the page of a list that holds nothing; raise ClearinghouseError for other errors."""
    code = error.get("code", "")
    if code != "noRecordsMatch":
        raise ClearinghouseError(
            _(
                "{address} returned error {code}: {_text}",
                address=address,
                code=code,
                _text=_text(error)[:200],
            ),
            where=address,
            cure=_("Check the address, the set and the format."),
        )
    return Page([], "", 0, _moment(root))


def _ask(address: str, given: dict[str, str]) -> Element:
    whole = f"{address}{'&' if '?' in address else '?'}{urlencode(given)}"
    found = fetch(whole, seconds=SECONDS, accept="text/xml")
    for _unused in range(PATIENCE):
        said = found.heads.get("retry-after", "") if found.status == 503 else ""
        pause = parse_whole_number(said, most=LONGEST_PAUSE)
        if pause is None:
            break
        time.sleep(pause)  # as the standard asks of who harvests
        found = fetch(whole, seconds=SECONDS, accept="text/xml")
    if found.status >= 400:
        raise ClearinghouseError(
            _("{address} returned status {status}.", address=address, status=found.status),
            where=address,
            cure=_("Check the address."),
        )
    try:
        root = read_xml(found.content)
    except FileRefusal:
        raise ClearinghouseError(
            _("{address} returned damaged or unsafe XML.", address=address),
            where=address,
            cure=_("The address of a repository often ends in /oai."),
        ) from None
    if root.tag != f"{{{OAI}}}OAI-PMH":
        raise ClearinghouseError(
            _("{address} is not an OAI-PMH repository.", address=address),
            where=address,
            cure=_("The address of a repository often ends in /oai."),
        )
    return root


def _page(root: Element) -> Page:
    records = [_collected(r) for r in root.iter(f"{{{OAI}}}record")]
    token = next(root.iter(f"{{{OAI}}}resumptionToken"), None)
    size = token.get("completeListSize", "") if token is not None else ""
    return Page(
        [r for r in records if r is not None],
        _text(token) if token is not None else "",
        parse_whole_number(size) or 0,
        _moment(root),
    )


def _moment(root: Element) -> str:
    return _text(root.find(f"{{{OAI}}}responseDate"))


def _collected(record: Element) -> Collected | None:
    head = record.find(f"{{{OAI}}}header")
    if head is None:
        return None
    origin = _text(head.find(f"{{{OAI}}}identifier"))
    if head.get("status") == "deleted":
        return Collected(origin, gone=True)
    whole = next(record.iter(f"{{{SCP}}}item"), None)
    if whole is not None:
        return _of_ours(origin, whole)
    return Collected(origin, _of_dublin_core(record), page=_page_in(record))


def _of_ours(origin: str, item: Element) -> Collected:
    """Return an item of another centre of this kind, with nothing lost."""
    values: dict[str, Any] = {name: [] for name in LISTED}
    for one in item.iter(f"{{{SCP}}}value"):
        name = one.get("name", "")
        if name in LISTED:
            values[name].append(_text(one))
        elif name == "year":
            values[name] = parse_whole_number(_text(one), most=9999)
        elif name in ITEM:
            values[name] = _text(one)
    details = item.find(f"{{{SCP}}}details")
    values["details"] = _details(_text(details)) if details is not None else {}
    texts = {
        text.get("language", "en"): {
            said.get("name", ""): said.text or ""  # whole: it may be Markdown
            for said in text.iter(f"{{{SCP}}}said")
            if said.get("name") in TEXT
        }
        for text in item.iter(f"{{{SCP}}}text")
    }
    language = str(values.get("language") or next(iter(texts), "en"))
    made = Draft(values | {"language": language}, texts.get(language, {}), origin)
    return Collected(
        origin,
        made,
        key=_key(item.get("key", "")),
        texts=texts,
        page=_text(item.find(f"{{{SCP}}}page")),
        fictional=_text(item.find(f"{{{SCP}}}fictional")) == "true",
    )


def _details(text: str) -> dict[str, str]:
    try:
        given = read_json(text)
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in given.items()} if isinstance(given, dict) else {}


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _of_dublin_core(record: Element) -> Draft:
    def all_of(name: str) -> list[str]:
        return [t for e in record.iter(f"{{{DC}}}{name}") if (t := _text(e))]

    identifiers = all_of("identifier") + all_of("relation")
    subjects = [
        (scheme, code_named(scheme, s))
        for s in all_of("subject")
        for scheme in ("topic", "sector", "technology")
    ]
    named: dict[str, list[str]] = {}
    for name, scheme in LISTS.items():
        named[name] = [code for of, code in subjects if of == scheme and code]
    made = draft(
        title=next(iter(all_of("title")), ""),
        summary=next(iter(all_of("description")), ""),
        kind=_kind(all_of("type")),
        language=next(iter(all_of("language")), ""),
        year=next(iter(all_of("date")), ""),
        authors=all_of("creator"),
        publisher=next(iter(all_of("publisher")), ""),
        doi=next((doi_in(i) for i in identifiers if DOI.search(i)), ""),
        licence=next(iter(all_of("rights")), "")[:200],
        address=_address(identifiers),
    )
    for name, codes in named.items():
        if codes:
            made.values[name] = list(dict.fromkeys(codes))
    made.values["countries"] = [c for t in all_of("coverage") if (c := code_named("country", t))]
    return made


def _kind(types: list[str]) -> str:
    for one in types:
        if code := code_named("type", one):
            return code
        if one.strip().lower() == "dataset":
            return "data_set"
    return "method"


def _address(identifiers: list[str]) -> str:
    links = [i for i in identifiers if i.startswith(("http://", "https://"))]
    for link in [i for i in links if "doi.org/" not in i] + links:
        try:
            return web_address(link)
        except ClearinghouseError:
            continue
    return ""


def _page_in(record: Element) -> str:
    return _address([_text(e) for e in record.iter(f"{{{DC}}}identifier")])


def _text(element: Element | None) -> str:
    return " ".join((element.text or "").split()) if element is not None else ""

"""A credential that somebody presents: read from its file, checked, and put into words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from scp_centre.centre.signing.queries import check_presented, is_own_issuer
from scp_centre.centre.translation import Speaker
from scp_centre.methods.credentials import (
    Verdict,
    document_address,
    envelope,
    holder_of,
    issuer_of,
    moment_of,
    open_envelope,
)
from scp_centre.methods.credentials.untp import (
    PASSPORT,
    PassportClaim,
    read_passport,
    unit_of_code,
)
from scp_centre.methods.credentials.untp_records import (
    CONFORMITY,
    FACILITY,
    is_of,
    read_conformity,
    read_facility,
)
from scp_centre.methods.entries.json_text import RepeatedNameError, read_json, require_storable
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Message, _
from scp_centre.roles.recognition.errors import RecognitionError

LARGEST = 500_000  # signs of a credential, a document of keys or a status list
MOST_KEYS = 100
JWT = "eyJ"  # how a JSON object begins in base64url
Json = dict[str, Any]
ASSESSORS = {"3rdParty": _("independent third party")}  # others are words as they stand
CONFORMS = {True: _("conforms"), False: _("does not conform"), None: _("not stated")}


@dataclass(frozen=True, slots=True)
class Line:
    """What a credential says of one criterion."""

    name: str
    criterion: str
    outcome: str | Message
    value: float | None
    unit: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Contents:
    """What a credential says: of what kind it is, facts as pairs, and a line a criterion."""

    kind: str | Message
    facts: tuple[tuple[str | Message, str], ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the check found.

    holds : valid, signed (changed by nobody, but its signer is not known), not valid, or open
    title : the same in a sentence    address : where the issuer's keys can be had
    lacks_keys, missing_list : what would help, of the issuer's keys and its status list
    """

    holds: str
    title: Message
    verdict: Verdict
    issuer: str
    address: str = ""
    lacks_keys: bool = False
    missing_list: str = ""


def read_document(text: str, where: str) -> Json:
    """Return the JSON object that a text holds; a JWT becomes a credential in its envelope.

    Raises RecognitionError in words for what is none.
    """
    text = text.strip()
    if len(text) > LARGEST:
        raise RecognitionError(
            _("The text is longer than 500,000 characters."),
            where=where,
            cure=_("Check one credential at a time."),
        )
    if text.startswith(JWT):
        return envelope(text)
    try:
        found = read_json(text)
        require_storable(found)
    except RepeatedNameError as error:
        raise RecognitionError(
            _("The name “{name}” appears twice in the same JSON object.", name=error.name),
            where=where,
            cure=_("Ask the issuer for another file."),
        ) from None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise RecognitionError(
            _("This text is neither a JSON object nor a signed JWT."),
            where=where,
            cure=_("Copy the whole file, from the first character to the last."),
        )
    return found


def keys_of_document(document: Json) -> dict[str, str]:
    """Return the public keys that a DID document lists for statements, by verification method."""
    listed = document.get("verificationMethod")
    named = document.get("assertionMethod")
    allowed = {one for one in named if isinstance(one, str)} if isinstance(named, list) else set()
    found: dict[str, str] = {}
    for one in listed[:MOST_KEYS] if isinstance(listed, list) else []:
        if not isinstance(one, dict):
            continue
        method, key = one.get("id"), one.get("publicKeyMultibase")
        if isinstance(method, str) and isinstance(key, str) and method in allowed:
            found[method] = key
    return found


def check_document(
    credential: Json, at: datetime, keys: Mapping[str, str], lists: Mapping[str, Json]
) -> Answer:
    """Return whether a credential holds, without asking anybody else.

    keys : of a document that whoever asks supplied, who vouches for it
    """
    verdict = check_presented(credential, at, others=keys, status_lists=lists)
    said = open_envelope(credential)
    issuer = issuer_of(said)[:300]
    if verdict.valid is False:
        return Answer("not valid", _("This credential is not valid."), verdict, issuer)
    if verdict.valid is None:
        title = _("We could not establish whether this credential is valid.")
        lacks = issuer not in {holder_of(method) for method in keys}
        missing = "" if lacks or is_own_issuer(said) else _missing_list(said, lists)
        return Answer("open", title, verdict, issuer, _address(issuer), lacks, missing)
    if is_own_issuer(said):
        return Answer("valid", _("This credential is valid. We issued it."), verdict, issuer)
    if issuer.startswith("did:key:"):
        title = _("This credential has not been changed, but we cannot tell who signed it.")
        return Answer("signed", title, verdict, issuer)
    title = _("This credential matches the keys that you entered.")
    return Answer("signed", title, verdict, issuer, _address(issuer))


def _missing_list(said: Json, lists: Mapping[str, Json]) -> str:
    """Return the address of the first status list that is asked for and was not supplied."""
    entries = said.get("credentialStatus")
    for one in entries if isinstance(entries, list) else [entries]:
        address = one.get("statusListCredential") if isinstance(one, dict) else None
        if isinstance(address, str) and address not in lists:
            return address[:300]
    return ""


def _address(issuer: str) -> str:
    """Return where the document of a did:web lies; "" for every other identifier."""
    try:
        return document_address(issuer)
    except InvalidValueError:
        return ""


def contents_of(credential: Json, say: Speaker) -> Contents:
    """Return what a credential says, true or not, in the shape of its kind.

    say : writes its dates
    """
    said = open_envelope(credential)
    try:
        if is_of(said, PASSPORT):
            return _of_passport(said, say)
        if is_of(said, CONFORMITY):
            return _of_conformity(said, say)
        if is_of(said, FACILITY):
            return _of_facility(said, say)
    except InvalidValueError:  # it says that it is one, and does not have its shape
        pass
    types = said.get("type")
    named = [str(one) for one in types[:10]] if isinstance(types, list) else [str(types or "–")]
    return Contents(", ".join(named)[:300], tuple(_dates(said, say)))


def _facts(*pairs: tuple[Message, str]) -> tuple[tuple[str | Message, str], ...]:
    return tuple((label, text[:500]) for label, text in pairs if text)


def _dates(said: Json, say: Speaker) -> Iterator[tuple[str | Message, str]]:
    issuer = said.get("issuer")
    name = issuer.get("name") if isinstance(issuer, dict) else None
    for label, text in (
        (_("Name"), said.get("name")),
        (_("Issuer"), name),
        (_("Valid from"), _moment(said.get("validFrom"), say)),
        (_("Valid until"), _moment(said.get("validUntil"), say)),
    ):
        if isinstance(text, str) and text:
            yield label, text[:300]


def _moment(text: object, say: Speaker) -> str | None:
    """Return a moment in the reader's words; what is none as it stands."""
    found = moment_of(text)
    if found is None:
        return text if isinstance(text, str) else None
    try:
        return say.moment(found.astimezone(UTC))
    except OverflowError:  # at the first or the last day of the calendar
        return str(text)


def _line(one: PassportClaim) -> Line:
    day = None if one.day == date.min else one.day
    return Line(one.name, one.criterion.name, one.outcome, one.value, unit_of_code(one.unit), day)


def _of_passport(said: Json, say: Speaker) -> Contents:
    found = read_passport(said)
    facts = _facts(
        (_("Product"), found.product.name),
        (_("Identifier"), found.product.id),
        (_("Producer"), found.producer.name),
        (_("Facility"), found.facility.name),
        (_("Country"), found.country_name or found.country),
        (_("Scope"), found.scope),
    )
    kind = _("Digital product passport (UNTP {version})", version=found.version)
    return Contents(kind, (*_dates(said, say), *facts), tuple(_line(one) for one in found.claims))


def _of_conformity(said: Json, say: Speaker) -> Contents:
    found = read_conformity(said)
    facts = _facts(
        (_("Issued to"), found.issued_to.name),
        (_("Scheme"), found.scheme.name),
        (_("Assessor"), say(ASSESSORS.get(found.assessor, found.assessor))),
        (_("Level of assurance"), found.assurance),
        (_("Type of assessment"), found.kind),
        (_("Scope"), found.scope),
    )
    lines = tuple(
        Line(
            ", ".join((one.name, *one.about)) if one.about else one.name,
            one.criterion or one.topic,
            CONFORMS[one.conforms],
            one.value,
            unit_of_code(one.unit),
            None if one.day == date.min else one.day,
        )
        for one in found.assessed
    )
    return Contents(_("Digital conformity credential (UNTP)"), (*_dates(said, say), *facts), lines)


def _of_facility(said: Json, say: Speaker) -> Contents:
    found = read_facility(said)
    facts = _facts(
        (_("Facility"), found.facility.name),
        (_("Identifier"), found.facility.id),
        (_("Operator"), found.operator.name),
        (_("Country"), found.country),
        (_("Address"), found.address),
        (_("Processes"), ", ".join(found.processes)),
        (_("Scope"), found.description),
    )
    lines = tuple(_line(one) for one in found.claims)
    return Contents(_("Digital facility record (UNTP)"), (*_dates(said, say), *facts), lines)

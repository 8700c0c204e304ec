"""Whether a credential holds: its form, its time, its proofs, whose key it is, and its status."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scp_centre.methods.credentials.envelope import check_envelope, is_enveloped
from scp_centre.methods.credentials.integrity import check_proofs
from scp_centre.methods.credentials.status import (
    FEWEST_BITS,
    MOST_BITS,
    unpack_status_list,
    value_at,
)
from scp_centre.methods.credentials.structure import (
    Json,
    credential_faults,
    is_too_deep,
    issuer_of,
    moment_of,
    unknown_contexts,
)
from scp_centre.methods.credentials.verdict import Findings, Verdict
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

ENTRY, LIST, LIST_CREDENTIAL = (
    "BitstringStatusListEntry",
    "BitstringStatusList",
    "BitstringStatusListCredential",
)
MOST_ENTRIES = 16
ENDING = {
    "revocation": _("The credential was revoked."),
    "suspension": _("The credential is suspended."),
}


def verify_credential(
    credential: Json,
    at: datetime,
    *,
    keys: Mapping[str, str] | None = None,
    revoked: bool | None = None,
    status_lists: Mapping[str, Json] | None = None,
) -> Verdict:
    """Return whether a credential holds at a moment: valid, not valid, or not established.

    Checked: its form, its time, every signature over all of it, whose key signed, and each of its
    status entries. What cannot be checked is never called valid.

    credential   : with a proof or a set of proofs, or enveloped as a JWT (vc+jwt)
    keys         : public keys as Multikey, by verification method; a did:key needs none
    revoked      : what whoever keeps the register knows; then no status list is asked
    status_lists : credentials of status lists, by the address that a status entry gives
    """
    findings = Findings()
    keys = keys or {}
    if is_too_deep(credential):
        findings.against.append(_("The credential is nested too deeply."))
        return findings.verdict()
    if is_enveloped(credential):
        opened = check_envelope(credential, at, keys, findings)
        if opened is None:
            return findings.verdict()
        credential = opened
    else:
        check_proofs(credential, at, keys, findings)
    findings.against += credential_faults(credential)
    findings.against += _time_faults(credential, at)
    findings.doubts += [
        _("The vocabulary {context} is not recognised here.", context=one[:200])
        for one in unknown_contexts(credential)
    ]
    if revoked is not None:
        findings.against += [ENDING["revocation"]] if revoked else []
    else:
        _check_status(credential, at, keys, status_lists or {}, findings)
    return findings.verdict()


def _time_faults(credential: Json, at: datetime) -> list[str]:
    found: list[str] = []
    first, last = moment_of(credential.get("validFrom")), moment_of(credential.get("validUntil"))
    if first is not None and at < first:
        found.append(
            _("The credential is not valid before {moment}.", moment=credential["validFrom"])
        )
    if last is not None and at > last:
        found.append(_("The credential expired on {moment}.", moment=credential["validUntil"]))
    return found


def _check_status(
    credential: Json,
    at: datetime,
    keys: Mapping[str, str],
    lists: Mapping[str, Json],
    findings: Findings,
) -> None:
    """Ask each status entry's list; an entry whose list cannot be had leaves the answer open."""
    entries = credential.get("credentialStatus", [])
    entries = entries if isinstance(entries, list) else [entries]
    if len(entries) > MOST_ENTRIES:
        findings.against.append(_("The credential has too many status entries."))
        return
    read: dict[str, tuple[bytes, Json] | str] = {}
    for entry in entries:
        if not isinstance(entry, dict):
            continue  # its form is a fault already
        if entry.get("type") != ENTRY:
            findings.doubts.append(
                _(
                    "The credential's status is of type {kind}, which cannot be checked here.",
                    kind=str(entry.get("type"))[:80],
                )
            )
            continue
        address = str(entry.get("statusListCredential", ""))
        if address not in read:
            read[address] = _read_list(address, issuer_of(credential), at, keys, lists)
        found = read[address]
        if isinstance(found, str):
            findings.doubts.append(found)
        else:
            _ask_list(entry, *found, findings)


def _read_list(
    address: str, issuer: str, at: datetime, keys: Mapping[str, str], lists: Mapping[str, Json]
) -> tuple[bytes, Json] | str:
    """Return the bits and the subject of a status list, or why it cannot be relied on."""
    found = lists.get(address)
    if found is None:
        return _("The status list {address} could not be retrieved.", address=address[:200])
    own = verify_credential(found, at, keys=keys, revoked=False)
    if own.valid is not True:
        return _(
            "The status list {address} cannot be relied on: {reason}",
            address=address[:200],
            reason=own.reasons[0],
        )
    types = found.get("type")
    subject = found.get("credentialSubject")
    if (
        LIST_CREDENTIAL not in (types if isinstance(types, list) else [types])
        or not isinstance(subject, dict)
        or subject.get("type") != LIST
    ):
        return _("{address} is not a status list.", address=address[:200])
    if issuer_of(found) != issuer:
        return _(
            "The status list {address} was issued by a different issuer.", address=address[:200]
        )
    if found.get("id", address) != address:
        return _("The status list at {address} has a different id.", address=address[:200])
    try:
        content = unpack_status_list(str(subject.get("encodedList", "")))
    except InvalidValueError as error:
        return error.message
    if 8 * len(content) < FEWEST_BITS:
        return _("The status list {address} is shorter than allowed.", address=address[:200])
    return content, subject


def _ask_list(entry: Json, content: bytes, subject: Json, findings: Findings) -> None:
    purpose = entry.get("statusPurpose")
    purposes = subject.get("statusPurpose")
    listed = purposes if isinstance(purposes, list) else [purposes]
    if not isinstance(purpose, str) or not purpose or purpose not in listed:
        findings.doubts.append(
            _(
                "The credential's status list does not cover the purpose {purpose}.",
                purpose=str(purpose)[:80],
            )
        )
        return
    index, size = _whole(entry.get("statusListIndex")), _whole(entry.get("statusSize", 1))
    if index is None or size is None or not 1 <= size <= MOST_BITS:
        findings.against.append(
            _("The credential's status entry gives no valid position in the status list.")
        )
        return
    try:
        value = value_at(content, index, size)
    except InvalidValueError as error:
        findings.against.append(error.message)
        return
    if not value:
        return
    if purpose in ENDING:
        findings.against.append(ENDING[str(purpose)])
    elif purpose == "message":
        findings.notes.append(
            _("The issuer of the credential says: {message}", message=_message(entry, value))
        )
    elif purpose == "refresh":
        findings.notes.append(_("The issuer has a newer version of the credential."))
    else:
        findings.doubts.append(
            _(
                "The credential's status “{purpose}” is set, but the meaning of this status is "
                "not known.",
                purpose=str(purpose)[:80],
            )
        )


def _message(entry: Json, value: int) -> str:
    said = entry.get("statusMessage")
    for one in said if isinstance(said, list) else []:
        if isinstance(one, dict) and _hexadecimal(one.get("status")) == value:
            return str(one.get("message", ""))[:200]
    return hex(value)


def _hexadecimal(text: Any) -> int | None:
    try:
        return int(str(text), 16)
    except ValueError:
        return None


def _whole(value: Any) -> int | None:
    """Return a whole number of at most 18 digits, written as text or as a number.

    >>> _whole("94567"), _whole(-1), _whole("1.5"), _whole(True)
    (94567, -1, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value)
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None  # noqa: PLR2004

"""What anybody may know of the centre's signature."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from scp_centre.centre.registry.models import Centre
from scp_centre.centre.signing.actions import (
    REVOCATION,
    SUSPENSION,
    current_key,
    did_of_centre,
    did_web,
    list_address,
    method_of,
)
from scp_centre.centre.signing.models import Credential, SigningKey
from scp_centre.centre.signing.sealed_secrets import unseal
from scp_centre.methods.credentials import (
    CONTEXT,
    KeyPair,
    Verdict,
    encode_status_list,
    holder_of,
    issuer_of,
    open_envelope,
    sign_credential,
    verify_credential,
)
from scp_centre.methods.messages import _

MARKS = {REVOCATION: "revoked", SUSPENSION: "suspended"}  # purpose -> field


def known_keys() -> dict[str, str]:
    """Return the public keys of the centre by their address: those that sign, and signed."""
    return _by_address(SigningKey.objects.filter(withdrawn__isnull=True))


def _by_address(found: Iterable[SigningKey]) -> dict[str, str]:
    named = {method_of(key): key.multikey for key in found}
    # What was signed before the centre had a public address names the key itself.
    named |= {f"did:key:{k.multikey}#{k.multikey}": k.multikey for k in found}
    centre = Centre.objects.first()
    former = centre.former_addresses if centre else []
    return named | {
        f"{did_web(address)}#{k.multikey}": k.multikey for address in former for k in found
    }


def check(
    credential: Credential,
    at: datetime | None = None,
    *,
    keys: Mapping[str, str] | None = None,
) -> Verdict:
    """Return whether a credential of the centre holds.

    keys : what `known_keys` returned, of whoever checks many
    """
    keys = known_keys() if keys is None else keys
    if credential.content["proof"]["verificationMethod"] not in keys:
        return Verdict(False, (_("The key that signed the certificate was revoked."),))
    found = verify_credential(
        credential.content,
        at or timezone.now(),
        keys=keys,
        revoked=credential.revoked is not None,
    )
    return _with_suspension(credential, found)


def _with_suspension(credential: Credential, found: Verdict) -> Verdict:
    """Return what was found of a credential, and that it is suspended where it is."""
    if credential.suspended is None or credential.revoked is not None:
        return found
    return Verdict(False, (_("The credential is suspended."), *found.reasons), found.notes)


def check_presented(
    content: dict[str, Any],
    at: datetime,
    *,
    others: Mapping[str, str],
    status_lists: Mapping[str, dict[str, Any]],
) -> Verdict:
    """Return whether a credential that somebody presents holds, of this centre or of another.

    others : public keys that whoever asks vouches for; they never stand for a key of the centre
    status_lists : those that whoever asks has, by address; of its own credentials the centre knows
    """
    own = known_keys()
    withdrawn = _by_address(SigningKey.objects.filter(withdrawn__isnull=False))
    if not withdrawn.keys().isdisjoint(_methods_of(content)):
        return Verdict(False, (_("The key that signed this credential was revoked."),))
    holders = {holder_of(method) for method in own}
    said = open_envelope(content)
    found = find_presented(content)
    if found is not None and issuer_of(said) not in holders:
        taken = _("We did not sign this credential, although it has the ID of one of ours.")
        return Verdict(False, (taken,))
    if found is None and issuer_of(said) not in holders:
        vouched = {m: key for m, key in others.items() if holder_of(m) not in holders}
        return verify_credential(content, at, keys=vouched | own, status_lists=status_lists)
    if found is not None:
        told = verify_credential(content, at, keys=own, revoked=found.revoked is not None)
        return _with_suspension(found, told)
    told = verify_credential(content, at, keys=own, revoked=False)
    doubt = _("We have no record of issuing this credential.")
    return Verdict(None if told.valid else told.valid, (*told.reasons, doubt), told.notes)


def _methods_of(content: dict[str, Any]) -> Iterator[str]:
    """Yield the addresses of the keys that a credential says it was signed with."""
    proofs = content.get("proof")
    for one in proofs if isinstance(proofs, list) else [proofs]:
        if isinstance(one, dict):
            yield str(one.get("verificationMethod", ""))
    issuer = issuer_of(open_envelope(content))
    yield f"{issuer}#{issuer.removeprefix('did:key:')}"


def is_own_issuer(content: dict[str, Any]) -> bool:
    """Return whether a credential says that this centre issued it."""
    return issuer_of(content) in {holder_of(method) for method in known_keys()}


def find_presented(content: dict[str, Any]) -> Credential | None:
    """Return the credential of ours that has the ID of one that somebody presents."""
    try:
        key = uuid.UUID(str(open_envelope(content).get("id", "")).removeprefix("urn:uuid:"))
    except ValueError:
        return None
    return Credential.objects.filter(pk=key).first()


def did_document() -> dict[str, Any]:
    """Return the document that did:web leads to: who the centre is, and its keys."""
    did = did_of_centre(current_key())
    keys = [
        {
            "id": method,
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": multikey,
        }
        for method, multikey in known_keys().items()
        if method.startswith(f"{did}#")
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": keys,
        "assertionMethod": [key["id"] for key in keys],
    }


def status_list(purpose: str = REVOCATION) -> dict[str, Any]:
    """Return a signed status list: which credentials were taken back or suspended, by place.

    It is dated when its newest mark was set, so that it stays the same until one changes: whoever
    has it need not fetch it again.
    """
    marked = dict(
        Credential.objects.exclude(**{MARKS[purpose]: None}).values_list("place", MARKS[purpose])
    )
    key = current_key()
    address = list_address(purpose)
    content = {
        "@context": [CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did_of_centre(key),
        "validFrom": key.made.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode_status_list(set(marked)),
        },
    }
    pair = KeyPair.from_secret(unseal(key.sealed))
    return sign_credential(content, pair, method_of(key), max([key.made, *marked.values()]))

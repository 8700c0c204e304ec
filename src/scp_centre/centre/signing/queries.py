"""What anybody may know of the centre's signature."""

from collections.abc import Mapping
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
    sign_credential,
    verify_credential,
)
from scp_centre.methods.messages import _

MARKS = {REVOCATION: "revoked", SUSPENSION: "suspended"}  # purpose -> field


def known_keys() -> dict[str, str]:
    """Return the public keys of the centre by their address: those that sign, and signed."""
    found = SigningKey.objects.filter(withdrawn__isnull=True)
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
        return Verdict(False, (_("The key that signed it was withdrawn."),))
    found = verify_credential(
        credential.content,
        at or timezone.now(),
        keys=keys,
        revoked=credential.revoked is not None,
    )
    if credential.suspended is not None and credential.revoked is None:
        return Verdict(False, (_("It is suspended."), *found.reasons))
    return found


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

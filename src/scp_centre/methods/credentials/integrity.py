"""Data Integrity proofs by eddsa-jcs-2022: canonical JSON, SHA-256, Ed25519."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from scp_centre.methods.credentials.keys import (
    KeyPair,
    decode_base58,
    decode_key,
    encode_base58,
)
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

SUITE = "eddsa-jcs-2022"
CONTEXT = "https://www.w3.org/ns/credentials/v2"
SIGNATURE_BYTES = 64
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a credential holds, and every reason why not.

    notes : what this check cannot tell, as whether a web address holds the key that signed
    """

    valid: bool
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def sign_credential(credential: Json, key: KeyPair, method: str, created: datetime) -> Json:
    """Return a credential with its proof.

    hash = SHA-256(JCS(proof without value)) || SHA-256(JCS(credential)), signed by Ed25519

    method : address of the public key, for others to find it
    Source: W3C, Data Integrity EdDSA Cryptosuites 1.0, section 3.3 eddsa-jcs-2022.
    """
    proof: Json = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": _written(created),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
        "@context": credential["@context"],
    }
    bare = {name: value for name, value in credential.items() if name != "proof"}
    private = Ed25519PrivateKey.from_private_bytes(key.secret)
    signature = private.sign(_to_sign(bare, proof))
    return bare | {"proof": proof | {"proofValue": "z" + encode_base58(signature)}}


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _to_sign(bare: Json, proof: Json) -> bytes:
    """Return the two digests of which the signature is made, that of the proof first."""
    parts = (rfc8785.dumps(proof), rfc8785.dumps(bare))
    return b"".join(sha256(part).digest() for part in parts)


def verify_credential(
    credential: Json,
    at: datetime,
    *,
    keys: Mapping[str, str] | None = None,
    revoked: bool = False,
) -> Verdict:
    """Return whether a credential holds at a moment.

    Checked: its form, the signature over all of it, the key, the time, and `revoked`, which who
    has the status list says. A did:key is known by itself; others stand in `keys`.

    keys : public keys as Multikey, by verification method
    """
    reasons = [*_form(credential), *_time(credential, at)]
    notes: list[str] = []
    if not reasons or isinstance(credential.get("proof"), dict):
        reasons += _signature(credential, at, keys or {}, notes)
    if revoked:
        reasons.append(_("It was revoked."))
    return Verdict(not reasons, tuple(reasons), tuple(notes))


def _form(credential: Json) -> list[str]:
    """Return what a Verifiable Credential 2.0 must have and this lacks."""
    found: list[str] = []
    context = credential.get("@context")
    if not isinstance(context, list) or not context or context[0] != CONTEXT:
        found.append(_("Its first @context is not {context}.", context=CONTEXT))
    types = credential.get("type")
    if "VerifiableCredential" not in (types if isinstance(types, list) else [types]):
        found.append(_("Its type is not VerifiableCredential."))
    found += [
        _("It has no {name}.", name=name)
        for name in ("issuer", "credentialSubject")
        if not credential.get(name)
    ]
    if not isinstance(credential.get("proof"), dict):
        found.append(_("It has no proof."))
    return found


def _time(credential: Json, at: datetime) -> list[str]:
    found: list[str] = []
    for name in ("validFrom", "validUntil"):
        text = credential.get(name)
        day = _read(text)
        if text is not None and day is None:
            found.append(_("{name} is not a date and time: '{text}'.", name=name, text=str(text)))
        elif day is not None and name == "validFrom" and at < day:
            found.append(_("It is not valid before {moment}.", moment=str(text)))
        elif day is not None and name == "validUntil" and at > day:
            found.append(_("It expired on {moment}.", moment=str(text)))
    return found


def _read(text: object) -> datetime | None:
    try:
        read = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _signature(
    credential: Json, at: datetime, keys: Mapping[str, str], notes: list[str]
) -> list[str]:
    proof = dict(credential.get("proof") or {})
    if (proof.get("type"), proof.get("cryptosuite")) != ("DataIntegrityProof", SUITE):
        return [_("Its proof is not one of {suite}.", suite=SUITE)]
    if proof.get("proofPurpose") != "assertionMethod":
        return [_("Its proof is for another purpose.")]
    expires = _read(proof["expires"]) if "expires" in proof else None
    if expires is not None and at > expires:
        return [_("Its proof expired on {moment}.", moment=proof["expires"])]
    method = str(proof.get("verificationMethod", ""))
    issuer = credential.get("issuer")
    issuer = str(issuer.get("id", "") if isinstance(issuer, dict) else issuer or "")
    public, problem = _key(method, issuer, keys, notes)
    if public is None:
        return [problem]
    bare = {name: value for name, value in credential.items() if name != "proof"}
    value = proof.pop("proofValue", "")
    context = proof.get("@context")
    if context is not None and not _begins(credential.get("@context"), context):
        return [_("The @context of the proof is not that of the credential.")]
    try:
        signature = decode_base58(value[1:]) if str(value).startswith("z") else b""
        if len(signature) != SIGNATURE_BYTES:
            return [_("Its signature is not an Ed25519 signature.")]
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _to_sign(bare, proof))
    except (InvalidSignature, InvalidValueError, rfc8785.CanonicalizationError):
        return [_("The signature does not match: something was changed, or another key was used.")]
    return []


def _begins(whole: object, start: object) -> bool:
    """Return whether the context of a proof is where that of the credential begins."""
    a = whole if isinstance(whole, list) else [whole]
    b = start if isinstance(start, list) else [start]
    return a[: len(b)] == b


def _key(
    method: str, issuer: str, keys: Mapping[str, str], notes: list[str]
) -> tuple[bytes | None, str]:
    """Return the public key of a verification method, or why there is none."""
    did, _unused, part = method.partition("#")
    if method in keys:
        if issuer != did:
            return None, _("It was signed with a key that does not belong to its issuer.")
        return _decoded(keys[method])
    if did.startswith("did:key:"):
        if issuer.startswith("did:") and issuer != did:
            return None, _("It was signed with a key that does not belong to its issuer.")
        if issuer != did:
            notes.append(
                _("Not checked: whether {issuer} holds the key that signed.", issuer=issuer)
            )
        if part and part != did.removeprefix("did:key:"):
            return None, _("Its verification method names two keys.")
        return _decoded(did.removeprefix("did:key:"))
    return None, _("The key {method} is not known here.", method=method)


def _decoded(multikey: str) -> tuple[bytes | None, str]:
    try:
        return decode_key(multikey), ""
    except InvalidValueError as error:
        return None, error.message

"""Data Integrity proofs by eddsa-jcs-2022: canonical JSON, SHA-256, Ed25519.

Source: W3C, Data Integrity EdDSA Cryptosuites 1.0, section 3.3 eddsa-jcs-2022.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from scp_centre.methods.credentials.key_holders import key_of
from scp_centre.methods.credentials.keys import KeyPair, decode_base58, encode_base58
from scp_centre.methods.credentials.structure import Json, issuer_of, moment_of
from scp_centre.methods.credentials.verdict import Findings
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

SUITE = "eddsa-jcs-2022"
SIGNATURE_BYTES = 64
CLOCKS_DIFFER = timedelta(minutes=5)
MOST_PROOFS = 16
CHANGED = _("The signature does not match. The credential was changed, or another key was used.")


def sign_credential(credential: Json, key: KeyPair, method: str, created: datetime) -> Json:
    """Return a credential with its proof.

    hash = SHA-256(JCS(proof without value)) || SHA-256(JCS(credential)), signed by Ed25519

    method : address of the public key, for others to find it
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


def check_proofs(
    credential: Json, at: datetime, keys: Mapping[str, str], findings: Findings
) -> None:
    """Find out whether the proofs of a credential hold: one, or a set of them.

    Each proof that can be checked must hold, and one of them must be the issuer's.
    """
    proofs = credential.get("proof")
    proofs = proofs if isinstance(proofs, list) else [proofs]
    if not proofs or not all(isinstance(one, dict) for one in proofs):
        findings.against.append(_("The credential has no proof."))
        return
    if len(proofs) > MOST_PROOFS:
        findings.against.append(_("The credential has too many proofs."))
        return
    bare = {name: value for name, value in credential.items() if name != "proof"}
    own = [Findings() for _proof in proofs]
    for proof, found in zip(proofs, own, strict=True):
        _check_proof(bare, proof, at, keys, found)
    holds = any(not one.against and not one.doubts for one in own)
    for one in own:
        findings.against += one.against
        findings.notes += one.notes + (one.doubts if holds else [])
        findings.doubts += [] if holds else one.doubts


def _check_proof(
    bare: Json, proof: Json, at: datetime, keys: Mapping[str, str], findings: Findings
) -> None:
    kind = str(proof.get("cryptosuite") or proof.get("type"))
    if (proof.get("type"), proof.get("cryptosuite")) != ("DataIntegrityProof", SUITE):
        findings.doubts.append(
            _(
                "The credential's proof is of type {kind}, which cannot be checked here.",
                kind=kind[:80],
            )
        )
        return
    if "previousProof" in proof:
        findings.doubts.append(
            _("The credential's proofs form a chain, which cannot be checked here.")
        )
        return
    findings.against += _faults_of(proof, bare, at)
    public = key_of(str(proof.get("verificationMethod", "")), issuer_of(bare), keys, findings)
    if public is not None and not is_signed(bare, proof, public):
        findings.against.append(CHANGED)


def _faults_of(proof: Json, bare: Json, at: datetime) -> list[str]:
    """Return what a proof says that cannot be: purpose, time, context, form of its value."""
    found: list[str] = []
    if proof.get("proofPurpose") != "assertionMethod":
        found.append(_("The credential's proof is for another purpose."))
    for name in ("created", "expires"):
        if name in proof and moment_of(proof[name]) is None:
            text = str(proof[name])[:80]
            found.append(
                _(
                    "The value '{text}' of {name} is not a valid date and time.",
                    name=name,
                    text=text,
                )
            )
    created, expires = moment_of(proof.get("created")), moment_of(proof.get("expires"))
    if created is not None and created > at + CLOCKS_DIFFER:
        found.append(
            _(
                "The credential's proof was created only later, on {moment}.",
                moment=str(proof["created"]),
            )
        )
    if expires is not None and at > expires:
        found.append(_("The credential's proof expired on {moment}.", moment=str(proof["expires"])))
    context = proof.get("@context")
    if context is not None and not _begins(bare.get("@context"), context):
        found.append(_("The @context of the proof does not match that of the credential."))
    if len(_signature(proof)) != SIGNATURE_BYTES:
        found.append(_("The credential's signature is not an Ed25519 signature."))
    return found


def is_signed(bare: Json, proof: Json, public: bytes) -> bool:
    """Return whether the value of a proof is the signature of a key over credential and proof.

    public : (32,) bytes
    """
    kept = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        message = _to_sign(bare, kept)
        Ed25519PublicKey.from_public_bytes(public).verify(_signature(proof), message)
    except (InvalidSignature, rfc8785.CanonicalizationError, UnicodeEncodeError):
        return False  # also what canonical JSON cannot write: NaN, half of a letter
    return True


def _signature(proof: Json) -> bytes:
    value = str(proof.get("proofValue", ""))
    if not value.startswith("z") or len(value) > 2 * SIGNATURE_BYTES:
        return b""
    try:
        return decode_base58(value[1:])
    except InvalidValueError:
        return b""


def _to_sign(bare: Json, proof: Json) -> bytes:
    """Return the two digests of which the signature is made, that of the proof first."""
    parts = (rfc8785.dumps(proof), rfc8785.dumps(bare))
    return b"".join(sha256(part).digest() for part in parts)


def _begins(whole: object, start: object) -> bool:
    """Return whether the context of a proof is where that of the credential begins."""
    a = whole if isinstance(whole, list) else [whole]
    b = start if isinstance(start, list) else [start]
    return a[: len(b)] == b


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

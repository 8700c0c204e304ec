"""A credential enveloped as a JWT: header, credential and Ed25519 signature in base64url.

Sources: W3C, Securing Verifiable Credentials using JOSE and COSE; RFC 7515 and RFC 8037.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from scp_centre.methods.credentials.key_holders import key_of
from scp_centre.methods.credentials.keys import KeyPair
from scp_centre.methods.credentials.structure import (
    CONTEXT,
    ENVELOPED,
    Json,
    is_too_deep,
    issuer_of,
)
from scp_centre.methods.credentials.verdict import Findings
from scp_centre.methods.entries.json_text import read_json, require_storable
from scp_centre.methods.messages import _

BEGINNING = "data:application/vc+jwt,"
MOST_SIGNS = 1_000_000
ALGORITHMS = ("EdDSA", "Ed25519")
PARTS = 3


def sign_as_jwt(credential: Json, key: KeyPair, method: str) -> str:
    """Return a credential as a signed JWT: header.credential.signature.

    method : address of the public key
    """
    header = {"alg": "EdDSA", "typ": "vc+jwt", "cty": "vc", "kid": method}
    bare = {name: value for name, value in credential.items() if name != "proof"}
    said = f"{_encoded(_written(header))}.{_encoded(_written(bare))}"
    signature = Ed25519PrivateKey.from_private_bytes(key.secret).sign(said.encode())
    return f"{said}.{_encoded(signature)}"


def envelope(jwt: str) -> Json:
    """Return a JWT as a credential that can stand in a presentation."""
    return {"@context": CONTEXT, "type": ENVELOPED, "id": BEGINNING + jwt}


def is_enveloped(credential: Json) -> bool:
    """Return whether a credential is the envelope of another."""
    types = credential.get("type")
    return ENVELOPED in (types if isinstance(types, list) else [types])


def open_envelope(credential: Json) -> Json:
    """Return what stands within an envelope, unchecked; the credential itself without one.

    An envelope that cannot be read holds nothing: {}.
    """
    if not is_enveloped(credential):
        return credential
    parts = str(credential.get("id", ""))[:MOST_SIGNS].removeprefix(BEGINNING).split(".")
    return (_object(parts[1]) or {}) if len(parts) == PARTS else {}


def check_envelope(
    credential: Json, at: datetime, keys: Mapping[str, str], findings: Findings
) -> Json | None:
    """Return the credential within an envelope, and find out whether its signature holds.

    None where there is nothing within that could be read.
    """
    address = str(credential.get("id", ""))
    if not address.startswith(BEGINNING):
        findings.doubts.append(_("The credential is in an envelope that cannot be checked here."))
        return None
    parts = address.removeprefix(BEGINNING).split(".")
    opened = [_object(part) for part in parts[:2]] if len(parts) == PARTS else [None]
    if len(address) > MOST_SIGNS or None in opened:
        findings.against.append(_("The credential's envelope cannot be read."))
        return None
    header, inner = opened
    assert header is not None and inner is not None  # noqa: S101 -- read just above
    _check_header(header, findings)
    _check_claims(inner, at, findings)
    method = str(header.get("kid", ""))
    issuer = issuer_of(inner)
    method = issuer + method if method.startswith("#") else method
    public = key_of(method, issuer, keys, findings)
    if public is not None and not _is_signed(parts, public):
        findings.against.append(
            _("The signature does not match. The credential was changed, or another key was used.")
        )
    return inner


def _check_header(header: Json, findings: Findings) -> None:
    algorithm = header.get("alg")
    if str(algorithm).lower() == "none":
        findings.against.append(_("The credential has no proof."))
    elif algorithm not in ALGORITHMS:
        findings.doubts.append(
            _(
                "The credential's proof is of type {kind}, which cannot be checked here.",
                kind=str(algorithm)[:80],
            )
        )
    if header.get("typ") not in (None, "vc+jwt", "application/vc+jwt"):
        findings.against.append(_("The envelope does not contain a credential."))
    if header.get("crit"):
        findings.doubts.append(
            _("The credential's envelope requires extensions that this centre does not support.")
        )


def _check_claims(inner: Json, at: datetime, findings: Findings) -> None:
    """Hold the claims of the JWT, where there are any, against the credential and the time."""
    if "iss" in inner and inner["iss"] != issuer_of(inner):
        findings.against.append(_("The credential's envelope names a different issuer."))
    for name in ("exp", "nbf"):
        value = inner.get(name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float):
            findings.against.append(
                _("The credential's envelope contains a time that cannot be read.")
            )
        elif (at.timestamp() > value) if name == "exp" else (at.timestamp() < value):
            findings.against.append(_("The credential's envelope is not valid at this time."))


def _is_signed(parts: list[str], public: bytes) -> bool:
    try:
        signature = _decoded(parts[2])
        message = f"{parts[0]}.{parts[1]}".encode("ascii")
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _object(part: str) -> Json | None:
    try:
        found: Any = read_json(_decoded(part))
        require_storable(found)
    except ValueError:
        return None
    return found if isinstance(found, dict) and not is_too_deep(found) else None


def _written(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    """Return the bytes of base64url without padding; ValueError for anything else."""
    if "=" in text:
        raise ValueError("padded")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)

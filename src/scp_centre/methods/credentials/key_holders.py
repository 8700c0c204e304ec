"""Whose key it is that signed: a did:key is the key itself; all others must be known."""

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote, urlsplit

from scp_centre.methods.credentials.keys import decode_key
from scp_centre.methods.credentials.verdict import Findings
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

DID_WEB = re.compile(r"did:web:([A-Za-z0-9.\-]+(?:%3A\d{1,5})?)((?::[A-Za-z0-9._~%\-]+)*)")
NOT_THE_ISSUERS = _("The credential was signed with a key that does not belong to its issuer.")


def holder_of(method: str) -> str:
    """Return whose key a verification method is: its address without the part of the key.

    >>> holder_of("did:web:centre.example#1")
    'did:web:centre.example'
    """
    return method.partition("#")[0]


def key_of(method: str, issuer: str, keys: Mapping[str, str], findings: Findings) -> bytes | None:
    """Return the public key of a verification method, or None and say why in the findings.

    method : address of the key, as a proof gives it    issuer : who says that they signed
    keys   : public keys as Multikey that whoever asks vouches for, by verification method
    """
    holder, _hash, part = method.partition("#")
    is_own_key = holder.startswith("did:key:")
    if issuer.startswith("did:") and holder != issuer:
        findings.against.append(NOT_THE_ISSUERS)
        return None
    if is_own_key and part and part != holder.removeprefix("did:key:"):
        findings.against.append(_("The credential's verification method names two keys."))
        return None
    multikey = keys.get(method) or (holder.removeprefix("did:key:") if is_own_key else "")
    if not multikey:
        findings.doubts.append(
            _("The key {method} is not recognised here.", method=method[:200] or "–")
        )
        return None
    if holder != issuer and not _is_vouched_for(method, issuer, keys, multikey, findings):
        findings.doubts.append(
            _(
                "We could not establish that the signing key belongs to {issuer}.",
                issuer=issuer[:200],
            )
        )
    try:
        return decode_key(multikey)
    except InvalidValueError as error:
        findings.against.append(error.message)
        return None


def _is_vouched_for(
    method: str, issuer: str, keys: Mapping[str, str], multikey: str, findings: Findings
) -> bool:
    """Return whether whoever asks says that an issuer with a web address holds this key."""
    if keys.get(issuer) == multikey:
        return True
    host = urlsplit(issuer).netloc.lower()
    if method not in keys or any(_host(other) == host for other in keys if other != method):
        return _host(method) == host != ""
    findings.notes.append(
        _(
            "The person who requested the check supplied this key as {issuer}'s key.",
            issuer=issuer[:200],
        )
    )
    return True


def _host(method: str) -> str:
    """Return the host of a key's address, of the web or a did:web."""
    holder = holder_of(method)
    if found := DID_WEB.fullmatch(holder):
        return unquote(found[1]).lower()
    return urlsplit(holder).netloc.lower()


def document_address(did: str) -> str:
    """Return the web address of the document of a did:web.

    Source: W3C CCG, did:web Method Specification, section 2.5.2. Raises InvalidValueError for what
    is no did:web.

    >>> document_address("did:web:centre.example")
    'https://centre.example/.well-known/did.json'
    >>> document_address("did:web:centre.example%3A8443:labels:green")
    'https://centre.example:8443/labels/green/did.json'
    """
    found = DID_WEB.fullmatch(did)
    if found is None:
        raise InvalidValueError(
            _("'{did}' is not a did:web identifier.", did=did[:80]),
            where="did",
            cure=_("A did:web identifier looks like this: did:web:centre.example.org."),
        )
    parts = [quote(unquote(part), safe="~") for part in found[2].split(":") if part]
    if any(part in (".", "..") for part in parts):
        raise InvalidValueError(
            _("'{did}' is not a did:web identifier.", did=did[:80]),
            where="did",
            cure=_("A did:web identifier looks like this: did:web:centre.example.org."),
        )
    path = "/".join(parts) or ".well-known"
    return f"https://{unquote(found[1])}/{path}/did.json"

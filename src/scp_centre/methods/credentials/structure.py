"""The form of a Verifiable Credential 2.0 and of a presentation: what it must say, and how.

Source: W3C, Verifiable Credentials Data Model 2.0, sections 4 and 5.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from scp_centre.methods.messages import _

Json = dict[str, Any]
CONTEXT = "https://www.w3.org/ns/credentials/v2"
CREDENTIAL, PRESENTATION = "VerifiableCredential", "VerifiablePresentation"
ENVELOPED = "EnvelopedVerifiableCredential"
# What the terms of these mean has been read; with any other, the credential may say anything.
KNOWN_CONTEXTS = frozenset(
    {
        CONTEXT,
        "https://www.w3.org/ns/credentials/examples/v2",
        "https://w3id.org/security/data-integrity/v2",
        "https://w3id.org/security/multikey/v1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "https://test.uncefact.org/vocabulary/untp/dpp/0.6.1/",
        "https://test.uncefact.org/vocabulary/untp/dcc/0.6.1/",
        "https://test.uncefact.org/vocabulary/untp/dfr/0.6.1/",
        "https://test.uncefact.org/vocabulary/untp/dia/0.6.1/",
        "https://vocabulary.uncefact.org/untp/0.7.0/context/",
    }
)
# Terms that the first context protects: nobody may give them another meaning.
PROTECTED = frozenset(
    {
        *("id", "type", "name", "description", "digestSRI", "digestMultibase", "mediaType"),
        *(CREDENTIAL, PRESENTATION, ENVELOPED, "EnvelopedVerifiablePresentation"),
        *("JsonSchema", "JsonSchemaCredential", "DataIntegrityProof"),
        *("BitstringStatusList", "BitstringStatusListCredential", "BitstringStatusListEntry"),
        *("confidenceMethod", "credentialSchema", "credentialStatus", "credentialSubject"),
        *("evidence", "issuer", "proof", "refreshService", "relatedResource", "renderMethod"),
        *("termsOfUse", "validFrom", "validUntil", "holder", "verifiableCredential"),
    }
)
# Parts that say by their type what they are.
TYPED = (
    *("credentialStatus", "credentialSchema", "refreshService", "termsOfUse", "evidence"),
    *("confidenceMethod", "renderMethod"),
)
URL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s]+", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+\-]\d\d:\d\d)", re.ASCII)
LANGUAGE_PARTS = {"@value", "@language", "@direction"}
MOST_NAMED = 20  # of the vocabularies that are not known
DEEPEST = 64  # levels of objects and lists within each other


def credential_faults(credential: Json) -> list[str]:
    """Return in what a credential breaks the rules of the data model; [] for a well-formed one.

    >>> [str(one) for one in credential_faults({"@context": [CONTEXT], "type": [CREDENTIAL],
    ...     "issuer": "did:example:a", "credentialSubject": {}})]
    ["The credential's credentialSubject is empty."]
    """
    if is_too_deep(credential):
        return [_("The credential is nested too deeply.")]
    return [
        *_context_faults(credential.get("@context")),
        *_type_faults(credential, CREDENTIAL),
        *_id_faults(credential),
        *_issuer_faults(credential.get("issuer")),
        *_subject_faults(credential.get("credentialSubject")),
        *_moment_faults(credential),
        *(fault for name in TYPED for fault in _typed_faults(credential, name)),
        *_text_faults(credential),
    ]


def presentation_faults(presentation: Json) -> list[str]:
    """Return in what a presentation breaks the rules, those of its credentials included."""
    if is_too_deep(presentation):
        return [_("The credential is nested too deeply.")]
    faults = [
        *_context_faults(presentation.get("@context")),
        *_type_faults(presentation, PRESENTATION),
        *_id_faults(presentation),
    ]
    holder = presentation.get("holder")
    if "holder" in presentation and not _is_url(_id_of(holder)):
        faults.append(_("The presentation's holder is not identified by a URL or DID."))
    for one in _listed(presentation, "verifiableCredential"):
        if not isinstance(one, dict):
            faults.append(_("A credential in the presentation is not an object."))
        elif ENVELOPED in _listed(one, "type"):
            if not str(one.get("id", "")).startswith("data:"):
                faults.append(_("An enveloped credential in the presentation has no data: URL."))
        else:
            faults += credential_faults(one)
    return faults


def unknown_contexts(credential: Json) -> list[str]:
    """Return the vocabularies whose terms are not known here, and where parts bring their own."""
    found = _listed(credential, "@context")
    unknown = [one for one in found if isinstance(one, str) and one not in KNOWN_CONTEXTS]
    inner = [part for name, part in credential.items() if name not in ("@context", "proof")]
    if any(_holds_context(part) for part in inner):
        unknown.append("@context")
    return unknown[:MOST_NAMED]


def issuer_of(credential: Json) -> str:
    """Return the identifier of the issuer; "" where there is none."""
    found = _id_of(credential.get("issuer"))
    return found if isinstance(found, str) else ""


def moment_of(text: object) -> datetime | None:
    """Return a date and time with its zone, or None for what is none.

    >>> moment_of("2026-11-30T12:00:00Z").isoformat()
    '2026-11-30T12:00:00+00:00'
    >>> moment_of("2026-11-30"), moment_of("Mon, 30 Nov 2026 12:00:00 +0000")
    (None, None)
    """
    if not isinstance(text, str) or not MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def is_too_deep(value: object) -> bool:
    """Return whether something is nested deeper than anybody writes by hand or program."""
    level = [value]
    for _depth in range(DEEPEST):
        level = [part for one in level for part in _parts(one)]
        if not level:
            return False
    return True


def _parts(value: object) -> list[Any]:
    if isinstance(value, dict):
        return [v for v in value.values() if isinstance(v, dict | list)]
    return [v for v in value if isinstance(v, dict | list)] if isinstance(value, list) else []


def _holds_context(value: object) -> bool:
    if isinstance(value, dict) and "@context" in value:
        return True
    return any(_holds_context(part) for part in _parts(value))


def _context_faults(context: object) -> Iterator[str]:
    found = context if isinstance(context, list) else [context]
    if not found or found[0] != CONTEXT:
        yield _("The first @context of the credential must be {context}.", context=CONTEXT)
    fixed: Json = {}  # what an inline context protects
    for one in found[1:]:
        if isinstance(one, dict):
            own = {name: said for name, said in one.items() if not name.startswith("@")}
            for name in own:
                if name in PROTECTED or (name in fixed and fixed[name] != own[name]):
                    yield _(
                        "The credential's @context gives {name} a different meaning.", name=name
                    )
            if one.get("@protected") is True:
                fixed |= own
        elif not _is_url(one):
            yield _(
                "The credential's @context contains an invalid URL: {text}.", text=str(one)[:80]
            )


def _type_faults(value: Json, needed: str) -> Iterator[str]:
    types = _listed(value, "type")
    if not all(isinstance(one, str) and one for one in types) or needed not in types:
        yield _("The credential's type is not {type}.", type=needed)


def _id_faults(value: Json) -> Iterator[str]:
    if "id" in value and not _is_url(value["id"]):
        yield _("The credential's id must be a single URL or DID.")


def _issuer_faults(issuer: object) -> Iterator[str]:
    if not issuer:
        yield _("The credential has no {name}.", name="issuer")
    elif not _is_url(_id_of(issuer)):
        yield _("The credential's issuer is not identified by a URL or DID.")
    elif isinstance(issuer, dict):
        yield from _text_faults(issuer)


def _subject_faults(subject: object) -> Iterator[str]:
    found = subject if isinstance(subject, list) else [subject]
    if subject is None or not found:
        yield _("The credential has no {name}.", name="credentialSubject")
        return
    for one in found:
        if not isinstance(one, dict) or not one:
            yield _("The credential's credentialSubject is empty.")
        elif "id" in one and not _is_url(one["id"]):
            yield _("The id of the credential's credentialSubject must be a single URL or DID.")


def _moment_faults(credential: Json) -> Iterator[str]:
    read = {}
    for name in ("validFrom", "validUntil"):
        if name in credential:
            read[name] = moment_of(credential[name])
            if read[name] is None:
                text = str(credential[name])[:80]
                yield _(
                    "The value '{text}' of {name} is not a valid date and time.",
                    name=name,
                    text=text,
                )
    first, last = read.get("validFrom"), read.get("validUntil")
    if first is not None and last is not None and last < first:
        yield _("The credential expires before it becomes valid.")


def _typed_faults(credential: Json, name: str) -> Iterator[str]:
    if name not in credential:
        return
    for one in _listed(credential, name):
        if not isinstance(one, dict) or not one.get("type"):
            yield _("The credential's {name} has no type.", name=name)
        elif name == "credentialSchema" and "id" not in one:
            yield _("The credential's {name} has no id.", name=name)
        elif "id" in one and not _is_url(one["id"]):
            yield _("The id of the credential's {name} must be a single URL or DID.", name=name)


def _text_faults(value: Json) -> Iterator[str]:
    """Yield what is wrong in a name or description: a text, or texts with their languages."""
    for name in ("name", "description"):
        for one in _listed(value, name):
            is_object = isinstance(one, dict) and isinstance(one.get("@value"), str)
            if not isinstance(one, str) and not (is_object and set(one) <= LANGUAGE_PARTS):
                yield _("The credential's {name} is not text with a language tag.", name=name)


def _listed(value: Json, name: str) -> list[Any]:
    found = value.get(name, [])
    return found if isinstance(found, list) else [found]


def _id_of(value: object) -> object:
    return value.get("id") if isinstance(value, dict) else value


def _is_url(value: object) -> bool:
    return isinstance(value, str) and bool(URL.fullmatch(value))

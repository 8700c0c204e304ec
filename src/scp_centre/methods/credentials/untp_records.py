"""Conformity credentials (0.6 and 0.7) and facility records (0.6) of the UN Transparency Protocol:
read.

Source: UNTP, Digital Conformity Credential 0.6.1 and 0.7.0, Digital Facility Record 0.6.1; the
shapes are of the published schemas, the reading is our own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from scp_centre.methods.credentials.untp import (
    MOST_CLAIMS,
    Named,
    PassportClaim,
    day_of,
    first_of,
    measured_in,
    named_in,
    object_in,
    objects_in,
    read_old_claim,
    text_in,
)
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

CONFORMITY, FACILITY = "DigitalConformityCredential", "DigitalFacilityRecord"
MOST_SUBJECTS = 100  # products and facilities of one assessment


@dataclass(frozen=True, slots=True)
class Assessed:
    """One criterion or topic that was assessed.

    conforms : None where the credential does not say    about : products, facilities, organisation
    """

    name: str
    criterion: str
    topic: str
    conforms: bool | None
    day: date
    value: float | None
    unit: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conformity:
    """What a conformity credential says.

    assessor, assurance, kind : as the protocol names them, such as 3rdParty, Accredited, inspection
    """

    name: str
    issued_to: Named
    scheme: Named
    assessor: str
    assurance: str
    kind: str
    scope: str
    assessed: tuple[Assessed, ...]


@dataclass(frozen=True, slots=True)
class FacilityRecord:
    """What a facility record says.   address : in one line, its country last"""

    facility: Named
    operator: Named
    country: str
    address: str
    processes: tuple[str, ...]
    description: str
    claims: tuple[PassportClaim, ...]


def is_of(credential: Mapping[str, Any], kind: str) -> bool:
    """Return whether a credential says that it is of a kind, such as DigitalFacilityRecord."""
    types = credential.get("type")
    return isinstance(types, list) and kind in types


def read_conformity(credential: Mapping[str, Any]) -> Conformity:
    """Return what a conformity credential of 0.6 or 0.7 says; parts that it lacks are empty.

    Raises InvalidValueError for what is none, or says to nobody.
    """
    subject = _subject(credential, CONFORMITY)
    issued_to = named_in(object_in(subject, "issuedToParty"))
    if not issued_to.name:
        raise InvalidValueError(
            _("The credential does not name the organisation that it was issued to."),
            where="credentialSubject",
            cure=_("Ask the issuer for another credential."),
        )
    scheme = object_in(subject, "referenceScheme") or object_in(subject, "scope")
    rows = objects_in(subject, "conformityAssessment") or objects_in(subject, "assessment")
    return Conformity(
        text_in(subject, "name"),
        issued_to,
        named_in(scheme),
        text_in(subject, "assessorLevel"),
        text_in(subject, "assessmentLevel"),
        text_in(subject, "attestationType"),
        text_in(subject, "description"),
        tuple(_assessed(one) for one in rows[:MOST_CLAIMS]),
    )


def read_facility(credential: Mapping[str, Any]) -> FacilityRecord:
    """Return what a facility record of 0.6 says; parts that it lacks are empty.

    Raises InvalidValueError for what is none, or names no facility.
    """
    subject = _subject(credential, FACILITY)
    facility = object_in(subject, "facility")
    if not text_in(facility, "name"):
        raise InvalidValueError(
            _("The credential does not name a facility."),
            where="credentialSubject",
            cure=_("Ask the issuer for another credential."),
        )
    address = object_in(facility, "address")
    lines = ("streetAddress", "postalCode", "addressLocality", "addressRegion", "addressCountry")
    return FacilityRecord(
        named_in(facility),
        named_in(object_in(facility, "operatedByParty")),
        text_in(facility, "countryOfOperation"),
        ", ".join(text for name in lines if (text := text_in(address, name))),
        tuple(
            text_in(one, "name") for one in objects_in(facility, "processCategory")[:MOST_CLAIMS]
        ),
        text_in(facility, "description"),
        tuple(read_old_claim(one) for one in objects_in(subject, "conformityClaim")[:MOST_CLAIMS]),
    )


def _subject(credential: Mapping[str, Any], kind: str) -> dict[str, Any]:
    if not is_of(credential, kind):
        raise InvalidValueError(
            _("This is not a UNTP credential of type {kind}.", kind=kind),
            where="type",
            cure=_("Ask the issuer for this type of credential."),
        )
    return object_in(credential, "credentialSubject")


def _assessed(data: Mapping[str, Any]) -> Assessed:
    declared = first_of(objects_in(data, "declaredValue"))
    performance = first_of(objects_in(data, "assessedPerformance"))
    measure = object_in(performance, "measure") or object_in(declared, "metricValue")
    value, unit = measured_in(measure)
    conforms = data.get("conformance")
    return Assessed(
        text_in(data, "name") or text_in(data, "description"),
        _criterion_of(data),
        text_in(data, "conformityTopic")
        or text_in(first_of(objects_in(data, "conformityTopic")), "name"),
        conforms if isinstance(conforms, bool) else None,
        day_of(text_in(data, "assessmentDate")),
        value,
        unit,
        _about(data),
    )


def _criterion_of(data: Mapping[str, Any]) -> str:
    """Return the name of what was assessed against: one object in 0.6, a list of them in 0.7."""
    for name in ("assessmentCriteria", "referenceStandard", "referenceRegulation"):
        found = first_of(objects_in(data, name)) or object_in(data, name)
        if text := text_in(found, "name"):
            return text
    return ""


def _about(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of what was assessed."""
    products = [object_in(one, "product") for one in objects_in(data, "assessedProduct")]
    facilities = [object_in(one, "facility") for one in objects_in(data, "assessedFacility")]
    named = [*products, *facilities, object_in(data, "assessedOrganisation")]
    found = [text for one in named[:MOST_SUBJECTS] if (text := text_in(one, "name"))]
    return tuple(dict.fromkeys(found))

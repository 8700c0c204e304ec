"""Conformity credentials of the UN Transparency Protocol 0.7.0: written.

A conformity credential says who found that what meets which criteria; a product passport points to
it as the proof of its claims.

Source: UNTP, Digital Conformity Credential 0.7.0; the shapes are of the published schema, the
writing is our own.
"""

from dataclasses import dataclass
from typing import Any

from scp_centre.methods.credentials.structure import CONTEXT, CREDENTIAL
from scp_centre.methods.credentials.untp import (
    CONTEXTS,
    Named,
    PassportClaim,
    performance_of,
    typed,
)
from scp_centre.methods.credentials.untp_records import CONFORMITY

THIRD_PARTY = "3rdParty"
# Who stands behind an assessment: its scheme's owner, who assesses; nobody that is known here.
OF_OWNER, OF_NOBODY = "scheme-self", "no-endorsement"


@dataclass(frozen=True, slots=True)
class Attestation:
    """What a conformity credential attests.

    page : of the licence, with its number    profile : the version of the scheme's criteria
    owner_assesses : whether the owner of the scheme is the issuer
    facility : where the product is made; None where that is not disclosed
    claims : one a criterion that was found met
    """

    page: Named
    scope: str
    scheme: Named
    profile: Named
    owner_assesses: bool
    holder: Named
    product: Named
    facility: Named | None
    claims: tuple[PassportClaim, ...]


def write_conformity(
    attested: Attestation, *, id_: str, issuer: Named, title: str, first: str, last: str
) -> dict[str, Any]:
    """Return a conformity credential of UNTP 0.7.0, unsigned.

    id_ : of the credential    first, last : moments from and until which it holds
    """
    return {
        "@context": [CONTEXT, CONTEXTS["0.7.0"]],
        "type": [CONFORMITY, CREDENTIAL],
        "id": id_,
        "issuer": typed(issuer, "CredentialIssuer"),
        "name": title,
        "validFrom": first,
        "validUntil": last,
        "credentialSubject": {
            "type": ["ConformityAttestation"],
            "id": f"{attested.page.id}#attestation",
            "name": title,
            "description": attested.scope,
            "assessorLevel": THIRD_PARTY,
            "assessmentLevel": OF_OWNER if attested.owner_assesses else OF_NOBODY,
            "attestationType": "certification",
            "issuedToParty": typed(attested.holder, "Party"),
            "referenceScheme": typed(attested.scheme, "ConformityScheme"),
            "referenceProfile": typed(attested.profile, "ConformityProfile"),
            "conformityCertificate": {
                "linkURL": attested.page.id,
                "linkName": attested.page.name,
                "mediaType": "text/html",
            },
            "conformityAssessment": [_assessment(one, attested) for one in attested.claims],
        },
    }


def _assessment(claim: PassportClaim, attested: Attestation) -> dict[str, Any]:
    assessment: dict[str, Any] = {
        "type": ["ConformityAssessment"],
        "id": claim.id,
        "name": claim.name,
        "assessmentCriteria": [typed(claim.criterion, "Criterion")],
        "assessmentDate": claim.day.isoformat(),
        "assessedPerformance": [performance_of(claim)],
        "assessedProduct": [{"product": typed(attested.product, "Product")}],
        "assessedOrganisation": typed(attested.holder, "Party"),
        "conformityTopic": [typed(claim.topic, "ConformityTopic")],
        "conformance": True,
    }
    if attested.facility is not None:
        assessment["assessedFacility"] = [{"facility": typed(attested.facility, "Facility")}]
    return assessment

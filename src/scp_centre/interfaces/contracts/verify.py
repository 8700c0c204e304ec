"""Contract of `verify`: whether a verifiable credential holds."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.registry import Contract, Name, Strict
from scp_centre.methods.credentials import verify_credential

Document = Annotated[dict[Name, Any], Field(max_length=1_000)]


class Input(Strict):
    credential: Document = Field(
        description="as it was issued, with its proof, or enveloped as a JWT"
    )
    at: datetime = Field(strict=False, description="the moment that is asked about, with its zone")
    keys: dict[Name, Name] = Field(
        default_factory=dict,
        max_length=1_000,
        description="public keys as Multikey by verification method; a did:key needs none",
    )
    status_lists: dict[Name, Document] = Field(
        default_factory=dict,
        max_length=100,
        description="status list credentials, by the address that the credential gives",
    )


class Output(BaseModel):
    valid: bool | None = Field(description="true, false, or null where it was not established")
    reasons: list[str] = Field(
        description="why it does not hold, then what could not be established; empty where it holds"
    )
    notes: list[str] = Field(description="what to know beside, as a message of its issuer")


def compute(given: Input) -> dict[str, Any]:
    verdict = verify_credential(
        given.credential, given.at, keys=given.keys, status_lists=given.status_lists
    )
    return {
        "valid": verdict.valid,
        "reasons": list(verdict.reasons),
        "notes": list(verdict.notes),
    }


CONTRACT = Contract(
    name="verify",
    version="2.0",
    summary="Whether a verifiable credential is valid, not valid, or that is not established.",
    formula="Ed25519 over SHA-256(JCS(proof)) || SHA-256(JCS(credential)), or over a JWT",
    sources=(
        "W3C, Verifiable Credentials Data Model 2.0",
        "W3C, Data Integrity EdDSA Cryptosuites 1.0",
        "W3C, Bitstring Status List 1.0",
        "W3C, Securing Verifiable Credentials using JOSE and COSE",
        "docs/methods/credentials.md",
    ),
    input_model=Input,
    output_model=Output,
    compute=compute,
)

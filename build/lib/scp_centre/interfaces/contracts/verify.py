"""Contract of `verify`: whether a verifiable credential holds."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.registry import Contract, Strict
from scp_centre.methods.credentials import decode_status_list, verify_credential


class Input(Strict):
    credential: dict[str, Any] = Field(description="as it was issued, with its proof")
    at: datetime = Field(strict=False, description="the moment that is asked about, with its zone")
    keys: dict[str, str] = Field(
        default_factory=dict,
        description="public keys as Multikey by verification method; a did:key needs none",
    )
    status_list: str | None = Field(
        default=None, description="encodedList of the status list that the credential names"
    )


class Output(BaseModel):
    valid: bool
    reasons: list[str] = Field(description="why it does not hold; empty where it does")
    notes: list[str] = Field(description="what this check cannot tell")


def compute(given: Input) -> dict[str, Any]:
    revoked = False
    status = given.credential.get("credentialStatus")
    if given.status_list and isinstance(status, dict):
        revoked = int(status.get("statusListIndex", -1)) in decode_status_list(given.status_list)
    verdict = verify_credential(given.credential, given.at, keys=given.keys, revoked=revoked)
    notes = list(verdict.notes)
    if status and given.status_list is None:
        notes.append("Not checked: whether it was revoked; the status list was not given.")
    return {"valid": verdict.valid, "reasons": list(verdict.reasons), "notes": notes}


CONTRACT = Contract(
    name="verify",
    version="1.0",
    summary="Whether a verifiable credential (Data Integrity, eddsa-jcs-2022) holds at a moment.",
    formula="Ed25519 over SHA-256(JCS(proof)) || SHA-256(JCS(credential))",
    sources=("W3C, Data Integrity EdDSA Cryptosuites 1.0", "docs/methods/credentials.md"),
    input_model=Input,
    output_model=Output,
    compute=compute,
)

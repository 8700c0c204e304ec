"""Verifiable credentials: anybody can check who says what, and that nobody changed it."""

from scp_centre.methods.credentials.envelope import envelope, open_envelope, sign_as_jwt
from scp_centre.methods.credentials.integrity import sign_credential
from scp_centre.methods.credentials.key_holders import document_address, holder_of
from scp_centre.methods.credentials.keys import KeyPair, decode_key, encode_key
from scp_centre.methods.credentials.status import decode_status_list, encode_status_list
from scp_centre.methods.credentials.structure import (
    CONTEXT,
    CREDENTIAL,
    credential_faults,
    issuer_of,
    moment_of,
    presentation_faults,
)
from scp_centre.methods.credentials.verdict import Verdict
from scp_centre.methods.credentials.verification import verify_credential

__all__ = [
    "CONTEXT",
    "CREDENTIAL",
    "KeyPair",
    "Verdict",
    "credential_faults",
    "decode_key",
    "decode_status_list",
    "document_address",
    "encode_key",
    "encode_status_list",
    "envelope",
    "holder_of",
    "issuer_of",
    "moment_of",
    "open_envelope",
    "presentation_faults",
    "sign_as_jwt",
    "sign_credential",
    "verify_credential",
]

"""Verifiable credentials: anybody can check who says what, and that nobody changed it."""

from scp_centre.methods.credentials.integrity import Verdict, sign_credential, verify_credential
from scp_centre.methods.credentials.keys import KeyPair, decode_key, encode_key
from scp_centre.methods.credentials.status import decode_status_list, encode_status_list

__all__ = [
    "KeyPair",
    "Verdict",
    "decode_key",
    "decode_status_list",
    "encode_key",
    "encode_status_list",
    "sign_credential",
    "verify_credential",
]

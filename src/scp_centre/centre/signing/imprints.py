"""Whether a credential is as the centre signed it, without its signature: for long lists.

An imprint is made with a key of the installation, which is not in the database: whoever changes a
credential there cannot make the imprint of what it is changed to. It costs a hundredth of a
signature, which a list of a hundred thousand has no time for; a page about one checks that.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac

from scp_centre.centre.signing.models import Credential

SALT = "scp_centre.signing.imprint"


def imprint_of(content: Mapping[str, Any]) -> str:
    """Return the imprint of a credential's content: HMAC with SHA-256, in hexadecimal."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()


def is_as_signed(credential: Credential, keys: Mapping[str, str]) -> bool:
    """Return whether a credential stands, is unchanged, and its key is still good.

    keys : what `known_keys` returned

    False where it has no imprint: only its signature tells.
    """
    if credential.revoked is not None or credential.suspended is not None:
        return False
    method = credential.content.get("proof", {}).get("verificationMethod", "")
    is_same = constant_time_compare(credential.imprint, imprint_of(credential.content))
    return bool(credential.imprint) and method in keys and is_same

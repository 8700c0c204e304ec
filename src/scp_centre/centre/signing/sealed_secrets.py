"""Secrets in the database are sealed with the key of the installation, which is not in it."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from scp_centre.centre.errors import SigningError
from scp_centre.methods.messages import _


def _box() -> Fernet:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"scp-centre signing keys")
    return Fernet(base64.urlsafe_b64encode(kdf.derive(settings.SECRET_KEY.encode())))


def seal(secret: bytes) -> str:
    """Return a secret that only this installation can open."""
    return _box().encrypt(secret).decode()


def unseal(sealed: str) -> bytes:
    """Return a sealed secret; raise SigningError where the key of the installation is another."""
    try:
        return _box().decrypt(sealed.encode())
    except InvalidToken as error:
        raise SigningError(
            _("The signing key cannot be opened because it belongs to another installation."),
            where="secret_key",
            cure=_("Restore the secret_key file from the backup, or create a new signing key."),
        ) from error

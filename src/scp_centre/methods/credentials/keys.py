"""Ed25519 keys, written as Multikey: base58 of a prefix that says what key it is, and the key."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
PUBLIC, SECRET = b"\xed\x01", b"\x80\x26"  # multicodec ed25519-pub and ed25519-priv, as varints
KEY_BYTES = 32
LONGEST = 64  # letters of a Multikey; one has 48, and reading base58 takes the square of its length


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A key to sign with. secret : (32,) bytes, RFC 8032's private key    public : (32,) bytes"""

    secret: bytes
    public: bytes

    @classmethod
    def from_secret(cls, secret: bytes) -> "KeyPair":
        """Return the pair of a private key of 32 bytes."""
        private = Ed25519PrivateKey.from_private_bytes(secret)
        return cls(secret, private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    @classmethod
    def generate(cls) -> "KeyPair":
        """Return a new pair, from the randomness of the system."""
        private = Ed25519PrivateKey.generate()
        raw = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        return cls.from_secret(raw)

    @property
    def multikey(self) -> str:
        """Return the public key as Multikey, z6Mk…"""
        return encode_key(self.public)

    @property
    def did(self) -> str:
        """Return the identifier that is the key itself, did:key:z6Mk…"""
        return f"did:key:{self.multikey}"


def encode_base58(content: bytes) -> str:
    """Return bytes in base58 of Bitcoin's alphabet; zeros in front are ones.

    >>> encode_base58(b"hello")
    'Cn8eVZg'
    """
    number = int.from_bytes(content, "big")
    digits = ""
    while number:
        number, rest = divmod(number, 58)
        digits = ALPHABET[rest] + digits
    return "1" * (len(content) - len(content.lstrip(b"\0"))) + digits


def decode_base58(text: str) -> bytes:
    """Return the bytes of a base58 text.

    Raises InvalidValueError for a letter that the alphabet lacks.
    """
    number = 0
    for letter in text:
        digit = ALPHABET.find(letter)
        if digit < 0:
            raise InvalidValueError(
                _("'{letter}' is not a base58 character.", letter=letter),
                where="multibase",
                cure=_("Copy the text again. It cannot contain 0, O, I or l."),
            )
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_key(public: bytes) -> str:
    """Return a public key as Multikey.

    Source: W3C, Controlled Identifiers 1.0, section 2.2.2 Multikey.
    """
    return "z" + encode_base58(PUBLIC + public)


def decode_key(multikey: str) -> bytes:
    """Return the public key of a Multikey.

    Raises InvalidValueError for what is no Ed25519 Multikey.
    """
    is_read = multikey.startswith("z") and len(multikey) <= LONGEST
    content = decode_base58(multikey[1:]) if is_read else b""
    if not content.startswith(PUBLIC) or len(content) != len(PUBLIC) + KEY_BYTES:
        raise InvalidValueError(
            _("'{multikey}' is not an Ed25519 key.", multikey=multikey[:20]),
            where="publicKeyMultibase",
            cure=_("An Ed25519 Multikey begins with z6Mk."),
        )
    return content[len(PUBLIC) :]

"""Bitstring Status List: one bit for each credential, so many that a look at one tells nothing.

Source: W3C, Bitstring Status List 1.0; the first place is the leftmost bit.
"""

import base64
import gzip
import io
import zlib
from collections.abc import Collection

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

FEWEST_BITS = 131_072  # 16 kB, what the recommendation asks for at least
MOST_BYTES = 16 * 1024**2  # of a list that is read
MOST_BITS = 32  # of one place, where more than yes and no is said


def encode_status_list(revoked: Collection[int], bits: int = FEWEST_BITS) -> str:
    """Return the list in which the named places are set: gzip, base64url, multibase u.

    Raises InvalidValueError for a place outside of the list.
    """
    content = bytearray(bits // 8)
    for place in revoked:
        if not 0 <= place < bits:
            raise InvalidValueError(
                _(
                    "Position {place} is not on the list, which ends before {bits}.",
                    place=place,
                    bits=bits,
                ),
                where="statusListIndex",
                cure=_("Start another list."),
            )
        content[place // 8] |= 0x80 >> place % 8
    packed = gzip.compress(bytes(content), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode_status_list(encoded: str) -> set[int]:
    """Return the places that are set in a list.

    Raises InvalidValueError for what is no list, or one that would not end.
    """
    return {
        8 * i + bit
        for i, byte in enumerate(unpack_status_list(encoded))
        if byte
        for bit in range(8)
        if byte & 0x80 >> bit
    }


def unpack_status_list(encoded: str) -> bytes:
    """Return the bits of a list, eight to a byte; at most 16 MB are unpacked.

    Raises InvalidValueError for what is no list, or one that would not end.
    """
    text = encoded.removeprefix("u")
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return _unpacked(packed)
    except (ValueError, OSError, EOFError, zlib.error) as error:
        raise InvalidValueError(
            _("This is not a status list."), where="encodedList", cure=_("Load the list again.")
        ) from error


def value_at(content: bytes, index: int, size: int = 1) -> int:
    """Return what a list says at a place of `size` bits.

    Raises InvalidValueError for a place that the list does not have.

    >>> value_at(bytes([0b01000000]), 1), value_at(bytes([0b01100000]), 1, size=2)
    (1, 2)
    """
    first = index * size
    if index < 0 or first + size > 8 * len(content):
        raise InvalidValueError(
            _(
                "Position {place} is not on the list, which ends before {bits}.",
                place=index,
                bits=8 * len(content) // size,
            ),
            where="statusListIndex",
            cure=_("Ask the issuer for a new credential."),
        )
    start, end = first // 8, (first + size + 7) // 8
    bits = int.from_bytes(content[start:end], "big")
    return (bits >> (8 * end - first - size)) & ((1 << size) - 1)


def _unpacked(packed: bytes) -> bytes:
    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as opened:
        content = opened.read(MOST_BYTES + 1)
    if not 0 < len(content) <= MOST_BYTES:
        raise ValueError(_("the list is empty or too long"))
    return content

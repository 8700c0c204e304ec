"""Bitstring Status List: one bit for each credential, so many that a look at one tells nothing."""

import base64
import gzip
from collections.abc import Collection

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

FEWEST_BITS = 131_072  # 16 kB, what the recommendation asks for at least
MOST_BYTES = 16 * 1024**2  # of a list that is read


def encode_status_list(revoked: Collection[int], bits: int = FEWEST_BITS) -> str:
    """Return the list in which the named places are set: gzip, base64url, multibase u.

    Source: W3C, Bitstring Status List 1.0, section 3.3; the first place is the leftmost bit.
    Raises InvalidValueError for a place outside of the list.
    """
    content = bytearray(bits // 8)
    for place in revoked:
        if not 0 <= place < bits:
            raise InvalidValueError(
                _("The place {place} is outside of a list of {bits}.", place=place, bits=bits),
                where="statusListIndex",
                cure=_("Begin another list."),
            )
        content[place // 8] |= 0x80 >> place % 8
    packed = gzip.compress(bytes(content), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode_status_list(encoded: str) -> set[int]:
    """Return the places that are set in a list.

    Raises InvalidValueError for what is no list, or one that would not end.
    """
    text = encoded.removeprefix("u")
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        content = _unpacked(packed)
    except (ValueError, OSError, EOFError) as error:
        raise InvalidValueError(
            _("This is not a status list."), where="encodedList", cure=_("Load it again.")
        ) from error
    return {
        8 * i + bit
        for i, byte in enumerate(content)
        if byte
        for bit in range(8)
        if byte & 0x80 >> bit
    }


def _unpacked(packed: bytes) -> bytes:
    import io

    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as opened:
        content = opened.read(MOST_BYTES + 1)
    if not 0 < len(content) <= MOST_BYTES:
        raise ValueError(_("empty, or longer than any list"))
    return content

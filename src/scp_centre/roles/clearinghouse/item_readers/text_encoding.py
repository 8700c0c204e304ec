"""Bytes of others as text, in whatever they were written."""

import re

from scp_centre.centre.text_files import read_sent_text
from scp_centre.methods.errors import InvalidValueError
from scp_centre.roles.clearinghouse.errors import ClearinghouseError

CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)


def as_text(content: bytes) -> str:
    """Return bytes as text: UTF-8, else as they say of themselves (HTML), else by their letters.

    >>> as_text("Économie".encode("latin-1"))
    'Économie'

    Raises ClearinghouseError where letters were lost, or can be read in several ways.
    """
    said = CHARSET.search(content[:4096])
    if said:  # a web page, which may hold anything in its body
        for name in ("utf-8-sig", said[1].decode()):
            try:
                return content.decode(name)
            except (UnicodeDecodeError, LookupError):
                continue
    try:
        return read_sent_text(content)
    except InvalidValueError as error:
        raise ClearinghouseError(error.message, where="file", cure=error.cure) from None

"""Bytes of others as text, in whatever they were written."""

import re

CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)


def as_text(content: bytes) -> str:
    """Return bytes as text: UTF-8, else as they say of themselves (HTML), else Western European.

    >>> as_text("Économie".encode("latin-1"))
    'Économie'
    """
    said = CHARSET.search(content[:4096])
    for name in ("utf-8-sig", said[1].decode() if said else "cp1252"):
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1252", "replace")

"""Texts of strangers without the signs that no database, XML or page can hold.

Without Django: the processes that read foreign files speak through it, too.
"""

import re

# Controls but tab and line ends, halves of pairs, the signs that Unicode never gives a meaning, and
# the two that turn what follows round, so that a name reads as another.
NO_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202d\u202e]"
)


def clean_text(text: str) -> str:
    """Return a text without the characters that no database, XML or page can hold.

    >>> clean_text("Nor" + chr(0) + "th")
    'North'
    """
    return NO_TEXT.sub("", text)

"""Names in the order in which a reader looks for them: Éclair beside Eclair, not after Zinc.

The databases sort by the numbers of the letters, and no library of the Unicode collation is here:
letters are compared without their marks, small and capital alike, then with them. Spanish has ñ as
a letter of its own behind n.
"""

import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

from scp_centre.centre.translation.messages import current_speaker

T = TypeVar("T")
LAST = "\uffff"  # behind every letter
OF_THEIR_OWN = {"es": {"n\u0303": "n" + LAST}}
ALIKE = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}


def name_order(name: str, language: str) -> tuple[str, str]:
    """Return what a name is sorted by.

    >>> sorted(["Zinc", "Éclair", "eclipse", "Ñame", "Nube"], key=lambda n: name_order(n, "es"))
    ['Éclair', 'eclipse', 'Nube', 'Ñame', 'Zinc']
    """
    text = unicodedata.normalize("NFKD", name.casefold())
    for letter, place in OF_THEIR_OWN.get(language, {}).items():
        text = text.replace(letter, place)
    plain = "".join(ALIKE.get(sign, sign) for sign in text if not unicodedata.combining(sign))
    return plain, text


def in_name_order(things: Iterable[T], name_of: Callable[[T], object] = str) -> list[T]:
    """Return things by their names, as the reader of this page has them in order."""
    say = current_speaker()
    return sorted(things, key=lambda thing: name_order(say(name_of(thing)), say.language))

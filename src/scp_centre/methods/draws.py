"""A sample that anybody can draw again from a published seed.

    rank(name) = SHA-256( seed + line feed + name ), as UTF-8
    sample     = the `size` names of the lowest ranks

Whoever knows the seed before it is public could choose it, so it must be the outcome of an event
that nobody controls, named before it happens. No order of the names and no generator of random
numbers counts, so every language and the program sha256sum give the same sample.
"""

from collections.abc import Iterable
from hashlib import sha256

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _


def rank_in_draw(seed: str, name: str) -> str:
    """Return the rank of a name in a draw, as 64 hexadecimal digits.

    >>> rank_in_draw("7 11 19", "VGL-2026-0001")[:12]
    'c9e3cd64d6d2'
    """
    return sha256(f"{seed}\n{name}".encode()).hexdigest()


def draw_sample(seed: str, names: Iterable[str], size: int) -> list[str]:
    """Return the drawn names, the lowest rank first; all of them where there are no more.

    Raises InvalidValueError without a seed, and where a name stands twice.
    """
    known = list(names)
    if not seed.strip():
        raise InvalidValueError(
            _("A draw requires a seed."), where="seed", cure=_("Enter the published seed.")
        )
    if len(set(known)) < len(known):
        raise InvalidValueError(
            _("The draw list contains the same name twice."),
            where="names",
            cure=_("List each name once."),
        )
    return sorted(known, key=lambda name: rank_in_draw(seed, name))[:size]

"""Labels align by name, never by position (conventions §2)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from scp_centre.methods.errors import DuplicateLabelError, UnknownLabelError
from scp_centre.methods.messages import _


def require_unique(labels: Iterable[str], *, what: str) -> None:
    """Raise DuplicateLabelError when one label stands for two things."""
    if repeated := [label for label, n in Counter(labels).items() if n > 1]:
        raise DuplicateLabelError(
            _(
                "The {what} {join} appears more than once.",
                what=what,
                join=list(map(repr, repeated)),
            ),
            where=what,
            cure=_("Give each item a unique name."),
        )


def require_known(label: str, known: Iterable[str], *, what: str, where: str = "") -> None:
    """Raise UnknownLabelError, with the nearest known names, when `label` is not among `known`."""
    names = list(known)
    if label in names:
        return
    near = get_close_matches(label, names, n=3, cutoff=0.5) or sorted(names)[:8]
    raise UnknownLabelError(
        _("The {what} '{label}' does not exist.", what=what, label=label),
        where=where or what,
        cure=_("Known names include: {join}.", join=list(near))
        if near
        else _("No {what} is listed.", what=what),
    )


def label_at(place: int, names: Sequence[str] | None) -> str:
    """Return what a caller calls the thing at a place: its name, or its number from 1.

    >>> label_at(1, ("AGR", "MIN")), label_at(1, None)
    ('MIN', '2')
    """
    return names[place] if names is not None else str(place + 1)

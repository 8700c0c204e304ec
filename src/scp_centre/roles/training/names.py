"""Whether two entries on a list may be one person: names as people write them, not sign by sign."""

from scp_centre.methods.disclosure import holder_key
from scp_centre.methods.quizzes import plain_words
from scp_centre.roles.training.models import Participant, Workshop


def name_key(name: str) -> str:
    """Return a person's name as entries are compared: equal keys may be one person.

    Case, accents, hyphens and blanks do not count.

    >>> name_key("ÉLAN  Ruiz-Paz"), name_key("élan ruiz paz") == name_key("Elan Ruiz Paz")
    ('elan ruiz paz', True)
    """
    return plain_words(name) or " ".join(name.split()).casefold()


def entries_alike(
    workshop: Workshop, name: str, organisation: str, but: int = 0
) -> list[Participant]:
    """Return the entries of a list that may be this person: name and organisation read alike.

    but : an entry that is left out
    """
    wanted = (name_key(name), holder_key(organisation))
    return [
        who
        for who in workshop.participants.exclude(pk=but)
        if (name_key(who.name), holder_key(who.organisation)) == wanted
    ]


def is_written_alike(who: Participant, name: str, organisation: str) -> bool:
    """Return whether an entry differs from what was typed in capitals at most."""
    written = (name.casefold(), organisation.casefold())
    return (who.name.casefold(), who.organisation.casefold()) == written

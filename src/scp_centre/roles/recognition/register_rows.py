"""What the register shows part by part: under "valid" only licences that are verified as valid."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scp_centre.roles.recognition.licence_validity import Listed, states_of
from scp_centre.roles.recognition.models import LicenceState
from scp_centre.roles.recognition.queries import listed
from scp_centre.roles.recognition.register_search import Question, find_numbers, in_order

MOST_LOOKED_AT = 2_000  # licences for one part, however few of them are verified as valid


@dataclass(frozen=True, slots=True)
class Part:
    """Some licences of a search.   after : the key after which the next begins; None at the end"""

    rows: list[Listed]
    after: int | None


def find_part(asked: Question, after: int | None, most: int, keys: Mapping[str, str]) -> Part:
    """Return the next licences that are looked for, at most so many, the newest first.

    keys : what `known_keys` returned

    A part can hold fewer, and none, while others follow: whoever asks for valid licences gets
    none that only its row calls valid, and a part costs no more than MOST_LOOKED_AT licences.
    """
    rows: list[Listed] = []
    looked = 0
    while True:
        wanted = most - len(rows)
        numbers = find_numbers(asked, after, wanted + 1)
        here = numbers[:wanted]
        found = states_of(in_order(here, listed()), keys)
        rows += [one for one in found if one.is_valid or asked.state != LicenceState.VALID]
        looked += len(here)
        if len(numbers) <= wanted:
            return Part(rows, None)
        after = here[-1]
        if len(rows) == most or looked >= MOST_LOOKED_AT:
            return Part(rows, after)


def find_parts(asked: Question, size: int, keys: Mapping[str, str]) -> Iterator[list[Listed]]:
    """Yield all licences that are looked for, at most so many at a time."""
    after = None
    while True:
        part = find_part(asked, after, size, keys)
        if part.rows:
            yield part.rows
        if part.after is None:
            return
        after = part.after

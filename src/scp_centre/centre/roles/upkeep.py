"""What all roles do without anybody asking: reminders, tidying, letters, the end of a server."""

from collections.abc import Iterator
from datetime import date, datetime

from scp_centre.centre.roles.declaration import Delivery, Upkeep
from scp_centre.centre.roles.discovery import offered


def _upkeeps() -> list[Upkeep]:
    return [module.UPKEEP for _, module in offered("upkeep")]


def remind(today: date) -> int:
    """Send the reminders of a day; return how many."""
    return sum(one.remind(today) for one in _upkeeps() if one.remind)


def tidy(now: datetime) -> Iterator[str]:
    """Forget what was kept long enough; yield what was done, in sentences."""
    for one in _upkeeps():
        if one.tidy:
            yield from one.tidy(now)


def deliver(now: datetime, base: str) -> Delivery:
    """Do what is due this minute.

    base : address of the centre, for links; "" while there is none
    """
    done = [one.deliver(now, base) for one in _upkeeps() if one.deliver]
    return Delivery(sum(d.letters for d in done), sum(d.jobs for d in done))


def warm() -> None:
    """Read what is slow to read before the first visitor comes."""
    for one in _upkeeps():
        if one.warm:
            one.warm()


def end() -> None:
    """Let go of what would keep a server from stopping."""
    for one in _upkeeps():
        if one.end:
            one.end()

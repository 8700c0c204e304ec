"""What the training role does without anybody asking."""

from collections.abc import Iterator
from datetime import date, datetime

from scp_centre.centre.roles import Upkeep
from scp_centre.roles.training.actions.courses import issue_waiting_certificates, remind_learners
from scp_centre.roles.training.actions.plenary import remind_follow_up
from scp_centre.roles.training.actions.privacy import anonymise_old
from scp_centre.roles.training.live_updates import HUB


def remind(today: date) -> int:
    """Remind learners of their deadlines, and trainers of what became of actions."""
    return remind_learners(today) + remind_follow_up(today)


def tidy(now: datetime) -> Iterator[str]:
    """Forget the people of workshops that ended long ago; sign what waited for an address."""
    yield f"{anonymise_old(now)} participants forgotten."
    yield f"{issue_waiting_certificates()} certificates issued that waited for an address."


# Screens let go of their threads when the server stops, and come back to the next start.
UPKEEP = Upkeep(remind=remind, tidy=tidy, end=HUB.end)

"""What the benchmarks role does without anybody asking."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from scp_centre.centre.roles import Upkeep
from scp_centre.roles.benchmarks.actions.survey_uploads import forget_uploads

KEPT = timedelta(days=14)  # of a survey that was sent


def tidy(now: datetime) -> Iterator[str]:
    """Remove surveys that nobody imported, and what is left of those that were."""
    yield f"{forget_uploads(now - KEPT)} surveys removed that were sent two weeks ago or earlier."


UPKEEP = Upkeep(tidy=tidy)

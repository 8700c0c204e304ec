"""What the policy role does without anybody asking."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from scp_centre.centre.installation.stray_files import remove_stray_folders
from scp_centre.centre.roles import Upkeep

UNDER_WAY = timedelta(days=1)  # an upload that is read may have written its folder before its row


def tidy(now: datetime) -> Iterator[str]:
    """Remove folders of tables that came to nothing."""
    before = (now - UNDER_WAY).timestamp()
    stray = remove_stray_folders("tables", "policy.Table", before)
    stray += remove_stray_folders("worlds", "policy.World", before)
    yield f"{stray} folders of tables removed that nothing names."


UPKEEP = Upkeep(tidy=tidy)

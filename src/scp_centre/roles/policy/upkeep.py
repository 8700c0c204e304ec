"""What the policy role does without anybody asking."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from scp_centre.centre.installation.stray_files import remove_stray_folders
from scp_centre.centre.roles import Upkeep
from scp_centre.roles.policy.actions.measured_savings import decide_all_measured_savings

UNDER_WAY = timedelta(days=1)  # an upload that is read may have written its folder before its row


def tidy(now: datetime) -> Iterator[str]:
    """Remove folders of tables that came to nothing; decide which measured savings are shown."""
    before = (now - UNDER_WAY).timestamp()
    stray = remove_stray_folders("tables", "policy.Table", before)
    stray += remove_stray_folders("worlds", "policy.World", before)
    yield f"{stray} folders of tables removed that nothing names."
    yield f"{decide_all_measured_savings()} new decisions on measured savings beside policies."


UPKEEP = Upkeep(tidy=tidy)

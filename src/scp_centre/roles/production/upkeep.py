"""What the production role does without anybody asking."""

from scp_centre.centre.roles import Upkeep
from scp_centre.roles.production.actions.reminders import send_reminders

UPKEEP = Upkeep(remind=send_reminders)

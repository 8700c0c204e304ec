"""Who may see and make the report on the centre's year."""

from scp_centre.centre.registry.permissions import DIRECTOR, Act
from scp_centre.methods.messages import _

# The director alone: an administrator sees no figures of companies, and experts have the portfolio.
ACTS = (Act("see_year_report", _("See and print the report on the centre's year"), (DIRECTOR,)),)

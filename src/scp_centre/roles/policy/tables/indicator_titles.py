"""Titles of the indicators that the centre defines; a table keeps them as text, by their codes."""

from scp_centre.methods.messages import _, p_

TITLES = {
    "ghg": _("Greenhouse gases"),
    "materials": _("Materials"),
    "water": _("Water"),
    "land": _("Land"),
    "SO2": _("Sulphur dioxide"),
    "NOx": _("Nitrogen oxides"),
    "PM2.5": _("Fine particulate matter"),
    "NH3": _("Ammonia"),
    "hazardous": _("Hazardous waste"),
    "jobs": p_("employment", "Jobs"),
    "value_added": _("Value added"),
}


def indicator_title(code: str, title: str) -> str:
    """Return the title of an indicator: a message if it is the centre's, else as it was given."""
    ours = TITLES.get(code)
    return ours if ours == title else title

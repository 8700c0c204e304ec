"""The kinds of cleaner production options, as figures of savings name them."""

from scp_centre.methods.messages import _

# UNIDO's eight; a figure keeps the word.
OPTION_KINDS = (
    _("good housekeeping"),
    _("better process control"),
    _("change of input material"),
    _("equipment modification"),
    _("technology change"),
    _("on-site recovery and reuse"),
    _("production of a useful by-product"),
    _("product modification"),
)

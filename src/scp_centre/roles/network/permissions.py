"""What may be done in the network role, and by whom."""

from scp_centre.centre.registry.permissions import COMPANY, EXPERT, INFORMATION, Act
from scp_centre.methods.messages import _

ACTS = (
    Act(
        "see_residues",
        _("See offers and needs of residues, and their exchanges"),
        (COMPANY, EXPERT, INFORMATION),
    ),
    Act("enter_residue", _("Enter offers and needs of residues"), (COMPANY, EXPERT)),
    Act(
        "coordinate_exchanges",
        _("See the residues of all companies and introduce pairs"),
        (EXPERT, INFORMATION),
    ),
    Act("agree_exchange", _("Agree to an introduction, or decline it"), (COMPANY,)),
    Act(
        "follow_exchange",
        _("Record what became of an exchange and what was moved"),
        (COMPANY, EXPERT, INFORMATION),
    ),
)

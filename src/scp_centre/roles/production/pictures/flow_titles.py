"""What the pictures of flows say above them."""

from scp_centre.methods.messages import Message, _


def flow_title(balance: str, lost: str, entered: str) -> Message:
    """Return what enters the site and what is lost of it, by balance."""
    match balance:
        case "material":
            return _("{lost} of the {entered} of material is lost", lost=lost, entered=entered)
        case "energy":
            return _("{entered} of energy enters the site", entered=entered)
    return _(
        "Of the {entered} of water that enters the site, {lost} leaves as effluent or vapour",
        lost=lost,
        entered=entered,
    )

"""What the pictures of flows say above them."""

from scp_centre.methods.messages import Message, _


def flow_title(balance: str, lost: str, entered: str) -> Message:
    """Return what enters the site and what is lost of it, by balance."""
    match balance:
        case "material":
            return _("{lost} of {entered} of material leave as loss", lost=lost, entered=entered)
        case "energy":
            return _("{entered} of energy enter the site", entered=entered)
    return _("{lost} of {entered} of water leave as effluent or vapour", lost=lost, entered=entered)

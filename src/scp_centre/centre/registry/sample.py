"""Whether the data are those of the sample centre: that stands with them, wherever they are put."""

from scp_centre.centre.registry.models import Centre


def is_sample_centre() -> bool:
    """Return whether this is the sample centre of a fictional country."""
    return Centre.objects.filter(is_sample=True).exists()

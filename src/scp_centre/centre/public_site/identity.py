"""What every page shows of the centre: its name, mark and colours, read by one query."""

from dataclasses import dataclass

from scp_centre.centre.registry.models import Centre

PRODUCT = "scp-centre"  # the name while a centre has none
HEIGHT = 40  # pixels of the mark in the header
WIDEST = 160
FIELDS = ("name", "colour", "dark_colour", "mark_digest", "mark_width", "mark_height", "is_sample")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the centre is.

    mark : digest of its mark, "" while there is none    width, height : as the header draws it
    colours : of links and buttons on light and on dark grounds; empty for those of the product
    """

    name: str = PRODUCT
    mark: str = ""
    width: int = 0
    height: int = 0
    colours: tuple[str, str] | None = None
    is_sample: bool = False

    @property
    def style(self) -> str:
        """Return what differs for other colours, for the address of the style sheet."""
        return "-".join(colour[1:] for colour in self.colours) if self.colours else ""


def identity() -> Identity:
    """Return who the centre is; the product's name while it is not set up."""
    centre = Centre.objects.filter(pk=1).only(*FIELDS).first()
    if centre is None:
        return Identity()
    width, height = _drawn(centre.mark_width, centre.mark_height)
    return Identity(
        name=centre.name,
        mark=centre.mark_digest,
        width=width,
        height=height,
        colours=(centre.colour, centre.dark_colour) if centre.colour else None,
        is_sample=centre.is_sample,
    )


def _drawn(width: int, height: int) -> tuple[int, int]:
    """Return the size of a mark in the header, in its own proportions."""
    if not width or not height:
        return 0, 0
    scale = min(HEIGHT / height, WIDEST / width)
    return max(1, round(scale * width)), max(1, round(scale * height))

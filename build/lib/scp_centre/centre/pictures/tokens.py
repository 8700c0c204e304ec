"""Colours and type of pictures. Flows keep their colour everywhere: page, report, slide."""

from scp_centre.methods.flows import Flow

INK = "#1d2523"
SOFT = "#55625d"
LINE = "#d5dbd4"
GROUND = "#ffffff"
CENTRE = "#37443f"

MATERIAL = "#8a5a2b"
ENERGY = "#c77f00"
WATER = "#2b6ca3"
PRODUCT = "#2e7d4f"
LOSS = "#b23a2e"
EMISSION = "#7a6a8a"
MONEY = "#51606b"
GOOD = "#2e7d4f"
MUTED = "#9aa59f"

BY_KIND = {
    "material": MATERIAL,
    "energy": ENERGY,
    "water": WATER,
    "product": PRODUCT,
    "by-product": PRODUCT,
    "waste": LOSS,
    "effluent": LOSS,
    "emission": EMISSION,
    "cost": MONEY,
}

# What replaces each colour on a dark ground: same hue, lighter, contrast AA against #141a18.
DARK = {
    INK: "#e9eeea",
    SOFT: "#a9b5af",
    LINE: "#36413c",
    GROUND: "#141a18",
    CENTRE: "#c3cec8",
    MATERIAL: "#c9955f",
    ENERGY: "#e6a940",
    WATER: "#6ba8dd",
    PRODUCT: "#63b98a",
    LOSS: "#e57a6d",
    EMISSION: "#b3a3c4",
    MONEY: "#93a4b1",
    MUTED: "#7d8983",
}
FONT = "Noto Sans, system-ui, Segoe UI, Roboto, Helvetica, Arial, sans-serif"


def colour_of(flow: Flow) -> str:
    """Return the colour of a flow: of its kind, but half-finished product stays material."""
    if flow.kind == "product" and flow.source and flow.target:
        return MATERIAL
    return BY_KIND[flow.kind]

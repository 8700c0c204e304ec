"""Whether a colour can be read: contrast by WCAG 2.2, level AA."""

import re

HEX = re.compile(r"#?([0-9a-fA-F]{6})")
AA = 4.5  # of text
TINT = 0.08  # share of the colour in the ground of what stands out
# Grounds that the colour stands on, as in centre.css.
LIGHT_GROUNDS = {"white": "#ffffff", "the pale ground": "#f0f4ef"}
DARK_GROUNDS = {"the dark ground": "#101513", "the raised dark ground": "#1d2522"}
LIGHT_PAPER, DARK_PAPER = "#ffffff", "#141a18"
Rgb = tuple[int, int, int]


def parse_colour(text: str) -> str:
    """Return #rrggbb in small letters; "" for what is no such colour.

    >>> parse_colour(" 1F5F4A "), parse_colour("green")
    ('#1f5f4a', '')
    """
    found = HEX.fullmatch(text.strip())
    return f"#{found[1].lower()}" if found else ""


def contrast(one: str, other: str) -> float:
    """Return the ratio of two colours, 1 to 21.

    (L1 + 0.05) / (L2 + 0.05), the lighter above. Source: WCAG 2.2, relative luminance.

    >>> round(contrast("#000000", "#ffffff")), round(contrast("#767676", "#ffffff"), 2)
    (21, 4.54)
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def worst_ground(colour: str, *, dark: bool) -> tuple[str, float]:
    """Return the ground on which a colour is read worst, and its contrast there."""
    grounds = DARK_GROUNDS if dark else LIGHT_GROUNDS
    ratios = {name: contrast(colour, ground) for name, ground in grounds.items()}
    name = min(ratios, key=lambda one: ratios[one])
    return name, ratios[name]


def for_dark_ground(colour: str) -> str:
    """Return the colour mixed with as much white as it needs on the dark grounds."""
    for share in range(0, 101, 2):
        mixed = mix("#ffffff", colour, share / 100)
        if worst_ground(mixed, dark=True)[1] >= AA:
            return mixed
    return "#ffffff"


def mix(one: str, other: str, share: float) -> str:
    """Return a mixture of two colours; share : of the first."""
    parts = zip(_rgb(one), _rgb(other), strict=True)
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in parts)


def _rgb(colour: str) -> Rgb:
    number = int(colour[1:], 16)
    return number >> 16, number >> 8 & 255, number & 255


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

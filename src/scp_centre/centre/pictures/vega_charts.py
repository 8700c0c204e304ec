"""Charts drawn by Vega-Lite in the process, in our type and colours."""

import hashlib
import re
from functools import cache
from typing import Any, Literal

from scp_centre.centre.pictures.picture_widths import FORMS
from scp_centre.centre.pictures.tokens import FONT, GROUND, INK, LINE, SOFT
from scp_centre.centre.typeface import font_folders

Spec = dict[str, Any]

# How the drawer calls our languages' numbers; Arabic pages write Western digits.
NUMBER_FORMATS: dict[str, Literal["en-US", "fr-FR", "es-ES"]] = {
    "en": "en-US",
    "fr": "fr-FR",
    "es": "es-ES",
    "ar": "en-US",
}
NUMBERED_ID = re.compile(r"\b(?:gradient_|clip)[0-9]+\b")
DAY_FORMATS: dict[str, Literal["en-US", "fr-FR", "es-ES", "ar-EG"]] = {
    "en": "en-US",
    "fr": "fr-FR",
    "es": "es-ES",
    "ar": "ar-EG",
}


@cache
def drawer() -> Any:
    """Return the drawer with our typeface: by its widths labels are set and cut.

    It is loaded when the first chart is drawn: it starts a script engine.
    """
    import vl_convert

    for folder in font_folders():
        vl_convert.register_font_directory(folder)
    return vl_convert


def render(spec: Spec, language: str) -> str:
    """Return the SVG of a specification, its axes numbered as the language does."""
    picture = drawer().vegalite_to_svg(
        vl_spec=spec,
        vl_version="5.21",
        format_locale=NUMBER_FORMATS[language],
        time_format_locale=DAY_FORMATS[language],
    )
    named = str(picture).replace('font-family="Noto Sans"', f'font-family="{FONT}"')
    return _renumbered(named)


def _renumbered(picture: str) -> str:
    """Return a picture whose ids go by what it shows, so that the same chart is the same bytes.

    The drawer counts gradients and clips through the life of the process.
    """
    ids = list(dict.fromkeys(NUMBERED_ID.findall(picture)))
    digest = hashlib.sha256(NUMBERED_ID.sub("", picture).encode()).hexdigest()[:8]
    new = {id_: f"{id_.rstrip('0123456789')}{digest}-{n}" for n, id_ in enumerate(ids)}
    return NUMBERED_ID.sub(lambda found: new[found[0]], picture)


def amounts(ticks: int) -> dict[str, Any]:
    """Return an axis of large amounts: 0, 2M, 4M; nought is nought of anything."""
    plain = "datum.value === 0 ? '0' : datum.label"
    return {"tickCount": ticks, "format": "~s", "labelExpr": plain}


def base(width: float, height: float, data: list[dict[str, Any]]) -> Spec:
    """Return a chart without marks, in our type and colours.

    width : of the whole picture; what labels and legend leave of it is drawn in
    """
    axis = {
        "labelColor": SOFT,
        "titleColor": SOFT,
        "gridColor": LINE,
        "domainColor": LINE,
        "tickColor": LINE,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "labelLimit": 280 if width > FORMS["narrow"] else 150,
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "background": GROUND,
        # To the right, figures behind bars: the drawer leaves them less room than they take.
        "padding": {"left": 8, "right": 24, "top": 8, "bottom": 8},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": data},
        "config": {
            "font": "Noto Sans",
            "view": {"stroke": None},
            "axis": axis,
            "legend": {
                "labelColor": INK,
                "labelFontSize": 11,
                "titleFontSize": 11,
                "labelLimit": 0,
            },
            "text": {"color": INK, "fontSize": 11},
        },
    }

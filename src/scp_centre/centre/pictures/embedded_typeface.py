"""The typeface within a picture: what a page shows as an image loads no file of the page."""

import io
import re
from base64 import b64encode
from functools import cache, lru_cache
from html import unescape
from typing import Any

from django.conf import settings

from scp_centre.centre.pictures.tokens import FONT
from scp_centre.centre.typeface import CUTS, WEIGHTS, cut_down

UNSEEN = re.compile(r"<(title|desc|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
FEATURES = ["calt", "ccmp", "fina", "init", "isol", "kern", "liga", "mark", "medi", "rlig"]


def with_typeface(picture: str) -> str:
    """Return a picture that carries the letters it writes, some kilobytes of Noto Sans.

    Without them each reader's program takes a letter of its own, of another width, for which no
    label was placed.
    """
    if FONT not in picture:
        return picture
    letters = frozenset(unescape(UNSEEN.sub("", picture)))
    faces = "".join(_face(name, letters & _letters_of(name)) for name in CUTS)
    start = picture.index(">", picture.index("<svg")) + 1
    return f"{picture[:start]}<style>{faces}</style>{picture[start:]}"


@lru_cache(maxsize=256)
def _face(name: str, letters: frozenset[str]) -> str:
    """Return the rule of a style sheet that holds these letters of a file of the typeface."""
    if not letters:
        return ""
    from fontTools.subset import Options, Subsetter

    font = _open(name)
    options = Options(hinting=False, layout_features=FEATURES, name_IDs=[], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(letters)))
    subsetter.subset(font)
    font.flavor = "woff2"
    content = io.BytesIO()
    font.save(content)
    least, most = WEIGHTS
    ranges = ",".join(f"U+{ord(letter):X}" for letter in sorted(letters))
    data = b64encode(content.getvalue()).decode()
    return (
        f'@font-face{{font-family:"Noto Sans";font-weight:{least} {most};unicode-range:{ranges};'
        f'src:url("data:font/woff2;base64,{data}") format("woff2")}}'
    )


@cache
def _letters_of(name: str) -> frozenset[str]:
    return frozenset(map(chr, _open(name).getBestCmap()))


def _open(name: str) -> Any:
    from fontTools.ttLib import TTFont

    # The same letters are the same bytes, so the moment at which they were cut is not noted.
    return TTFont(io.BytesIO(_content(name)), recalcTimestamp=False)


@cache
def _content(name: str) -> bytes:
    """Return a file of the typeface, uncompressed; the server has cut it at its start."""
    from fontTools.ttLib import TTFont

    made = settings.TYPEFACE / name
    packed = made.read_bytes() if made.exists() else cut_down(CUTS[name])
    font = TTFont(io.BytesIO(packed), recalcTimestamp=False)
    font.flavor = None
    content = io.BytesIO()
    font.save(content)
    return content.getvalue()

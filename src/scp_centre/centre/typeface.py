"""The one typeface, Noto Sans with its Arabic: whole for documents, cut down for pages.

The families come as packages, so that no file of others lies in the project. For pages each is cut
once on the machine that serves: letters of our languages, one width, normal to half bold.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scp_centre.centre.installation.whole_files import write_whole

WEIGHTS = (400, 600)
# Letters of Latin languages, signs of texts, of sums, of units and of our tables.
LATIN = (
    "U+0020-007E,U+00A0-017F,U+0218-021B,U+02C6,U+02DA,U+02DC,U+03C1,U+03C3,"
    "U+2002-200B,U+2010-2027,U+202F,"
    "U+2030,U+2032-2033,U+2039-203A,U+2044,U+2070-208E,U+20AC,U+2113,U+2116,U+2122,U+2126,"
    "U+2190-2193,U+2202,U+2206,U+2211-2212,U+2215,U+221A,U+221E,U+2248,U+2260,U+2264-2265,"
    "U+25B2,U+25BC,U+2713"
)
ARABIC = "U+0600-06FF,U+200C-200F,U+FDFC"
# How letters join and marks sit, and figures of one width.
FEATURES: tuple[str, ...] = (
    "calt",
    "ccmp",
    "fina",
    "init",
    "isol",
    "kern",
    "liga",
    "locl",
    "mark",
    "medi",
)
FEATURES += ("mkmk", "rlig", "subs", "sups", "tnum")


@dataclass(frozen=True, slots=True)
class Cut:
    """A file of the typeface. package : has the family    letters : ranges, as style sheets say"""

    package: str
    family: str
    letters: str

    @property
    def source(self) -> Path:
        return _folder(self.package) / "files" / f"{self.family}[wdth,wght].ttf"


CUTS: Mapping[str, Cut] = {
    "noto-sans.woff2": Cut("fontpkg_noto_sans", "NotoSans", LATIN),
    "noto-sans-arabic.woff2": Cut("fontpkg_noto_sans_arabic", "NotoSansArabic", ARABIC),
}


def font_folders() -> list[str]:
    """Return the folders of the families, for programs that embed what a document needs."""
    return [str(_folder(cut.package)) for cut in CUTS.values()]


@cache
def _folder(package: str) -> Path:
    return Path(str(import_module(package).__file__)).parent


def prepare_typeface(folder: Path) -> None:
    """Write the files of the typeface into a folder, where they are not there yet.

    Two servers that start at once both write them, each file whole.
    """
    made_of = "\n".join(
        f"{cut.package} {version(cut.package)} {cut.letters}" for cut in CUTS.values()
    )
    mark = folder / "made-of.txt"
    is_whole = mark.exists() and all((folder / name).exists() for name in CUTS)
    if is_whole and mark.read_text("utf-8") == made_of:
        return
    for name, cut in CUTS.items():
        write_whole(folder / name, cut_down(cut))
    write_whole(mark, made_of.encode())


def cut_down(cut: Cut) -> bytes:
    """Return a family with the letters, the width and the weights that pages use, as WOFF2."""
    from fontTools.subset import Options, Subsetter, parse_unicodes
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font: Any = TTFont(cut.source)
    options = Options(hinting=False, layout_features=list(FEATURES), name_IDs=["*"])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=parse_unicodes(cut.letters))
    subsetter.subset(font)
    font = instantiateVariableFont(font, {"wdth": 100, "wght": WEIGHTS})
    font.flavor = "woff2"
    content = io.BytesIO()
    font.save(content)
    return content.getvalue()

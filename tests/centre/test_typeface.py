"""The typeface that pages load: small, of the letters that the product writes, made once."""

import io
import re
from pathlib import Path

import pytest
from fontTools.subset import parse_unicodes
from fontTools.ttLib import TTFont

import scp_centre
from scp_centre.centre import typeface
from scp_centre.centre.translation.messages import catalogues
from scp_centre.centre.typeface import CUTS, WEIGHTS, prepare_typeface

SHEET = Path(scp_centre.__file__).parent / "centre/pages/static/scp/centre.css"
MOST = {"noto-sans.woff2": 30_000, "noto-sans-arabic.woff2": 40_000}  # bytes
FACE = re.compile(r'url\("\.\./typeface/([\w.-]+)"\).*?unicode-range: ([^;}]+);', re.DOTALL)
ARROWS_OF_MENUS = {
    "▾",
    "→",
    "\u2066",
    "\u2068",
    "\u2069",
}  # drawn from the system's fonts; isolates have no shape


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("typeface")
    prepare_typeface(made)
    return made


def letters_of(ranges):
    return set(parse_unicodes(ranges.replace(", ", ",")))


def test_each_file_is_small_and_has_its_letters_and_weights(folder):
    for name, cut in CUTS.items():
        content = (folder / name).read_bytes()
        assert content.startswith(b"wOF2") and len(content) < MOST[name]
        font = TTFont(io.BytesIO(content))
        (axis,) = font["fvar"].axes
        assert (axis.axisTag, axis.minValue, axis.maxValue) == ("wght", *WEIGHTS)
        assert {ord("ب"), ord("ي")} <= set(font.getBestCmap()) or ord("é") in font.getBestCmap()
        assert set(font.getBestCmap()) <= letters_of(cut.letters) | {0x25CC}  # of lone marks


def test_the_style_sheet_asks_for_the_letters_that_the_files_have():
    asked = {name: letters_of(ranges) for name, ranges in FACE.findall(SHEET.read_text("utf-8"))}
    assert asked == {name: letters_of(cut.letters) for name, cut in CUTS.items()}


def test_the_letters_of_all_translations_are_there():
    there = set().union(*(letters_of(cut.letters) for cut in CUTS.values()))
    said = set()
    for language in ("fr", "es", "ar"):
        for part in catalogues(language):
            for message in part:
                for texts in (message.id, message.string):
                    said.update(*([texts] if isinstance(texts, str) else texts))
    missing = {sign for sign in said if ord(sign) not in there and not sign.isspace()}
    assert missing <= ARROWS_OF_MENUS, sorted(missing)


def test_files_are_made_again_only_for_another_release(tmp_path, monkeypatch):
    cuts = []
    monkeypatch.setattr(typeface, "cut_down", lambda cut: cuts.append(cut) or b"made")
    prepare_typeface(tmp_path)
    prepare_typeface(tmp_path)
    assert cuts == list(CUTS.values())
    (tmp_path / "made-of.txt").write_text("another release")
    prepare_typeface(tmp_path)
    assert cuts == 2 * list(CUTS.values())
    (tmp_path / "noto-sans.woff2").unlink()  # by somebody who tidies up
    prepare_typeface(tmp_path)
    assert cuts == 3 * list(CUTS.values())
    assert (tmp_path / "noto-sans.woff2").read_bytes() == b"made"

"""Whether the words of a text make sense in an encoding, by their letters and capitals.

Each word that holds letters beyond ASCII is looked at: signs within it, capitals after small
letters, letters of two scripts, and letters that no one language of the encoding has together.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

COMMON = {  # languages of Windows-1252 that readers of these files write most
    "fr": "àâçèéêëîïôœùûüÿ",
    "es": "áéíóúñüº",
    "pt": "àáâãçéêíóôõúü",
    "de": "äöüß",
}
WESTERN = {
    **COMMON,
    "it": "àèéìòù",
    "ca": "àçèéíïòóúü",
    "sv": "åäöé",
    "da": "åæøé",
    "is": "áðéíóúýþæö",
    "nl": "éëïöüáó",
    "ga": "áéíóú",
}
CENTRAL = {
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíľňóôšťúýž",
    "hu": "áéíóöőúüű",
    "ro": "ăâîşţ",
    "hr": "čćđšž",
    "de": "äöüß",
}
TURKISH = {"tr": "çğıi̇öşüâîû"}
LANGUAGES = {
    "cp1252": WESTERN,
    "mac_roman": WESTERN,
    "cp850": WESTERN,
    "cp1250": CENTRAL,
    "cp1254": TURKISH,
}
SCRIPTS = {
    "cp1251": "CYRILLIC",
    "cp1253": "GREEK",
    "cp1255": "HEBREW",
    "cp1256": "ARABIC",
    "gb18030": "CJK",
}
SIGNS = set("°²³¹µμ·±×÷€£¥$§©®™«»“”„‘’–—…•½¼¾ºª¿¡‰№؛،؟\u00a0\u2009\u202f")
WITHIN = set("’·\u00a0–—")  # signs that may stand between two letters
BESIDE_FOREIGN = set("«»“”„’–—…·°№؛،؟\u00a0")  # signs beside letters of other scripts
# Five letters have a form of their own at the end of a word, and nowhere else.
HEBREW = re.compile(r"[^א-ת]*(?:[אבגדהוזחטיכלמנסעפצקרשת]+[םןךףץ]?)?[^א-ת\u0591-\u05f4]*")
VOWELS = set("aeiouáéíóúü")
ENDINGS = ("s", "t", "d", "m", "ll", "re", "ve", "hui")  # behind an apostrophe: don’t
MOST_ACCENTS = 0.8  # share of a word's letters that carry one
COMMON_HAN = range(0xB0, 0xD8)  # first bytes of the characters in daily use


@dataclass(frozen=True, slots=True)
class Reading:
    """How words read in an encoding.

    share : of the words that make sense    texts : the words as read
    is_common : whether all that make sense are of the most common Western languages
    is_foreign : whether they are of another script
    """

    encoding: str
    share: float
    texts: tuple[str, ...]
    is_common: bool
    is_foreign: bool


def read_words(words: Sequence[bytes], encoding: str) -> Reading:
    """Return how words read in an encoding."""
    texts = tuple(_text(word, encoding) for word in words)
    sensible = [
        text
        for word, text in zip(words, texts, strict=True)
        if makes_sense(text, encoding) and _is_daily(word, text, encoding)
    ]
    return Reading(
        encoding,
        len(sensible) / len(words) if words else 1.0,
        texts,
        all(_is_common(text) for text in sensible),
        any(len(text) > 1 and bool(_scripts(text) - {"LATIN"}) for text in sensible),
    )


def _text(word: bytes, encoding: str) -> str:
    return word.decode(encoding, "replace")


def makes_sense(text: str, encoding: str) -> bool:
    """Return whether a word can be one of an encoding's languages.

    >>> makes_sense("Brüssel", "cp1252"), makes_sense("Br¸ssel", "mac_roman")
    (True, False)
    >>> makes_sense("ÇáãÕäÚ", "cp1252"), makes_sense("المصنع", "cp1256")
    (False, True)
    """
    if "\ufffd" in text or not _signs_fit(text) or not _capitals_fit(text):
        return False
    scripts = _scripts(text)
    if len(scripts) > 1:
        return False
    if scripts - {"LATIN"}:
        beside = {sign for sign in text if sign in SIGNS}
        is_whole = encoding != "cp1255" or HEBREW.fullmatch(text) is not None
        return scripts == {SCRIPTS.get(encoding)} and beside <= BESIDE_FOREIGN and is_whole
    accented = [sign for sign in text if _is_letter(sign) and not sign.isascii()]
    if not accented:
        return True
    letters = sum(_is_letter(sign) for sign in text)
    if letters > 2 and len(accented) > MOST_ACCENTS * letters:
        return False
    small = set("".join(accented).lower())
    languages = LANGUAGES.get(encoding, COMMON)
    return any(small <= set(alphabet) for alphabet in languages.values())


def _is_daily(word: bytes, text: str, encoding: str) -> bool:
    """Return whether Chinese characters are those in daily use, which chance seldom hits."""
    if encoding != "gb18030" or text.isascii():
        return True
    han = [byte for byte in word if byte >= 0x80]
    return len(han) % 2 == 0 and all(first in COMMON_HAN for first in han[::2])


def _is_common(text: str) -> bool:
    accented = {sign for sign in text.lower() if _is_letter(sign) and not sign.isascii()}
    pairs = list(zip(text.lower(), text.lower()[1:], strict=False))
    within = {b for a, b, c in _threes(text) if a.isalpha() and c.isalpha() and not b.isalpha()}
    if within - {"’"} or any(a == "ñ" and b.isalpha() and b not in VOWELS for a, b in pairs):
        return False  # as in Gdañsk
    return any(accented <= set(alphabet) for alphabet in COMMON.values())


def _threes(text: str) -> list[tuple[str, str, str]]:
    return list(zip(text, text[1:], text[2:], strict=False))


def _scripts(text: str) -> set[str]:
    return {unicodedata.name(sign, "NONE").split()[0] for sign in text if _is_letter(sign)}


def _is_letter(sign: str) -> bool:
    return sign.isalpha() and sign not in SIGNS  # µ, º and ª are signs here


def _signs_fit(text: str) -> bool:
    """Return whether signs among letters are those that people write there."""
    for sign in text:
        if not sign.isalnum() and not unicodedata.combining(sign) and sign not in SIGNS:
            return False
    for before, sign, after in _threes(text):
        if before.isalpha() and after.isalpha() and sign in SIGNS and sign not in WITHIN:
            return False
    return all(_elides(*text.split("’", 1)) for _unused in range("’" in text.strip("’")))


def _elides(before: str, after: str) -> bool:
    """Return whether an apostrophe may part two pieces: l’eau, jusqu’ici, don’t."""
    letters = "".join(sign for sign in before if sign.isalpha())
    return (
        not letters
        or len(letters) <= 2
        or letters.lower().endswith("qu")
        or after.lower().strip("’") in ENDINGS
    )


def _capitals_fit(text: str) -> bool:
    """Return whether no capital follows a small letter where one of them is beyond ASCII: zŽro."""
    for before, sign in zip(text, text[1:], strict=False):
        if before.islower() and sign.isupper() and not (before.isascii() and sign.isascii()):
            return False
    return True

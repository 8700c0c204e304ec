"""In which encoding a text is written: by its mark, by what fits, by what its letters can mean.

This is the one rule of decoding; every reader of text goes by it. A text is never read with
letters that its writer did not mean: where its bytes can mean two things, the reader's language
decides, and where that does not decide either, the user is asked. Nothing here knows Django.
"""

import codecs
import re

from scp_centre.centre.foreign_files.refusals import FileRefusal
from scp_centre.centre.foreign_files.word_shapes import Reading, read_words
from scp_centre.methods.messages import _

ENCODINGS = {  # as Python calls them -> as the spreadsheet programs do
    "utf-8-sig": _("Unicode (UTF-8)"),
    "utf-16": _("Unicode (UTF-16)"),
    "cp1252": _("Western European (Windows-1252)"),
    "mac_roman": _("Western European (Mac)"),
    "cp850": _("Western European (MS-DOS)"),
    "cp1250": _("Central European (Windows-1250)"),
    "cp1254": _("Turkish (Windows-1254)"),
    "cp1251": _("Cyrillic (Windows-1251)"),
    "cp1253": _("Greek (Windows-1253)"),
    "cp1255": _("Hebrew (Windows-1255)"),
    "cp1256": _("Arabic (Windows-1256)"),
    "gb18030": _("Chinese (GB 18030)"),
}
MARKS = (  # that begin a file and name its encoding
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ONE_BYTE = [name for name in ENCODINGS if not name.startswith("utf")]
WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
MOST_WORDS = 4_000  # different ones that tell an encoding
NEAR = 0.97  # of the best share of sensible words, within which two encodings are equals
SENSIBLE = 0.75  # share of words below which no encoding is right
SHOWN_WORDS = 3
# UTF-8 that was read as Windows-1252 and saved again, as "Ã¼" for "ü".
TWICE = re.compile(
    r"[\xc2-\xf4](?:[\x80-\xbf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160"
    r"\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a"
    r"\u0153\u017e\u0178]){1,3}"
)
TWICE_IN_BYTES = re.compile(rb"\xc3[\x82-\xb4](?:\xc2[\x80-\xbf]|[\xc5\xc6\xcb\xe2])")
CLOSING = "»”’…–—"
LOST = "\ufffd"  # stands where a program could not read a letter


def encoding_name(encoding: str) -> str:
    """Return the name of an encoding as spreadsheet programs call it."""
    return ENCODINGS.get(plain_encoding(encoding), encoding)


def plain_encoding(encoding: str) -> str:
    """Return the encoding of the list that is meant: UTF-16 in either order is one."""
    return "utf-16" if encoding.startswith(("utf-16", "utf-32")) else encoding


def decode_text(content: bytes, encoding: str = "", language: str = "") -> str:
    """Return a text as it was written.

    encoding : as the user says; found out where it is empty    language : of whoever reads it

    >>> decode_text("Brüssel".encode("cp1252")), decode_text("Łódź, żółty".encode("cp1250"))
    ('Brüssel', 'Łódź, żółty')

    Raises FileRefusal as `detect_encoding` does.
    """
    encoding = encoding or detect_encoding(content, language)
    check_text(content, encoding)
    return content.decode(encoding).removeprefix("\ufeff")


def detect_encoding(content: bytes, language: str = "") -> str:
    """Return the encoding of a text: by its mark, its zeros, or what fits all of it.

    language : of whoever reads it, which decides where the bytes do not

    Raises FileRefusal: no_text for what is none, unclear_encoding with the readings for what can
    be read in several ways.
    """
    for mark, name in MARKS:
        if content.startswith(mark):
            return name
    head = content[:4096]
    if b"\x00" in head:
        return _wide(head)
    if fits(content, "utf-8-sig"):
        return "utf-8-sig"
    return _by_letters(content, language)


def check_text(content: bytes, encoding: str) -> None:
    """Raise FileRefusal with the row for a text in which letters were lost or would be.

    wrong_encoding : it cannot be read in this encoding    lost_letters : a program before lost
    some    read_twice : a program before read it in the wrong encoding    zeros : it holds zeros
    """
    wide = plain_encoding(encoding) == "utf-16"
    if not wide and (place := content.find(b"\x00")) >= 0:
        raise FileRefusal("zeros", row=_row(content, place))
    if not fits(content, encoding):
        raise FileRefusal("wrong_encoding", encoding=encoding)
    if wide or encoding == "utf-8-sig":
        _check_letters(content, encoding)


def _check_letters(content: bytes, encoding: str) -> None:
    if plain_encoding(encoding) == "utf-16":
        content = content.decode(encoding).encode()
    place = content.find(LOST.encode())
    if place >= 0:
        raise FileRefusal("lost_letters", row=_row(content, place), word=_word_at(content, place))
    for found in TWICE_IN_BYTES.finditer(content):
        word = _word_at(content, found.start())
        if meant := read_once(word):
            row = _row(content, found.start())
            raise FileRefusal("read_twice", row=row, word=word, meant=meant)


def read_once(word: str) -> str:
    """Return what a word was before a program read it in the wrong encoding; else nothing.

    >>> read_once("BrÃ¼ssel"), read_once("SÃO"), read_once("Brüssel")
    ('Brüssel', '', '')
    """
    if not TWICE.search(word):
        return ""
    mended = TWICE.sub(_mended, word)
    return mended if mended != word else ""


def _mended(found: re.Match[str]) -> str:
    word, (begin, end) = found.string, found.span()
    is_last = not word[end : end + 1].isalpha()
    is_capital = bool(begin) and word[begin - 1].isupper() and word[begin].isupper()
    if is_capital and is_last and found[0][1] in CLOSING:  # «CAFÉ»
        return found[0]
    try:
        once = b"".join(_byte(sign) for sign in found[0])
        return once.decode("utf-8")
    except UnicodeError:
        return found[0]


def _byte(sign: str) -> bytes:
    return sign.encode("latin-1") if ord(sign) < 256 else sign.encode("cp1252")


def _word_at(content: bytes, place: int) -> str:
    """Return the word around a place of a text in UTF-8."""
    near = content[max(place - 60, 0) : place + 60]
    before, after = near[: min(place, 60)], near[min(place, 60) :]
    begin = re.split(rb"[\s;,|\"]", before)[-1]
    end = re.split(rb"[\s;,|\"]", after)[0]
    return (begin + end).decode("utf-8", "ignore")[:40]


def _row(content: bytes, place: int) -> int:
    """Return in which line of a text a place is, 1 the first."""
    before = content[:place]
    return 1 + (before.count(b"\n") or before.count(b"\r"))


def _wide(head: bytes) -> str:
    """Return which UTF-16 has zeros there: Latin text has one in every second byte."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    many = len(head) // 8
    if odd > max(many, 4 * even):
        return "utf-16-le"
    if even > max(many, 4 * odd):
        return "utf-16-be"
    raise FileRefusal("no_text")


def fits(content: bytes, encoding: str) -> bool:
    """Return whether each byte of a text means something in an encoding."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        return False
    step = 1024**2
    try:
        for start in range(0, len(content), step):
            decoder.decode(content[start : start + step])
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _by_letters(content: bytes, language: str) -> str:
    """Return the encoding in which the words of a text make sense."""
    readings = [read_words(words, name) for words in [_words(content)] for name in ONE_BYTE]
    best = max(one.share for one in readings)
    equals = [one for one in readings if one.share >= max(NEAR * best, SENSIBLE)]
    own = _of_language(equals, language)
    if own is not None:
        return own.encoding
    if len({one.texts for one in equals}) == 1:
        return equals[0].encoding
    shown = equals or sorted(readings, key=lambda one: -one.share)[:SHOWN_WORDS]
    apart = _where_they_differ(shown)
    raise FileRefusal(
        "unclear_encoding",
        readings=[[one.encoding, [one.texts[i] for i in apart]] for one in shown[:4]],
    )


def _words(content: bytes) -> list[bytes]:
    """Return the different words that hold letters beyond ASCII, the first ones."""
    found: dict[bytes, None] = {}
    for match in WORD.finditer(content):
        found[match[0][:60]] = None
        if len(found) == MOST_WORDS:
            break
    return list(found)


def _of_language(equals: list[Reading], language: str) -> Reading | None:
    """Return the reading that the language of the reader makes the likely one."""
    if language.startswith("ar"):
        arabic = next((one for one in equals if one.encoding == "cp1256" and one.is_foreign), None)
        if arabic is not None:
            return arabic
    return next((one for one in equals if one.encoding == "cp1252" and one.is_common), None)


def _where_they_differ(readings: list[Reading]) -> list[int]:
    """Return the places of the first words that the readings read differently."""
    columns = zip(*(one.texts for one in readings), strict=True)
    apart = [i for i, column in enumerate(columns) if len(set(column)) > 1]
    return apart[:SHOWN_WORDS]

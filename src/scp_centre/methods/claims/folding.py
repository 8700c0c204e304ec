"""A claim as its letters alone, each with its place in the text that somebody wrote."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from scp_centre.methods.errors import InvalidValueError, MissingValueError
from scp_centre.methods.labels import require_known
from scp_centre.methods.messages import _

LONGEST = 2_000  # signs of a claim: what stands on a package or in an advertisement
BREAK = "|"  # between two sentences
SENTENCE_ENDS = ";!?…•\u2028\u2029"
HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2212"
APOSTROPHES = "'’‘ʼ`´"
# Letters that look like Latin ones, so that a claim cannot hide behind them.
LOOKALIKES = dict(zip("асеіоруѕхԁοαν", "aceiopysxdoav", strict=True))
LIGATURES = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without accents, capitals and signs, in one line.

    text : words with one blank between them; BREAK between sentences
    places : of each sign of `text`, the place in the original
    """

    text: str
    places: tuple[int, ...]


def require_claim(text: str) -> None:
    """Raise MissingValueError for an empty claim, InvalidValueError for one that is too long."""
    if not isinstance(text, str) or not text.strip():
        raise MissingValueError(
            _("The text of the claim is missing."),
            where="text",
            cure=_("Enter the claim exactly as you will print it."),
        )
    if len(text) > LONGEST:
        raise InvalidValueError(
            _("The claim is too long."),
            where="text",
            cure=_("Enter only one claim."),
        )


def require_language(language: str, languages: tuple[str, ...]) -> None:
    """Raise UnknownLabelError for a language that has no rules."""
    require_known(language, languages, what="language", where="language")


def fold(text: str) -> Folded:
    """Return a text as letters, digits and the few signs that matter, with their places.

    >>> fold("Éco-responsable : −30 % d’eau. Vrai !").text
    "eco responsable -30 % d'eau|vrai|"
    """
    signs: list[str] = []
    places: list[int] = []
    for place, sign in _signs(text):
        last = signs[-1] if signs else BREAK
        if sign == " " and last in (" ", BREAK):
            continue
        if sign == BREAK and last == " ":
            signs.pop(), places.pop()
            last = signs[-1] if signs else BREAK
        if sign == BREAK and last == BREAK:
            continue
        signs.append(sign)
        places.append(place)
    return Folded("".join(signs), tuple(places))


def _signs(text: str) -> Iterator[tuple[int, str]]:
    for place, raw in enumerate(text):
        for sign in unicodedata.normalize("NFKD", raw).casefold():
            if unicodedata.category(sign) in ("Mn", "Cf", "Cc", "Cs") and sign not in "\t\n\r":
                continue
            for letter in LIGATURES.get(sign, LOOKALIKES.get(sign, sign)):
                yield place, _folded_sign(letter, text, place)


def _folded_sign(sign: str, text: str, place: int) -> str:
    if sign.isalnum() or sign in "%+":
        return sign
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if sign in ".,":
        return _point(sign, text, place)
    if sign in SENTENCE_ENDS:
        return BREAK
    if sign in APOSTROPHES:
        return "'"
    if sign in HYPHENS:
        is_minus = not before.isalnum() and text[place + 1 : place + 3].strip()[:1].isdigit()
        return "-" if is_minus else " "
    if sign == "/" and before.isalnum() and after.isalnum():
        return "/"
    return " "


def _point(sign: str, text: str, place: int) -> str:
    """Return what a point or comma is: of a number, the end of a sentence, or a mere sign."""
    if text[place - 1 : place].isdigit() and text[place + 1 : place + 2].isdigit():
        return "."
    rest = text[place + 1 : place + 4]
    ends = not rest.strip() or (rest[:1].isspace() and rest.strip()[:1].isupper())
    return BREAK if sign == "." and ends else " "

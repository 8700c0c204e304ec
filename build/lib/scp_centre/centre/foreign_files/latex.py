r"""LaTeX of BibTeX fields as plain text and back; what we write comes back as it was.

Values are written with the commands that every BibTeX program knows. Two neighbours that LaTeX
would join, as -- to a dash, are kept apart by {}.
"""

import re
import unicodedata

COMMANDS = {  # sign -> how it is written
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "#": r"\#",
    "$": r"\$",
}
WRITTEN = str.maketrans(COMMANDS)
JOINED = re.compile(r"(?<=[-`'])(?=[-`'])|(?<=[?!])(?=`)|(?<=,)(?=,)|(?<=[<>])(?=[<>])")
# Signs that LaTeX would act on, put aside while it is read: places that no text uses.
ASIDE = {sign: chr(0xE000 + place) for place, sign in enumerate(COMMANDS)}
BACK = str.maketrans({place: sign for sign, place in ASIDE.items()})
READ = {written: ASIDE[sign] for sign, written in COMMANDS.items()}
READ |= {written.removesuffix("{}"): ASIDE[sign] for sign, written in COMMANDS.items()}
READ |= {r"\{": ASIDE["{"], r"\}": ASIDE["}"]}
ESCAPED = re.compile("|".join(re.escape(w) for w in sorted(READ, key=len, reverse=True)))
LATEX = re.compile(r"[\\{}$~]|--|``|''|[?!]`")
ACCENT = re.compile(r"\\(?:[\"'`^~=.]|[uvHcdbk](?![A-Za-z]))\s*\{?\\?([A-Za-z])\}?")
COMMAND = re.compile(r"\\[A-Za-z]+")
WORD = re.compile(r"[^\W\d_]{3,}")


def as_latex(text: str) -> str:
    r"""Return a text as the value of a BibTeX field.

    >>> as_latex("5 % of {a}_b")
    '5 \\% of \\textbraceleft{}a\\textbraceright{}\\_b'
    """
    apart = JOINED.sub("\0", text)  # \0 stands in no text
    return apart.translate(WRITTEN).replace("\0", "{}")


def from_latex(value: str) -> str:
    r"""Return the value of a BibTeX field as text.

    >>> from_latex(r"{\'E}conomie de 5 % \& plus")
    'Économie de 5 % & plus'
    """
    if not LATEX.search(value):
        return value
    from pylatexenc.latex2text import LatexNodes2Text

    aside = ESCAPED.sub(lambda found: READ[found[0]], value)
    aside = aside.replace("%", ASIDE["%"])  # many programs write it bare; it begins no comment
    return str(LatexNodes2Text(keep_comments=True).latex_to_text(aside)).translate(BACK)


def lost_words(value: str, text: str) -> list[str]:
    """Return the words of a field that are not in what was read of it."""
    bare = COMMAND.sub(" ", ACCENT.sub(r"\1", value)).replace("{", "").replace("}", "")
    kept = set(_words(text))
    joined = "".join(kept)
    return [word for word in dict.fromkeys(_words(bare)) if word not in joined]


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text)
    return WORD.findall("".join(c for c in plain if not unicodedata.combining(c)).casefold())

"""Who a contributor is: one company is one holder, however its name is written."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

# Legal forms as they end a name, or begin it where they are written first; dots are gone by then.
ENDINGS = """
ab ag aktiengesellschaft ao aps as asa bhd bv bvba cie co company corp corporation cv doo eirl eood
eurl gbr gesmbh gmbh inc incorporated jsc kft kg kgaa kk lda limitada limited llc llp lp ltd ltda
mbh nv oao ohg ood ooo oy oyj pjsc plc private pte ptv pty pvt sa saa sab sac sae sak sal saoc saog
sapi sarl sas sasu sca scs sl slu snc societe spa spk sprl srl sro ste tbk ug zao zoo zrt
"""
BEGINNINGS = "ao as cv gesmbh oao ooo pjsc pt sarl societe ste zao"
LAST, FIRST = frozenset(ENDINGS.split()), frozenset(BEGINNINGS.split())
LONG = (
    ("limited", "liability", "company"),
    ("societe", "anonyme"),
    ("sociedad", "anonima"),
    ("sociedade", "anonima"),
    ("de", "cv"),
    ("de", "c", "v"),
    ("s", "de", "rl"),
    ("sp", "z", "o", "o"),
    ("sp", "z", "oo"),
    ("sp", "zoo"),
    ("d", "o", "o"),
    ("s", "r", "l"),
    ("s", "p", "a"),
    ("s", "r", "o"),
    ("s", "a"),
    ("a", "s"),
    ("n", "v"),
    ("b", "v"),
    ("s", "l"),
    ("et", "cie"),
    ("and", "co"),
    ("und", "co"),
    ("y", "cia"),
)
SAME = {"&": " and ", "+": " and ", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d"}
COMMON = "group groupe grupo gruppe holding holdings industries international"
GENERIC = frozenset(COMMON.split())


@lru_cache(maxsize=100_000)
def holder_key(name: str) -> str:
    """Return a company's name as holders are compared: equal keys are one holder.

    Case, accents, blanks, punctuation and legal forms do not count.

    >>> holder_key("Alpha Holding"), holder_key("ALPHA  HOLDING, Ltd.")
    ('alphaholding', 'alphaholding')
    >>> holder_key("Société Générale S.A.") == holder_key("societe generale")
    True
    """
    return "".join(_words_of(name)) or " ".join(name.split()).casefold()


def _words_of(name: str) -> list[str]:
    text = name.casefold()
    for written, meant in SAME.items():
        text = text.replace(written, meant)
    bare = unicodedata.normalize("NFKD", text)
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    letters = re.sub(r"(?<=\w)[.'’/](?=\w\b)|(?<=\b\w)[.'’/]", "", letters)
    words = re.sub(r"[\W_]+", " ", letters).split()
    return _without_legal_form(words)


def _without_legal_form(words: list[str]) -> list[str]:
    """Return the words less what ends them as a legal form; what is only a legal form stays."""
    rest = list(words)
    while len(rest) > 1:
        long = next((f for f in LONG if len(rest) > len(f) and tuple(rest[-len(f) :]) == f), None)
        if long:
            rest = rest[: -len(long)]
        elif rest[-1] in LAST or (rest[-1] == "and" and len(rest) > 1):
            rest = rest[:-1]
        else:
            break
    while len(rest) > 1 and rest[0] in FIRST:
        rest = rest[1:]
    return rest


def ultimate_holders(owned: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return key of a name -> key of who owns it in the end: owners of owners are one holder.

    owned : (company, who owns it), as each row says; a ring of owners is one holder

    >>> found = ultimate_holders([("Mill", "North Group"), ("NORTH GROUP", "Alpha")])
    >>> found["mill"]
    'alpha'
    """
    above: dict[str, str] = {}

    def _top(key: str) -> str:
        while above.get(key, key) != key:
            key = above[key]
        return key

    for company, owner in owned:
        below, over = holder_key(company), _top(holder_key(owner))
        above.setdefault(over, over)
        if _top(below) != over:
            above[_top(below)] = over
    return {key: _top(key) for key in above}


def likely_twins(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return pairs of names that may be one holder: a question, not an answer.

    One letter apart, or apart by a word such as group. Names that differ by a figure are two.

    >>> likely_twins(["Alpha Holding", "Alpha Holdng", "Alpha", "Works 1", "Works 2"])
    [('Alpha Holding', 'Alpha Holdng'), ('Alpha Holding', 'Alpha')]
    """
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(holder_key(name), name)
    kept = list(first.items())
    marks: dict[str, list[int]] = {}
    for i, (key, name) in enumerate(kept):
        for mark in {*_marks(key), f"#{_bare(name)}"}:
            marks.setdefault(mark, []).append(i)
    pairs: set[tuple[int, int]] = set()
    for near in marks.values():
        if 1 < len(near) <= 20:
            pairs |= {(a, b) for a in near for b in near if a < b}
    asked = [(a, b) for a, b in sorted(pairs) if _digits(kept[a][0]) == _digits(kept[b][0])]
    return [(kept[a][1], kept[b][1]) for a, b in asked]


def _marks(key: str) -> Iterable[str]:
    """Yield a key with one letter left out: two keys that share one are a letter apart."""
    if len(key) >= 6:
        for i, letter in enumerate(key):
            if not letter.isdigit():
                yield f"{i}:{key[:i]}{key[i + 1 :]}"
                yield f"-:{key[:i]}{key[i + 1 :]}"
        yield f"-:{key}"


def _bare(name: str) -> str:
    words = _words_of(name)
    return "".join(w for w in words if w not in GENERIC) or "".join(words)


def _digits(key: str) -> str:
    return re.sub(r"\D", "", key)


def known_as(keys: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """Return name -> the spelling that stands for its holder: the first of those that are one."""
    spelling: dict[str, str] = {}
    found: dict[str, str] = {}
    for name in names:
        own = holder_key(name)
        top = keys.get(own, own)
        found[name] = spelling.setdefault(top, name)
    return found

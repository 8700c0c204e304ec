"""Check the wording of a claim: three answers, and each objection with its rule."""

from collections.abc import Callable
from dataclasses import dataclass

from scp_centre.methods.claims import checks
from scp_centre.methods.claims.findings import Answer, Finding, Kind, Known, Words
from scp_centre.methods.claims.folding import require_claim, require_language
from scp_centre.methods.claims.reading import Reading, Span, read_claim
from scp_centre.methods.claims.vocabulary import LANGUAGES, rule_of, wording_of
from scp_centre.methods.messages import _

THIS_YEAR = 2026  # of which "in 2026" is not yet a promise; callers with a calendar give their own
SEVERITY = list(Answer)
WHY = {
    Kind.GENERIC: _(
        "These words make a general environmental claim. Such a claim requires recognised "
        "excellent environmental performance, or a specification next to it."
    ),
    Kind.PART: _(
        "The claim seems to cover the whole product. State which part the claim covers, and what "
        "share."
    ),
    Kind.OFFSET: _(
        "These words promise a neutral, reduced or positive effect on the climate. A product must "
        "not claim this on the basis of offsetting."
    ),
    Kind.FUTURE: _(
        "The claim is about the future. It requires a detailed public plan verified by an "
        "independent expert."
    ),
    Kind.LABEL: _(
        "These words refer to a label or seal. A label or seal must be based on a certification "
        "scheme or established by a public authority."
    ),
    Kind.LEGAL: _(
        "By law, all products in the category must have this feature. You must not present it as "
        "a distinctive feature of your product."
    ),
    Kind.COMPARISON: _(
        "The comparison does not say what the product is compared with, by how much it differs, "
        "or on what basis."
    ),
}
WHY_SOCIAL = _(
    "These words cover more than the environment. Recognised excellent environmental performance "
    "alone does not prove them. State what you mean, with figures."
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What comes out for a claim. findings : at most one of each kind, in the order of kinds"""

    text: str
    language: str
    answer: Answer
    findings: tuple[Finding, ...]

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return tuple(one.kind for one in self.findings)


def check_claim(
    text: str, language: str, *, known: Known | None = None, year: int = THIS_YEAR
) -> Checked:
    """Return what stands against the wording of an environmental claim.

    text : as it will be printed, at most LONGEST signs; language : en, fr or es
    known : what is known beside the wording; year : the present one

    The wording alone never proves a claim: "no objection found" is not "true".
    Raises MissingValueError for an empty text, InvalidValueError for one that is too long,
    UnknownLabelError for another language.
    Source: Directive 2005/29/EC as amended by Directive (EU) 2024/825; ISO 14021.
    """
    require_claim(text)
    require_language(language, LANGUAGES)
    reading = read_claim(text, language)
    facts = known or Known()
    found = [
        _finding(kind, spans, text, reading, facts)
        for kind in Kind
        if (spans := _objections(kind, reading, facts, year))
    ]
    answers = [one.answer for one in found]
    worst = max(answers, key=SEVERITY.index, default=Answer.FAIR)
    return Checked(text, language, worst, tuple(found))


def _objections(kind: Kind, reading: Reading, known: Known, year: int) -> list[Span]:
    look: dict[Kind, Callable[[], list[Span]]] = {
        Kind.GENERIC: lambda: checks.find_generic(reading, year),
        Kind.PART: lambda: checks.find_part(reading, year),
        Kind.OFFSET: lambda: checks.find_offset(reading, year),
        Kind.FUTURE: lambda: checks.find_future(reading, year),
        Kind.LABEL: lambda: checks.find_label(reading),
        Kind.LEGAL: lambda: checks.find_legal(reading),
        Kind.COMPARISON: lambda: checks.find_comparison(reading, year),
    }
    spans = look[kind]()
    settled = {
        Kind.GENERIC: known.excellent,
        Kind.LABEL: known.certified,
        Kind.FUTURE: known.plan,
    }.get(kind)
    if not settled:
        return spans
    # Sustainable, responsible and conscious say more than environmental performance can show.
    is_generic = kind is Kind.GENERIC
    return [s for s in spans if is_generic and reading.has("social", s)]


def _finding(kind: Kind, spans: list[Span], text: str, reading: Reading, known: Known) -> Finding:
    is_social = kind is Kind.GENERIC and known.excellent is True
    return Finding(
        kind=kind,
        answer=_answer(kind, known),
        words=_words(spans, text, reading),
        why=WHY_SOCIAL if is_social else WHY[kind],
        rule=rule_of(kind, reading.language),
        instead=propose_wording(kind, reading.language, known),
    )


def _answer(kind: Kind, known: Known) -> Answer:
    """Return how bad a finding is by what is known: what is not known can still be proved."""
    refused = {
        Kind.GENERIC: known.excellent is False,
        Kind.LABEL: known.certified is False,
        Kind.FUTURE: known.plan is False,
        Kind.OFFSET: known.offsets is True,
        Kind.LEGAL: True,
        Kind.PART: False,
        Kind.COMPARISON: False,
    }[kind]
    return Answer.REFUSED if refused else Answer.INCOMPLETE


def _words(spans: list[Span], text: str, reading: Reading) -> tuple[Words, ...]:
    """Return stretches of the folded text as words of the original, none within another."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    places = [(reading.places[a], reading.places[b - 1] + 1) for a, b in merged]
    return tuple(Words(a, b, text[a:b]) for a, b in places)


def propose_wording(kind: Kind, language: str, known: Known) -> str:
    """Return what to write instead: a pattern, filled as far as anything is known."""
    wording = wording_of(kind, language)
    if kind is not Kind.PART:
        return wording
    part, share, material = wording_of("part-blank", language).split("|")
    point = "." if language == "en" else ","
    percent = share if known.share is None else f"{known.share:g}".replace(".", point)
    return wording.format(
        part=known.part or part, share=percent, material=known.material or material
    )

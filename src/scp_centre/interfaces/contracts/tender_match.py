"""Contract of `tender-match`: which published tenders fit a product, and why."""

import gzip
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated, Any, BinaryIO, cast

from pydantic import BaseModel, BeforeValidator, Field

from scp_centre.interfaces.contracts.registry import Contract, Strict, _whole
from scp_centre.methods.entries import MACHINE, read_date
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _, n_
from scp_centre.methods.tenders import (
    BestTenders,
    Deadline,
    Line,
    SoughtProduct,
    deadline_of,
    lines_of,
    match_tender,
    releases_of,
    seek_product,
)
from scp_centre.methods.tenders.deadlines import period_of
from scp_centre.reference.procurement_codes import cpv_table

MOST_SENT = 20_000  # tenders within an input
MOST_WHOLE = 200_000_000  # bytes of a file that is one JSON document
MOST_LINES = 20_000_000_000  # bytes of a file of JSON lines, unpacked
MOST_TOLD = 100  # unreadable rows
MOST_TOP = 1_000
Phrase = Annotated[str, Field(max_length=200)]
Phrases = Annotated[list[Phrase], Field(max_length=50)]
Language = Annotated[str, Field(max_length=20)]
PhrasesByLanguage = Annotated[dict[Language, Phrases], Field(max_length=10)]
Top = Annotated[int, Field(ge=1, le=MOST_TOP), BeforeValidator(_whole)]


class Product(Strict):
    cpv: str = Field(default="", max_length=20, description="8 digits, or 9 as in 15540000-5")
    hs: str = Field(default="", max_length=20, description="4 or 6 digits")
    words: Phrases | PhrasesByLanguage = Field(
        default_factory=list, description="phrases, or by language: en, fr, es, ar"
    )


class Input(Strict):
    product: Product
    tenders: Any = Field(
        description="a list of releases or records, or a package (OCDS); on the command line a "
        "file: JSON, or JSON lines of any size, also compressed by gzip"
    )
    top: Top = Field(default=20, description="tenders at most")
    open_on: str = Field(
        default="",
        max_length=10,
        description="day, as 2026-12-01: leaves out tenders that are closed on it; none: all",
    )


class ReasonOut(BaseModel):
    by: str = Field(description="cpv, hs or words")
    share: float = Field(description="0 to 1")
    message: str


class MatchOut(BaseModel):
    ocid: str
    score: float = Field(description="0 to 1; it orders, and is no probability")
    reasons: list[ReasonOut]
    deadline: str | None = Field(description="as published")


class Unreadable(BaseModel):
    row: int
    message: str


class Output(BaseModel):
    matches: list[MatchOut] = Field(description="the best first")
    notes: list[str]
    tenders: int = Field(description="read")
    unreadable: list[Unreadable] = Field(description="at most 100 rows; none was dropped unsaid")


class TenderFile:
    """A file on the command line, read line by line when it is asked for."""

    def __init__(self, path: Path):
        self.path = path

    def lines(self) -> Iterator[Line]:
        """Yield the lines of the file, or the whole of it as one where it is one document."""
        try:
            yield from lines_of(self._opened, MOST_WHOLE, MOST_LINES)
        except (OSError, EOFError, zlib.error) as error:
            raise InvalidValueError(
                _("The file {name} cannot be read.", name=self.path.name),
                where="tenders",
                cure=_("Check that the file exists and is complete."),
            ) from error

    def _opened(self) -> BinaryIO:
        packed = self.path.suffix == ".gz"
        return cast(BinaryIO, gzip.open(self.path) if packed else self.path.open("rb"))


def read_files(data: Any) -> Any:
    """Return the input with its file ready to be read, for the command line only."""
    if isinstance(data, dict) and isinstance(data.get("tenders"), str):
        return data | {"tenders": TenderFile(Path(data["tenders"]))}
    return data


def compute(given: Input) -> dict[str, Any]:
    product = seek_product(given.product.cpv, given.product.hs, _words(given.product), cpv_table())
    search = _Search(product, BestTenders(given.top), _moment(given.open_on))
    for line in _lines(given.tenders):
        search.read(line)
    if not search.tenders and not search.unreadable:
        raise InvalidValueError(
            _("The file contains no Open Contracting Data Standard releases or records."),
            where="tenders",
            cure=_("Choose a release package or a record package (OCDS, JSON)."),
        )
    return {
        "matches": [
            {
                "ocid": ocid,
                "score": round(match.score, 6),
                "reasons": [
                    {"by": one.by, "share": round(one.share, 6), "message": str(one.message)}
                    for one in match.reasons
                ],
                "deadline": end.isoformat() if (end := period_of(release).end) else None,
            }
            for ocid, match, release in search.best.in_order()
        ],
        "notes": [str(note) for note in search.notes()],
        "tenders": search.tenders,
        "unreadable": search.told,
    }


def _words(product: Product) -> Any:
    if isinstance(product.words, dict):
        unknown = set(product.words) - {"en", "fr", "es", "ar"}
        if unknown:
            raise InvalidValueError(
                _("The language {language} is not known.", language=min(unknown)[:20]),
                where="product.words",
                cure=_("Use en, fr, es or ar, or enter a list of words."),
            )
    return product.words


def _moment(day: str) -> datetime | None:
    if not day:
        return None
    try:
        return datetime.combine(read_date(day, MACHINE), time(), UTC)
    except InvalidValueError:
        raise InvalidValueError(
            _("{text} is not a day.", text=day),
            where="open_on",
            cure=_("Enter the day as in 2026-12-01."),
        ) from None


def _lines(tenders: Any) -> Iterator[Line]:
    if isinstance(tenders, TenderFile):
        yield from tenders.lines()
        return
    if not isinstance(tenders, list | dict):
        raise InvalidValueError(
            _("The tenders are missing."),
            where="tenders",
            cure=_("Send a list of releases, or a package of the standard."),
        )
    if sum(1 for _unused in releases_of(tenders)) > MOST_SENT:
        raise InvalidValueError(
            _("There are too many tenders."),
            where="tenders",
            cure=_("Divide the file. The limit is {most} tenders.", most=Number(MOST_SENT)),
        )
    parts = tenders if isinstance(tenders, list) else releases_of(tenders)
    for number, one in enumerate(parts, 1):
        yield Line(number, one)


class _Search:
    """What is found on the way through the tenders, and what has to be said of them."""

    def __init__(self, product: SoughtProduct, best: BestTenders, now: datetime | None):
        self.product, self.best, self.now = product, best, now
        self.tenders = self.unreadable = self.closed = self.undated = self.foreign = 0
        self.nameless = 0
        self.told: list[dict[str, Any]] = []

    def read(self, line: Line) -> None:
        """Match what a line holds."""
        if line.fault:
            self.unreadable += 1
            if len(self.told) < MOST_TOLD:
                self.told.append({"row": line.number, "message": str(line.fault)})
            return
        before = self.tenders
        for release in releases_of(line.value):
            self.tenders += 1
            self._match(release)
        self.foreign += self.tenders == before

    def _match(self, release: dict[str, Any]) -> None:
        match = match_tender(self.product, release)
        if match is None:
            return
        if release.get("ocid") in (None, ""):
            self.nameless += 1
            return
        if self.now is not None:
            state = deadline_of(period_of(release), self.now)
            if state == Deadline.CLOSED:
                self.closed += 1
                return
            self.undated += state == Deadline.UNKNOWN
        self.best.add(str(release.get("ocid")), match, release)

    def notes(self) -> Iterator[str]:
        """Yield what a person should know about the answer."""
        if self.product.hs:
            yield _(
                "There is no official table from HS to CPV. The HS code was compared only with "
                "tenders that name HS codes."
            )
        if self.unreadable:
            yield n_("{count} row cannot be read.", "{count} rows cannot be read.", self.unreadable)
        if self.foreign:
            yield n_(
                "{count} row holds no tender of the standard.",
                "{count} rows hold no tender of the standard.",
                self.foreign,
            )
        if self.nameless:
            yield n_(
                "{count} tender that fits has no identifier (ocid) and is left out.",
                "{count} tenders that fit have no identifier (ocid) and are left out.",
                self.nameless,
            )
        if self.closed:
            yield n_(
                "{count} tender that fits is closed and left out.",
                "{count} tenders that fit are closed and left out.",
                self.closed,
            )
        if self.undated:
            yield n_(
                "{count} tender that fits gives no deadline.",
                "{count} tenders that fit give no deadline.",
                self.undated,
            )


CONTRACT = Contract(
    name="tender-match",
    version="1.0",
    summary="Published tenders (OCDS) that fit a product, by code and words, with reasons.",
    formula="score = 1 - (1 - cpv)(1 - hs)(1 - words); cpv: level of the deepest common code / "
    "the deeper level; words: terms found / terms of the phrase",
    sources=(
        "Regulation (EC) No 213/2008 (CPV)",
        "Open Contracting Data Standard 1.1.5",
        "docs/methods/tenders.md",
    ),
    input_model=Input,
    output_model=Output,
    compute=compute,
    read_files=read_files,
)

"""Surveys on their way in, as their sender sees them, and the layouts that are saved."""

from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from django.db.models import QuerySet

from scp_centre.centre.registry.models import Person
from scp_centre.centre.sheets.cell_words import columns_by_title
from scp_centre.methods.messages import Message, _
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.models import Benchmark, KeptMapping, SurveyUpload
from scp_centre.roles.benchmarks.queries import series_of
from scp_centre.roles.benchmarks.scores.scores import variables_of
from scp_centre.roles.benchmarks.surveys.survey_columns import amounts_of, survey_sheet
from scp_centre.roles.benchmarks.surveys.survey_layout import (
    LOOKED_AT,
    missing_titles,
    other_years,
)
from scp_centre.roles.benchmarks.surveys.survey_mapping import (
    Book,
    SurveyMapping,
    fingerprint,
    heading_text,
    headings_of,
    mapping_of,
)
from scp_centre.roles.benchmarks.surveys.survey_units import factor_between

TEMPLATE_ROWS = 6  # in which the headings of the template may stand


def uploads_of(person: Person, benchmark: Benchmark) -> QuerySet[SurveyUpload]:
    """Return the surveys that a person has sent for a benchmark; nobody sees those of another."""
    return SurveyUpload.objects.filter(owner=person, benchmark=benchmark).select_related("job")


def open_upload(upload: SurveyUpload) -> IO[bytes]:
    """Return the file of a survey; raise BenchmarkError where it is not there any more."""
    try:
        upload.file.open("rb")
    except (FileNotFoundError, ValueError):
        raise BenchmarkError(
            _("The uploaded file {name} is no longer on the server.", name=upload.name),
            where="survey",
            cure=_("Upload the file again."),
        ) from None
    return upload.file


def is_template(book: Book, benchmark: Benchmark) -> bool:
    """Return whether a file is made from the template: it has all titles that are required."""
    sheet = survey_sheet(benchmark)
    needed = {column.key for column in sheet.columns if column.required}
    for rows in book.values():
        for row in rows[:TEMPLATE_ROWS]:
            titles = [heading_text(cell) for cell in row]
            if needed <= {column.key for column in columns_by_title(sheet, titles).values()}:
                return True
    return False


def kept_mappings(benchmark: Benchmark) -> list[KeptMapping]:
    """Return the saved layouts of a benchmark and of its other years, its own first."""
    kept = KeptMapping.objects.filter(benchmark__in=series_of(benchmark))
    rows = list(kept.select_related("benchmark", "saved_by"))
    return sorted(rows, key=lambda one: one.benchmark_id != benchmark.pk)


def find_kept(book: Book, benchmark: Benchmark) -> tuple[KeptMapping, SurveyMapping] | None:
    """Return the saved layout that a file has, and how it is then read; None where none fits.

    A layout fits one table of the file alone: where two sheets have its headings, a person chooses.
    One that names a column or unit which the benchmark does not have any more, or a year that is
    not the benchmark's, is not used without asking.
    """
    for kept in kept_mappings(benchmark):
        mapping = mapping_of(kept.mapping)
        places = _places_of(book, mapping, kept.fingerprint)
        if len(places) == 1 and _still_holds(mapping, kept.headings, benchmark):
            return kept, mapping.moved(*places[0])
    return None


def _places_of(book: Book, mapping: SurveyMapping, print_: str) -> list[tuple[str, int]]:
    return [
        (name, number)
        for name, rows in book.items()
        for number in range(1, min(len(rows), LOOKED_AT) + 1)
        if fingerprint(headings_of(rows, mapping.moved(name, number))) == print_
    ]


def _still_holds(mapping: SurveyMapping, headings: list[list[str]], benchmark: Benchmark) -> bool:
    sheet, amounts = survey_sheet(benchmark), amounts_of(benchmark)
    known = {column.key for column in sheet.columns}
    units = all(
        key in amounts and factor_between(unit, amounts[key].unit) is not None
        for key, unit in mapping.units.items()
    )
    used = [headings[0][place] for place in mapping.columns.values() if place < len(headings[0])]
    return (
        set(mapping.columns) <= known
        and units
        and not missing_titles(mapping, sheet)
        and not other_years(used, benchmark.year)
    )


def layout_sentence(kept: KeptMapping, mapping: SurveyMapping, benchmark: Benchmark) -> Message:
    """Return which saved layout a file has, and what each of its columns is read as."""
    titles = {column.key: column.title for column in survey_sheet(benchmark).columns}
    headings = kept.headings[0]
    pairs = [
        _("{title} = {heading}", title=titles[key], heading=headings[place])
        for key, place in mapping.columns.items()
        if key in titles and place < len(headings)
    ]
    return _(
        "The headings match a saved layout ({file}), so the columns are read in the same way: "
        "{columns}.",
        file=kept.source,
        columns=pairs,
    )


def lacking_columns(benchmark: Benchmark, plants: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the titles of the columns that the method needs and none of the plants has.

    plants : fields of Plant
    """
    found = {key for plant in plants for key in plant["values"]}
    needed = variables_of(benchmark.approach, list(benchmark.variables.all()))
    return [v.title for v in needed if v.key not in found]


def lacking_sentence(titles: Sequence[str]) -> str:
    """Return what is said of columns that the method needs and a survey lacks."""
    if not titles:
        return ""
    return _(
        "The method of this benchmark also needs these columns: {titles}. Plants without these "
        "figures are not scored.",
        titles=list(titles),
    )

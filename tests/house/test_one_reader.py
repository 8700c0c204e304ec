"""Numbers, days and money that people enter are read in one place: methods/entries."""

import ast
from pathlib import Path

from tests.house.parsed_source import parsed

SOURCE = Path(__file__).parents[2] / "src/scp_centre"
FLOORS = ("centre", "roles", "interfaces", "methods/quizzes")
NUMBERS = ("float", "int", "Decimal", "Fraction", "complex")
DAYS = ("fromisoformat", "strptime", "parse_date", "parse_datetime", "parse_decimal")
DJANGO_FIELDS = (
    "DateField",
    "DateTimeField",
    "DecimalField",
    "DurationField",
    "FloatField",
    "IntegerField",
    "TimeField",
)
# What a text is recognised by: methods of str, names, and keys of what was sent.
TEXT_METHODS = {"get", "group", "lower", "partition", "removeprefix", "removesuffix", "replace"}
TEXT_METHODS |= {"lstrip", "rpartition", "rstrip", "split", "strip", "translate"}
TEXT_NAMES = {"answer", "cell", "digits", "entered", "line", "raw", "sent", "text", "typed", "word"}

OTHERS = {  # file -> why it reads for itself what no person entered
    "centre/entry_fields.py": "the clock of a moment, hours and minutes, behind the day",
    "centre/foreign_files/frames.py": "what our own reading process wrote, in ISO form",
    "centre/foreign_files/main.py": "a task of our own",
    "centre/readiness/checks.py": "a moment that a certificate carries, in ISO form",
    "centre/query_string.py": "addresses: ASCII digits only, checked by a pattern before",
    "centre/installation/running_server.py": "a note of our own server, in JSON",
    "interfaces/contracts/main.py": "a task of our own",
    "interfaces/journeys/knowledge_alerts.py": "a moment that we kept in the session",
    "roles/benchmarks/dependents.py": "the content of our own release",
    "roles/clearinghouse/harvest/harvested_items.py": "counts of our own import, in JSON",
    "interfaces/web/faults.py": "moments of our own list of faults",
    "roles/benchmarks/scores/plants.py": "rounds a number by way of its own digits",
    "roles/clearinghouse/actions/sources.py": "the state of a harvest, which we wrote",
    "roles/clearinghouse/harvest/tables.py": "a year of four digits that a pattern found",
    "roles/clearinghouse/item_readers/draft.py": "a year of four digits that a pattern found",
    "roles/clearinghouse/jobs.py": "the state of an import, which we wrote",
    "roles/clearinghouse/publication/linked_data.py": "days that a form field read, kept as ISO",
    "roles/clearinghouse/publication/oai.py": "moments as the protocol OAI-PMH prescribes them",
    "roles/clearinghouse/sample/__init__.py": "the sample's own table",
    "centre/search/index_in_memory.py": "our own index",
    "centre/year_report/jobs.py": "days of our own job, in ISO form",
    "roles/production/year_figures/assessments.py": "the key in an origin that the ledger wrote",
    "roles/clearinghouse/views/search_pages.py": "a day of our own index, in ISO form",
    "roles/policy/actions/tables.py": "a year that the table's reader has checked",
    "roles/policy/tables/check_messages.py": "a number within a sentence of our own",
    "roles/production/followup/reading_files.py": "ASCII digits alone, the same in every notation",
    "roles/clearinghouse/fields.py": "a day as another centre sends it, in ISO form",
    "roles/markets/tender_columns.py": "moments of our own rows, in ISO form",
    "roles/production/views/review.py": "a key that our own form carries",
}


def _by_name(part):
    """Return whether something is taken by its name: of an array, it would be by number."""
    key = part.slice.value if isinstance(part.slice, ast.Constant) else None
    return isinstance(key, str) and not isinstance(part.value, ast.Attribute)


def is_text(argument):
    for part in ast.walk(argument):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            if part.func.attr in TEXT_METHODS:
                return True
        elif (
            isinstance(part, ast.Name)
            and part.id in TEXT_NAMES
            or isinstance(part, ast.Subscript)
            and _by_name(part)
        ):
            return True
    return False


def reads(call):
    """Return whether a call makes a number or day of a text."""
    called = call.func
    if isinstance(called, ast.Name):
        by_number = called.id in NUMBERS and call.args and is_text(call.args[0])
        return bool(by_number) or called.id in DAYS
    if not isinstance(called, ast.Attribute):
        return False
    of_django = isinstance(called.value, ast.Name) and called.value.id == "forms"
    return called.attr in DAYS or (of_django and called.attr in DJANGO_FIELDS)


def readers(text):
    return [ast.unparse(n) for n in ast.walk(parsed(text)) if isinstance(n, ast.Call) and reads(n)]


def found():
    """Return the files that read numbers or days for themselves: file -> what they call."""
    paths = [p for floor in FLOORS for p in (SOURCE / floor).rglob("*.py")]
    called = {
        p.relative_to(SOURCE).as_posix(): readers(p.read_text("utf-8"))
        for p in paths
        if "migrations" not in p.parts
    }
    return {name: calls for name, calls in called.items() if calls}


def test_what_people_enter_is_read_in_one_place():
    strangers = {name: calls for name, calls in found().items() if name not in OTHERS}
    assert strangers == {}, "read it by methods/entries, or by a field of centre/entry_fields"


def test_no_reason_outlives_its_reader():
    assert sorted(set(OTHERS) - set(found())) == []


def test_readers_are_recognised():
    for text in (
        "float(row['use'].replace(',', '.'))",
        "int(text)",
        "date.fromisoformat(cell)",
        "datetime.strptime(x, '%d.%m.%Y')",
        "forms.FloatField()",
        "Decimal(request.POST.get('price'))",
    ):
        assert readers(text), text
    for text in ("float(values[i])", "int(number)", "NumberField()", "float(x.sum())"):
        assert not readers(text), text

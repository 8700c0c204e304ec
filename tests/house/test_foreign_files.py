"""Where files of others are parsed, and where spreadsheets are written: one room for each."""

import ast
from pathlib import Path

from tests.house.parsed_source import parsed

SOURCE = Path(__file__).parents[2] / "src/scp_centre"
READERS = "centre/foreign_files/readers/"
PARSERS = {
    "PIL",
    "bibtexparser",
    "csv",
    "defusedxml",
    "docx",
    "feedparser",
    "html.parser",
    "lxml",
    "openpyxl",
    "pptx",
    "pylatexenc",
    "pypdf",
    "rispy",
    "tarfile",
    "xml.etree.ElementTree",
    "zipfile",
}
# Modules that import one of them and read nothing that a stranger sent, each with its reason.
OTHERS = {
    "centre/backups.py": "the administrator's own backup",
    "centre/documents/docx_file.py": "writes DOCX",
    "centre/foreign_files/elements.py": "puts elements together, parses nothing",
    "centre/foreign_files/file_kinds.py": "called by the readers; looks at the names of parts",
    "centre/foreign_files/latex.py": "called by the reader of citations; the rest writes",
    "centre/foreign_files/csv_reader.py": "called by the reader of tables, and on the command line",
    "centre/sheets/csv_writer.py": "writes CSV",
    "roles/benchmarks/commands/benchmark.py": "the own file of whoever runs the command",
    "roles/benchmarks/commands/survey.py": "the own file of whoever runs the command",
    "interfaces/journeys/sample_chain.py": "a table of this package",
    "reference/loader.py": "tables of this package, checked by their hash",
    "roles/clearinghouse/harvest/oai.py": "walks elements that the room has read",
    "roles/clearinghouse/publication/oai.py": "writes XML",
    "roles/clearinghouse/publication/oai_records.py": "writes XML",
    "roles/clearinghouse/publication/xml.py": "writes XML",
    "roles/clearinghouse/sample/__init__.py": "a table of this package",
    "roles/policy/brief_bundle.py": "writes a ZIP; checks one on the command line",
    "roles/policy/global_tables/conversion.py": "tables that an administrator downloaded, on the command line",
    "roles/production/data_export.py": "writes a ZIP",
    "roles/training/pptx_deck.py": "writes PPTX; reading is the room's",
    "roles/training/sample/__init__.py": "a table of this package",
    "roles/training/scorm.py": "writes a ZIP",
}


def imports_of(path):
    """Return the modules that a file imports anywhere in it, without those for types only."""
    tree = parsed(path.read_text("utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def modules():
    for path in sorted(SOURCE.rglob("*.py")):
        yield path.relative_to(SOURCE).as_posix(), imports_of(path)


def parsers_in(names):
    return {p for p in PARSERS if any(n == p or n.startswith(f"{p}.") for n in names)}


def test_foreign_formats_are_parsed_in_one_room_only():
    strangers = {
        name: sorted(found)
        for name, names in modules()
        if (found := parsers_in(names)) and not name.startswith(READERS) and name not in OTHERS
    }
    assert strangers == {}


def test_each_exception_still_needs_to_be_one():
    needed = {name for name, names in modules() if parsers_in(names)}
    assert sorted(set(OTHERS) - needed) == []


def test_readers_are_reached_through_the_room_only():
    """Whoever imports a reader's module parses in its own process; names of limits are allowed."""
    room = "scp_centre.centre.foreign_files.readers"
    allowed = {
        ("roles/training/pptx_deck.py", f"{room}.slides"),
        ("roles/training/pptx_deck.py", f"{room}.slides.MOST_SLIDES"),
    }
    direct = {
        (name, imported)
        for name, names in modules()
        if not name.startswith("centre/foreign_files/")
        for imported in names
        if imported.startswith(room)
    }
    assert direct == allowed


def test_only_the_command_line_reads_in_its_own_process():
    """`read_here` is reached with a path, which no page and no job ever has of an upload."""
    users = {name for name, names in modules() if any(n.endswith(".read_here") for n in names)}
    assert users == {
        "centre/foreign_files/__init__.py",
        "centre/sheets/table_file.py",
        "centre/sheets/workbook_file.py",
    }


def test_readers_know_neither_django_nor_numpy_nor_the_network():
    for name, names in modules():
        if name.startswith("centre/foreign_files/readers/") or name.endswith("csv_reader.py"):
            far = {n for n in names if n.split(".")[0] in ("django", "numpy", "socket", "urllib")}
            assert not far, name


def test_spreadsheets_are_written_by_one_writer_only():
    writers = {name for name, names in modules() if "xlsxwriter" in names}
    assert writers == {"centre/sheets/xlsx_writer.py"}
    wrong = []
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(parsed(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("writer", "DictWriter"):
                named = isinstance(node.value, ast.Name) and node.value.id == "csv"
                if named and path.name != "csv_writer.py":
                    wrong.append(str(path))
            if isinstance(node, ast.Attribute) and node.attr in ("to_csv", "to_excel"):
                wrong.append(str(path))
            if isinstance(node, ast.ImportFrom) and node.module == "csv":
                wrong.append(str(path))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Workbook":
                wrong.append(str(path))
    assert wrong == []

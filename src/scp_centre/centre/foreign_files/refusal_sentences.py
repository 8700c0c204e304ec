"""Why a file is not read, in the user's words: the sentences that all importers share."""

from scp_centre.centre.foreign_files.refusals import FileRefusal
from scp_centre.centre.foreign_files.text_encoding import encoding_name
from scp_centre.methods.messages import Message, _

SAVE_AS_TABLE = _("Open the file in a spreadsheet program and save it as .xlsx or as CSV UTF-8.")
SAVE_AS_UTF_8 = _("Open the original file again and save it as CSV UTF-8 or as .xlsx.")
KINDS: dict[str, tuple[Message, Message]] = {  # as file_kinds names them -> what, what to do
    "text": (
        _("The file is text, not an Excel workbook."),
        _("Open the file in a spreadsheet program and save it as .xlsx."),
    ),
    "xlsx": (
        _("The file is an Excel workbook, although its name says that it is text."),
        _("Rename the file so that its name ends with .xlsx, or save the sheet as CSV UTF-8."),
    ),
    "xls": (_("The file is an Excel workbook of the old format (.xls)."), SAVE_AS_TABLE),
    "xlsb": (_("The file is a binary Excel workbook (.xlsb)."), SAVE_AS_TABLE),
    "xml2003": (_("The file is an XML spreadsheet of Excel 2003."), SAVE_AS_TABLE),
    "ods": (_("The file is an OpenDocument spreadsheet (.ods)."), SAVE_AS_TABLE),
    "numbers": (
        _("The file is an Apple Numbers spreadsheet (.numbers)."),
        _("Open the file in Numbers and export it as Excel (.xlsx) or CSV."),
    ),
    "locked": (
        _("The workbook is protected with a password."),
        _("Open the workbook, remove the password, and save it again as .xlsx."),
    ),
    "web": (
        _("The file is a web page, although its name says that it is a table."),
        SAVE_AS_TABLE,
    ),
    "xml": (_("The file is an XML document, not a table."), SAVE_AS_TABLE),
    "word": (
        _("The file is a text document, not a table."),
        _("Copy the table into a spreadsheet program and save it as .xlsx or as CSV UTF-8."),
    ),
    "slides": (
        _("The file is a presentation, not a table."),
        _("Copy the table into a spreadsheet program and save it as .xlsx or as CSV UTF-8."),
    ),
    "pdf": (
        _("The file is a PDF, not a table."),
        _("Ask for the table as a spreadsheet, or copy it into one and save it as .xlsx."),
    ),
    "rtf": (
        _("The file is a text document, not a table."),
        _("Copy the table into a spreadsheet program and save it as .xlsx or as CSV UTF-8."),
    ),
    "packed": (
        _("The file is a compressed archive."),
        _("Unpack the file and import the table in it."),
    ),
    "zip": (
        _("The file is a compressed archive."),
        _("Unpack the file and import the table in it."),
    ),
    "picture": (
        _("The file is a picture, not a table."),
        _("Ask for the table as a spreadsheet, or type it into one and save it as .xlsx."),
    ),
    "parquet": (_("The file is a Parquet file."), _("Export the table as CSV UTF-8.")),
    "database": (_("The file is a database."), _("Export the table as CSV UTF-8.")),
    "ole": (_("The file is a document of an old Office program."), SAVE_AS_TABLE),
    "damaged": (
        _("The file is damaged."),
        _("Open the original file, save it again under a new name, and import the new file."),
    ),
}


def refusal_sentences(refusal: FileRefusal) -> tuple[Message, Message] | None:
    """Return why a file is not read and what to do; None where that is the importer's own matter.

    >>> refusal_sentences(FileRefusal("other_kind", found="ods"))[0].template
    'The file is an OpenDocument spreadsheet (.ods).'
    """
    about = refusal.about
    row, word = about.get("row") or 0, str(about.get("word", ""))
    match refusal.kind:
        case "other_kind":
            kind, wanted = str(about.get("found")), about.get("wanted")
            if kind == "xlsx" and wanted == "package":
                return _("The file is an Excel workbook."), _("Save the sheet as CSV UTF-8.")
            return KINDS.get(kind, KINDS["damaged"])
        case "unclear_encoding":
            return _unclear(about["readings"])
        case "wrong_encoding":
            return (
                _(
                    "The file cannot be read as {encoding}.",
                    encoding=encoding_name(str(about.get("encoding", ""))),
                ),
                _("Save the file as CSV UTF-8, or choose another encoding."),
            )
        case "lost_letters":
            return (
                _("Row {row} has lost letters: “{word}”.", row=row, word=word),
                SAVE_AS_UTF_8,
            )
        case "read_twice":
            meant = str(about.get("meant", ""))
            return (
                _(
                    "Row {row} has wrong letters: “{word}” probably means “{meant}”. Another "
                    "program opened the file with the wrong encoding.",
                    row=row,
                    word=word,
                    meant=meant,
                ),
                SAVE_AS_UTF_8,
            )
        case "zeros":
            return _(
                "Row {row} contains zero bytes, so the file is damaged.", row=row
            ), SAVE_AS_UTF_8
        case "open_quote":
            return (
                _("A quotation mark that opens in row {row} is never closed.", row=row),
                _("Close or delete the quotation mark, or save the table as .xlsx."),
            )
        case "no_text":
            return _("The file is not text."), SAVE_AS_TABLE
    return None


def _unclear(readings: list[list[object]]) -> tuple[Message, Message]:
    """Return that the letters can be read in several ways, each with the words it gives."""
    ways = []
    for encoding, words in readings:
        shown = [str(word) for word in words] if isinstance(words, list) else []
        ways.append(
            _(
                "“{words}” as {encoding}",
                words=", ".join(shown),
                encoding=encoding_name(str(encoding)),
            )
        )
    return (
        _("The letters of the file can be read in several ways: {ways}.", ways=ways),
        _("Save the file as CSV UTF-8, or choose the encoding where the page asks for it."),
    )

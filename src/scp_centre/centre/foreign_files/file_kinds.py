"""What a file is by its first bytes, whatever its name says: so that a refusal can name it."""

import io
import re
import zipfile

from scp_centre.centre.foreign_files.refusals import FileRefusal

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of Office programs before 2007, and of what they lock
BEGINNINGS = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "packed"),
    (b"7z\xbc\xaf\x27\x1c", "packed"),
    (b"Rar!", "packed"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"PAR1", "parquet"),
    (b"SQLite format 3\x00", "database"),
    (b"\x00\x01\x00\x00Standard ", "database"),  # of Access
)
PARTS = (  # of a ZIP -> what it is
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("word/document.xml", "word"),
    ("ppt/presentation.xml", "slides"),
    ("index/document.iwa", "numbers"),
    ("index.zip", "numbers"),
)
OPEN_DOCUMENTS = {  # what the part "mimetype" ends with
    "spreadsheet": "ods",
    "spreadsheet-template": "ods",
    "text": "word",
    "presentation": "slides",
}
WEB_PAGE = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|meta|table)\b", re.I)
SHEET_2003 = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet")
XML = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml\b")
LOOKED_AT = 4_096


def kind_of_file(content: bytes) -> str:
    """Return what a file is by its bytes; "text" where nothing says otherwise.

    >>> kind_of_file(b"%PDF-1.7"), kind_of_file(b"Plant;Use"), kind_of_file(b"<html><table>")
    ('pdf', 'text', 'web')
    """
    if content.startswith(OLE):
        return _of_ole(content)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _of_zip(content)
    for beginning, kind in BEGINNINGS:
        if content.startswith(beginning):
            return kind
    head = content[:LOOKED_AT]
    if WEB_PAGE.match(head):
        return "web"
    if XML.match(head):
        return "xml2003" if SHEET_2003.search(head) else "xml"
    return "text"


def require_kind(content: bytes, kind: str) -> None:
    """Raise FileRefusal that names the kind of a file where it is another one."""
    found = kind_of_file(content)
    if found != kind:
        raise FileRefusal("other_kind", found=found, wanted=kind)


def _of_ole(content: bytes) -> str:
    """Return what an older Office file is: its parts have names in UTF-16."""

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if has("EncryptedPackage") or has("EncryptionInfo"):
        return "locked"
    if has("WordDocument"):
        return "word"
    if has("PowerPoint Document"):
        return "slides"
    return "xls" if has("Workbook") or has("Book") else "ole"


def _of_zip(content: bytes) -> str:
    about = ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = {name.lower() for name in package.namelist()}
            if "mimetype" in names:
                with package.open("mimetype") as part:
                    about = part.read(200).decode("ascii", "ignore")
    except (zipfile.BadZipFile, ValueError, NotImplementedError, KeyError, RuntimeError):
        return "damaged"
    if "opendocument." in about:
        return OPEN_DOCUMENTS.get(about.partition("opendocument.")[2].strip(), "zip")
    for path, kind in PARTS:
        if path in names:
            return kind
    return "zip"

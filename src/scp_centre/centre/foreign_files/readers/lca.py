"""Life-cycle databases of every format that is known, as the records that `olca` describes.

The format is recognised by what the file holds, never by its name.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from scp_centre.centre.foreign_files.file_kinds import kind_of_file
from scp_centre.centre.foreign_files.readers import (
    archive,
    ecospold1,
    ecospold2,
    ilcd,
    lca_csv,
    olca,
    simapro,
)
from scp_centre.centre.foreign_files.readers.lca_progress import unpacked_size, yield_progress
from scp_centre.centre.foreign_files.readers.lca_records import Records
from scp_centre.centre.foreign_files.readers.lca_xml import data_sets, root_of
from scp_centre.centre.foreign_files.refusals import FileRefusal
from scp_centre.centre.foreign_files.text_encoding import decode_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Record = dict[str, Any]
MOST_FILES, LARGEST, WHOLE = 300_000, 200 * 1024**2, 4 * 1024**3
ZIP, XML = b"PK", b"<"
BYTE_ORDER = b"\xef\xbb\xbf"
XML_ENDINGS = (".xml", ".spold")


class Format(NamedTuple):
    """A format of XML.   data_sets : names of the elements that its reader takes"""

    name: str
    version: str
    data_sets: frozenset[str]
    reader: Callable[[Records], "DataSetReader"]


class DataSetReader(Protocol):
    """Takes data sets one after another; `finish` adds what needs all of them."""

    def take(self, data_set: "Element") -> None: ...

    def finish(self) -> None: ...


FORMATS = {
    ecospold1.NAMESPACE: Format("EcoSpold", "1", ecospold1.DATA_SETS, ecospold1.Reader),
    ecospold2.NAMESPACE: Format("EcoSpold", "2", ecospold2.DATA_SETS, ecospold2.Reader),
    ilcd.NAMESPACE: Format("ILCD", "1.1", ilcd.DATA_SETS, ilcd.Reader),
}


def read(content: bytes, *, progress: bool = False) -> Iterator[Record]:
    """Yield {"format": …, "version": …}, then what `olca.read` yields.

    progress : before all others, {"read": …} with the share of a package that has been read

    Raises FileRefusal for what is of no known format or version; nothing is then yielded.
    """
    _refuse_spreadsheets(content)
    if content.startswith(ZIP):
        yield from _read_package(content, progress)
    elif content.removeprefix(BYTE_ORDER).lstrip().startswith(XML):
        if len(content) > LARGEST:
            raise FileRefusal("too_large", size=len(content))
        yield from _read_xml([("", content)], Records())
    elif simapro.BEGINNING in (text := _text(content)):
        records = Records()
        version = simapro.version_of(text)
        simapro.take(text, records)
        yield from _finished("SimaPro CSV", version, records)
    elif lca_csv.separator_of(text := _template_text(content)):
        records = Records()
        lca_csv.take(text, records)
        yield from _finished("CSV template", "1", records)
    else:
        raise FileRefusal("unreadable", "unknown format")


def _refuse_spreadsheets(content: bytes) -> None:
    """Raise FileRefusal that names what a file is where it is neither text, XML nor a package."""
    kind = kind_of_file(content)
    if kind not in ("text", "zip", "xml", "damaged"):
        raise FileRefusal("other_kind", found=kind, wanted="package")


def _text(content: bytes) -> str:
    """Return a file as text where it begins as a file of SimaPro does, else nothing."""
    first = content[:400].replace(b"\0", b"")
    if simapro.BEGINNING.encode() not in first or len(content) > LARGEST:
        return ""
    return simapro.decoded(content)


def _template_text(content: bytes) -> str:
    """Return a file as text where its first line is that of the CSV template, else nothing."""
    first = content[:1_000].replace(b"\0", b"").lower()  # in UTF-16 each second byte is a zero
    if len(content) > LARGEST or b"process" not in first:
        return ""
    return decode_text(content)


def _read_package(content: bytes, progress: bool) -> Iterator[Record]:
    """Read a ZIP: of XML where one of its files is of a known format, else of openLCA."""
    records = Records()
    files = _xml_files(content, records, progress)
    refused: FileRefusal | None = None
    if (first := next(files, None)) is not None:
        try:
            yield from _read_xml(chain([first], files), records)
            return
        except FileRefusal as refusal:  # before anything was yielded
            refused = refusal
    try:
        for record in olca.read(content, progress=progress):
            if "version" in record:
                record = {"format": "openLCA JSON-LD", "version": str(record["version"])}
            yield record
    except FileRefusal:
        if refused is None:
            raise
        raise refused from None


def _xml_files(
    content: bytes, records: Records, progress: bool
) -> Iterator[tuple[str, bytes] | Record]:
    name, fault = "", ""
    parts = archive.read(
        content, endings=XML_ENDINGS, most=MOST_FILES, largest=LARGEST, whole=WHOLE
    )
    if progress:
        parts = yield_progress(parts, unpacked_size(content, XML_ENDINGS))
    try:
        for part in parts:
            if isinstance(part, dict) and "read" in part:
                yield part
            elif isinstance(part, dict):
                name, fault = part["name"], part["fault"]
                if fault:
                    records.find("unreadable_file", name, fault)
            else:
                yield name, part
    except FileRefusal as refusal:
        if refusal.kind != "too_many" or refusal.about.get("count"):
            raise


def _read_xml(files: Iterable[tuple[str, bytes] | Record], records: Records) -> Iterator[Record]:
    """Read files of XML: the first that is of a known format says which one."""
    chosen: Format | None = None
    reader: DataSetReader | None = None
    unknown = ""
    for file in files:
        if isinstance(file, dict):
            yield file
            continue
        name, content = file
        try:
            found = _recognised(content)
            if found is None or chosen not in (None, found):
                unknown = unknown or root_of(content)
                records.find("other_format", name)
                continue
            chosen = found
            reader = reader or found.reader(records)
            for data_set in data_sets(content, found.data_sets):
                reader.take(data_set)
        except FileRefusal as refusal:
            if not name or "version" in refusal.about:
                raise
            records.find("unreadable_file", name, refusal.why)
    if chosen is None or reader is None:
        raise FileRefusal("unreadable", "unknown schema version", version=unknown[:200])
    reader.finish()
    yield from _finished(chosen.name, chosen.version, records)


def _recognised(content: bytes) -> Format | None:
    namespace = root_of(content).partition("}")[0].lstrip("{")
    if namespace.startswith(ilcd.NAMESPACE):
        namespace = ilcd.NAMESPACE  # each kind of data set has its own below it
    return FORMATS.get(namespace)


def _finished(name: str, version: str, records: Records) -> Iterator[Record]:
    """Yield what was gathered; a file without any process is refused."""
    found = list(records.result())
    if not any("process" in one for one in found):
        raise FileRefusal("empty", "no process")
    yield {"format": name, "version": version}
    yield from found

"""Environmental product declarations of other programs: read in a reading process."""

from dataclasses import dataclass
from typing import IO, Any

from scp_centre.centre.foreign_files import Allowance, FileRefusal, stream
from scp_centre.methods.messages import _
from scp_centre.roles.products.errors import ProductError

Declaration = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReadDeclarations:
    """Declarations that have a declared amount and results; what was left out, by name."""

    declarations: tuple[Declaration, ...]
    left_out: tuple[str, ...]


def read_declarations(file: IO[bytes], allowance: Allowance) -> ReadDeclarations:
    """Return the declarations in an ILCD+EPD file or package.

    Raises ProductError for what is none.
    """
    found: list[Declaration] = []
    left_out: list[str] = []
    try:
        for record in stream("declarations", file, allowance):
            if "declaration" in record:
                found.append(record["declaration"])
            else:
                left_out += [
                    one["name"] for one in record["findings"] if one["kind"] == "unreadable_file"
                ]
    except FileRefusal as refusal:
        raise _refused(refusal) from None
    usable = [one for one in found if one["amount"] and one["indicators"] and one["key"]]
    left_out += [one["name"] for one in found if one not in usable]
    if not usable:
        raise ProductError(
            _("No declaration in the file has a declared amount and results."),
            where="file",
            cure=_("Export the declaration with its results and its flow."),
        )
    return ReadDeclarations(tuple(usable), tuple(left_out))


def _refused(refusal: FileRefusal) -> ProductError:
    cure = _(
        "Export the declarations in ILCD+EPD format, as an XML file or as a ZIP archive of XML "
        "files."
    )
    if "version" in refusal.about:
        said = _(
            "The file uses the schema {version}, which is not supported.",
            version=str(refusal.about["version"]),
        )
    elif refusal.kind in ("too_large", "too_many"):
        said = _("The file is too large when unpacked.")
        cure = _("Export fewer declarations.")
    else:
        said = _("The file contains no environmental product declaration.")
    return ProductError(said, where="file", cure=cure)

"""A certificate as PDF: who, what, when, and a code that leads to its verification."""

import json
import tempfile
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

import segno

from scp_centre.centre.documents.pdf_file import font_folder

TEMPLATE = Path(__file__).with_name("certificate.typ")


@dataclass(frozen=True, slots=True)
class Certificate:
    """What stands on it; all words are in its language. address : of its verification"""

    language: str
    centre: str
    heading: str
    holder: str
    organisation: str
    title: str
    criteria: str
    date: str
    signatory: str
    verify: str
    address: str
    note: str = ""


def write_certificate(certificate: Certificate) -> bytes:
    """Return the PDF."""
    import typst

    code = BytesIO()
    segno.make(certificate.address, error="m").save(code, kind="svg", border=1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "certificate.typ").write_text(TEMPLATE.read_text("utf-8"), "utf-8")
        content = json.dumps(asdict(certificate), ensure_ascii=False)
        (folder / "certificate.json").write_text(content, "utf-8")
        (folder / "qr.svg").write_bytes(code.getvalue())
        return bytes(
            typst.compile(str(folder / "certificate.typ"), format="pdf", font_paths=[font_folder()])
        )

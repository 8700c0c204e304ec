"""A certificate as PDF: who, what, when, and a code that leads to its verification."""

import json
import tempfile
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

import segno

from scp_centre.centre.typeface import font_folders

TEMPLATE = Path(__file__).with_name("certificate.typ")


@dataclass(frozen=True, slots=True)
class Certificate:
    """What stands on it; all words are in its language. address : of its check, "" for none."""

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


def _code(address: str) -> bytes:
    """Return the code that leads a phone to an address, as SVG."""
    drawn = BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", border=1)
    return drawn.getvalue()


def write_certificate(certificate: Certificate) -> bytes:
    """Return the PDF."""
    import typst

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "certificate.typ").write_text(TEMPLATE.read_text("utf-8"), "utf-8")
        content = json.dumps(asdict(certificate), ensure_ascii=False)
        (folder / "certificate.json").write_text(content, "utf-8")
        if certificate.address:
            (folder / "qr.svg").write_bytes(_code(certificate.address))
        return bytes(
            typst.compile(str(folder / "certificate.typ"), format="pdf", font_paths=font_folders())
        )

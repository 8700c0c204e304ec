"""The report as PDF, set by Typst: cover, contents, running head, captions, page numbers."""

import json
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from scp_centre.centre.documents.blocks import Block, Drawing, Photograph, Report
from scp_centre.centre.translation import RIGHT_TO_LEFT
from scp_centre.centre.typeface import font_folders

TEMPLATE = Path(__file__).with_name("report.typ")


def write_pdf(report: Report) -> bytes:
    """Return the PDF."""
    import typst  # loaded when a report is set

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "report.typ").write_text(TEMPLATE.read_text("utf-8"), "utf-8")
        content = asdict(replace(report, blocks=()))
        content["right_to_left"] = report.language in RIGHT_TO_LEFT
        content["blocks"] = [_plain(b, folder) for b in report.blocks]
        (folder / "content.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        return typst.compile(str(folder / "report.typ"), format="pdf", font_paths=font_folders())


def _plain(block: Block, folder: Path) -> dict[str, Any]:
    """Return a block as JSON values; pictures become files beside the template."""
    if isinstance(block, Photograph):
        path = folder / f"photo-{len(list(folder.iterdir()))}.jpg"
        path.write_bytes(block.jpeg)
        return {"type": "Photograph", "title": block.title, "file": path.name}
    values = asdict(block) | {"type": type(block).__name__}
    if isinstance(block, Drawing):
        path = folder / f"{block.name}-{len(list(folder.iterdir()))}.svg"
        path.write_text(block.svg, "utf-8")
        values["svg"] = path.name
    return values

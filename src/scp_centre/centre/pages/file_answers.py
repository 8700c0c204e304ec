"""Answers that are files: to keep, or a picture to look at."""

from django.http import HttpRequest, HttpResponse

from scp_centre.centre.documents.rasters import png_of
from scp_centre.centre.query_string import read_word

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def attachment(content: bytes, name: str, kind: str) -> HttpResponse:
    """Return a file to keep."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def drawn_as(request: HttpRequest, picture: str) -> HttpResponse:
    """Return a picture as SVG, or as PNG where the address asks for it (?as=png)."""
    if read_word(request.GET, "as") == "png":
        return attachment(png_of(picture, scale=2), "picture.png", "image/png")
    return HttpResponse(picture, content_type="image/svg+xml")

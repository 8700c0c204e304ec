"""A photograph made small and upright, without place, time and device."""

from collections.abc import Iterator
from io import BytesIO

from scp_centre.centre.foreign_files.refusals import FileRefusal

MOST_PIXELS = 120_000_000  # of a telephone's best camera; 400 MB while it is made smaller
QUALITY = 80


def read(content: bytes, *, widest: int) -> Iterator[bytes]:
    """Yield the picture as JPEG; raise FileRefusal for what is none, or too large."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is decoded
    with Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")) as raw:
        if raw.width * raw.height > MOST_PIXELS:
            raise FileRefusal("too_large", width=raw.width, height=raw.height)
        raw.draft("RGB", (2 * widest, 2 * widest))  # a JPEG is decoded small at once
        raw.thumbnail((2 * widest, 2 * widest))
        picture = ImageOps.exif_transpose(raw).convert("RGB")
    picture.thumbnail((widest, widest))
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    yield out.getvalue()

"""Photographs that somebody sends: made small and upright, without place, time and device."""

from io import BytesIO

from django.core.files.uploadedfile import UploadedFile

from scp_centre.centre.errors import UploadError

LARGEST_PHOTO = 10 * 1024**2
WIDEST_PHOTO = 2000  # pixels, as kept


def small_picture(file: UploadedFile) -> bytes:
    """Return a picture as JPEG of at most 2000 pixels, upright, without what the camera added.

    Raises UploadError for a file that is too large or no picture.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    if (file.size or 0) > LARGEST_PHOTO:
        raise UploadError(
            f"The picture has {(file.size or 0) / 1024**2:.0f} MB; the limit is 10 MB.",
            where="photo",
            cure="Take it again with a lower resolution.",
        )
    try:
        with Image.open(file) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, ValueError) as error:
        raise UploadError(
            "This file is no picture that can be read.",
            where="photo",
            cure="Send a JPEG, PNG or WebP picture.",
        ) from error
    picture.thumbnail((WIDEST_PHOTO, WIDEST_PHOTO))
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()

"""Photographs that somebody sends: made small and upright, without place, time and device."""

from django.core.files.uploadedfile import UploadedFile

from scp_centre.centre.errors import UploadError
from scp_centre.centre.foreign_files import PICTURE, FileRefusal, read
from scp_centre.methods.messages import Number, _

LARGEST_PHOTO = 10 * 1024**2
WIDEST_PHOTO = 2000  # pixels, as kept


def small_picture(file: "UploadedFile[bytes]") -> bytes:
    """Return a picture as JPEG of at most 2000 pixels, upright, without what the camera added.

    Raises UploadError for a file that is too large or no picture.
    """
    if (file.size or 0) > LARGEST_PHOTO:
        raise UploadError(
            _(
                "The picture is {value1} MB, over the 10 MB limit.",
                value1=Number((file.size or 0) / 1024**2, ".0f"),
            ),
            where="photo",
            cure=_("Take the picture again at a lower resolution."),
        )
    try:
        small: bytes = read("picture", file.read(), PICTURE, widest=WIDEST_PHOTO)
    except FileRefusal as refusal:
        raise _refused(refusal) from None
    return small


def _refused(refusal: FileRefusal) -> UploadError:
    if "width" in refusal.about:
        width, height = refusal.about["width"], refusal.about["height"]
        return UploadError(
            _(
                "The picture is {width} × {height} pixels, over the limit of 120 million pixels.",
                width=Number(width, ","),
                height=Number(height, ","),
            ),
            where="photo",
            cure=_("Take the picture again at a lower resolution."),
        )
    return UploadError(
        _("This file cannot be read as a picture."),
        where="photo",
        cure=_("Upload a JPEG, PNG or WebP picture."),
    )

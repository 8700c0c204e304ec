"""Read the mark that an administrator uploads; say in plain words what is refused."""

from dataclasses import dataclass
from hashlib import sha256

from django.core.files.uploadedfile import UploadedFile

from scp_centre.centre.foreign_files import FileRefusal, stream
from scp_centre.centre.public_site.errors import LookError
from scp_centre.methods.messages import Number, _

LARGEST = 2 * 1024**2
EXPORT = _("Export the logo again as a plain SVG, or as a PNG.")
# What an SVG must not contain -> what the administrator reads.
REASONS = {
    "script": _("The SVG contains a script."),
    "event": _("The SVG contains an event handler."),
    "link": _("The SVG contains a link to content outside the file."),
    "image": _("The SVG loads a picture from outside the file."),
    "foreignObject": _("The SVG contains foreign content (foreignObject)."),
    "entity": _("The SVG contains a document type declaration with entities."),
    "style": _("The SVG contains a style that can load content or run a script."),
    "use": _("The SVG contains linked copies (use)."),
    "animate": _("The SVG contains an animation."),
}


@dataclass(frozen=True, slots=True)
class ReadMark:
    """A mark as it was made anew."""

    content: bytes
    media_type: str
    width: int
    height: int

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


def read_mark(file: "UploadedFile[bytes]") -> ReadMark:
    """Return the mark in a file: PNG and JPEG as PNG, SVG as an SVG of shapes and text.

    Raises LookError, in plain words, for everything else.
    """
    if (file.size or 0) > LARGEST:
        size = round((file.size or 0) / 1024**2, 1)
        raise LookError(
            _("The logo is {size} MB, over the 2 MB limit.", size=size),
            where="logo",
            cure=_("Save the logo at a smaller size. A width of 640 pixels is enough."),
        )
    try:
        about, content = stream("logo", file.read())
    except FileRefusal as refusal:
        raise _refused(refusal) from None
    return ReadMark(content, about["media_type"], about["width"], about["height"])


def _refused(refusal: FileRefusal) -> LookError:
    if refusal.kind == "forbidden":
        return _forbidden(refusal.why)
    if refusal.kind == "too_large":
        return _too_large(refusal)
    if refusal.why == "no size":
        return LookError(_("The SVG does not state its size."), where="logo", cure=EXPORT)
    return LookError(
        _("This file cannot be read as a logo."),
        where="logo",
        cure=_("Choose a PNG, JPEG or SVG file."),
    )


def _forbidden(what: str) -> LookError:
    if what in REASONS:
        return LookError(REASONS[what], where="logo", cure=EXPORT)
    return LookError(
        _("The SVG contains “{what}”, which is not accepted in a logo.", what=what),
        where="logo",
        cure=EXPORT,
    )


def _too_large(refusal: FileRefusal) -> LookError:
    if "width" in refusal.about:
        width, height = refusal.about["width"], refusal.about["height"]
        return LookError(
            _(
                "The logo is {width} × {height} pixels, over the limit of 40 million pixels.",
                width=Number(width, ","),
                height=Number(height, ","),
            ),
            where="logo",
            cure=_("Save the logo at a smaller size. A width of 640 pixels is enough."),
        )
    return LookError(
        _("The SVG is too detailed. The limits for a logo are 100 kB and 2,000 shapes."),
        where="logo",
        cure=_("Simplify the drawing, or use a PNG."),
    )

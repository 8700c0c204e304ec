"""Text that somebody sent, as a file or in bytes: decoded by the one rule, or refused by name."""

from django.conf import settings
from django.utils.translation import get_language

from scp_centre.centre.foreign_files.file_kinds import require_kind
from scp_centre.centre.foreign_files.refusal_sentences import refusal_sentences
from scp_centre.centre.foreign_files.refusals import FileRefusal
from scp_centre.centre.foreign_files.text_encoding import decode_text, detect_encoding
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _


def reader_language() -> str:
    """Return the language of whoever reads, which decides where the bytes of a text do not.

    "" on a command line that computes without a centre: it asks back then.
    """
    return (get_language() or "") if settings.configured else ""


def read_sent_text(content: bytes, *, where: str = "file", as_found: bool = False) -> str:
    """Return a text as its writer wrote it.

    as_found : letters that programs before have lost are left as they are, in data of others that
        are looked at and not kept

    Raises InvalidValueError in the user's words for what is no text, and for letters that were
    lost, or can be read in several ways.
    """
    try:
        require_kind(content, "text")
        if as_found:
            encoding = detect_encoding(content, reader_language())
            return content.decode(encoding, "strict").removeprefix("\ufeff")
        return decode_text(content, language=reader_language())
    except FileRefusal as refusal:
        said = refusal_sentences(refusal)
        if said is None:
            said = _("The file is not text."), _("Save the file as text in UTF-8.")
        raise InvalidValueError(said[0], where=where, cure=said[1]) from None

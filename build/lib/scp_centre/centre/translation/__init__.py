"""How the centre speaks: messages by language, numbers by locale. Files are ordinary PO files."""

from scp_centre.centre.translation.messages import (
    LANGUAGES,
    REPORT_LANGUAGES,
    RIGHT_TO_LEFT,
    Speaker,
    current_speaker,
    report_language,
    speaker,
)

__all__ = [
    "LANGUAGES",
    "REPORT_LANGUAGES",
    "RIGHT_TO_LEFT",
    "Speaker",
    "current_speaker",
    "report_language",
    "speaker",
]

"""How the centre speaks: messages by language, numbers by locale. Files are ordinary PO files."""

from scp_centre.centre.wording.messages import LANGUAGES, Speaker, speaker

__all__ = ["LANGUAGES", "Speaker", "speaker"]

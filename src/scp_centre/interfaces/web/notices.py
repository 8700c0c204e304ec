"""What a page says after an act: kept until the next page in the words that its reader reads."""

from typing import Any

from django.contrib.messages.storage.fallback import FallbackStorage

from scp_centre.centre.translation import current_speaker


class NoticeStorage(FallbackStorage):
    """The storage of Django, which keeps text: a message is rendered for whoever acted."""

    def add(self, level: int, message: Any, extra_tags: str | None = "") -> None:
        super().add(level, current_speaker()(message), extra_tags)

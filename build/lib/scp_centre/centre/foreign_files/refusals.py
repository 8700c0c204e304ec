"""What a reader may say instead of an answer; whoever asked says it in the user's words."""

from typing import Any


class FileRefusal(Exception):
    """A file that a reader does not accept.

    kind : unreadable, locked, empty, too_large, too_many, macros, or forbidden
    about : what the sentence of the caller needs, plain data
    """

    def __init__(self, kind: str, why: str = "", **about: Any) -> None:
        super().__init__(why)
        self.kind = kind
        self.why = why
        self.about = about

"""Text of others on one line, without tags."""

import re

# Neither sign of a tag inside it: without that, a text of a million "<" takes minutes.
TAGS = re.compile(r"<[^<>]{0,500}>")
LONGEST = 20_000  # signs of a text that are looked at


def plain(text: object) -> str:
    """Return a text on one line, without tags.

    >>> plain(" <b>Cleaner</b>  production<script>x</script> ")
    'Cleaner productionx'
    """
    return " ".join(TAGS.sub("", str(text or "")[:LONGEST]).split())

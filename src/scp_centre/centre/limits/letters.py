"""How many letters one mailbox gets of this centre, whoever asks for them.

Who is harmed by letters that nobody asked for is the receiver: so they are counted by mailbox,
not by sender. Letters that a confirmed follower or a member asked for are not limited.
"""

import re
import unicodedata
from contextlib import suppress

from scp_centre.centre.limits.tallies import DAY, HOUR, count, counted, take_back

# kind of letter -> how many of it one mailbox gets within how many seconds
MOST_LETTERS = {
    "invitation": (3, DAY),
    "workshop": (3, DAY),
    "password_reset": (3, HOUR),
    "address_change": (3, DAY),
    "address_notice": (5, DAY),
    "account_notice": (20, DAY),
    "follow": (1, DAY),
    "question": (5, DAY),
    "outcome": (5, DAY),
    "request": (1, DAY),
}
# Kinds without a limit, since the receiver asked for them -> who sets how many there are.
ASKED_FOR = {
    "digest": "the follower, who chose how often",
    "newsletter": "the editor, once each",
    "reminder": "once a week for each measure",
    "course": "once for each course",
    "follow_up": "once for each workshop",
    "test": "the administrator, to themself",
}
MOST_A_DAY = 10  # of all kinds that a stranger can cause
BY_STRANGERS = {
    "invitation",
    "workshop",
    "address_change",
    "follow",
    "question",
    "outcome",
    "request",
}
QUOTED_PAIR = re.compile(r"\\(.)")
# Hosts of one mail service that leave dots out of account and know each other's names.
GMAIL = {"gmail.com", "googlemail.com"}


def mailbox_of(address: str) -> str:
    """Return what is the same for all spellings of one mailbox.

    Letter case, quotes, what follows a plus sign, the letters of a domain name, the dots of Gmail.

    >>> mailbox_of("Ana.Abebe+news@GoogleMail.com") == mailbox_of("anaabebe@gmail.com")
    True
    """
    text = unicodedata.normalize("NFKC", address).strip().casefold()
    local, _, domain = text.rpartition("@")
    local = _unquoted(local)
    local = local.partition("+")[0] or local
    with suppress(UnicodeError):  # no domain name: the letter will not go anywhere
        domain = domain.rstrip(".").encode("idna").decode("ascii")
    if domain in GMAIL:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def _unquoted(local: str) -> str:
    """Return a local part without quotes and quoted pairs, which change no mailbox (RFC 5321)."""
    if len(local) > 1 and local[0] == local[-1] == '"':
        local = local[1:-1]
    return QUOTED_PAIR.sub(r"\1", local)


def may_write(kind: str, address: str) -> bool:
    """Count a letter to an address; return whether it may be sent."""
    if kind in ASKED_FOR:
        return True
    if not can_write(kind, address):
        return False
    most, seconds = MOST_LETTERS[kind]
    mailbox = mailbox_of(address)
    allowed = count(f"letter {kind}", mailbox, seconds) <= most
    if allowed and kind in BY_STRANGERS:
        allowed = count("letter", mailbox, DAY) <= MOST_A_DAY
    return allowed


def can_write(kind: str, address: str) -> bool:
    """Return whether a letter might be sent, without counting it."""
    if kind in ASKED_FOR:
        return True
    most, seconds = MOST_LETTERS[kind]
    mailbox = mailbox_of(address)
    if counted(f"letter {kind}", mailbox, seconds) >= most:
        return False
    return kind not in BY_STRANGERS or counted("letter", mailbox, DAY) < MOST_A_DAY


def not_written(kind: str, address: str) -> None:
    """Count a letter back that was not taken: its receiver was not troubled by it."""
    if kind in ASKED_FOR:
        return
    mailbox = mailbox_of(address)
    take_back(f"letter {kind}", mailbox, MOST_LETTERS[kind][1])
    if kind in BY_STRANGERS:
        take_back("letter", mailbox, DAY)

"""How many letters one mailbox gets of this centre, whoever asks for them.

Who is harmed by letters that nobody asked for is the receiver: so they are counted by mailbox,
not by sender. Letters that a confirmed follower or a member asked for are not counted here.
"""

import unicodedata
from contextlib import suppress

from scp_centre.centre.limits.tallies import DAY, HOUR, count, counted

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
}
MOST_A_DAY = 10  # of all kinds that a stranger can cause
BY_STRANGERS = {"invitation", "workshop", "address_change", "follow", "question", "outcome"}
# Hosts of one mail service that leave dots out of account and know each other's names.
GMAIL = {"gmail.com", "googlemail.com"}


def mailbox_of(address: str) -> str:
    """Return what is the same for all spellings of one mailbox.

    Letter case, what follows a plus sign, the letters of a domain name, and the dots of Gmail.

    >>> mailbox_of("Ana.Abebe+news@GoogleMail.com") == mailbox_of("anaabebe@gmail.com")
    True
    """
    text = unicodedata.normalize("NFKC", address).strip().casefold()
    local, _, domain = text.rpartition("@")
    local = local.partition("+")[0] or local
    with suppress(UnicodeError):  # no domain name: the letter will not go anywhere
        domain = domain.rstrip(".").encode("idna").decode("ascii")
    if domain in GMAIL:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def may_write(kind: str, address: str) -> bool:
    """Count a letter to an address; return whether it may be sent."""
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
    most, seconds = MOST_LETTERS[kind]
    mailbox = mailbox_of(address)
    if counted(f"letter {kind}", mailbox, seconds) >= most:
        return False
    return kind not in BY_STRANGERS or counted("letter", mailbox, DAY) < MOST_A_DAY

"""What the log calls each act: as the act itself says, or as its owner's log_sentences.py."""

from scp_centre.centre.audit.security import LOGGED_SECURITY
from scp_centre.centre.declarations import Declarations

# act -> its sentence, of the centre, its roles and its journeys, as centre/roles finds them
SENTENCES = Declarations[str]("act of the log", "log_sentences.py")
_security: set[str] = set(LOGGED_SECURITY)


def sentence_of(act: str) -> str:
    """Return what an act of the log is, in words."""
    return SENTENCES.get(act, act.replace("_", " ").capitalize())


def list_in_security_log(*acts: str) -> None:
    """Let the security log show rows of these acts, too."""
    _security.update(acts)


def security_acts() -> frozenset[str]:
    """Return the acts of the security log: signing in, rights, keys, data that leave."""
    return frozenset(_security)

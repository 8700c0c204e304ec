"""Wrong passwords and codes: counted after the fact, by account and network together.

A right sign-in is never counted, so a crowd that signs in at once is no attack. What is wrong is
counted for the account within one network: whoever tries passwords shuts out their own network,
and the right person signs in from any other. Attempts that are checked at the same moment can
go over the limit by as many as the server has threads.
"""

from django.http import HttpRequest

from scp_centre.centre.limits.tallies import HOUR, MINUTE, count, counted, forget, network_of

WRONG, WRONG_SECONDS = 5, 5 * MINUTE  # of one account from one network
WRONG_OF_NETWORK, NETWORK_SECONDS = 100, 10 * MINUTE  # of all accounts
WRONG_CODES = 30  # an hour of one account from anywhere: who tries codes has the password
MOST_FORGOTTEN = 20  # requests for a new password an hour from one network


def is_locked(account: str, request: HttpRequest) -> bool:
    """Return whether an account cannot be signed in to from the network of a request for now."""
    network = network_of(request)
    if counted("wrong password", _pair(account, network), WRONG_SECONDS) >= WRONG:
        return True
    return counted("wrong passwords", network, NETWORK_SECONDS) >= WRONG_OF_NETWORK


def count_wrong(account: str, request: HttpRequest) -> bool:
    """Count a wrong password; return whether the account is locked for this network by it."""
    network = network_of(request)
    count("wrong passwords", network, NETWORK_SECONDS)
    return count("wrong password", _pair(account, network), WRONG_SECONDS) >= WRONG


def forgive(account: str, request: HttpRequest) -> None:
    """Forget the wrong passwords of whoever gave the right one."""
    forget("wrong password", _pair(account, network_of(request)), WRONG_SECONDS)


def is_code_locked(person_pk: int, request: HttpRequest) -> bool:
    """Return whether codes of a person's second factor are not looked at for now."""
    pair = _pair(str(person_pk), network_of(request))
    if counted("wrong code", pair, WRONG_SECONDS) >= WRONG:
        return True
    return counted("wrong codes", str(person_pk), HOUR) >= WRONG_CODES


def count_wrong_code(person_pk: int, request: HttpRequest) -> bool:
    """Count a wrong code; return whether it is the last one that is looked at for now."""
    count("wrong codes", str(person_pk), HOUR)
    pair = _pair(str(person_pk), network_of(request))
    return count("wrong code", pair, WRONG_SECONDS) == WRONG


def _pair(account: str, network: str) -> str:
    return f"{account.strip().casefold()}\n{network}"

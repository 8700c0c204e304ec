"""Is this installation ready for the public: what is missing, and what fails until then."""

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.backups import last_backup
from scp_centre.centre.installation.addresses import (
    can_be_reached,
    host_of,
    is_placeholder,
    public_address,
)
from scp_centre.centre.jobs.workers import working
from scp_centre.centre.mail import has_mail_server
from scp_centre.centre.registry.models import Centre, Person, Role
from scp_centre.centre.registry.sample import is_sample_centre
from scp_centre.methods.messages import _, n_

TEST_LETTER = "send_test_letter"  # the act in the audit log
OLDEST_BACKUP = timedelta(days=7)
LEAST_ROOM = 2 * 1024**3  # bytes free on the disk of the data

TITLES = {
    "sample": _("Real centre"),
    "address": _("Public address"),
    "hosts": _("Host names"),
    "https": _("Encryption"),
    "kept_address": _("Name in identifiers"),
    "mail": _("Mail server"),
    "workers": _("Workers"),
    "backup": _("Backup"),
    "private_files": _("Private files"),
    "room": _("Disk space"),
    "second_factor": _("Second factor for administrators"),
}


class State(StrEnum):
    READY = "ready"
    ADVISED = "advised"  # works, but not as it should
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a public centre needs.

    fact : how it is now    until_then : what does not work    cure : what to do
    """

    key: str
    state: State
    fact: str
    until_then: str = ""
    cure: str = ""

    @property
    def title(self) -> str:
        return TITLES[self.key]


def list_checks() -> list[Check]:
    """Return every check with its present state, in the order in which to mend them."""
    return [make() for make in CHECKS]


def list_missing() -> list[Check]:
    """Return the checks that are not ready."""
    return [check for check in list_checks() if check.state != State.READY]


def check_address() -> Check:
    address = public_address()
    if not address:
        return Check(
            "address",
            State.MISSING,
            _("The centre has no public address."),
            _(
                "Digests and answers to suggestions are not sent. Certificates cannot be checked "
                "by scanning. Identifiers for other collections are provisional."
            ),
            _("Enter a public address on the page “The centre”, or set SCP_PUBLIC_ADDRESS."),
        )
    unreachable = ""
    if not host_of(address):
        unreachable = _("'{address}' is not a web address.", address=address)
    elif is_placeholder(address) or not can_be_reached(address):
        unreachable = _("{address} cannot be reached from the internet.", address=address)
    if unreachable:
        return Check(
            "address",
            State.MISSING,
            unreachable,
            _("Links in e-mails do not work, and certificates cannot be checked by scanning."),
            _("Enter a public address on the page “The centre”, or set SCP_PUBLIC_ADDRESS."),
        )
    if not address.startswith("https://"):
        return Check(
            "address",
            State.MISSING,
            _("{address} is not encrypted.", address=address),
            _("Passwords and figures cross the network in plain text."),
            _(
                "Run the centre behind an HTTPS proxy. The guide explains how on its page for "
                "ministries."
            ),
        )
    return Check("address", State.READY, address)


def check_kept_address() -> Check:
    """Return whether the settings name the address under which identifiers were handed out."""
    centre = Centre.objects.filter(pk=1).first()
    kept = centre.public_address if centre else ""
    named = str(settings.PUBLIC_ADDRESS).rstrip("/")
    if named and kept and named != kept:
        return Check(
            "kept_address",
            State.ADVISED,
            _(
                "The settings give {named}, but e-mails and identifiers use {kept}.",
                named=named,
                kept=kept,
            ),
            _("People and other collections use the earlier address."),
            _(
                "Set SCP_PUBLIC_ADDRESS to {kept}, or enter {named} on the page “The centre”.",
                kept=kept,
                named=named,
            ),
        )
    return Check("kept_address", State.READY, _("All identifiers use the same public address."))


def check_hosts() -> Check:
    host = host_of(public_address())
    if not host:
        return Check("hosts", State.READY, _("The centre has no public domain name to check yet."))
    answers = host in settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS
    if answers:
        return Check("hosts", State.READY, _("The server accepts requests for its public name."))
    return Check(
        "hosts",
        State.MISSING,
        _("The server does not accept requests for {host}.", host=host),
        _("Everyone who opens the public address gets an error."),
        _("Add {host} to SCP_HOSTS and restart the server.", host=host),
    )


def check_https() -> Check:
    if settings.SESSION_COOKIE_SECURE and getattr(settings, "SECURE_SSL_REDIRECT", False):
        return Check("https", State.READY, _("Only encrypted connections are accepted."))
    return Check(
        "https",
        State.MISSING,
        _("Unencrypted connections are accepted."),
        _("Passwords and figures can be read in transit."),
        _("Use the scp_centre.settings.production settings behind an HTTPS proxy."),
    )


def check_mail() -> Check:
    if not has_mail_server():
        return Check(
            "mail",
            State.MISSING,
            _("There is no mail server."),
            _("No e-mail can be sent: no invitations, password links, news or reminders."),
            _("Set SCP_SMTP_URL and SCP_MAIL_FROM, then send yourself a test e-mail."),
        )
    sender = settings.DEFAULT_FROM_EMAIL
    host = host_of(f"//{sender.rpartition('@')[2].strip('> ')}")
    if not can_be_reached(f"https://{host}") or is_placeholder(f"https://{host}"):
        return Check(
            "mail",
            State.MISSING,
            _("E-mails are sent from {sender}, an address that does not exist.", sender=sender),
            _("Most mail servers refuse e-mails from such an address."),
            _("Set SCP_MAIL_FROM to one of your own addresses."),
        )
    return _check_test_letter()


def _check_test_letter() -> Check:
    """Whether the last test letter was taken by the mail server."""
    last = Entry.objects.filter(act=TEST_LETTER).first()
    if last is None:
        return Check(
            "mail",
            State.ADVISED,
            _("No test e-mail has been sent yet."),
            _("You cannot tell whether e-mails arrive."),
            _("Send yourself a test e-mail."),
        )
    if error := last.after.get("error"):
        return Check(
            "mail",
            State.MISSING,
            _("The mail server refused the last test e-mail: {error}", error=error),
            _("E-mails are not being delivered."),
            _("Check SCP_SMTP_URL, then send yourself a test e-mail."),
        )
    return Check("mail", State.READY, _("The mail server accepted the last test e-mail."))


def check_workers() -> Check:
    if count := working():
        fact = n_("{count} worker is running.", "{count} workers are running.", count)
        return Check("workers", State.READY, fact)
    return Check(
        "workers",
        State.MISSING,
        _("No worker is running."),
        _("Reports, imports, harvests and e-mails have to wait."),
        _("Start a worker: ./centre worker"),
    )


def check_backup() -> Check:
    made = _moment(last_backup(Path(settings.DATA)).get("made"))
    if made is None:
        return Check(
            "backup",
            State.MISSING,
            _("No backup has ever been made."),
            _("If the disk fails, everything is lost."),
            _("Run ./centre backup every night, and copy the file to another machine."),
        )
    day = made.date().isoformat()
    if datetime.now(UTC) - made > OLDEST_BACKUP:
        return Check(
            "backup",
            State.ADVISED,
            _("The last backup was made on {day}.", day=day),
            _("If the disk fails, everything since then is lost."),
            _("Run ./centre backup every night, and copy the file to another machine."),
        )
    return Check("backup", State.READY, _("The last backup was made on {day}.", day=day))


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None


def check_private_files() -> Check:
    if readable := next(_readable_by_others(), None):
        return Check(
            "private_files",
            State.MISSING,
            _("Other users of this machine can read {readable}.", readable=readable),
            _("These users can see every company's data."),
            _(
                "Start the server as the owner of the folder. The server then makes the folder "
                "private."
            ),
        )
    return Check(
        "private_files", State.READY, _("Only the server's user account can read the data.")
    )


def _readable_by_others() -> Iterator[str]:
    """Yield the folder of the data, or the database, when others than the owner may enter."""
    data = Path(settings.DATA)
    if data.exists() and data.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield str(data)


def check_room() -> Check:
    free = shutil.disk_usage(settings.DATA).free
    size = f"{free / 1024**3:.1f} GB"
    if free >= LEAST_ROOM:
        return Check("room", State.READY, _("{size} is free.", size=size))
    return Check(
        "room",
        State.ADVISED,
        _("Only {size} is free.", size=size),
        _("When the disk is full, nothing can be saved."),
        _("Free up space on the data disk, or move the data to a larger disk."),
    )


def check_second_factor() -> Check:
    administrators = Person.objects.filter(
        is_active=True, memberships__role=Role.ADMINISTRATOR
    ).distinct()
    protected = Authenticator.objects.filter(user__in=administrators).values("user")
    without = administrators.exclude(pk__in=protected).count()
    if not without:
        return Check("second_factor", State.READY, _("Every administrator has a second factor."))
    return Check(
        "second_factor",
        State.ADVISED,
        _("One administrator signs in with only a password.")
        if without == 1
        else n_(
            "{count} administrator signs in with only a password.",
            "{count} administrators sign in with only a password.",
            without,
        ),
        _("Anyone who learns that password controls the centre."),
        _("Ask every administrator without a second factor to set one up on the Account page."),
    )


def check_sample() -> Check:
    if is_sample_centre():
        return Check(
            "sample",
            State.MISSING,
            _("This is the sample centre of a fictional country."),
            _("The companies are invented, and all sample users have the same password."),
            _("Start your own centre in an empty data folder: ./centre serve"),
        )
    return Check("sample", State.READY, _("This is your own centre."))


CHECKS: tuple[Callable[[], Check], ...] = (
    check_sample,
    check_address,
    check_hosts,
    check_https,
    check_kept_address,
    check_mail,
    check_workers,
    check_backup,
    check_private_files,
    check_room,
    check_second_factor,
)

"""What letters about an account say: a link for a new password, and notices of what was changed."""

from dataclasses import dataclass

from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from scp_centre.centre.installation.addresses import base_of
from scp_centre.centre.limits.tallies import network_of
from scp_centre.centre.mail import write
from scp_centre.centre.registry.models import Centre, Person
from scp_centre.centre.registry.tokens import tokens_of
from scp_centre.centre.translation import Speaker, current_speaker, speaker
from scp_centre.methods.messages import _

# template of the library, or act of ours -> what the notice says
NOTICES = {
    "account/email/password_changed": _("Your account password was changed."),
    "account/email/password_reset": _(
        "A new password was set for your account through a link sent by e-mail."
    ),
    "mfa/email/totp_activated": _("The second factor for your account was switched on."),
    "mfa/email/totp_deactivated": _("The second factor for your account was switched off."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were created for your account."),
    "reset_second_factor": _("An administrator switched off the second factor for your account."),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter about an account."""

    to: str
    subject: str
    parts: tuple[str, ...]

    def message(self) -> EmailMessage:
        """Return it as it is sent; parts that are empty are left out."""
        body = "\n\n".join(part for part in self.parts if part)
        return write(self.to, self.subject, f"{body}\n")


def speaker_for(person: Person) -> Speaker:
    """Return the language of a person's letters: the one chosen, else that of the page."""
    return speaker(person.language) if person.language else current_speaker()


def password_letter(person: Person, link: str, say: Speaker) -> Letter:
    centre = centre_name()
    return Letter(
        person.email,
        say(_("New password for {centre}", centre=centre)),
        (
            say(
                _("Somebody asked for a new password for your account at {centre}.", centre=centre)
            ),
            say(_("If this was you, open this link within four hours: {link}", link=link)),
            say(_("If this was not you, do nothing. Your password will not change.")),
        ),
    )


def change_notice(template: str, person: Person, request: HttpRequest) -> Letter:
    """Return the letter about a change of an account.   template : one of NOTICES"""
    say = speaker_for(person)
    return _notice(say(NOTICES[template]), person, request, say)


def code_notice(person: Person, request: HttpRequest) -> Letter:
    """Return the letter about wrong codes: whoever enters them has the password."""
    say = speaker_for(person)
    said = say(
        _(
            "Somebody entered your password and then wrong codes for the second factor. If this "
            "was not you, somebody knows your password."
        )
    )
    return _notice(said, person, request, say)


def _notice(said: str, person: Person, request: HttpRequest, say: Speaker) -> Letter:
    names = ", ".join(tokens_of(person))
    programs = say(
        _(
            "Programs can still act on your behalf with these tokens: {names}. On your account "
            "page, revoke any tokens that you do not recognise.",
            names=names,
        )
    )
    return Letter(
        person.email,
        say(_("Your account at {centre}", centre=centre_name())),
        (said, _when(request, say), programs if names else "", _not_you(request, say)),
    )


def _when(request: HttpRequest, say: Speaker) -> str:
    moment = say.moment(timezone.now())
    return say(_("Time: {moment}. Network: {network}", moment=moment, network=_from(request)))


def _from(request: HttpRequest) -> str:
    return network_of(request) or "–"


def _not_you(request: HttpRequest, say: Speaker) -> str:
    link = base_of(request) + reverse("account_reset_password")
    return say(
        _(
            "If this was not you, set a new password at once and tell your centre's "
            "administrator: {link}",
            link=link,
        )
    )


def confirm_letter(to: str, person: Person, link: str, say: Speaker) -> Letter:
    """Return the letter to the new address, with the link that confirms it."""
    centre = centre_name()
    return Letter(
        to,
        say(_("Confirm your new address at {centre}", centre=centre)),
        (
            say(
                _(
                    "{person} asked {centre} to use this e-mail address for an account.",
                    person=person,
                    centre=centre,
                )
            ),
            say(_("If this was you, open this link within two days: {link}", link=link)),
            say(_("If this was not you, do nothing. Nothing changes unless the link is opened.")),
        ),
    )


def taken_letter(to: str, say: Speaker) -> Letter:
    """Return the letter to an address that an account has already: it has no link."""
    centre = centre_name()
    return Letter(
        to,
        say(_("Your address at {centre}", centre=centre)),
        (
            say(
                _(
                    "Somebody asked {centre} to use this e-mail address for another account. You "
                    "already have an account with this address, so nothing was changed.",
                    centre=centre,
                )
            ),
        ),
    )


def asked_letter(person: Person, request: HttpRequest) -> Letter:
    """Return the letter to the present address: another one was asked for."""
    say = speaker_for(person)
    said = say(
        _(
            "Somebody who is signed in to your account asked to change its e-mail address. Your "
            "account keeps this address until the new one is confirmed. You can cancel the change "
            "on your account page."
        )
    )
    return _notice(said, person, request, say)


def changed_letter(person: Person, old: str, request: HttpRequest) -> Letter:
    """Return the letter to the former address: it is no longer that of the account."""
    say = speaker_for(person)
    said = say(
        _("Your account's e-mail address was changed. You can no longer sign in with this address.")
    )
    undo = say(_("If this was not you, tell your centre's administrator at once."))
    subject = say(_("Your account at {centre}", centre=centre_name()))
    return Letter(old, subject, (said, _when(request, say), undo))


def centre_name() -> str:
    return str(Centre.objects.first() or "scp-centre")

"""Letters about a request for an assessment; the worker sends them, within the limits of a mailbox.

The first repeats nothing that was typed: whoever types another's address sends them no message.
"""

from scp_centre.centre.mail import has_mail_server
from scp_centre.centre.public_site.identity import identity
from scp_centre.centre.public_site.models import AssessmentRequest
from scp_centre.centre.registry.models import Centre
from scp_centre.centre.translation import speaker
from scp_centre.interfaces.web.own_account.letter_texts import Letter
from scp_centre.interfaces.web.own_account.letters import send_later
from scp_centre.methods.messages import _


def confirm_request(made: AssessmentRequest) -> None:
    """Tell who asked that the request has come, where there is an address."""
    if not made.email or not has_mail_server():
        return
    say, who = speaker(made.language), _centre()
    parts = (
        say(_("We have received your request for an assessment. We will answer within two weeks.")),
        say(_("If you did not send a request, you can ignore this e-mail.")),
        _signature(who),
    )
    subject = say(_("Your request to {centre}", centre=who.name))
    send_later(Letter(made.email, subject, parts), "request")


def tell_declined(made: AssessmentRequest) -> bool:
    """Have the reason sent to who asked; return whether a letter is on its way."""
    if not made.email or not made.reason or not has_mail_server():
        return False
    say, who = speaker(made.language), _centre()
    parts = (
        say(_("Thank you for requesting an assessment from {centre}.", centre=who.name)),
        say(_("We cannot carry out the assessment. The reason is:")),
        made.reason,
        _signature(who),
    )
    subject = say(_("Your request to {centre}", centre=who.name))
    send_later(Letter(made.email, subject, parts), "outcome")
    return True


def _centre() -> Centre:
    return Centre.objects.filter(pk=1).first() or Centre(name=identity().name)


def _signature(who: Centre) -> str:
    return "\n".join(filter(None, (who.name, who.telephone, who.email)))

"""What a row of the audit log shows of its before and after, in words, and to whom.

Whoever does not see the figures of companies sees of a row who did what to which thing, when. The
details of the acts below are shown to everybody who reads the log: they are about accounts, keys
and the centre itself. What is not named here is hidden, so that a new act leaks nothing.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.audit.security import LOGGED_SECURITY
from scp_centre.methods.messages import HOLE, Message, _

OF_THE_CENTRE = frozenset(LOGGED_SECURITY) | {
    "accept_invitation",
    "add_programme",
    "change_centre",
    "change_key",
    "change_look",
    "choose_language",
    "end_membership",
    "invite_person",
    "make_token",
    "set_up_centre",
    "withdraw_invitation",
    "withdraw_token",
    "write_site_page",
}
# Acts on one figure: their row is called by the figure, with its value.
ON_FIGURES = frozenset({"approve_verification", "remark_on_figure", "answer_remark"})

# Key of a detail -> what it is called; the roles add the columns of their workbooks.
DETAIL_LABELS: dict[str, str] = {
    "activity": _("Activity"),
    "address": _("Address"),
    "amount": _("Amount"),
    "answer": _("Answer"),
    "answer_reason": _("Reason"),
    "authority": _("Authority"),
    "bank": _("Bank"),
    "brought": _("New items for the company"),
    "bytes": _("Size, bytes"),
    "carried": _("Adopted"),
    "colour": _("Colour"),
    "comment": _("Comment"),
    "companies": _("Companies"),
    "company": _("Company"),
    "contact": _("Contact"),
    "country": _("Country"),
    "currency": _("Currency"),
    "dark_colour": _("Colour for dark mode"),
    "deadline": _("Deadline"),
    "decision": _("Decision"),
    "donor": _("Donor"),
    "door": _("Who may join"),
    "driver": _("Driver"),
    "due": _("Due"),
    "email": _("E-mail address"),
    "electricity_factor": _("Electricity factor"),
    "electricity_factor_source": _("Source of the electricity factor"),
    "excluded": _("Left out"),
    "figures": _("Figures"),
    "file": _("File"),
    "flow": _("Flow"),
    "flows": _("Flows"),
    "format": _("Format"),
    "given": _("Consent given"),
    "group": _("Group"),
    "gwp_set": _("Global warming potentials"),
    "hidden": _("Reason for hiding"),
    "holder": _("Company"),
    "language": _("Language"),
    "lead": _("Lead"),
    "measures": _("Measures"),
    "name": _("Name"),
    "mark_digest": _("Logo"),
    "network": _("Network"),
    "note": _("Note"),
    "open": _("Open"),
    "options": _("Options"),
    "owner": _("Responsible"),
    "participants": _("Participants"),
    "people": _("People"),
    "phase": _("Phase"),
    "photo": _("Has a picture"),
    "postal_address": _("Postal address"),
    "plant": _("Plant"),
    "plants": _("Plants"),
    "programme": _("Programme"),
    "progress": _("Progress"),
    "public_address": _("Public address"),
    "question": _("Question"),
    "reason": _("Reason"),
    "region": _("Region"),
    "regions": _("Regions"),
    "remark": _("Remark"),
    "review": _("Review"),
    "revision": _("Version"),
    "role": _("Role"),
    "room": _("Room"),
    "scopes": _("Permissions"),
    "section": _("Section"),
    "slide": _("Slide"),
    "source": _("Source"),
    "spent": _("Amount spent"),
    "standing": _("Status"),
    "state": _("Status"),
    "status": _("Status"),
    "telephone": _("Telephone"),
    "text": _("Text"),
    "to": _("To"),
    "token": _("Token"),
    "unit": _("Unit"),
    "use": _("Use"),
    "verified": _("Verified saving"),
    "version": _("Version"),
    "what": _("Action"),
    "why": _("Reason"),
    "withheld": _("Withheld"),
    "words": _("Words"),
}
# Keys whose values are words of closed lists of the code: shown in the reader's language. All other
# values are names and texts of people, and stay as they are.
CODED = frozenset(
    {
        "withheld",
        "carried",
        "decision",
        "door",
        "experience",
        "kind",
        "phase",
        "progress",
        "review",
        "role",
        "scopes",
        "sector",
        "standing",
        "state",
        "status",
        "use",
    }
)
YES, NO = _("yes"), _("no")
Detail = tuple[str, str]  # what it is called, what it is


def details_of(values: Mapping[str, Any]) -> list[Detail]:
    """Return what is known of a thing before or after an act; what is empty is left out."""
    return [
        (DETAIL_LABELS[key], shown)
        for key, value in values.items()
        if key in DETAIL_LABELS and (shown := _shown(value, key in CODED))
    ]


def _shown(value: Any, is_word: bool) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        parts = [shown for one in value if (shown := _shown(one, is_word))]
        return Message("{parts}", {"parts": parts}) if parts else ""
    text = "" if value is None or isinstance(value, dict) else str(value)
    return Message(text) if is_word and text and not HOLE.search(text) else text


def is_hidden(entry: Entry, sees_figures: bool) -> bool:
    """Return whether the details of a row are hidden from whoever sees no company's figures."""
    return not sees_figures and entry.act not in OF_THE_CENTRE


def subject_shown(entry: Entry, sees_figures: bool) -> str:
    """Return what a row calls its thing; a figure is called by its company, without its value."""
    if sees_figures or entry.act not in ON_FIGURES:
        return entry.on_what
    return str(entry.organisation or "")


def naming(words: str, sees_figures: bool) -> QuerySet[Entry]:
    """Return the rows that have all words in subject, act or person; values are not searched."""
    found = Entry.objects.all()
    for word in words.split()[:10]:
        subject = Q(subject__icontains=word)
        if not sees_figures:
            subject &= ~Q(act__in=ON_FIGURES)
        people = Q(person__name__icontains=word) | Q(about__name__icontains=word)
        people |= Q(about__email__icontains=word)
        found = found.filter(subject | people | Q(act__icontains=word))
    return found

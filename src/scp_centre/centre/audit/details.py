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
DETAIL_LABELS = {
    "activity": "Activity",
    "address": "Address",
    "amount": "Amount",
    "answer": "Answer",
    "answer_reason": "Reason",
    "authority": "Authority",
    "bank": "Bank",
    "brought": "New items for the company",
    "bytes": "Size, bytes",
    "carried": "Adopted",
    "colour": "Colour",
    "comment": "Comment",
    "companies": "Companies",
    "company": "Company",
    "contact": "Contact",
    "country": "Country",
    "currency": "Currency",
    "dark_colour": "Colour on dark grounds",
    "deadline": "Deadline",
    "decision": "Decision",
    "donor": "Donor",
    "door": "Who may join",
    "driver": "Driver",
    "due": "Due",
    "email": "E-mail address",
    "electricity_factor": "Electricity factor",
    "electricity_factor_source": "Source of the electricity factor",
    "excluded": "Left out",
    "figures": "Figures",
    "file": "File",
    "flow": "Flow",
    "flows": "Flows",
    "format": "Format",
    "given": "Consent given",
    "group": "Group",
    "gwp_set": "Global warming potentials",
    "hidden": "Hidden because",
    "holder": "Company",
    "language": "Language",
    "lead": "Lead",
    "measures": "Measures",
    "name": "Name",
    "mark_digest": "Logo",
    "network": "Network",
    "note": "Note",
    "open": "Open",
    "options": "Options",
    "owner": "Responsible",
    "participants": "Participants",
    "people": "People",
    "phase": "Phase",
    "photo": "With a picture",
    "postal_address": "Postal address",
    "plant": "Plant",
    "plants": "Plants",
    "programme": "Programme",
    "progress": "Progress",
    "public_address": "Public address",
    "question": "Question",
    "reason": "Reason",
    "region": "Region",
    "regions": "Regions",
    "remark": "Remark",
    "review": "Review",
    "revision": "Version",
    "role": "Role",
    "room": "Room",
    "scopes": "Allowed",
    "section": "Section",
    "slide": "Slide",
    "source": "Source",
    "spent": "Spent",
    "standing": "Status",
    "state": "Status",
    "status": "Status",
    "telephone": "Telephone",
    "text": "Text",
    "to": "To",
    "token": "Token",
    "unit": "Unit",
    "use": "Use",
    "verified": "Verified saving",
    "version": "Version",
    "what": "Action",
    "why": "Reason",
    "words": "Words",
}
YES, NO = "yes", "no"
Detail = tuple[str, str]  # what it is called, what it is


def details_of(values: Mapping[str, Any]) -> list[Detail]:
    """Return what is known of a thing before or after an act; what is empty is left out."""
    return [
        (DETAIL_LABELS[key], shown)
        for key, value in values.items()
        if key in DETAIL_LABELS and (shown := _shown(value))
    ]


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        return ", ".join(filter(None, map(_shown, value)))
    return "" if value is None or isinstance(value, dict) else str(value)


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

"""The pages of plain text: written by the centre, each version kept in the audit log."""

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.public_site.errors import SitePageError
from scp_centre.centre.public_site.models import PageKey, SitePage
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.translation import LANGUAGES
from scp_centre.methods.messages import Number, _

LONGEST = 20_000


@transaction.atomic
def write_site_page(key: str, language: str, text: str, *, acting_user: Person) -> SitePage | None:
    """Save what a page says in one language; without a text there is no such page.

    Raises SitePageError for an unknown page or language, and for a text that is too long.
    """
    require(acting_user, "write_site_page")
    if key not in PageKey.values or language not in LANGUAGES:
        raise SitePageError(
            _("This page does not exist."),
            where="key",
            cure=_("Choose a page from the list."),
        )
    text = text.strip()
    number = len(text)
    if number > LONGEST:
        raise SitePageError(
            _(
                "The text is longer than 20,000 characters (length: {number}).",
                number=Number(number, ","),
            ),
            where="text",
            cure=_("Shorten the text."),
        )
    kept = SitePage.objects.select_for_update().filter(key=key, language=language).first()
    before = kept.text if kept else ""
    if not text:
        SitePage.objects.filter(key=key, language=language).delete()
    else:
        kept, _unused = SitePage.objects.update_or_create(
            key=key, language=language, defaults={"text": text}
        )
    record(
        "write_site_page",
        log_name(key, language),
        acting_user=acting_user,
        before={"text": before},
        after={"text": text},
    )
    return kept if text else None


def log_name(key: str, language: str) -> str:
    """Return what the audit log calls a page, by which its versions are found."""
    return f"{key} ({language})"

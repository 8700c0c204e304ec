"""Synonyms of the search, kept by the editor."""

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.models import Synonyms
from scp_centre.roles.clearinghouse.search.index_writer import count_change


@transaction.atomic
def add_synonyms(language: str, words: str, *, acting_user: Person) -> Synonyms:
    """Let words mean the same in the search from now on."""
    require(acting_user, "keep_search")
    parts = [p.strip() for p in words.split(",") if p.strip()]
    if len(parts) < 2:
        raise ClearinghouseError(
            _("Enter at least two synonyms."),
            where="words",
            cure=_("Separate the synonyms with commas."),
        )
    made = Synonyms.objects.create(language=language, words=", ".join(dict.fromkeys(parts)))
    count_change()
    record("keep_search", made.words, acting_user=acting_user)
    return made


@transaction.atomic
def remove_synonyms(synonyms: Synonyms, *, acting_user: Person) -> None:
    """Let words no longer mean the same."""
    require(acting_user, "keep_search")
    record("keep_search", synonyms.words, acting_user=acting_user, before={"words": synonyms.words})
    synonyms.delete()
    count_change()

"""Product passports: issued by the holder of a licence, ended with its suspension or withdrawal."""

import json
from collections.abc import Callable
from typing import Any

from django.db import transaction

from scp_centre.centre.registry.models import Centre, Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.signing.actions import (
    Draft,
    current_key,
    did_of_centre,
    require_reachable,
    revocation_entry,
    revoke_credential,
    sign_new,
)
from scp_centre.methods.credentials.untp import Named, write_passport
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.actions.events import enter_event
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.licence_validity import is_valid
from scp_centre.roles.recognition.models import Licence, Passport, Step
from scp_centre.roles.recognition.passport_content import (
    compose_passport,
    moment_of,
    passport_of,
    sites_of,
)

KIND = "passport"
REPLACED = "Replaced by a newer passport."


@transaction.atomic
def issue_passport(
    licence: Licence, base: str, *, names_site: bool, shows_values: bool, acting_user: Person
) -> Passport:
    """Issue the product passport of a licence that is valid today; an older one is revoked.

    base : with which its addresses begin; a passport that says the same stays

    Raises RecognitionError for the licence of a company, and for one that is not valid;
    SigningError while nobody outside could learn that it was revoked.
    """
    licence = Licence.objects.select_for_update().get(pk=licence.pk)
    require(acting_user, "apply_for_label", licence.application.organisation)
    if not licence.product or not is_valid(licence):
        raise RecognitionError(
            _("Only valid product licences have a passport."),
            where="licence",
            cure=_("Issue the passport once the product licence is valid."),
        )
    disclosed = {"names_site": names_site, "shows_values": shows_values}
    require_reachable()
    if names_site and not sites_of(licence):
        raise RecognitionError(
            _("The register of products names no site that makes this product."),
            where="names_site",
            cure=_("Add the site on the page of the product, or leave the site out."),
        )
    said = compose_passport(licence, base, **disclosed)
    title = f"{said.product.name}, {licence.number}"[:200]

    def content_of(id_: str, issuer: str) -> dict[str, Any]:
        centre = Centre.objects.first()
        return write_passport(
            said,
            id_=id_,
            issuer=Named(issuer, centre.name if centre else "scp-centre"),
            title=title,
            first=moment_of(licence.start),
            last=moment_of(licence.until, is_end=True),
        )

    standing = passport_of(licence)
    if standing and _says_the_same(standing, content_of):
        return standing
    end_passport(licence, REPLACED, acting_user=acting_user)

    def write(new: Draft) -> dict[str, Any]:
        content = content_of(new.id, new.issuer)
        entry = revocation_entry(new.place)
        # UNTP 0.7.0 has the index as a number, where the W3C has it as text of digits.
        status = {**entry, "statusListIndex": new.place} if entry else None
        return content | ({"credentialStatus": status} if status else {})

    made = sign_new(
        kind=KIND,
        about=f"passport {licence.number}",
        holder=licence.company[:150],
        title=title,
        write=write,
        acting_user=acting_user,
    )
    kept, _created = Passport.objects.update_or_create(
        licence=licence, defaults=disclosed | {"credential": made}
    )
    enter_event(licence.application, Step.PASSPORT, acting_user=acting_user, after=disclosed)
    return kept


def _says_the_same(standing: Passport, content_of: Callable[[str, str], dict[str, Any]]) -> bool:
    """Return whether a passport that stands says what it would say today."""
    held = standing.credential.content
    today = json.loads(json.dumps(content_of(held["id"], did_of_centre(current_key()))))
    return all(held.get(key) == value for key, value in today.items())


def end_passport(licence: Licence, reason: str, *, acting_user: Person) -> bool:
    """Revoke the passport of a licence that holds no more, and return whether there was one.

    Called within the suspension of the licence.
    """
    found = Passport.objects.filter(licence=licence).select_related("credential").first()
    if found is None or found.credential.revoked is not None:
        return False
    revoke_credential(found.credential, reason, acting_user=acting_user)
    return True

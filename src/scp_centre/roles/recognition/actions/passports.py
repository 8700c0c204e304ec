"""Product passports and the conformity credentials that prove them: issued by the holder of a
licence, ended with its suspension or withdrawal.
"""

import json
from collections.abc import Callable, Mapping
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
from scp_centre.centre.signing.models import Credential
from scp_centre.methods.credentials.untp import Named, write_passport
from scp_centre.methods.credentials.untp import Passport as Said
from scp_centre.methods.credentials.untp_conformity import write_conformity
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.actions.events import enter_event
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.licence_validity import is_valid
from scp_centre.roles.recognition.models import Licence, Passport, Step
from scp_centre.roles.recognition.passport_content import (
    compose_conformity,
    compose_passport,
    moment_of,
    passport_of,
    sites_of,
)

KIND, CONFORMITY = "passport", "conformity"
REPLACED = "Replaced by a newer passport."
Writer = Callable[[str, str], dict[str, Any]]  # of the credential's id and its issuer's


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
    writers = _writers(licence, said, base)
    standing = passport_of(licence)
    if standing and _says_the_same(standing, writers):
        return standing
    end_passport(licence, REPLACED, acting_user=acting_user)
    made = {
        kind: _sign(licence, kind, said, write, acting_user=acting_user)
        for kind, write in writers.items()
    }
    signed = {"credential": made[KIND], "conformity": made[CONFORMITY]}
    kept, _created = Passport.objects.update_or_create(licence=licence, defaults=disclosed | signed)
    enter_event(licence.application, Step.PASSPORT, acting_user=acting_user, after=disclosed)
    return kept


def _title_of(licence: Licence, said: Said) -> str:
    return f"{said.product.name}, {licence.number}"[:200]


def _writers(licence: Licence, said: Said, base: str) -> dict[str, Writer]:
    """Return what writes the passport of a licence, and its conformity credential, unsigned."""
    centre = Centre.objects.first()
    name = centre.name if centre else "scp-centre"
    attested = compose_conformity(licence, said, base, issuer=name)
    title = _title_of(licence, said)
    first, last = moment_of(licence.start), moment_of(licence.until, is_end=True)

    def passport(id_: str, issuer: str) -> dict[str, Any]:
        by = Named(issuer, name)
        return write_passport(said, id_=id_, issuer=by, title=title, first=first, last=last)

    def conformity(id_: str, issuer: str) -> dict[str, Any]:
        by = Named(issuer, name)
        return write_conformity(attested, id_=id_, issuer=by, title=title, first=first, last=last)

    return {KIND: passport, CONFORMITY: conformity}


def _sign(
    licence: Licence, kind: str, said: Said, content_of: Writer, *, acting_user: Person
) -> Credential:
    """Sign a credential of a licence; its status is asked of the centre's list."""

    def write(new: Draft) -> dict[str, Any]:
        content = content_of(new.id, new.issuer)
        entry = revocation_entry(new.place)
        # UNTP 0.7.0 has the index as a number, where the W3C has it as text of digits.
        status = {**entry, "statusListIndex": new.place} if entry else None
        return content | ({"credentialStatus": status} if status else {})

    return sign_new(
        kind=kind,
        about=f"{kind} {licence.number}",
        holder=licence.company[:150],
        title=_title_of(licence, said),
        write=write,
        acting_user=acting_user,
    )


def _says_the_same(standing: Passport, writers: Mapping[str, Writer]) -> bool:
    """Return whether what stands of a passport says what it would say today."""
    held = {KIND: standing.credential, CONFORMITY: standing.conformity}
    return all(_is_as_written(held[kind], write) for kind, write in writers.items())


def _is_as_written(held: Credential | None, content_of: Writer) -> bool:
    if held is None or held.revoked is not None:
        return False
    content = held.content
    today = json.loads(json.dumps(content_of(content["id"], did_of_centre(current_key()))))
    return all(content.get(key) == value for key, value in today.items())


def end_passport(licence: Licence, reason: str, *, acting_user: Person) -> bool:
    """Revoke the passport of a licence that holds no more, and return whether there was one.

    Its conformity credential ends with it. Called within the suspension of the licence.
    """
    found = Passport.objects.filter(licence=licence)
    held = found.select_related("credential", "conformity").first()
    if held is None or held.credential.revoked is not None:
        return False
    for one in (held.credential, held.conformity):
        if one is not None and one.revoked is None:
            revoke_credential(one, reason, acting_user=acting_user)
    return True

"""Sign, take back, change keys. The role that asks has checked that the person may."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import SigningError
from scp_centre.centre.installation.addresses import can_be_reached, public_address
from scp_centre.centre.registry.models import Centre, Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.signing.imprints import imprint_of
from scp_centre.centre.signing.models import Credential, SigningKey
from scp_centre.centre.signing.sealed_secrets import seal, unseal
from scp_centre.methods.credentials import CONTEXT, KeyPair, sign_credential
from scp_centre.methods.credentials.status import FEWEST_BITS
from scp_centre.methods.messages import _

REVOCATION, SUSPENSION = "revocation", "suspension"
LISTS = {REVOCATION: 1, SUSPENSION: 2}  # purpose -> the number of its status list
IN_ONE_GO = 500  # imprints written by one statement
MOMENT = "%Y-%m-%dT%H:%M:%SZ"
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


def did_of_centre(key: SigningKey) -> str:
    """Return who the centre is: did:web by its public address, else the key itself.

    An address that only this machine or network knows is none: nobody could check the signature.
    """
    address = public_address()
    return did_web(address) if can_be_reached(address) else f"did:key:{key.multikey}"


def did_web(address: str) -> str:
    """Return the did:web of an address: https://a.example:8443/b is did:web:a.example%3A8443:b."""
    host = address.split("://", 1)[-1].rstrip("/")
    return "did:web:" + host.replace(":", "%3A").replace("/", ":")


def method_of(key: SigningKey) -> str:
    """Return the address of a key in the document of the centre."""
    return f"{did_of_centre(key)}#{key.multikey}"


@transaction.atomic
def current_key() -> SigningKey:
    """Return the key that signs now; the first is made when it is needed."""
    found = SigningKey.objects.filter(retired__isnull=True, withdrawn__isnull=True).last()
    return found or _new_key()


def _new_key() -> SigningKey:
    pair = KeyPair.generate()
    return SigningKey.objects.create(multikey=pair.multikey, sealed=seal(pair.secret))


@transaction.atomic
def change_key(*, acting_user: Person, withdraw: bool = False) -> SigningKey:
    """Make a new key that signs from now on. What the old one signed stays good, unless withdrawn.

    withdraw : the old key fell into other hands; nothing that it signed is good any more
    """
    require(acting_user, "keep_keys")
    old = current_key()
    new = _new_key()
    old.retired = timezone.now()
    old.withdrawn = old.retired if withdraw else None
    old.save(update_fields=["retired", "withdrawn"])
    after = {"new": new.multikey, "withdrawn": withdraw}
    record("change_key", old.multikey, acting_user=acting_user, after=after)
    return new


def is_reachable() -> bool:
    """Return whether people outside can reach the centre, and so check what it signs."""
    return can_be_reached(public_address())


def require_reachable() -> None:
    """Refuse to sign what nobody outside could check, and whose revocation nobody would learn.

    Raises SigningError while the centre has no public address.
    """
    if is_reachable():
        return
    address = public_address()
    raise SigningError(
        _("The address {address} cannot be reached from the internet.", address=address)
        if address
        else _("This centre has no public address yet."),
        where="address",
        cure=_(
            "Enter a public address on the page “The centre”, then try again. Until "
            "then, nobody outside the centre can check what it signs."
        ),
    )


@transaction.atomic
def issue_badge(
    *,
    kind: str,
    about: str,
    holder: str,
    title: str,
    description: str,
    criteria: str,
    achievement: str,
    evidence: dict[str, Any],
    valid_from: datetime,
    acting_user: Person,
    valid_until: datetime | None = None,
) -> Credential:
    """Sign that somebody achieved something: a Verifiable Credential 2.0 and Open Badge 3.0.

    about : the thing it came of; asked for again, the credential that stands is returned
    achievement : identifier of what was achieved    evidence : of OB 3.0, shown beside it
    valid_until : of what ends; it can be suspended, too
    """
    standing = Credential.objects.filter(kind=kind, about=about, revoked__isnull=True).first()
    if standing:
        return standing
    centre = Centre.objects.first()

    def write(new: Draft) -> dict[str, Any]:
        content = {
            "@context": [CONTEXT, BADGES],
            "id": new.id,
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": title,
            "issuer": {
                "id": new.issuer,
                "type": ["Profile"],
                "name": centre.name if centre else "scp-centre",
            },
            "validFrom": valid_from.strftime(MOMENT),
            "credentialSubject": {
                "type": ["AchievementSubject"],
                "identifier": [
                    {
                        "type": "IdentityObject",
                        "hashed": False,
                        "identityHash": holder,
                        "identityType": "name",
                    }
                ],
                "achievement": {
                    "id": achievement,
                    "type": ["Achievement"],
                    "name": title,
                    "description": description,
                    "criteria": {"narrative": criteria},
                },
            },
            "evidence": [{"type": ["Evidence"], **evidence}],
        }
        if valid_until is not None:
            content["validUntil"] = valid_until.strftime(MOMENT)
        if is_reachable():
            revocation = _status(new.place, REVOCATION)
            both = [revocation, _status(new.place, SUSPENSION)]
            content["credentialStatus"] = both if valid_until is not None else revocation
        return content

    return sign_new(
        kind=kind, about=about, holder=holder, title=title, write=write, acting_user=acting_user
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """What a credential that is to be signed needs to know of itself.

    place : in the status lists    issuer : did of the centre
    """

    id: str
    place: int
    issuer: str


@transaction.atomic
def sign_new(
    *,
    kind: str,
    about: str,
    holder: str,
    title: str,
    write: Callable[[Draft], dict[str, Any]],
    acting_user: Person,
) -> Credential:
    """Sign a new credential with the key of today, and keep it.   write : draft -> its content"""
    key = current_key()
    id_, place = uuid.uuid4(), _next_place()
    content = write(Draft(f"urn:uuid:{id_}", place, did_of_centre(key)))
    pair = KeyPair.from_secret(unseal(key.sealed))
    signed = sign_credential(content, pair, method_of(key), timezone.now())
    made = Credential.objects.create(
        id=id_,
        kind=kind,
        about=about,
        holder=holder,
        title=title,
        content=signed,
        imprint=imprint_of(signed),
        place=place,
    )
    after = {"credential": str(id_), "title": title, "key": key.multikey}
    record("issue_credential", title, acting_user=acting_user, after=after)
    return made


@transaction.atomic
def keep_imprints(verified: Iterable[Credential]) -> None:
    """Keep the imprint of credentials whose signatures were just verified, for long lists.

    Of those that have none, signed before there were imprints, or one of another installation:
    each costs its signature once, and not on every page that lists it. What stands in the
    database may have changed since it was read: then the imprint is not of it, and says nothing.
    """
    found = [one for one in verified if one.imprint != imprint_of(one.content)]
    for one in found:
        one.imprint = imprint_of(one.content)
    Credential.objects.bulk_update(found, ["imprint"], batch_size=IN_ONE_GO)


def _next_place() -> int:
    # A sum locks no rows: whoever issues holds the first key, so that no two take one place.
    list(SigningKey.objects.select_for_update().order_by("pk")[:1])
    last = Credential.objects.aggregate(last=Max("place"))["last"]
    place = 0 if last is None else last + 1
    if place >= FEWEST_BITS:
        raise SigningError(
            _("The status list is full: {_BITS} credentials have been issued.", _BITS=FEWEST_BITS),
            where="place",
            cure=_("Ask the developers of scp-centre to start another list."),
        )
    return place


def list_address(purpose: str) -> str:
    """Return where the status list of a purpose can be had."""
    return f"{public_address()}/credentials/status/{LISTS[purpose]}"


def revocation_entry(place: int) -> dict[str, Any] | None:
    """Return the entry of a credential that can be revoked; None while nobody could look it up."""
    return _status(place, REVOCATION) if is_reachable() else None


def _status(place: int, purpose: str) -> dict[str, Any]:
    list_ = list_address(purpose)
    return {
        "id": f"{list_}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(place),
        "statusListCredential": list_,
    }


@transaction.atomic
def revoke_credential(credential: Credential, reason: str, *, acting_user: Person) -> None:
    """Take a credential back; its page and the status list say so from now on."""
    if not reason.strip():
        raise SigningError(_("A reason is needed."), where="reason", cure=_("Enter the reason."))
    credential.revoked, credential.reason = timezone.now(), reason.strip()[:300]
    credential.save(update_fields=["revoked", "reason"])
    after = {"credential": str(credential.pk), "reason": credential.reason}
    record("revoke_credential", credential.title, acting_user=acting_user, after=after)


@transaction.atomic
def suspend_credential(credential: Credential, reason: str, *, acting_user: Person) -> None:
    """Suspend a credential until that is lifted; its page and the status list say so at once."""
    if not reason.strip():
        raise SigningError(_("A reason is needed."), where="reason", cure=_("Enter the reason."))
    credential.suspended, credential.reason = timezone.now(), reason.strip()[:300]
    credential.save(update_fields=["suspended", "reason"])
    after = {"credential": str(credential.pk), "reason": credential.reason}
    record("suspend_credential", credential.title, acting_user=acting_user, after=after)


@transaction.atomic
def lift_suspension(credential: Credential, *, acting_user: Person) -> None:
    """Let a suspended credential hold again."""
    credential.suspended, credential.reason = None, ""
    credential.save(update_fields=["suspended", "reason"])
    after = {"credential": str(credential.pk)}
    record("lift_credential", credential.title, acting_user=acting_user, after=after)

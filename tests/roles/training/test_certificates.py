"""Certificates of a workshop: signed, verified by anybody, taken back; keys that change."""

import io
import json

import pytest
from django.utils import timezone

from scp_centre.centre.errors import NotPermittedError, SigningError
from scp_centre.centre.registry.actions import change_centre
from scp_centre.centre.signing import actions, queries
from scp_centre.centre.signing.models import Credential, SigningKey
from scp_centre.methods.credentials import decode_status_list, verify_credential
from scp_centre.roles.training.actions import certificates, corrections, people
from scp_centre.roles.training.errors import TrainingError
from tests.interfaces.test_rooms import joined
from tests.roles.training.room_clock import hold
from tests.roles.training.test_workshops import join, trainer, workshop  # noqa: F401


@pytest.fixture
def held(workshop, trainer):  # noqa: F811
    """A workshop of an hour that has ended: Ana was there, Ben left at once."""
    join(workshop, "Ana", "A")
    people.note_leaving(join(workshop, "Ben", "B"), True, acting_user=trainer)
    return hold(workshop, trainer)


def test_who_stayed_is_certified_once(held, trainer):  # noqa: F811
    (first,) = certificates.certify(held, acting_user=trainer)
    assert first.holder == "Ana" and queries.check(first).valid
    assert certificates.certify(held, acting_user=trainer) == [first]
    assert set(first.content["type"]) == {"VerifiableCredential", "OpenBadgeCredential"}


def test_a_workshop_that_goes_on_certifies_nobody(workshop, trainer, sample_centre):  # noqa: F811
    with pytest.raises(TrainingError, match="still running"):
        certificates.certify(workshop, acting_user=trainer)
    with pytest.raises(NotPermittedError):
        certificates.certify(workshop, acting_user=sample_centre["expert"])


def test_a_certificate_that_is_taken_back_says_so_everywhere(held, trainer, client, settings):  # noqa: F811
    settings.PUBLIC_ADDRESS = "https://centre.example"
    (made,) = certificates.certify(held, acting_user=trainer)
    page = f"/verify/{made.pk}/"
    assert "This certificate is valid" in client.get(page).content.decode()
    ana = held.participants.get(name="Ana")
    with pytest.raises(SigningError, match="reason"):
        certificates.take_back(ana, " ", acting_user=trainer)
    certificates.take_back(ana, "Issued to the wrong person", acting_user=trainer)
    told = client.get(page).content.decode()
    assert "has been revoked" in told and "Issued to the wrong person" in told
    listed = json.loads(client.get("/credentials/status/1").content)
    assert made.place in decode_status_list(listed["credentialSubject"]["encodedList"])
    assert made.content["credentialStatus"]["statusListIndex"] == str(made.place)
    assert verify_credential(listed, timezone.now(), keys=queries.known_keys()).valid
    (again,) = certificates.certify(held, acting_user=trainer)
    assert again != made and queries.check(again).valid


def test_a_changed_row_is_noticed(held, trainer, client):  # noqa: F811
    (made,) = certificates.certify(held, acting_user=trainer)
    made.content["credentialSubject"]["identifier"][0]["identityHash"] = "Eve"
    made.save()
    page = client.get(f"/verify/{made.pk}/").content.decode()
    assert (
        "is not valid" in page
        and "The signature does not match. The credential was changed, or another key was used."
        in page
    )


def test_a_new_key_signs_and_what_the_old_one_signed_stays_good(held, trainer, sample_centre):  # noqa: F811
    admin = sample_centre["admin"]
    (old,) = certificates.certify(held, acting_user=trainer)
    new = actions.change_key(acting_user=admin)
    assert queries.check(old).valid
    certificates.take_back(held.participants.get(name="Ana"), "x", acting_user=trainer)
    (second,) = certificates.certify(held, acting_user=trainer)
    assert new.multikey in second.content["proof"]["verificationMethod"]
    actions.change_key(acting_user=admin, withdraw=True)
    assert queries.check(second).reasons == ("The key that signed the certificate was revoked.",)
    with pytest.raises(NotPermittedError):
        actions.change_key(acting_user=trainer)


def test_the_secret_half_is_sealed_with_the_key_of_the_installation(held, trainer, settings):  # noqa: F811
    certificates.certify(held, acting_user=trainer)
    settings.SECRET_KEY = "another installation"
    certificates.take_back(held.participants.get(name="Ana"), "x", acting_user=trainer)
    with pytest.raises(SigningError, match="cannot be opened"):
        certificates.certify(held, acting_user=trainer)
    assert SigningKey.objects.count() == 1


def test_with_a_public_address_the_centre_is_a_did_web(held, trainer, settings, client):  # noqa: F811
    settings.PUBLIC_ADDRESS = "https://centre.example"
    (made,) = certificates.certify(held, acting_user=trainer)
    document = client.get("/.well-known/did.json").json()
    assert document["id"] == made.content["issuer"]["id"] == "did:web:centre.example"
    keys = {k["id"]: k["publicKeyMultibase"] for k in document["verificationMethod"]}
    listed = json.loads(client.get("/credentials/status/1").content)
    verdict = verify_credential(
        made.content, timezone.now(), keys=keys, status_lists={listed["id"]: listed}
    )
    assert verdict.valid is True and verdict.reasons == ()
    file = client.get(f"/verify/{made.pk}/credential.json")
    assert file["Content-Type"] == "application/vc" and json.loads(file.content) == made.content


def test_an_unknown_certificate_is_named_as_such(client, db):
    answer = client.get("/verify/6f1a3c1e-0000-4000-8000-000000000001/")
    assert answer.status_code == 404 and "did not issue" in answer.content.decode()


def test_a_participant_takes_the_certificate_home(sample_centre, signed_in, settings):
    from pypdf import PdfReader

    from scp_centre.roles.training.models import Workshop

    workshop = Workshop.objects.get()  # noqa: F811
    phone = joined(workshop)
    client = signed_in("trainer")
    client.post(f"/training/workshops/{workshop.pk}/act/", {"act": "start"})
    client.post(f"/training/workshops/{workshop.pk}/attendance/", {"act": "check in all"})
    hold(workshop, sample_centre["trainer"], minutes=95)
    client.post(f"/training/workshops/{workshop.pk}/certify/")
    assert Credential.objects.filter(kind="workshop").count() == 24
    assert "Your certificate" in phone.get(f"/room/{workshop.pk}/home/").content.decode()

    def certificate():
        file = phone.get(f"/room/{workshop.pk}/certificate.pdf").content
        return " ".join(PdfReader(io.BytesIO(file)).pages[0].extract_text().split())

    text = certificate()
    assert "Attended 95 of the 95 min that the workshop" in text and "planned: 260 min" in text
    assert "Zoe Zander" in text and "Certificate of attendance" in text
    assert "Scan to check" in certificate() and "https://centre.example/verify/" in certificate()


@pytest.mark.parametrize("address", ["", "http://192.168.1.5:8000", "http://localhost:8000"])
def test_under_an_address_that_nobody_outside_reaches_nothing_is_signed(
    held,
    trainer,  # noqa: F811
    settings,
    signed_in,
    address,
):
    """Nobody could check it, nor learn that it was revoked."""
    settings.PUBLIC_ADDRESS = address
    with pytest.raises(SigningError, match=address or "no public address") as refused:
        certificates.certify(held, acting_user=trainer)
    assert "Enter a public address" in refused.value.cure
    answer = signed_in("trainer").post(f"/training/workshops/{held.pk}/certify/")
    assert answer.status_code == 422 and "The centre" in answer.content.decode()
    assert not Credential.objects.filter(kind="workshop").exists()


def test_a_correction_revokes_nothing_while_no_new_certificate_can_be_signed(
    held,
    trainer,  # noqa: F811
    settings,
):
    (made,) = certificates.certify(held, acting_user=trainer)
    settings.PUBLIC_ADDRESS = ""
    ana = held.participants.get(name="Ana")
    with pytest.raises(SigningError, match="no public address"):
        corrections.correct_participant(
            ana, {"name": "Anna", "organisation": "A"}, acting_user=trainer, reason="Misspelt"
        )
    made.refresh_from_db()
    ana.refresh_from_db()
    assert made.revoked is None and ana.name == "Ana"


def test_a_renewal_refuses_before_it_revokes(held, trainer, settings):  # noqa: F811
    (made,) = certificates.certify(held, acting_user=trainer)
    ana = held.participants.get(name="Ana")
    held.participants.filter(pk=ana.pk).update(name="Anna")
    settings.PUBLIC_ADDRESS = ""
    with pytest.raises(SigningError, match="no public address"):
        certificates.renew_certificates(held, acting_user=trainer, of=ana)
    made.refresh_from_db()
    assert made.revoked is None


def test_every_certificate_names_its_status_list(held, trainer):  # noqa: F811
    (made,) = certificates.certify(held, acting_user=trainer)
    status = made.content["credentialStatus"]
    assert status["type"] == "BitstringStatusListEntry" and status["statusPurpose"] == "revocation"
    assert status["statusListCredential"] == "https://centre.example/credentials/status/1"


def test_what_cannot_be_checked_is_not_established_and_never_valid(held, trainer, client):  # noqa: F811
    (made,) = certificates.certify(held, acting_user=trainer)
    now, keys = timezone.now(), queries.known_keys()
    listed = json.loads(client.get("/credentials/status/1").content)
    address = listed["id"]
    assert verify_credential(made.content, now).valid is None, "whose key it is, is not known"
    assert verify_credential(made.content, now, keys=keys).valid is None, "its list is not at hand"
    lists = {address: listed}
    assert verify_credential(made.content, now, keys=keys, status_lists=lists).valid is True
    broken = {address: listed | {"issuer": "did:web:other.example"}}
    assert verify_credential(made.content, now, keys=keys, status_lists=broken).valid is None


def test_what_was_signed_under_a_former_address_still_holds(held, trainer, sample_centre):  # noqa: F811
    change_centre({"public_address": "https://old.example"}, acting_user=sample_centre["admin"])
    (made,) = certificates.certify(held, acting_user=trainer)
    assert made.content["issuer"]["id"] == "did:web:old.example"
    change_centre({"public_address": "https://new.example"}, acting_user=sample_centre["admin"])
    assert queries.check(made).valid


def test_the_certificate_of_another_is_out_of_reach(sample_centre, signed_in):
    signed_in("trainer")
    from scp_centre.roles.training.models import Workshop

    workshop = Workshop.objects.get()  # noqa: F811
    assert joined(workshop).get(f"/room/{workshop.pk}/certificate.pdf").status_code == 404

"""Credentials: the published vector of the W3C, an independent verifier, and what must be refused."""

import json
import subprocess
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from scp_centre.methods.credentials import (
    KeyPair,
    decode_key,
    decode_status_list,
    encode_status_list,
    sign_credential,
    verify_credential,
)
from scp_centre.methods.credentials.keys import SECRET, decode_base58, encode_base58
from scp_centre.methods.errors import InvalidValueError
from tests.shared_data import DATA, needs_shared

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 25, tzinfo=UTC)

# W3C, Data Integrity EdDSA Cryptosuites 1.0, appendix of test vectors, TestVectors/eddsa-jcs-2022
# of github.com/w3c/vc-di-eddsa at abb673eb: read there.
VECTOR_KEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
VECTOR = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://www.w3.org/ns/credentials/examples/v2",
    ],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
    "proof": {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": f"did:key:{VECTOR_KEY}#{VECTOR_KEY}",
        "proofPurpose": "assertionMethod",
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://www.w3.org/ns/credentials/examples/v2",
        ],
        "proofValue": "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX",
    },
}


@pytest.fixture
def key():
    return KeyPair.from_secret(bytes(range(32)))


def unsigned(key, **more):
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "urn:uuid:6f1a3c1e-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential"],
        "issuer": key.did,
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"name": "Ana Abebe, Écrivain 中"},
    } | more


def signed(key, **more):
    return sign_credential(unsigned(key, **more), key, f"{key.did}#{key.multikey}", NOW)


def test_the_published_vector_holds_for_whoever_knows_the_issuers_key():
    """A did:key under the name of a web address is a stranger's, until somebody vouches for it."""
    open_ = verify_credential(VECTOR, NOW)
    assert open_.valid is None and "https://vc.example/issuers/5678" in open_.reasons[0]
    method = f"did:key:{VECTOR_KEY}#{VECTOR_KEY}"
    vouched = verify_credential(VECTOR, NOW, keys={method: VECTOR_KEY})
    assert (
        vouched.valid is True
        and vouched.reasons == ()
        and "The person who requested the check supplied this key as" in vouched.notes[0]
    )
    by_issuer = verify_credential(VECTOR, NOW, keys={VECTOR["issuer"]: VECTOR_KEY})
    assert by_issuer.valid is True and by_issuer.notes == ()


@needs_shared
def test_every_intermediate_of_the_published_vector():
    folder = DATA / "credentials/eddsa/eddsa-jcs-2022"
    said = {p.name: p.read_text("utf-8").strip() for p in folder.glob("*.txt")}
    signed_ = json.loads((folder / "signedJCS.json").read_text("utf-8"))
    bare = {k: v for k, v in signed_.items() if k != "proof"}
    proof = {k: v for k, v in signed_["proof"].items() if k != "proofValue"}
    assert proof == json.loads((folder / "proofConfigJCS.json").read_text("utf-8"))
    assert rfc8785.dumps(bare).decode() == said["canonDocJCS.txt"]
    assert rfc8785.dumps(proof).decode() == said["proofCanonJCS.txt"]
    digests = [sha256(rfc8785.dumps(one)).hexdigest() for one in (proof, bare)]
    assert digests == [said["proofHashJCS.txt"], said["docHashJCS.txt"]]
    assert "".join(digests) == said["combinedHashJCS.txt"]
    assert signed_["proof"]["proofValue"] == said["sigBTC58JCS.txt"]
    assert decode_base58(said["sigBTC58JCS.txt"][1:]).hex() == said["sigHexJCS.txt"]
    pair = json.loads((DATA / "credentials/eddsa/keyPair.json").read_text("utf-8"))
    secret = decode_base58(pair["privateKeyMultibase"][1:])[len(SECRET) :]
    key, method = KeyPair.from_secret(secret), proof["verificationMethod"]
    created = datetime.fromisoformat(proof["created"])
    assert sign_credential(bare, key, method, created) == signed_


def test_ed25519_signs_the_published_vector_the_same():
    """RFC 8032, section 7.1, test 1: the key pair of the secret."""
    secret = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert KeyPair.from_secret(secret).public.hex() == public


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            lambda c: c | {"name": "Alumnus"},
            ("The signature does not match. The credential was changed, or another key was used."),
        ),
        (
            lambda c: c | {"extra": 1},
            ("The signature does not match. The credential was changed, or another key was used."),
        ),
        (lambda c: c | {"proof": c["proof"] | {"created": "2023-02-24T23:36:39Z"}}, "changed"),
        (lambda c: c | {"proof": c["proof"] | {"proofValue": "z11"}}, "not an Ed25519 signature"),
        (lambda c: c | {"proof": c["proof"] | {"proofValue": "u123"}}, "not an Ed25519 signature"),
        (lambda c: c | {"proof": c["proof"] | {"proofPurpose": "authentication"}}, "purpose"),
        (lambda c: {k: v for k, v in c.items() if k != "proof"}, "no proof"),
        (lambda c: {k: v for k, v in c.items() if k != "issuer"}, "no issuer"),
        (lambda c: c | {"type": ["Something"]}, "type"),
        (lambda c: c | {"@context": []}, "@context"),
        (
            lambda c: c | {"issuer": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"},
            "does not belong to its issuer",
        ),
    ],
)
def test_what_was_changed_does_not_hold_and_the_reason_is_said(change, reason):
    keys = {VECTOR["issuer"]: VECTOR_KEY}
    verdict = verify_credential(change(VECTOR), NOW, keys=keys)
    assert verdict.valid is False and any(reason in r for r in verdict.reasons), verdict


def test_every_byte_counts(key):
    credential = signed(key)
    text = json.dumps(credential)
    for place in range(0, len(text), 7):
        if not text[place].isalnum():
            continue
        other = text[:place] + ("a" if text[place] != "a" else "b") + text[place + 1 :]
        try:
            changed = json.loads(other)
        except ValueError:
            continue
        if changed != credential:
            assert not verify_credential(changed, NOW).valid, other[place - 20 : place + 20]


def test_time_and_revocation_count(key):
    credential = signed(key, validUntil="2027-01-01T00:00:00Z")
    assert verify_credential(credential, NOW).valid
    early, late = datetime(2025, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    told = verify_credential(credential, early)
    assert told.valid is False
    assert [
        any(word in r for r in told.reasons)
        for word in ("not valid before", "The credential's proof was created only later, on")
    ] == [
        True,
        True,
    ]
    assert "expired on" in verify_credential(credential, late).reasons[0]
    assert verify_credential(credential, NOW, revoked=True).reasons == (
        "The credential was revoked.",
    )


def test_a_key_that_is_looked_up_must_be_the_issuers(key):
    method = f"did:web:centre.example#{key.multikey}"
    credential = sign_credential(unsigned(key, issuer="did:web:centre.example"), key, method, NOW)
    assert verify_credential(credential, NOW, keys={method: key.multikey}).valid is True
    unknown = verify_credential(credential, NOW)
    assert unknown.valid is None and "not recognised here" in unknown.reasons[0]
    other = sign_credential(unsigned(key, issuer="did:web:other.example"), key, method, NOW)
    assert (
        "does not belong to its issuer"
        in verify_credential(other, NOW, keys={method: key.multikey}).reasons[0]
    )


@given(st.binary(max_size=70))
def test_base58_returns_what_it_was_given(content):
    assert decode_base58(encode_base58(content)) == content


@pytest.mark.parametrize(
    "text", ["z6Mk0", "z", "f00", "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme"]
)
def test_what_is_no_key_is_refused(text):
    with pytest.raises(InvalidValueError):
        decode_key(text)


@given(st.sets(st.integers(0, 131_071), max_size=50))
def test_a_status_list_returns_its_places(places):
    assert decode_status_list(encode_status_list(places)) == places


def test_the_first_place_is_the_leftmost_bit():
    import base64
    import gzip

    packed = encode_status_list({0, 9})[1:]
    content = gzip.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    assert content[:2] == b"\x80\x40" and len(content) == 16_384


@pytest.mark.parametrize("text", ["", "u!!", "uAAAA"])
def test_what_is_no_status_list_is_refused(text):
    with pytest.raises(InvalidValueError):
        decode_status_list(text)


@pytest.fixture(scope="module")
def elsewhere():
    """Digital Bazaar's libraries, which we did not write; skipped where Node is missing."""
    found = subprocess.run(
        ["sh", ROOT / "tools/verifier.sh"], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    folder = found.stdout.strip()
    if not folder:
        pytest.skip(found.stderr.strip())

    def ask(**asked):
        done = subprocess.run(
            ["node", "verify.mjs"],
            cwd=folder,
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    return ask


def test_another_verifier_accepts_ours_and_refuses_it_changed(elsewhere, key):
    credential, method = signed(key), f"{key.did}#{key.multikey}"
    asked = {"act": "verify", "method": method, "key": key.multikey}
    assert elsewhere(credential=credential, **asked)["verified"]
    changed = credential | {"validFrom": "2026-01-02T00:00:00Z"}
    assert not elsewhere(credential=changed, **asked)["verified"]


def test_we_accept_what_another_signed_and_refuse_it_changed(elsewhere, key):
    credential = elsewhere(
        act="sign",
        credential=unsigned(key),
        method=f"{key.did}#{key.multikey}",
        key=key.multikey,
        secret="z" + encode_base58(SECRET + key.secret),
    )
    now = datetime.now(UTC)
    assert verify_credential(credential, now).valid is True
    assert verify_credential(credential | {"name": "New"}, now).valid is False

"""Valid, not valid, or not established: what a cheat, a stranger and a lost line get for an answer."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from scp_centre.methods.credentials import (
    CONTEXT,
    KeyPair,
    document_address,
    encode_status_list,
    envelope,
    sign_as_jwt,
    sign_credential,
    verify_credential,
)
from scp_centre.methods.credentials.status import unpack_status_list, value_at
from scp_centre.methods.errors import InvalidValueError

NOW = datetime(2026, 11, 25, tzinfo=UTC)
LIST = "https://centre.example/credentials/status/1"
CENTRE = KeyPair.from_secret(bytes(range(32)))
STRANGER = KeyPair.from_secret(bytes(range(1, 33)))
DID = "did:web:centre.example"
KEYS = {f"{DID}#1": CENTRE.multikey}


def unsigned(**more):
    return {
        "@context": [CONTEXT],
        "id": "urn:uuid:6f1a3c1e-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential"],
        "issuer": DID,
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:soap", "name": "Soap"},
    } | more


def signed(key=CENTRE, method=f"{DID}#1", created=NOW, **more):
    return sign_credential(unsigned(**more), key, method, created)


def entry(**more):
    return {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": LIST,
    } | more


def status_list(places=(), purpose="revocation", key=CENTRE, encoded=None, **more):
    return signed(
        key,
        **{
            "id": LIST,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "credentialSubject": {
                "type": "BitstringStatusList",
                "statusPurpose": purpose,
                "encodedList": encode_status_list(places) if encoded is None else encoded,
            },
        }
        | more,
    )


def answer(credential, lists=None, keys=KEYS, at=NOW):
    verdict = verify_credential(credential, at, keys=keys, status_lists=lists)
    return verdict.valid, " ".join(verdict.reasons)


def test_what_holds_is_valid():
    assert answer(signed()) == (True, "")
    listed = {LIST: status_list({1})}
    assert answer(signed(credentialStatus=entry()), listed) == (True, "")


NOT_VALID = {
    "a key of a stranger under a known name": signed(STRANGER),
    "a stranger's own key under a known name": signed(
        STRANGER, f"{STRANGER.did}#{STRANGER.multikey}"
    ),
    "another's key that is known": signed(STRANGER, "did:web:other.example#1"),
    "made in the future": signed(created=NOW + timedelta(hours=1)),
    "not valid yet": signed(validFrom="2026-12-01T00:00:00Z"),
    "expired": signed(validUntil="2026-11-24T23:59:59Z"),
    "terms with another meaning": signed(
        **{"@context": [CONTEXT, {"credentialSubject": "https://evil.example/#s"}]}
    ),
    "two ids": signed(id=["urn:uuid:1", "urn:uuid:2"]),
    "half of a letter": signed() | {"name": "\ud800"},
    "not a number": signed() | {"mass": float("nan")},
    "a number that canonical JSON does not know": signed() | {"mass": 2**60},
    "a key of the wrong kind": signed()
    | {"proof": signed()["proof"] | {"verificationMethod": "did:key:zQ3shokFTS3brHcDQrn82RUDfCZ"}},
    "a proof that is a list of texts": signed() | {"proof": ["z1"]},
    "no proof": unsigned(),
    "many proofs": signed() | {"proof": [signed()["proof"]] * 40},
    "many status entries": signed(credentialStatus=[entry()] * 40),
}


@pytest.mark.parametrize("case", NOT_VALID)
def test_a_cheat_is_not_valid(case):
    keys = KEYS | {"did:web:other.example#1": STRANGER.multikey}
    valid, why = answer(NOT_VALID[case], {LIST: status_list()}, keys)
    assert valid is False and why


def deep(levels):
    value = {}
    for _level in range(levels):
        value = {"a": value}
    return value


def test_what_is_nested_without_end_is_refused_at_once():
    valid, why = answer(unsigned(credentialSubject=deep(20_000), proof={}))
    assert (valid, why) == (False, "The credential is nested too deeply.")


OPEN = {
    "nobody knows the key": (
        signed(method="did:web:unknown.example#1", issuer="did:web:unknown.example"),
        {},
    ),
    "a web address whose key nobody vouches for": (
        signed(CENTRE, f"{CENTRE.did}#{CENTRE.multikey}", issuer="https://centre.example"),
        {},
    ),
    "a vocabulary that nobody knows": (
        signed(**{"@context": [CONTEXT, "https://strange.example/context"]}),
        {},
    ),
    "a part with a vocabulary of its own": (
        signed(credentialSubject={"@context": {"name": "https://evil.example/#n"}, "name": "x"}),
        {},
    ),
    "a proof of another kind": (
        signed() | {"proof": signed()["proof"] | {"cryptosuite": "ecdsa-sd-2023"}},
        {},
    ),
    "a chain of proofs": (
        signed() | {"proof": signed()["proof"] | {"previousProof": "urn:uuid:1"}},
        {},
    ),
    "a list that cannot be had": (signed(credentialStatus=entry()), {}),
    "a status of another kind": (signed(credentialStatus=entry(type="StatusList2021Entry")), {}),
    "a list that was changed": (
        signed(credentialStatus=entry()),
        {LIST: status_list() | {"validFrom": "2026-01-02T00:00:00Z"}},
    ),
    "a list of another issuer": (
        signed(credentialStatus=entry()),
        {LIST: status_list(key=STRANGER, issuer=STRANGER.did) | {}},
    ),
    "a list that has expired": (
        signed(credentialStatus=entry()),
        {LIST: status_list(validUntil="2026-02-01T00:00:00Z")},
    ),
    "a list for another purpose": (
        signed(credentialStatus=entry()),
        {LIST: status_list(purpose="suspension")},
    ),
    "a list that is too short": (
        signed(credentialStatus=entry(statusListIndex="3")),
        {LIST: status_list(encoded=encode_status_list({1}, bits=1024))},
    ),
    "a list that is none": (signed(credentialStatus=entry()), {LIST: status_list(encoded="u!!")}),
    "a credential in the place of the list": (signed(credentialStatus=entry()), {LIST: signed()}),
    "another list under this address": (
        signed(credentialStatus=entry()),
        {LIST: status_list(id="https://centre.example/credentials/status/2")},
    ),
}


@pytest.mark.parametrize("case", OPEN)
def test_what_cannot_be_checked_is_never_called_valid(case):
    credential, lists = OPEN[case]
    valid, why = answer(credential, lists)
    assert valid is None and why


def test_each_status_entry_is_asked():
    both = [entry(), entry(statusPurpose="suspension", statusListIndex=7)]
    credential = signed(credentialStatus=both)
    free = {LIST: status_list({8}, purpose=["revocation", "suspension"])}
    assert answer(credential, free) == (True, "")
    second = {LIST: status_list({7}, purpose=["revocation", "suspension"])}
    assert answer(credential, second) == (False, "The credential is suspended.")
    first = {LIST: status_list({94567}, purpose=["revocation", "suspension"])}
    assert answer(credential, first) == (False, "The credential was revoked.")


@pytest.mark.parametrize("index", ["-1", -1, "131072", "9" * 18, "1.5", None, True, "٣"])
def test_a_place_that_the_list_does_not_have_is_an_error(index):
    valid, why = answer(
        signed(credentialStatus=entry(statusListIndex=index)), {LIST: status_list()}
    )
    assert valid is False and why


def test_a_message_of_the_issuer_is_told_beside():
    said = [{"status": "0x0", "message": "fine"}, {"status": "0x1", "message": "under review"}]
    credential = signed(
        credentialStatus=entry(statusPurpose="message", statusListIndex=3, statusMessage=said)
    )
    verdict = verify_credential(
        credential,
        NOW,
        keys=KEYS,
        status_lists={LIST: status_list({3}, purpose="message")},
    )
    assert verdict.valid is True and "under review" in verdict.notes[0]


def test_a_bomb_is_no_list():
    import base64
    import gzip

    bomb = gzip.compress(bytes(64 * 1024**2), compresslevel=9)
    with pytest.raises(InvalidValueError):
        unpack_status_list("u" + base64.urlsafe_b64encode(bomb).decode().rstrip("="))


def test_places_of_several_bits():
    content = bytes([0b00011011, 0b11100100])
    assert [value_at(content, i, 2) for i in range(8)] == [0, 1, 2, 3, 3, 2, 1, 0]
    assert value_at(content, 1, 12) if len(content) * 8 >= 24 else True
    with pytest.raises(InvalidValueError):
        value_at(content, 8, 2)


def test_a_set_of_proofs_holds_when_one_is_the_issuers_and_none_is_false():
    once = signed()
    other = signed(STRANGER, f"{STRANGER.did}#{STRANGER.multikey}", issuer=DID)
    unknown = once["proof"] | {"cryptosuite": "ecdsa-jcs-2019"}
    assert answer(once | {"proof": [once["proof"], unknown]}) == (True, "")
    assert answer(once | {"proof": [unknown]})[0] is None
    assert answer(once | {"proof": [once["proof"], other["proof"]]})[0] is False
    assert answer(once | {"proof": []})[0] is False


def test_a_jwt_holds_and_no_sign_of_it_may_change():
    jwt = sign_as_jwt(unsigned(), CENTRE, f"{DID}#1")
    assert answer(envelope(jwt)) == (True, "")
    for place in range(0, len(jwt), 5):
        other = jwt[:place] + ("A" if jwt[place] != "A" else "B") + jwt[place + 1 :]
        assert answer(envelope(other))[0] is not True, place
    assert answer(envelope(sign_as_jwt(unsigned(), STRANGER, f"{DID}#1")))[0] is False


def forged(header, content, key=CENTRE):
    import base64

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    said = f"{part(header)}.{part(content)}"
    signature = Ed25519PrivateKey.from_private_bytes(key.secret).sign(said.encode())
    return said + "." + base64.urlsafe_b64encode(signature).decode().rstrip("=")


HEADER = {"alg": "EdDSA", "typ": "vc+jwt", "kid": f"{DID}#1"}


@pytest.mark.parametrize(
    ("header", "content", "valid"),
    [
        (HEADER, unsigned(), True),
        (HEADER, unsigned(iss=DID, exp=4_000_000_000), True),
        (HEADER | {"kid": "#1"}, unsigned(), True),
        (HEADER | {"alg": "none"}, unsigned(), False),
        (HEADER | {"alg": "ES256"}, unsigned(), None),
        (HEADER | {"crit": ["b64"]}, unsigned(), None),
        (HEADER | {"typ": "JWT"}, unsigned(), False),
        (HEADER | {"kid": "did:web:other.example#1"}, unsigned(), False),
        (HEADER, unsigned(iss="did:web:other.example"), False),
        (HEADER, unsigned(exp=1), False),
        (HEADER, unsigned(nbf=4_000_000_000), False),
        (HEADER, unsigned(credentialSubject={}), False),
        (HEADER, unsigned(credentialStatus=entry()), None),
    ],
)
def test_what_a_jwt_says_is_held_against_the_credential(header, content, valid):
    assert answer(envelope(forged(header, content)))[0] is valid


@pytest.mark.parametrize(
    "text", ["", "a.b", "a.b.c.d", "e30=.e30=.x", "W10.W10.x", "...", "e30.e30."]
)
def test_what_is_no_jwt_is_refused(text):
    assert answer(envelope(text))[0] is False


def test_where_the_document_of_a_did_lies():
    assert document_address("did:web:a.example:b") == "https://a.example/b/did.json"
    for wrong in ("did:web:", "did:key:z6Mk", "did:web:a/b", "did:web:a.example:..", "did:web:a@b"):
        with pytest.raises(InvalidValueError):
            document_address(wrong)

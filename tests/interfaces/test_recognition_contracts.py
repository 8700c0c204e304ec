"""`scp-centre compute` of recognition: credentials verified, criteria decided, claims checked."""

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from scp_centre.interfaces.contracts import run
from scp_centre.methods.credentials import (
    CONTEXT,
    KeyPair,
    encode_status_list,
    sign_credential,
)
from scp_centre.methods.errors import MethodError
from tests.interfaces.contract_examples import EXAMPLES
from tests.methods.test_credentials import VECTOR


def test_verify_holds_the_published_vector_and_says_why_another_does_not():
    asked = EXAMPLES["verify"]
    assert run("verify", asked)["valid"] is True
    changed = run("verify", asked | {"credential": VECTOR | {"name": "Other"}})
    assert changed["valid"] is False and "changed" in changed["reasons"][0]
    early = run("verify", asked | {"at": "2020-01-01T00:00:00Z"})
    assert early["valid"] is False and any("2023-01-01" in one for one in early["reasons"])
    with pytest.raises(MethodError):
        run("verify", asked | {"at": "yesterday"})
    assert run("verify", asked | {"credential": {}})["valid"] is False
    unknown = run("verify", asked | {"keys": {}})
    assert unknown["valid"] is None and "https://vc.example" in unknown["reasons"][0]


@pytest.mark.parametrize("text", ['{"at": 1, "at": 2}', "[" * 100_000, '{"at": NaN}'])
def test_json_that_two_readers_read_differently_is_refused(text, tmp_path):
    path = tmp_path / "input.json"
    path.write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "scp_centre.interfaces.cli.main", "compute", "verify", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "is not JSON" in json.loads(done.stderr)["error"]["message"]


def test_verify_asks_each_status_list():
    key = KeyPair.from_secret(bytes(range(32)))
    now = datetime(2026, 11, 1, tzinfo=UTC)
    method = f"{key.did}#{key.multikey}"
    address = "https://centre.example/credentials/status/1"

    def signed(content):
        return sign_credential(
            {"@context": [CONTEXT], "issuer": key.did, "id": "urn:uuid:1"} | content,
            key,
            method,
            now,
        )

    entry = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": address,
    }
    credential = signed(
        {
            "type": ["VerifiableCredential"],
            "credentialSubject": {"id": "did:example:a"},
            "credentialStatus": entry,
        }
    )

    def told(places):
        subject = {
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode_status_list(places),
        }
        kind = ["VerifiableCredential", "BitstringStatusListCredential"]
        list_ = signed({"id": address, "type": kind, "credentialSubject": subject})
        asked = {"credential": credential, "at": "2026-11-24T00:00:00Z"}
        return run("verify", asked | {"status_lists": {address: list_}})

    assert told({8})["valid"] is True
    assert told({7}) == told({7}) | {"valid": False, "reasons": ["The credential was revoked."]}
    open_ = run("verify", {"credential": credential, "at": "2026-11-24T00:00:00Z"})
    assert open_["valid"] is None and address in open_["reasons"][0]


def test_criteria_are_decided_with_value_limit_and_sentence():
    asked = EXAMPLES["criteria"]
    (first,) = run("criteria", asked)["criteria"]
    assert first == {
        "id": "1",
        "result": "met",
        "value": pytest.approx(150),
        "limit": "at most 200 l a night",
        "sentence": "1000 × Water used in a year / Guest nights in a year: at most 200 l a night.",
        "sources": ["figure 1"],
        "reasons": [],
    }
    unknown = run("criteria", {"scheme": asked["scheme"]})
    assert unknown["decision"] == "not known" and len(unknown["criteria"][0]["reasons"]) == 2
    with pytest.raises(MethodError):
        run("criteria", {"scheme": {"id": "x"}})


def test_a_claim_is_answered_with_its_words_rule_and_wording():
    found = run("claims", EXAMPLES["claims"])
    assert found["answer"] == "must be proved or completed"
    generic, comparison = found["findings"]
    assert generic["words"] == [{"start": 0, "end": 12, "text": "Eco-friendly"}]
    assert "Annex I, point 4a" in generic["rule"]["citation"]
    assert comparison["kind"] == "comparison" and comparison["words"][0]["start"] == 17
    refused = run("claims", EXAMPLES["claims"] | {"known": {"excellent": False}})
    assert refused["answer"] == "must not be used like this"
    with pytest.raises(MethodError):
        run("claims", {"text": "x" * 3_000, "language": "en"})

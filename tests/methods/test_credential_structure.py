"""The form of credentials and presentations, as the W3C's own test suite asks for it."""

import json

import pytest

from scp_centre.methods.credentials import CONTEXT, credential_faults, presentation_faults
from tests.shared_data import DATA, needs_shared

FOLDER = DATA / "credentials/vc-data-model-2.0"
NAMES = sorted(path.name for path in FOLDER.glob("*.json"))
# Their names say neither ok nor fail: whether issuer and holder are the same is for the reader.
NEITHER = (
    "presentation-self-asserted-vc-issuer-mismatch.json",
    "presentation-self-asserted-vc-no-holder.json",
)


def read(name):
    """Return an input as the suite sends it: with an issuer, and days to come and gone."""
    text = (FOLDER / name).read_text("utf-8")
    text = text.replace("PAST DATE", "2020-01-01T00:00:00Z")
    found = json.loads(text.replace("FUTURE DATE", "2099-01-01T00:00:00Z"))
    if name.startswith(("credential-", "issuer-")):
        issuer = found.setdefault("issuer", "did:example:issuer")
        if isinstance(issuer, dict):
            issuer.setdefault("id", "did:example:issuer")
    return found


@needs_shared
@pytest.mark.parametrize("name", [name for name in NAMES if name not in NEITHER])
def test_the_inputs_of_the_published_suite(name):
    check = presentation_faults if name.startswith("presentation") else credential_faults
    faults = check(read(name))
    is_wrong = "-fail" in name
    assert bool(faults) is is_wrong, faults


GOOD = {
    "@context": [CONTEXT],
    "type": ["VerifiableCredential"],
    "issuer": {"id": "did:example:a", "name": [{"@value": "Label", "@language": "en"}]},
    "validFrom": "2026-01-01T00:00:00+01:00",
    "credentialSubject": [{"id": "did:example:b"}],
}


@pytest.mark.parametrize(
    "change",
    [
        {"@context": CONTEXT.replace("v2", "v1")},
        {"@context": [CONTEXT, 7]},
        {"@context": None},
        {"type": "Something"},
        {"type": [None, "VerifiableCredential"]},
        {"issuer": 5},
        {"issuer": {"name": "nobody"}},
        {"issuer": {"id": "did:example:a", "name": 5}},
        {"credentialSubject": []},
        {"credentialSubject": "did:example:b"},
        {"validFrom": 2026},
        {"validFrom": "2026-01-01"},
        {"validFrom": "2026-13-01T00:00:00Z"},
        {"validFrom": "2026-01-01T00:00:00"},
        {"evidence": {"id": "https://a.example"}},
        {"evidence": ["text"]},
        {"name": {"@value": 5}},
        {"description": {"@value": "a", "@type": "b"}},
        {"id": "no address"},
    ],
)
def test_what_breaks_a_rule_is_named(change):
    assert credential_faults(GOOD) == []
    faults = credential_faults(GOOD | change)
    assert faults and all(str(one).endswith((".", "'")) or ": " in str(one) for one in faults)


def test_a_presentation_holds_credentials():
    good = {
        "@context": [CONTEXT],
        "type": "VerifiablePresentation",
        "holder": {"id": "did:example:h"},
        "verifiableCredential": GOOD,
    }
    assert presentation_faults(good) == []
    assert presentation_faults(good | {"verifiableCredential": GOOD | {"issuer": None}})
    assert presentation_faults(good | {"holder": {}})

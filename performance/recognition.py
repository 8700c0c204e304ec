"""Credentials, criteria and the public register of licences at size, each in milliseconds.

    python performance/recognition.py              # embedded database, made in a temporary folder
    python performance/recognition.py --quick      # a hundredth of it, to see that it runs
    python performance/recognition.py --methods    # without the database

The passport is a credential of 17 kB; the register has 100,000 licences, of which one in fifty is
suspended or withdrawn. Timed is processor time, which on an idle machine is what one waits for.
"""

import argparse
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))
AT = datetime(2026, 11, 1, tzinfo=UTC)
ISSUER = "did:web:label.example"
METHOD = f"{ISSUER}#key"
LIST = "https://label.example/status/1"
CONTEXT = "https://www.w3.org/ns/credentials/v2"
WORDS = ("towel", "shirt", "detergent", "bottle", "jar", "hotel", "paper", "chair", "lamp", "paint")


def timed(name: str, act: Callable[[], object], times: int) -> None:
    """Print the median and the 95th percentile of an act."""
    act()
    taken = []
    for _unused in range(times):
        start = time.process_time()
        act()
        taken.append(1_000 * (time.process_time() - start))
    p95 = statistics.quantiles(taken, n=20)[-1] if times > 1 else taken[0]
    print(f"{name:<58} median {statistics.median(taken):9.2f} ms   p95 {p95:9.2f} ms", flush=True)


def passport(number: int) -> dict:
    """Return a credential of about 17 kB with a status entry."""
    claims = [
        {"id": f"urn:claim:{number}:{n}", "name": f"Claim {n}", "description": "Measured. " * 18}
        for n in range(62)
    ]
    return {
        "@context": [CONTEXT],
        "id": f"urn:passport:{number}",
        "type": ["VerifiableCredential"],
        "issuer": ISSUER,
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": f"urn:product:{number}", "claim": claims},
        "credentialStatus": {
            "id": f"{LIST}#{number}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(number),
            "statusListCredential": LIST,
        },
    }


def status_list(bits: int) -> dict:
    from scp_centre.methods.credentials import encode_status_list

    chance = random.Random(3)
    marked = {chance.randrange(5_000, bits) for _unused in range(bits // 100)}
    return {
        "@context": [CONTEXT],
        "id": LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": ISSUER,
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": f"{LIST}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode_status_list(marked, bits),
        },
    }


def scheme_of(count: int) -> tuple:
    """Return a scheme of so many criteria, and evidence of all that it measures."""
    from scp_centre.methods.criteria import Evidence, read_scheme

    measures = {f"m{n}": {"title": f"Measure {n}", "unit": "kg"} for n in range(count)}
    criteria = [
        {
            "id": str(n),
            "title": f"Criterion {n}",
            "rule": {
                "any": [
                    {"value": f"1000 * m{n} / m{(n + 1) % count}", "at most": 1500, "unit": "g/kg"},
                    {"value": f"m{n}", "below": 3, "unit": "kg"},
                ]
            },
        }
        for n in range(count)
    ]
    data = {"id": "x", "version": "1", "title": "X", "measures": measures, "criteria": criteria}
    evidence = {name: Evidence(float(n + 1), "kg", "a report") for n, name in enumerate(measures)}
    return read_scheme(data), evidence


def measure_methods(scale: int) -> None:
    from scp_centre.methods.credentials import (
        KeyPair,
        encode_status_list,
        sign_credential,
        verify_credential,
    )
    from scp_centre.methods.criteria import decide

    pair = KeyPair.generate()
    keys = {METHOD: pair.multikey}

    def signed(content: dict) -> dict:
        return sign_credential(content, pair, METHOD, AT)

    one = signed(passport(1))
    lists = {LIST: signed(status_list(131_072))}
    many = [signed(passport(n)) for n in range(1_000 // scale)]

    def verify(credential: dict) -> None:
        verdict = verify_credential(credential, AT, keys=keys, status_lists=lists)
        assert verdict.valid is True, verdict

    bare = {name: value for name, value in passport(1).items() if name != "credentialStatus"}
    alone = signed(bare)
    timed(
        "verify a passport of 17 kB (goal 2)",
        lambda: verify_credential(alone, AT, keys=keys),
        200 // scale,
    )
    timed("verify it with its status list", lambda: verify(one), 100 // scale)
    timed(
        f"verify {len(many):,} passports with one list (goal 2,000)",
        lambda: [verify(credential) for credential in many],
        3,
    )
    scheme, evidence = scheme_of(100)
    timed("decide 100 criteria (goal 20)", lambda: decide(scheme, evidence), 100 // scale)
    large = {LIST: signed(status_list(1_048_576 // scale))}
    timed(
        "answer from a status list of a million (goal 5)",
        lambda: verify_credential(one, AT, keys=keys, status_lists=large),
        50 // scale,
    )
    marked = set(range(0, 1_000_000 // scale, 100))
    timed(
        "write a status list of a million",
        lambda: encode_status_list(marked, 1_048_576 // scale),
        5,
    )


def make_register(count: int) -> None:
    """Make so many licences of one scheme, as the award would leave them."""
    import uuid

    # A plain query set: the search index, which is not measured here, is not told of the rows.
    from django.db.models import QuerySet

    from scp_centre.centre.registry.models import Organisation, Person, Product
    from scp_centre.centre.signing.actions import current_key, method_of
    from scp_centre.centre.signing.imprints import imprint_of
    from scp_centre.centre.signing.models import Credential
    from scp_centre.centre.signing.sealed_secrets import unseal
    from scp_centre.methods.credentials import KeyPair, sign_credential
    from scp_centre.roles.recognition.models import (
        Application,
        CriteriaVersion,
        Licence,
        LicenceWord,
        Scheme,
    )
    from scp_centre.roles.recognition.register_search import words_of_licence

    chance = random.Random(1)
    key = current_key()
    pair, method = KeyPair.from_secret(unseal(key.sealed)), method_of(key)
    scheme = Scheme.objects.create(
        code="BIG", name="A label", category="All", owner="A", promise="P"
    )
    version = CriteriaVersion.objects.create(
        scheme=scheme,
        number=1,
        name="A label",
        promise="P",
        content={},
        source="S",
        valid_from=date(2020, 1, 1),
        published=AT,
    )
    person = Person.objects.create_user("a@big.example", "a quiet river 41", name="A")
    companies = QuerySet(Organisation).bulk_create(
        Organisation(name=f"Company {n:05}", country="Kenya") for n in range(max(1, count // 20))
    )
    products = QuerySet(Product).bulk_create(
        (
            Product(
                organisation=companies[n % len(companies)],
                name=f"{chance.choice(WORDS)} {n:06}",
                reference_unit="pieces",
            )
            for n in range(count)
        ),
        batch_size=5_000,
    )
    applications = QuerySet(Application).bulk_create(
        (
            Application(
                version=version,
                organisation=product.organisation,
                product=product,
                state="awarded",
                applicant=person,
            )
            for product in products
        ),
        batch_size=5_000,
    )

    def credential(n: int) -> Credential:
        content = {
            "@context": [CONTEXT],
            "id": f"urn:uuid:{uuid.UUID(int=n)}",
            "type": ["VerifiableCredential"],
            "issuer": method.partition("#")[0],
            "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {"id": f"urn:product:{n}", "name": products[n].name},
        }
        signed = sign_credential(content, pair, method, AT)
        return Credential(
            id=uuid.UUID(int=n),
            kind="licence",
            about=f"licence BIG-{n}",
            holder="A",
            title="A label",
            content=signed,
            imprint=imprint_of(signed),
            place=n,
        )

    credentials = QuerySet(Credential).bulk_create(
        (credential(n) for n in range(count)), batch_size=5_000
    )
    states = ("suspended", "withdrawn", *["valid"] * 98)
    today = date.today()  # noqa: DTZ011 -- a benchmark
    licences = QuerySet(Licence).bulk_create(
        (
            Licence(
                number=f"BIG-2026-{n:06}",
                application=applications[n],
                company=products[n].organisation.name,
                country="Kenya",
                product=products[n].name,
                start=today - timedelta(days=400),
                until=today + timedelta(days=chance.randrange(-200, 900)),
                state=states[n % 100],
                credential=credentials[n],
            )
            for n in range(count)
        ),
        batch_size=5_000,
    )

    QuerySet(LicenceWord).bulk_create(
        (
            LicenceWord(licence=one, word=word)
            for one in licences
            for word in words_of_licence(one.number, one.company, one.product, one.gtin)
        ),
        batch_size=10_000,
    )


def measure_register(count: int, times: int) -> None:
    from django.test import Client

    chance = random.Random(5)
    client = Client()

    def page(address: str) -> None:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)

    def whole(address: str) -> None:
        size = sum(map(len, client.get(address).streaming_content))
        assert size > 80 * count, size

    questions = [
        lambda: f"q={chance.choice(WORDS)}",
        lambda: f"q=BIG-2026-{chance.randrange(count):06}",
        lambda: f"q=Company+{chance.randrange(max(1, count // 20)):05}&state=valid",
        lambda: f"q={chance.choice(WORDS)}+{chance.randrange(count):06}&state=suspended",
        lambda: "state=withdrawn",
        lambda: f"after={chance.randrange(1, count + 1)}",
    ]
    asked = [questions[n % len(questions)]() for n in range(times)]
    place = iter(asked * 2)
    timed(
        f"register page over {count:,} licences (goal 60)",
        lambda: page(f"/register/?{next(place)}"),
        times,
    )
    numbers = [chance.randrange(count) for _unused in range(times + 1)]
    scanned = iter(numbers)
    timed("scan page of a licence", lambda: page(f"/r/BIG-2026-{next(scanned):06}/"), times)
    timed("register as JSON, all of it", lambda: whole("/register/licences.json"), 3)
    timed("register as CSV, all of it", lambda: whole("/register/table.csv"), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a hundredth of everything")
    parser.add_argument("--methods", action="store_true", help="without the database")
    given = parser.parse_args()
    scale = 100 if given.quick else 1
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    measure_methods(min(scale, 10))
    if given.methods:
        return
    with tempfile.TemporaryDirectory(prefix="scp-register-") as folder:
        os.environ["SCP_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "scp_centre.settings.testing"
        import django

        django.setup()
        from django.core.management import call_command

        from scp_centre.centre.registry.models import Centre

        call_command("migrate", verbosity=0)
        Centre.objects.get_or_create(pk=1, defaults={"name": "A centre", "currency": "EUR"})
        count = 100_000 // scale
        make_register(count)
        measure_register(count, 200 if scale == 1 else 20)


if __name__ == "__main__":
    main()

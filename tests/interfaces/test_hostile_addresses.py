"""No address and no form, however hostile, ends in an error of the server."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scp_centre.centre.registry.models import Organisation
from tests.interfaces.hostile import (
    EACH_KIND,
    VALUES,
    address_of,
    all_routes,
    fields_of_forms,
    hostile_addresses,
    names_read,
    names_sent,
    person_with_every_role,
)
from tests.interfaces.permission_fixtures import OPEN
from tests.interfaces.test_permissions import dairy_things  # noqa: F401
from tests.refusals import unrehearsed

pytestmark = pytest.mark.postgresql
BOUNDARY = "hostile-boundary"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
FORM = "application/x-www-form-urlencoded"
STRICTER = re.compile(r"%00|%ED%A0|%FF|\d{18}|0000-00|9999-12")
LONG = 1_000  # signs of a value in a request that sends it under every name
NESTED = b"[" * 100_000
BODIES = (
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"1e999",
    b"NaN",
    b'{"readings": "none"}',
    b'{"readings": [{"meter": "\\ud800", "start": "9999-12-31", "end": "0000-00-00", "value": 1e999}]}',
    b'{"readings": [{"meter": "\\u0000", "start": 1, "end": [], "value": "NaN"}]}',
    NESTED,
    b'{"a":' * 50_000,
    b"\xff\xfe\x00",
    b"1" * 10_000,
)


@pytest.fixture
def everybody(dairy_things, sample_centre):  # noqa: F811
    """Clients by who they are: a stranger, each person of the sample, one with every role."""
    company = Organisation.objects.get(name="Rivermouth Dairy")
    people = sample_centre | {"every role": person_with_every_role(company)}
    clients = {"stranger": Client(raise_request_exception=False)}
    for name, person in people.items():
        clients[name] = Client(raise_request_exception=False)
        clients[name].force_login(person)
    return clients


def ask(client, address, method="get", **sent):
    """Return the status of an answer, and leave the database as it was."""
    with transaction.atomic(), unrehearsed():
        response = getattr(client, method)(address, **sent)
        transaction.set_rollback(True)
    return response.status_code


def some_of(values, turn, every=2):
    """Return the values to play at one of many places: which, goes by turns.

    PostgreSQL alone refuses zero signs, half pairs and numbers of more than 64 bits: it gets all of
    these everywhere. Of the others every second (or `every`) one is played at a place, so that each
    meets each kind of field at dozens of places; what Hypothesis draws below comes besides.
    """
    database_matters = [v for v in values if STRICTER.search(v)]
    others = [v for v in values if v not in database_matters]
    if connection.vendor == "postgresql":
        return database_matters
    return others[turn % every :: every] + database_matters[turn % 4 :: 4]


def failures(asked):
    return [(what, status) for what, status in asked if status >= 500]


def query_of(value, names):
    return "&".join(f"{name}={value[:LONG]}" for name in names)


def mixed_queries(values, names, turn):
    """Return questions in which each name has another value, so that half of all pairs are asked.

    The other half is asked of the pages before and after, which read the same names.
    """
    asked = (len(values) + 1) // 2
    return [
        "&".join(
            f"{name}={values[(2 * k + place + turn) % len(values)][:LONG]}"
            for place, name in enumerate(names)
        )
        for k in range(asked)
    ]


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="played on PostgreSQL, which refuses more"
)
def test_every_route_with_every_hostile_value(everybody, dairy_things, monkeypatch):  # noqa: F811
    """Each page with all names that it reads, and values of each kind by turns."""
    client = everybody["every role"]
    asked, reading = [], 0
    addresses = sorted({address_of(name, kinds, dairy_things) for name, kinds in all_routes()})
    stricter = [value for value in EACH_KIND if STRICTER.search(value)]
    others = [value for value in EACH_KIND if not STRICTER.search(value)]
    for turn, address in enumerate(addresses):
        with names_read(monkeypatch) as read:
            status = ask(client, f"{address}?{query_of('1', names_sent())}")
        asked.append((address, status))
        names = sorted(read & set(names_sent()))
        reading += bool(names)
        mixed = mixed_queries(stricter, [*names, "unknown"], turn)
        one = query_of(others[turn % len(others)], [*names, "unknown"])
        for query in (*mixed, one) if names else ():
            status = ask(client, f"{address}?{query}")
            asked.append((f"{address} {query[:80]}", status))
    assert failures(asked) == [] and reading > 25


def test_every_place_of_an_address_with_extreme_values(everybody, dairy_things):  # noqa: F811
    asked = []
    for turn, (name, kinds) in enumerate(all_routes()):
        for address in some_of([*hostile_addresses(name, kinds, dairy_things)], turn, every=1):
            for who in ("every role", "stranger") if name in OPEN else ("every role",):
                for method in ("get", "post"):
                    status = ask(everybody[who], address, method)
                    asked.append((f"{who} {method} {address[:200]}", status))
    assert failures(asked) == []


def test_every_route_takes_hostile_forms(everybody, dairy_things):  # noqa: F811
    names = sorted({*names_sent(), *fields_of_forms()})
    client = everybody["every role"]
    addresses = sorted({address_of(name, kinds, dairy_things) for name, kinds in all_routes()})
    asked = []
    for turn, address in enumerate(addresses):
        for value in some_of(EACH_KIND, turn):
            body = query_of(value, names)
            status = ask(client, address, "post", data=body, content_type=FORM)
            asked.append((f"{address} {value[:40]}", status))
        files = {name: SimpleUploadedFile("x.xlsx", b"PK\x03\x04 no archive") for name in names}
        asked.append((f"{address} files", ask(client, address, "post", data=files)))
        broken = f"--{BOUNDARY}\r\nContent-Disposition: form-data\r\n".encode()
        status = ask(client, address, "post", data=broken, content_type=MULTIPART)
        asked.append((f"{address} broken form", status))
    assert failures(asked) == []


def test_every_route_takes_hostile_json(everybody, dairy_things):  # noqa: F811
    client = everybody["every role"]
    addresses = sorted({address_of(name, kinds, dairy_things) for name, kinds in all_routes()})
    asked = [
        (
            f"{address} {body[:40]!r}",
            ask(client, address, "post", data=body, content_type="application/json"),
        )
        for address in addresses
        for body in (BODIES if "/api/" in address else (b"{", b"null", NESTED))
    ]
    assert failures(asked) == []


def test_any_question_of_anybody(everybody, dairy_things):  # noqa: F811
    """Routes, people, names (some given twice) and values as Hypothesis draws them."""
    routes = [address_of(name, kinds, dairy_things) for name, kinds in all_routes()]
    words = st.one_of(st.sampled_from(VALUES), st.text(max_size=20).map(json.dumps))
    pairs = st.lists(st.tuples(st.sampled_from(names_sent()), words), max_size=5)

    @settings(
        max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(st.sampled_from(sorted(everybody)), st.sampled_from(sorted(set(routes))), pairs)
    def holds(who, address, sent):
        question = "&".join(f"{name}={value}" for name, value in sent)
        assert ask(everybody[who], f"{address}?{question}") < 500

    holds()

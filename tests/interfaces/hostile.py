"""What a hostile address or form may hold, and all places that it can be sent to."""

import re
from contextlib import contextmanager
from pathlib import Path

from django import forms
from django.http import QueryDict
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from scp_centre.centre.registry.models import Membership, Person, Role
from scp_centre.centre.registry.permissions import PERSON_ROLES
from scp_centre.roles.clearinghouse.publication.oai import ARGUMENTS
from scp_centre.roles.clearinghouse.vocabulary import FACETS
from scp_centre.roles.production.portfolio import DIMENSIONS

SOURCE = Path(__file__).parents[2] / "src/scp_centre"
READ = re.compile(r'read_\w+\(\s*[\w.]+,\s*f?"([^"{]+)')
FILE = re.compile(r"\.[a-z0-9]{2,5}$")
ASKED = re.compile(r'"(\w+)" (?:not )?in request\.(?:GET|POST)')

# As they stand in an address: percent-encoded where a browser would.
VALUES = (
    "%C2%B2",  # ², which isdigit() calls a digit
    "%D9%A3",  # ٣, which int() takes for 3
    "-1",
    "0",
    "18446744073709551616",
    "1" + "0" * 30,
    "9" * 5_000,  # beyond what int() reads
    "%00",
    "a%00b%08%0B%1Bc",
    "%ED%A0%80",  # half of a pair
    "%FF%FE",
    "%EF%BF%BE",  # U+FFFE, in no XML
    "x" * 8_000,
    "0000-00-00",
    "9999-12-31",
    "0001-01-01",
    "2025-02-30T25:61:00Z",
    "1e999",
    "nan",
    "%27%22%3E%3Cscript%3E",
    "%25s%7B0%7D",
    "..%2F..%2Fetc%2Fpasswd",
    "",
)
# One of each kind, for walks of all places; what Hypothesis draws has the others.
EACH_KIND = (
    "%C2%B2",
    "-1",
    "1" + "0" * 30,
    "9" * 5_000,
    "a%00b%08%0B%1Bc",
    "%ED%A0%80%EF%BF%BE",
    "x" * 8_000,
    "0000-00-00",
    "9999-12-31",
    "2025-02-30T25:61:00Z",
    "nan",
    "",
)
IN_PATHS = ("%C2%B2", "a%00b%08", "%ED%A0%80%FF", "x" * 8_000, "..%2F..%2Fetc", "-1")
NUMBERS = ("0", "9223372036854775808", "1" + "0" * 30, "9" * 5_000)
PLACEHOLDER = 987_654_321


def names_sent():
    """Return every name that a page reads from an address or form, and some that none reads."""
    names = {"unknown", "item[]", "__proto__", "%00"}
    for path in SOURCE.rglob("*.py"):
        text = path.read_text("utf-8")
        names |= set(READ.findall(text)) | set(ASKED.findall(text))
    names |= set(FACETS) | set(DIMENSIONS) | {"verb"}
    names |= {name for required, allowed in ARGUMENTS.values() for name in (*required, *allowed)}
    return sorted(names)


def fields_of_forms():
    """Return the names of all fields of all forms of this project."""
    get_resolver().url_patterns  # noqa: B018 -- so that all views are loaded
    kinds = [forms.BaseForm]
    names = set()
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind.__module__.startswith("scp_centre"):
            names |= set(getattr(kind, "base_fields", ()))
    return sorted(names)


@contextmanager
def names_read(monkeypatch):
    """Collect the names that pages read of an address or a form."""
    names = set()

    def noting(method):
        def noted(self, name, *more):
            names.add(name)
            return method(self, name, *more)

        return noted

    with monkeypatch.context() as patch:
        for method in ("__getitem__", "getlist", "__contains__"):
            patch.setattr(QueryDict, method, noting(getattr(QueryDict, method)))
        yield names


def all_routes(resolver=None, namespace=""):
    """Yield (name, converters) of every address that is mounted, of libraries too."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            within = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from all_routes(pattern, within)
        elif isinstance(pattern, URLPattern) and pattern.name:
            groups = dict.fromkeys(pattern.pattern.regex.groupindex)
            yield namespace + pattern.name, groups | dict(pattern.pattern.converters)


def address_of(name, converters, things):
    """Return a right address of a route: of a thing of the sample, where there is one."""
    known = things.get(name) or {}
    made = {
        key: known.get(key, PLACEHOLDER if type(kind).__name__ == "IntConverter" else "unknown")
        for key, kind in converters.items()
    }
    return reverse(name, kwargs=made)


def page_addresses(things):
    """Return an address of each route that may show a page: none of a file, none of the API."""
    every = {address_of(name, kinds, things) for name, kinds in all_routes()}
    return sorted(one for one in every if not FILE.search(one) and not one.startswith("/api/"))


def hostile_addresses(name, converters, things):
    """Yield addresses of a route with one extreme value in one of its places."""
    right = things.get(name) or {}
    for key, kind in converters.items():
        number = type(kind).__name__ == "IntConverter"
        mark = PLACEHOLDER if number else f"place{PLACEHOLDER}"
        if type(kind).__name__ == "UUIDConverter":
            mark = "00000000-0000-0000-0000-000000000000"
        made = {other: right.get(other, 1) for other in converters}
        address = reverse(name, kwargs=made | {key: mark})
        for value in NUMBERS if number else IN_PATHS:
            yield address.replace(str(mark), value)


def person_with_every_role(company):
    """Return somebody who may do all that anybody may: the code behind each page is reached."""
    person = Person.objects.create_user("all@centre.example", "a quiet river 41", name="All")
    for role in PERSON_ROLES:
        of = company if role == Role.COMPANY else None
        Membership.objects.create(person=person, role=role, organisation=of)
    return person

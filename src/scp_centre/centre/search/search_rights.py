"""Who may open what, as the one condition that the database and the shelves both use.

An entry names an act and a scope. Whoever may do the act for all companies opens all entries of
the act. Whoever may do it for their own company opens those of no company and of their own.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce

from scp_centre.centre.registry.permissions import ACTS, COMPANY, memberships
from scp_centre.centre.search.models import SearchEntry
from scp_centre.centre.search.sources import MEMBERS, NOBODYS, PUBLIC, search_acts


class Audience(NamedTuple):
    """Some entries that are opened together. scope : None for all scopes of the act"""

    act: str
    scope: int | None = None

    def condition(self, act: str = "act") -> Q:
        """Return the condition of the database. act : the name of the act in the query"""
        own = Q(**{act: self.act})
        return own if self.scope is None else own & Q(scope=self.scope)

    def has(self, act: str, scope: int) -> bool:
        return self.act == act and self.scope in (None, scope)


@dataclass(frozen=True, slots=True)
class Reader:
    """What somebody may open: audiences that have no entry in common."""

    audiences: tuple[Audience, ...]

    def opened(self, pks: Collection[int]) -> QuerySet[SearchEntry]:
        """Return those of some entries that they may open."""
        found = Q(pk__in=[])
        for audience in self.audiences:
            found |= audience.condition("plain_act")
        # The expression keeps SQLite from reading all entries of an act for the sake of a few keys.
        entries = SearchEntry.objects.annotate(plain_act=Coalesce("act", Value("")))
        return entries.filter(found, pk__in=pks, gone=False)


def reader_of(person: Any) -> Reader:
    """Return what a person, or a visitor, may open at this moment."""
    signed_in = getattr(person, "is_authenticated", False) and person.is_active
    return Reader(tuple(_audiences(person)) if signed_in else (Audience(PUBLIC),))


def _audiences(person: Any) -> Iterator[Audience]:
    mine = memberships(person)
    companies = {m.organisation_id for m in mine if m.role == COMPANY and m.organisation_id}
    yield Audience(PUBLIC)
    for act in sorted(search_acts() - {PUBLIC, MEMBERS}):
        roles = {m.role for m in mine} & set(ACTS[act].roles)
        if roles - {COMPANY}:
            yield Audience(act)
        elif roles:
            yield Audience(act, NOBODYS)
            yield from (Audience(act, company) for company in sorted(companies))
    for organisation in sorted({m.organisation_id for m in mine if m.organisation_id}):
        yield Audience(MEMBERS, organisation)

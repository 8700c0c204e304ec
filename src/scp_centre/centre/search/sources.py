"""What may be found, as the centre and its roles declare it in modules `search_sources`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

from django.db.models import Model

from scp_centre.centre.declarations import CENTRE, Declarations
from scp_centre.centre.roles.discovery import offered

# Modules of the centre that offer sources; the register is below the search and offers none.
OWN = ("search.registry_sources", "evidence.search_sources", "public_site.search_sources")
PUBLIC = ""  # the act of what everybody may open
MEMBERS = "@members"  # the act of what only people of one organisation may open
NOBODYS, ALL_COMPANIES = 0, -1  # scopes; others are keys of organisations
Pks = Sequence[int]


@dataclass(frozen=True, slots=True)
class SearchRow:
    """One thing that may be found.

    pk : in the table of its source    title, about, texts : people's own words or messages
    act : that one must be allowed to open it; PUBLIC for everybody
    organisation : whose it is; its members and those who may do the act for all may open it
    for_all_companies : of no company, but only for those who may do the act for all companies
    codes : found exactly as they are, whatever stands between their digits
    labels : text -> weight, what it is also found by, such as its topics in other languages;
    they are not shown and do not make it longer
    """

    pk: int
    title: str
    address: str
    act: str = PUBLIC
    organisation: int | None = None
    for_all_companies: bool = False
    about: str = ""
    texts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    labels: Mapping[str, float] = field(default_factory=dict)

    @property
    def scope(self) -> int:
        if self.organisation is not None:
            return self.organisation
        return ALL_COMPANIES if self.for_all_companies else NOBODYS


@dataclass(frozen=True, slots=True)
class SearchSource:
    """One kind of thing that may be found.

    title : of many, a message    model : the table that the keys of its rows are of
    acts : all that its rows may name    rows : keys -> what may be found of them; of a key that is
    left out nothing may be found
    watches : model -> from keys of its changed rows to keys of this source
    links : tables of its fields of many to many, whose changes count, too
    ignores : fields whose change alone changes nothing here
    weight : of its rows beside those of other sources
    is_read : whether its rows are texts that answer a question with most of its words; of what has
    a name, such as a company, all words are asked for
    """

    key: str
    title: str
    model: type[Model]
    acts: tuple[str, ...]
    rows: Callable[[Pks], Iterable[SearchRow]]
    watches: Mapping[type[Model], Callable[[Pks], Iterable[int]]] = field(default_factory=dict)
    links: tuple[type[Model], ...] = ()
    ignores: frozenset[str] = frozenset()
    weight: float = 1.0
    is_read: bool = False


@cache
def search_sources() -> Declarations[SearchSource]:
    """Return key -> source: of the centre, then of the roles in their order.

    Raises ClashError where two owners declare one key.
    """
    found = Declarations[SearchSource]("source of the search", "search_sources.py")
    for name in OWN:
        for source in import_module(f"scp_centre.centre.{name}").SOURCES:
            found.declare(source.key, source, owner=CENTRE)
    for app, module in offered("search_sources"):
        for source in module.SOURCES:
            found.declare(source.key, source, owner=app.role.title)
    return found


@cache
def search_acts() -> frozenset[str]:
    """Return all acts that anything found may ask for."""
    return frozenset(act for source in search_sources().values() for act in source.acts)

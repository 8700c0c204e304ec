"""What a role says of itself in its apps.py, and of its upkeep in its upkeep.py."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import models

from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.methods.messages import _


class MenuGroup(models.TextChoices):
    """Where an entry stands in the menu: nine roles have room in four groups."""

    COMPANIES = "Companies", _("Companies")
    NATION = "Nation", _("Nation")
    KNOWLEDGE = "Knowledge", _("Knowledge")
    OFFICE = "Office", _("Office")


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry of the menu, for who may do an act.

    url_name : of the page that it leads to    group : of the menu
    count : how many new things wait there    when : it stands in the menu only then
    """

    title: str
    url_name: str
    act: str
    group: MenuGroup = MenuGroup.COMPANIES
    count: Callable[[SignedInRequest], int] | None = None
    when: Callable[[SignedInRequest], bool] | None = None


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A page for everybody, linked at the foot of every page."""

    title: str
    url_name: str


@dataclass(frozen=True, slots=True)
class CentreRole:
    """One of the roles of a centre.

    number : in the manual    title : in the menu, a noun    url_name, act : of its first page
    address : what its urls.py stands below, such as "benchmarks/"; "" when that says it itself
    group : of the menu, of its first page    menu : its further entries
    empty_files : url names of forms to fill in, nobody's data
    staff : what people are who work in it, such as "label officer", where the centre knows no
        such person (registry.models.Role); at most 20 letters, as in the register of members
    """

    number: int
    title: str
    url_name: str
    act: str
    address: str = ""
    group: MenuGroup = MenuGroup.COMPANIES
    menu: tuple[MenuEntry, ...] = ()
    public_pages: tuple[PublicPage, ...] = ()
    empty_files: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()

    def entries(self) -> tuple[MenuEntry, ...]:
        """Return all its entries of the menu."""
        return (MenuEntry(self.title, self.url_name, self.act, self.group), *self.menu)


class SamplePerson(NamedTuple):
    """Somebody of the sample centre, whose address is key@verdania.example.

    role : what they are there    company : whose member they are; its role makes that membership
    """

    key: str
    name: str
    role: str
    company: str = ""


class Delivery(NamedTuple):
    """How many letters were sent and how many jobs were queued."""

    letters: int
    jobs: int


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What a role does without anybody asking.

    remind : once a day; how many letters it sent    tidy : once a day; what it did, in sentences
    deliver : each minute, with the address of the centre for links, "" while there is none
    warm : before the first visitor    end : when the server stops
    """

    remind: Callable[[date], int] | None = None
    tidy: Callable[[datetime], Iterable[str]] | None = None
    deliver: Callable[[datetime, str], Delivery] | None = None
    warm: Callable[[], None] | None = None
    end: Callable[[], None] | None = None

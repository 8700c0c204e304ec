"""Sections of a company's page, from all roles and from the register itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.registry.queries import contacts_for, products_for
from scp_centre.centre.roles.discovery import offered
from scp_centre.methods.messages import _

MOST_LINES = 6  # of one section; the pages that it leads to have all


@dataclass(frozen=True, slots=True)
class CompanyLine:
    """One thing that is known. name : in its owner's words    about : what else tells it apart"""

    name: str
    address: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class CompanySection:
    """What one role knows of a company.

    title : a noun    lines : what is known, the latest first    more : where all of it stands
    empty : what to do first where nothing is known; without it an empty section is left out
    """

    title: str
    lines: tuple[CompanyLine, ...] = ()
    more: str = ""
    empty: str = ""


def sections_for(company: Organisation, person: Person) -> list[CompanySection]:
    """Return what a person may see of a company beside its assessments, role after role."""
    found = [
        s for _unused, m in offered("company_sections") for s in m.sections_of(company, person)
    ]
    found += _registered(company, person)
    return [section for section in found if section.lines or section.empty]


def _registered(company: Organisation, person: Person) -> Iterator[CompanySection]:
    page = reverse("organisation", args=[company.pk])
    products = products_for(person).filter(organisation=company).order_by("name")[:MOST_LINES]
    yield CompanySection(
        _("Products"),
        tuple(CompanyLine(p.name, reverse("product", args=[p.pk])) for p in products),
        page,
    )
    contacts = contacts_for(person).filter(organisation=company).order_by("name")[:MOST_LINES]
    yield CompanySection(
        _("Contacts"),
        tuple(CompanyLine(c.name, "", c.function or c.email or c.telephone) for c in contacts),
        page,
        _("Add a person whom the centre can call or email."),
    )

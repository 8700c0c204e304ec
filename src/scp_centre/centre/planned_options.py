"""What a company plans to save, as the roles know it, so that another role can show its effect."""

from collections.abc import Iterator
from dataclasses import dataclass

from scp_centre.centre.registry.models import Person, Site
from scp_centre.centre.roles.discovery import offered


@dataclass(frozen=True, slots=True)
class PlannedOption:
    """An option of a site's plan that is not carried out yet.

    savings : resource (energy, water, materials, carbon) -> (saving a year, its unit); each after
        the options ranked before it, so that those of one plan add up
    """

    title: str
    savings: dict[str, tuple[float, str]]


def planned_options(site: Site, person: Person) -> Iterator[PlannedOption]:
    """Yield the options planned for a site that a person may see, as the roles know them.

    A role says so in its module planned_options.py: `planned_options(site, person)`.
    """
    for _unused, module in offered("planned_options"):
        yield from module.planned_options(site, person)

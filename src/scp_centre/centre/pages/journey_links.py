"""Links that a journey puts on the pages of a role, which does not know the journey.

The role names a place in its template: {% journey_links "assessment" assessment.pk as links %}.
The journey says what stands there: add_links(JourneyLink("assessment", "Knowledge", "knowledge")).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JourneyLink:
    """place : where it stands    title : what it says    url_name : where it leads, with a key"""

    place: str
    title: str
    url_name: str


_links: dict[str, dict[str, JourneyLink]] = {}


def add_links(*links: JourneyLink) -> None:
    """Put links where roles have a place for them."""
    for link in links:
        _links.setdefault(link.place, {})[link.url_name] = link


def links_at(place: str) -> list[JourneyLink]:
    """Return the links of a place, in the order in which they came."""
    return list(_links.get(place, {}).values())


def all_links() -> list[JourneyLink]:
    return [link for links in _links.values() for link in links.values()]

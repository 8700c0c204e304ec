"""What a search found, for programs: the same on the open address and in the API."""

from typing import Any

from scp_centre.roles.clearinghouse.publication.addresses import page_at
from scp_centre.roles.clearinghouse.search.item_search import Answer
from scp_centre.roles.clearinghouse.search.listed_items import listed_items


def as_data(answer: Answer, language: str, base: str) -> dict[str, Any]:
    """Return an answer as data: how many, counts of each facet, the items of this page."""
    rows = [(one, one.said(language)) for one in listed_items(answer.items)]
    return {
        "count": answer.total,
        "corrected": answer.asked.corrected,
        "facets": {name: dict(counted) for name, counted in answer.facets.items()},
        "items": [
            {"key": str(one.key), "id": one.pk, "page": page_at(one.pk, base), "type": one.type}
            | {"year": one.year, "language": text.language, "title": text.title}
            | {"summary": text.summary, "saving": text.saving, "cost": one.cost}
            | {"address": one.address, "topics": one.topics, "sectors": one.sectors}
            | {"countries": one.countries, "fictional": one.is_sample}
            for one, text in rows
        ],
    }

"""Why an item fits a search that somebody follows."""

from urllib.parse import parse_qs

from scp_centre.roles.clearinghouse.models import Item
from scp_centre.roles.clearinghouse.vocabulary import LISTS, label


def reason(item: Item, criteria: str, language: str) -> str:
    """Return why an item fits a search, in words: what it has of what was asked."""
    given = parse_qs(criteria)
    codes = {(scheme, code) for name, scheme in LISTS.items() for code in getattr(item, name)}
    codes |= {("type", item.type), ("cost", item.cost)}
    said = [
        label(scheme, code, language)
        for scheme, wanted in given.items()
        for code in wanted
        if (scheme, code) in codes
    ]
    if question := given.get("q", [""])[0]:
        said.append(f"“{question}”")
    return ", ".join(said)

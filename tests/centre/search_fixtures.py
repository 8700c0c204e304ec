"""What the tests of the search share: who asks, a company with one of everything, all results."""

from django.contrib.auth.models import AnonymousUser

from scp_centre.centre.search.everything import PAGE, search_everything

VISITOR = AnonymousUser()
WIDE = ("water", "energy", "Rivermouth", "2025", "a", "chee", "production", "plant", "Verdania")


def found(person, text):
    """Return everything that somebody finds, kind after kind."""
    page = search_everything(text, person, language="en")
    rows = []
    for one in page.kinds:
        if one.count == len(one.rows):
            rows += one.rows
            continue
        for start in range(0, one.count, PAGE):
            part = search_everything(text, person, language="en", kind=one.key, start=start)
            rows += part.rows
    assert len(rows) == page.total
    return rows


def titles(person, text):
    return [str(row.title) for row in found(person, text)]


OF_ACME = ("zephyrine", "quillon", "demijohn", "701090", "4006381333931", "xerxes", "cullet")

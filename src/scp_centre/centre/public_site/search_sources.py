"""What is found of the public site: the pages of plain text that the centre writes."""

from collections.abc import Iterable, Iterator

from django.urls import reverse

from scp_centre.centre.public_site.models import PageKey, SitePage
from scp_centre.centre.search.sources import PUBLIC, Pks, SearchRow, SearchSource
from scp_centre.methods.messages import _


def _pages(pks: Pks) -> Iterator[SearchRow]:
    """Yield each page once, with its texts in all languages, as the first of its rows."""
    keys = SitePage.objects.filter(pk__in=pks).exclude(key=PageKey.WELCOME).values("key")
    by_key: dict[str, list[SitePage]] = {}
    for page in SitePage.objects.filter(key__in=keys).order_by("pk"):
        by_key.setdefault(page.key, []).append(page)
    for key, pages in by_key.items():
        yield SearchRow(
            pages[0].pk,
            PageKey(key).label,
            reverse("site_page", args=[key]),
            texts=tuple(page.text for page in pages),
        )


def _pages_beside(pks: Pks) -> Iterable[int]:
    same = SitePage.objects.filter(key__in=SitePage.objects.filter(pk__in=pks).values("key"))
    return {*pks, *same.values_list("pk", flat=True)}


SOURCES = (
    SearchSource(
        "page",
        _("Centre pages"),
        SitePage,
        (PUBLIC,),
        _pages,
        {SitePage: _pages_beside},
        is_read=True,
    ),
)

"""What is found of the ledger: the current figures, each by name, subject and period."""

from collections.abc import Iterable, Iterator

from django.urls import reverse

from scp_centre.centre.evidence.models import Observation, Status
from scp_centre.centre.registry.models import Product, Site
from scp_centre.centre.search.sources import Pks, SearchRow, SearchSource
from scp_centre.methods.messages import Number, _

STAFF_ACT, PUBLIC_ACT = "see_company", "see_figure"


def _figures(pks: Pks) -> Iterator[SearchRow]:
    current = Observation.objects.filter(pk__in=pks, is_latest=True)
    rows = current.exclude(status=Status.WITHDRAWN).select_related("site", "product")
    for one in rows:
        owner = _owner_of(one)
        published = owner is None and one.status == Status.PUBLISHED
        yield SearchRow(
            one.pk,
            one.name,
            reverse("figure", args=[one.pk]),
            act=PUBLIC_ACT if published else STAFF_ACT,
            organisation=owner,
            for_all_companies=owner is None and not published,
            about=_about(one),
            texts=tuple(text for text in (_subject(one), one.status) if text),
            codes=(one.sector,),
        )


def _owner_of(one: Observation) -> int | None:
    part = one.site or one.product
    return part.organisation_id if part else one.organisation_id


def _about(one: Observation) -> str:
    value = Number(one.value, ",.4g" if abs(one.value) < 10_000 else ",.0f")
    return _("{period}: {value} {unit}", period=one.period, value=value, unit=one.unit)


def _subject(one: Observation) -> str:
    if one.sector:
        return _("Sector ISIC {code}", code=one.sector)
    part = one.site or one.product
    return " ".join(text for text in (part.name if part else one.nation, one.subject) if text)


def _figures_of_sites(pks: Pks) -> Iterable[int]:
    return Observation.objects.filter(site__in=pks, is_latest=True).values_list("pk", flat=True)


def _figures_of_products(pks: Pks) -> Iterable[int]:
    return Observation.objects.filter(product__in=pks, is_latest=True).values_list("pk", flat=True)


SOURCES = (
    SearchSource(
        "figure",
        _("Figures"),
        Observation,
        (STAFF_ACT, PUBLIC_ACT),
        _figures,
        {Site: _figures_of_sites, Product: _figures_of_products},
        ignores=frozenset({"look_again", "succeeded_by", "reviewed_by", "reviewed_on"}),
        weight=0.5,
    ),
)

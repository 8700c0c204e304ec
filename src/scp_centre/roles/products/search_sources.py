"""What is found of the products role: the footprints of products."""

from collections.abc import Iterable, Iterator

from django.urls import reverse

from scp_centre.centre.registry.models import Product
from scp_centre.centre.search.sources import Pks, SearchRow, SearchSource
from scp_centre.methods.messages import _
from scp_centre.roles.products.models import FootprintModel


def _models(pks: Pks) -> Iterator[SearchRow]:
    found = FootprintModel.objects.filter(pk__in=pks).select_related("product__organisation")
    for one in found:
        model = one.content["model"]
        yield SearchRow(
            one.pk,
            one.product.name,
            reverse("footprint", args=[one.pk]),
            act="see_footprint",
            organisation=one.product.organisation_id,
            about=one.product.organisation.name,
            texts=(model["functional_unit"], *(line["part"] for line in model["lines"])),
        )


def _of_products(pks: Pks) -> Iterable[int]:
    return FootprintModel.objects.filter(product__in=pks).values_list("pk", flat=True)


SOURCES = (
    SearchSource(
        "footprint",
        _("Product footprints"),
        FootprintModel,
        ("see_footprint",),
        _models,
        {Product: _of_products},
    ),
)

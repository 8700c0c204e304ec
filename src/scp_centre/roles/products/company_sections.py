"""What the products role knows of a company: the footprints of its products."""

from collections.abc import Iterator

from django.urls import reverse

from scp_centre.centre.company_page import CompanyLine, CompanySection
from scp_centre.centre.company_page.sections import MOST_LINES
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _
from scp_centre.roles.products.models import FootprintModel
from scp_centre.roles.products.queries import models_for


def sections_of(company: Organisation, person: Person) -> Iterator[CompanySection]:
    """Yield the footprint models of a company's products, the latest change first."""
    found = models_for(person).filter(product__organisation=company).order_by("-changed")
    yield CompanySection(_("Product footprints"), tuple(map(_line, found[:MOST_LINES])))


def _line(one: FootprintModel) -> CompanyLine:
    say = current_speaker()
    return CompanyLine(one.product.name, reverse("footprint", args=[one.pk]), say(one.standing))

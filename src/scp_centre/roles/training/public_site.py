"""What the training role shows on the public site.

Workshops and courses stand on pages for who is invited or signed in: so only their numbers.
"""

from collections.abc import Iterator

from django.utils import timezone

from scp_centre.centre.public_site.declaration import COMPANIES, PUBLIC, Done, Offer
from scp_centre.methods.messages import _
from scp_centre.roles.training.models import Participant, Workshop

OFFERS = (
    Offer(
        COMPANIES,
        _("Train your staff in workshops where people work on their own plant's figures."),
    ),
    Offer(PUBLIC, _("Learn how cleaner production works, and get a certificate for it.")),
)


def counts() -> Iterator[Done]:
    """Yield how many workshops were held and how many people were trained in them."""
    held = Workshop.objects.filter(starts__lt=timezone.now())
    yield Done(held.count(), "{number} workshop held", "{number} workshops held")
    people = Participant.objects.filter(workshop__in=held).count()
    yield Done(people, "{number} person trained", "{number} people trained")


COUNTS = counts

"""What the training role shows on the public site.

Workshops and courses stand on pages for who is invited or signed in: so only their numbers.
"""

from collections.abc import Iterator

from scp_centre.centre.public_site.declaration import COMPANIES, PUBLIC, Offer
from scp_centre.methods.messages import Message, _, n_
from scp_centre.roles.training.attendance import TOOK_PART, TOOK_PLACE
from scp_centre.roles.training.models import Participant, Workshop

OFFERS = (
    Offer(
        COMPANIES,
        _("Train your staff in workshops where people work on their own plant's figures."),
    ),
    Offer(PUBLIC, _("Learn how cleaner production works, and get a certificate.")),
)


def counts() -> Iterator[Message]:
    """Yield how many workshops took place and how many people took part in them."""
    held = Workshop.objects.filter(TOOK_PLACE)
    yield n_("{count} workshop held", "{count} workshops held", held.count())
    people = Participant.objects.filter(TOOK_PART, workshop__in=held).count()
    yield n_("{count} person trained", "{count} people trained", people)


COUNTS = counts

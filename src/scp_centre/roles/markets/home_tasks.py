"""What a market adviser has in hand: the tenders that close next."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from scp_centre.centre.home import UNTIL, BeginLink, Task, TaskGroup, group_tasks
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import allowed
from scp_centre.methods.messages import _
from scp_centre.methods.tenders import Deadline
from scp_centre.roles.markets.models import Tender
from scp_centre.roles.markets.queries import in_state, tenders_for

BEGIN = (BeginLink(_("Import tenders"), "import_tenders", "import_tenders"),)


def work_of(person: Person) -> Iterator[TaskGroup]:
    """Yield the open tenders of whoever imports them, the next deadline first."""
    if not allowed(person, "import_tenders"):
        return
    found = in_state(tenders_for(person), Deadline.OPEN, timezone.now())
    yield group_tasks(
        _("Tenders closing next"),
        found.order_by("closes", "pk"),
        _task,
        more=reverse("tenders"),
    )


def _task(one: Tender) -> Task:
    day = timezone.localtime(one.closes).date() if one.closes else None
    return Task(str(one), reverse("tender", args=[one.pk]), one.buyer, day, UNTIL)

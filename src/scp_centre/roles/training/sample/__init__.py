"""A fictional workshop in Verdania, to come, with people who have joined and groups that write."""

import csv
import uuid
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from scp_centre.centre.registry.models import Person
from scp_centre.centre.roles import SamplePerson
from scp_centre.roles.training.actions.charts import Operation, do_operations
from scp_centre.roles.training.actions.courses import open_course
from scp_centre.roles.training.actions.modules import load_supplied_modules
from scp_centre.roles.training.actions.people import type_in
from scp_centre.roles.training.actions.room_groups import form_room_groups, name_spokesperson
from scp_centre.roles.training.actions.workshops import go_to, plan_workshop
from scp_centre.roles.training.models import Door, Kind, Module, Workshop

PARTICIPANTS = Path(__file__).with_name("people.csv")
PEOPLE = (SamplePerson("trainer", "P. Andrade", "trainer"),)
ROOMS = ("Library", "Hall, left", "Hall, right", "Garden room", "Office 12")
NOTES = (
    (0, 2, "Foundries and dyehouses still pay for water twice: nobody measures it."),
    (0, 9, "The dairies want to know where they stand before they spend."),
    (1, None, "A first round of ten water audits with the association of dyers."),
)


def load(people: dict[str, Person]) -> None:
    """Load what the sample centre shows of this role."""
    load_sample_workshop(people["trainer"])


def load_sample_workshop(trainer: Person) -> Workshop:
    """Load the supplied modules, and plan the sample workshop up to its small-group activity."""
    load_supplied_modules()
    module = Module.objects.get(key="roles-and-opportunities", language="en")
    workshop = plan_workshop(
        module,
        "What should our centre do next?",
        timezone.now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=7),
        place="House of Industry, Port Verda",
        rooms=ROOMS,
        acting_user=trainer,
        sample=True,
    )
    with PARTICIPANTS.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            type_in(workshop, row, acting_user=trainer)
    groups = form_room_groups(workshop, acting_user=trainer)
    place = next(s.place for s in module.sections.all() if s.kind == Kind.ACTIVITY)
    go_to(workshop, place, acting_user=trainer)
    first = groups[0]
    members = list(first.members.all())
    name_spokesperson(first, members[0], by=trainer)
    sheets = list(first.sheets.all())
    for n, (sheet, role, text) in enumerate(NOTES):
        note = Operation(uuid.uuid4(), "write", uuid.uuid4(), sheets[sheet].pk, text, role)
        do_operations(members[n % len(members)], [note])
    open_course(
        Module.objects.get(key="material-flow-cost", language="en"),
        "What losses truly cost, at your own pace",
        door=Door.OPEN,
        opens=timezone.localdate(),
        acting_user=trainer,
        sample=True,
    )
    workshop.refresh_from_db()
    return workshop

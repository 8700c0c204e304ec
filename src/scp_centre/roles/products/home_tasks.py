"""What waits for a person in the products role: models to correct, footprints to review."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from scp_centre.centre.home import BeginLink, Task, TaskGroup, group_tasks
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import allowed
from scp_centre.methods.messages import _
from scp_centre.roles.products.models import FootprintModel, Standing
from scp_centre.roles.products.queries import models_for

BEGIN = (BeginLink(_("Start a product footprint"), "new_footprint", "model_footprint"),)


def tasks_for(person: Person, today: date) -> Iterator[TaskGroup]:
    """Yield what was sent back to those who model, and what waits for a reviewer."""
    found = models_for(person)
    if allowed(person, "model_footprint"):
        yield group_tasks(
            _("Product footprints to correct"),
            found.filter(standing=Standing.RETURNED).order_by("changed"),
            _task,
        )
    if allowed(person, "review_figures"):
        yield group_tasks(
            _("Product footprints to review"),
            found.filter(standing=Standing.SUBMITTED).order_by("changed"),
            _task,
        )


def work_of(person: Person) -> Iterator[TaskGroup]:
    """Yield the footprint models of who works on them."""
    if not allowed(person, "model_footprint"):
        return
    yield group_tasks(
        _("Product footprints"),
        models_for(person).order_by("-changed"),
        _task,
        more=reverse("footprints"),
    )


def _task(one: FootprintModel) -> Task:
    return Task(str(one.product), reverse("footprint", args=[one.pk]))

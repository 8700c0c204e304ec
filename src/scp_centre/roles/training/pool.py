"""Who may train what: the newest observation of each trainer and module, and what is next."""

from dataclasses import dataclass

from django.db.models import QuerySet

from scp_centre.centre.registry.models import Person, Role
from scp_centre.roles.training.models import Module, Readiness, TrainerObservation, Workshop


def trainers() -> QuerySet[Person]:
    """Return the trainers of the centre."""
    return Person.objects.filter(is_active=True, memberships__role=Role.TRAINER).distinct()


def observers() -> QuerySet[Person]:
    """Return who may have observed a trainer: other trainers, and directors."""
    roles = (Role.TRAINER, Role.DIRECTOR)
    return Person.objects.filter(is_active=True, memberships__role__in=roles).distinct()


def module_titles(language: str) -> dict[str, str]:
    """Return the modules by key: the newest title in a language, or else in any."""
    titles: dict[str, str] = {}
    rows = Module.objects.order_by("version").values_list("key", "language", "title")
    for key, _spoken, title in sorted(rows, key=lambda row: row[1] == language):
        titles[key] = title
    return titles


@dataclass(frozen=True, slots=True)
class Field:
    """What a trainer may do with a module. newest : the observation that says so"""

    key: str
    title: str
    newest: TrainerObservation
    earlier: tuple[TrainerObservation, ...]


@dataclass(frozen=True, slots=True)
class Trainer:
    """A trainer with their fields. coming : their next workshop    held : how many have ended

    is_observed : whether they may train, or assist with, the module of the next workshop
    """

    person: Person
    fields: tuple[Field, ...]
    coming: Workshop | None
    held: int
    is_observed: bool


def trainers_pool(language: str) -> list[Trainer]:
    """Return the trainers of the centre. language : of the titles of modules"""
    titles = module_titles(language)
    seen: dict[int, dict[str, list[TrainerObservation]]] = {}
    for one in TrainerObservation.objects.select_related("observed_by"):
        seen.setdefault(one.trainer_id, {}).setdefault(one.module_key, []).append(one)
    coming: dict[int, Workshop] = {}
    held: dict[int, int] = {}
    for workshop in Workshop.objects.select_related("module").order_by("starts"):
        if workshop.ended:
            held[workshop.trainer_id] = held.get(workshop.trainer_id, 0) + 1
        else:
            coming.setdefault(workshop.trainer_id, workshop)
    return [
        _trainer(person, seen.get(person.pk, {}), titles, coming.get(person.pk), held)
        for person in trainers()
    ]


def _trainer(
    person: Person,
    seen: dict[str, list[TrainerObservation]],
    titles: dict[str, str],
    coming: Workshop | None,
    held: dict[int, int],
) -> Trainer:
    fields = [
        Field(key, titles.get(key, key), found[0], tuple(found[1:])) for key, found in seen.items()
    ]
    fields.sort(key=lambda one: one.title.casefold())
    may = {f.key for f in fields if f.newest.readiness in (Readiness.TRAINS, Readiness.ASSISTS)}
    is_observed = coming is None or coming.module.key in may
    return Trainer(person, tuple(fields), coming, held.get(person.pk, 0), is_observed)

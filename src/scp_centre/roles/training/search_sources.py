"""What is found of the training role: modules, workshops, courses."""

from collections.abc import Iterable, Iterator

from django.urls import reverse

from scp_centre.centre.search.sources import MEMBERS, Pks, SearchRow, SearchSource
from scp_centre.methods.messages import _
from scp_centre.roles.training.models import Course, Module, Section, Standing, Workshop
from scp_centre.roles.training.models.course import Door

READ, WRITE, LEAD, RUN = "see_training", "write_module", "see_workshops", "run_workshop"


def _modules(pks: Pks) -> Iterator[SearchRow]:
    """Yield modules; of one that is ready, what participants get, without the notes."""
    found = Module.objects.filter(pk__in=pks).exclude(standing=Standing.RETIRED)
    for one in found.prefetch_related("sections"):
        parts = [(s.title, s.slides, s.task, s.handout) for s in one.sections.all()]
        yield SearchRow(
            one.pk,
            one.title,
            reverse("training_module", args=[one.pk]),
            act=WRITE if one.standing == Standing.DRAFT else READ,
            about=one.standing if one.standing == Standing.DRAFT else "",
            texts=(one.summary, *(" ".join(part).strip() for part in parts)),
        )


def _workshops(pks: Pks) -> Iterator[SearchRow]:
    found = Workshop.objects.filter(pk__in=pks).select_related("module", "trainer")
    for one in found:
        yield SearchRow(
            one.pk,
            one.title,
            reverse("workshop", args=[one.pk]),
            act=LEAD,
            about=_("{place}, {day}", place=one.place or one.region, day=one.starts.date()),
            texts=(one.module.title, one.trainer.name, one.region),
            codes=(one.code,),
        )


def _courses(pks: Pks) -> Iterator[SearchRow]:
    """Yield courses; one for chosen companies is found by their people and by trainers."""
    found = Course.objects.filter(pk__in=pks).select_related("module", "trainer")
    for one in found.prefetch_related("companies"):
        if one.door != Door.COMPANIES:
            yield _course(one, READ)
            continue
        yield _course(one, RUN)
        for company in one.companies.all():
            yield _course(one, MEMBERS, company.pk)


def _course(one: Course, act: str, organisation: int | None = None) -> SearchRow:
    return SearchRow(
        one.pk,
        one.title,
        reverse("course", args=[one.pk]),
        act=act,
        organisation=organisation,
        about=one.module.title,
        texts=(one.module.summary, one.trainer.name),
    )


def _modules_of_sections(pks: Pks) -> Iterable[int]:
    return Section.objects.filter(pk__in=pks).values_list("module", flat=True)


def _workshops_of_modules(pks: Pks) -> Iterable[int]:
    return Workshop.objects.filter(module__in=pks).values_list("pk", flat=True)


def _courses_of_modules(pks: Pks) -> Iterable[int]:
    return Course.objects.filter(module__in=pks).values_list("pk", flat=True)


# What a running workshop changes all the time.
IN_THE_ROOM = frozenset(
    {"last_change", "section", "slide", "show", "clock_ends", "clock_left", "clock_whole"}
)
IN_THE_ROOM |= {"presenting", "charts_closed", "votes_open", "follow_up_asked"}

SOURCES = (
    SearchSource(
        "module",
        _("Training modules"),
        Module,
        (READ, WRITE),
        _modules,
        {Section: _modules_of_sections},
        is_read=True,
    ),
    SearchSource(
        "workshop",
        _("Workshops"),
        Workshop,
        (LEAD,),
        _workshops,
        {Module: _workshops_of_modules},
        ignores=IN_THE_ROOM,
    ),
    SearchSource(
        "course",
        _("Courses"),
        Course,
        (READ, RUN, MEMBERS),
        _courses,
        {Module: _courses_of_modules},
        links=(Course.companies.through,),
    ),
)

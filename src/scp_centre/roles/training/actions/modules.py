"""Modules: write, revise, mark as ready; the supplied ones are loaded from their texts."""

import uuid
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.pictures.photographs import small_picture
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.messages import _
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Module, Picture, Section, Standing
from scp_centre.roles.training.module_text import MONTHS, read_module

SUPPLIED = Path(__file__).parents[1] / "content"


@transaction.atomic
def load_supplied_modules() -> list[Module]:
    """Load each supplied module that is not there yet, ready to be held."""
    loaded = []
    for path in sorted(SUPPLIED.glob("*.md")):
        head, sections = read_module(path.read_text("utf-8"))
        known = Module.objects.filter(key=head["key"], language=head["language"])
        if not known.exists():
            module = Module.objects.create(**head, standing=Standing.READY, is_supplied=True)
            _write_sections(module, sections)
            loaded.append(module)
    return loaded


def _write_sections(module: Module, sections: list[dict[str, Any]]) -> None:
    Section.objects.bulk_create(
        Section(module=module, place=place, **values) for place, values in enumerate(sections)
    )


@transaction.atomic
def write_from_text(text: str, *, acting_user: Person) -> Module:
    """Keep a module from its text, as a new draft: version 1, or the next of a known module."""
    require(acting_user, "write_module")
    head, sections = read_module(text)
    module = Module.objects.create(
        **head, version=_next_version(head["key"], head["language"]), written_by=acting_user
    )
    _write_sections(module, sections)
    record("write_module", str(module), acting_user=acting_user, after={"version": module.version})
    return module


def _next_version(key: str, language: str) -> int:
    last = Module.objects.filter(key=key, language=language).order_by("-version").first()
    return last.version + 1 if last else 1


@transaction.atomic
def rewrite(module: Module, text: str, *, acting_user: Person) -> Module:
    """Write a draft anew from its text; of a module that is ready, a new draft version is made."""
    require(acting_user, "write_module")
    if module.standing != Standing.DRAFT:
        return write_from_text(text, acting_user=acting_user)
    head, sections = read_module(text)
    if (head["key"], head["language"]) != (module.key, module.language):
        raise TrainingError(
            _("The key and language of a module cannot be changed."),
            where="line 1",
            cure=_(
                "Write key: {key} and language: {language}.",
                key=module.key,
                language=module.language,
            ),
        )
    module.title, module.summary = head["title"], head["summary"]
    module.valid_months = head[MONTHS]
    module.save(update_fields=["title", "summary", "valid_months", "changed"])
    module.sections.all().delete()
    _write_sections(module, sections)
    record("write_module", str(module), acting_user=acting_user, after={"version": module.version})
    return module


@transaction.atomic
def add_picture(
    key: str, file: "UploadedFile[bytes]", source: str, *, acting_user: Person
) -> Picture:
    """Add a picture for the slides of a module: made smaller, without what the camera added.

    Raises TrainingError for what is no picture, and without saying where it comes from.
    """
    require(acting_user, "write_module")
    if not source.strip():
        raise TrainingError(
            _("Enter the source of the picture."),
            where="source",
            cure=_("Name the author of the picture, and confirm that the picture may be used."),
        )
    picture = Picture(pk=uuid.uuid4(), key=key, source=source.strip()[:300], added_by=acting_user)
    picture.file.save(f"{picture.pk}.jpg", ContentFile(small_picture(file)), save=False)
    picture.save(force_insert=True)
    record("add_picture", key, acting_user=acting_user, after={"source": picture.source})
    return picture


@transaction.atomic
def mark_ready(module: Module, *, acting_user: Person) -> None:
    """Say that a module can be held; from now on it is changed by a new version only."""
    require(acting_user, "write_module")
    module.standing = Standing.READY
    module.save(update_fields=["standing"])
    record("mark_ready", str(module), acting_user=acting_user, after={"version": module.version})

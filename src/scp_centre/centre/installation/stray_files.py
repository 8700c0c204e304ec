"""Files that nothing names: what an upload left that was refused, given up or rolled back."""

import shutil
from pathlib import Path
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db.models import FileField

HELD = "imports"  # what somebody sent and has not imported yet; for a day, then it is given up


def remove_stray_files(before: float) -> int:
    """Remove files of uploads that no row names; return how many.

    before : as seconds since 1970; the row of a newer file may still come
    """
    root = Path(settings.MEDIA_ROOT)
    named = _named_files()
    removed = 0
    for folder in {HELD, *_upload_folders()}:
        for path in _files_below(root / folder):
            stray = path.relative_to(root).as_posix() not in named
            if stray and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def remove_stray_folders(folder: str, model_label: str, before: float) -> int:
    """Remove folders that are called by the key of a row which is not there; return how many."""
    known = {str(key) for key in apps.get_model(model_label).objects.values_list("key", flat=True)}
    place = Path(settings.MEDIA_ROOT) / folder
    removed = 0
    for path in list(place.iterdir()) if place.is_dir() else []:
        key = _key_of(path.name)
        unfinished = path.name != key
        if key and (unfinished or key not in known) and path.stat().st_mtime < before:
            shutil.rmtree(path, ignore_errors=True)
            removed += 1
    return removed


def _key_of(name: str) -> str:
    """Return the key in the name of a folder, also of one that was never written to its end."""
    try:
        return str(UUID(name.removesuffix(".partial")))
    except ValueError:
        return ""


def _file_fields() -> list[FileField]:
    fields = [f for model in apps.get_models() for f in model._meta.concrete_fields]
    return [field for field in fields if isinstance(field, FileField)]


def _upload_folders() -> set[str]:
    """Return the folders that rows name files in, without the days and months in their names."""
    return {str(field.upload_to).partition("%")[0].strip("/") for field in _file_fields()}


def _named_files() -> set[str]:
    names: set[str] = set()
    for field in _file_fields():
        rows = field.model._default_manager.exclude(**{field.name: ""})
        names.update(rows.values_list(field.name, flat=True))
    return names


def _files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []

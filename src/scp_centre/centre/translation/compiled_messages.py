"""The messages of pages for Django: PO files compiled into the folder of this installation."""

import os
import tempfile
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from scp_centre.centre.translation.messages import LANGUAGES, catalogue_files, catalogues


def compile_messages(target: Path) -> None:
    """Write target/LANGUAGE/LC_MESSAGES/django.mo for each language whose PO files are newer."""
    for language in LANGUAGES:
        sources = catalogue_files(language)
        file = target / language / "LC_MESSAGES" / "django.mo"
        if not sources or (file.exists() and file.stat().st_mtime_ns > _newest(sources)):
            continue
        whole = Catalog(locale=language)
        for part in catalogues(language):
            for message in part:
                if message.id and message.string:
                    whole.add(message.id, message.string, context=message.context)
        made = BytesIO()
        write_mo(made, whole)
        _replace(file, made.getvalue())


def _newest(sources: list[Path]) -> int:
    return max(path.stat().st_mtime_ns for path in sources)


def _replace(file: Path, content: bytes) -> None:
    """Write a file so that who reads it meanwhile sees the old one or the new one, whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)
        raise

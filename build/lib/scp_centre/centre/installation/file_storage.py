"""Django's storage of files, but each file is there whole or not at all."""

import os
import tempfile
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage

from scp_centre.centre.installation.whole_files import PRIVATE_FOLDER

BLOCK = 1 << 20


class WholeFileStorage(FileSystemStorage):
    """Files on the disk, written beside their place and then named."""

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]
        final = Path(self.path(name))
        final.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=final.parent, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks(BLOCK):
                    file.write(chunk if isinstance(chunk, bytes) else chunk.encode())
                file.flush()
                os.fsync(file.fileno())
            name = self._put(Path(part), name)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
        return name.replace("\\", "/")

    def _put(self, part: Path, name: str) -> str:
        """Give a whole file its name; when another one took it meanwhile, the next free name."""
        while True:
            try:
                os.link(part, self.path(name))
            except FileExistsError:
                name = self.get_available_name(name)
            except OSError:  # a file system without links
                part.replace(self.path(name))
                return name
            else:
                part.unlink()
                return name

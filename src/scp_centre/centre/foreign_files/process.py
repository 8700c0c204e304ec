"""One reading process, seen from the product: started, asked, ended at its deadline."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings

from scp_centre.centre.foreign_files.allowance import Allowance
from scp_centre.centre.foreign_files.frames import (
    BYTES,
    DATA,
    END,
    READERS_OF_CELLS,
    REFUSAL,
    TASK,
    BrokenFrameError,
    Content,
    as_json,
    from_json,
    read_frame,
    write_content,
    write_frame,
)
from scp_centre.centre.foreign_files.refusals import FileRefusal

SOURCE = str(Path(__file__).parents[3])  # the folder that holds scp_centre
PYTHON = [sys.executable, "-s", "-P", "-m"]
LARGEST_PART = 64 * 1024**2  # bytes of one part: as objects it is many times that
ENDING = 1.0  # seconds that a process may take to end after its last word
STARTING = 20.0  # seconds that a machine under load may need to start an interpreter


class ReadingProcess:
    """A fresh interpreter that reads foreign files, one after another.

    module : what runs in it    environment : what it gets to know beside what Python needs
    """

    module = "scp_centre.centre.foreign_files.main"
    environment: ClassVar[dict[str, str]] = {}

    def __init__(self, *, stranger: bool = False) -> None:
        own = settings.READING_ENVIRONMENT | self.environment
        own |= {
            "PYTHONPATH": SOURCE,
            "PYTHONUTF8": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.process = subprocess.Popen(
            [*PYTHON, self.module, *(["--stranger"] if stranger else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=own,
            cwd=Path(sys.executable).anchor,
        )
        self.files = 0
        self.late = False

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def ask(
        self, reader: str, content: Content, allowance: Allowance, options: dict[str, Any]
    ) -> Iterator[Any]:
        """Yield the parts of the answer: plain data, and bytes.

        Only waiting counts against the allowance, not what the caller does between two parts.

        Raises FileRefusal; its kind is too_slow where the deadline passed, too_large where the
        process ended or answered more than it may.
        """
        if not self.files:
            self._wait_for_start()
        left = allowance.seconds
        self.files += 1
        task = {
            "reader": reader,
            "options": options,
            "seconds": allowance.seconds,
            "memory": allowance.memory,
        }
        begun = time.monotonic()
        with self._deadline(left), suppress(BrokenPipeError):
            write_frame(self._in, TASK, as_json(task))
            write_content(self._in, content)
        left -= time.monotonic() - begun
        room = allowance.output
        dates = reader in READERS_OF_CELLS
        while True:
            begun = time.monotonic()
            kind, part = self._next(left, min(room, LARGEST_PART))
            left -= time.monotonic() - begun
            room -= len(part)
            if kind == END:
                return
            if kind == REFUSAL:
                raise self._refusal(part)
            yield part if kind == BYTES else self._data(kind, part, dates=dates)

    def _wait_for_start(self) -> None:
        """Wait until the process says that it has begun: that is not the file's fault."""
        kind, _ = self._next(STARTING, 0)
        if kind != END:
            raise FileRefusal("unreadable", "frame")

    def end(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self.process.wait()

    def _next(self, left: float, room: int) -> tuple[bytes, bytes]:
        try:
            with self._deadline(left):
                return read_frame(self._out, room)
        except OverflowError:
            raise FileRefusal("too_large", "answer") from None
        except (BrokenFrameError, OSError, ValueError):
            raise FileRefusal("too_slow" if self._ran_out() else "too_large") from None

    def _ran_out(self) -> bool:
        """Return whether time was the reason: our deadline, or the system's limit of computing."""
        import signal

        try:
            ended = self.process.wait(timeout=ENDING)
        except subprocess.TimeoutExpired:  # it has closed its output and goes on
            self._too_late()
            return True
        return self.late or ended == -getattr(signal, "SIGXCPU", 24)

    def _refusal(self, part: bytes) -> FileRefusal:
        said = self._data(REFUSAL, part)
        if not isinstance(said, dict):
            return FileRefusal("unreadable")
        refusal = FileRefusal(str(said.get("kind", "unreadable")), str(said.get("why", ""))[:200])
        about = said.get("about")
        refusal.about = about if isinstance(about, dict) else {}
        return refusal

    def _data(self, kind: bytes, part: bytes, *, dates: bool = False) -> Any:
        if kind not in (DATA, REFUSAL):
            raise FileRefusal("unreadable", "frame")
        try:
            return from_json(part, dates=dates)
        except ValueError:
            raise FileRefusal("unreadable", "frame") from None

    @contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        """End the process when the time is over; pipes then close, and waiting ends with them."""
        timer = threading.Timer(max(seconds, 0.0), self._too_late)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _too_late(self) -> None:
        self.late = True
        self.process.kill()

    @property
    def _in(self) -> Any:
        return self.process.stdin

    @property
    def _out(self) -> Any:
        return self.process.stdout

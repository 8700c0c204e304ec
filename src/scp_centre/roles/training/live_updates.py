"""The line to the screens in a room: one thread reads new changes, every screen's queue gets them.

Changes lie in the database, so a screen that returns, or a server that restarts, misses nothing;
the hub only saves each screen from asking. It lives as long as a screen listens.
"""

import itertools
import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from scp_centre.roles.training.models import Change

LOOK_SECONDS = 0.5  # how often other processes' changes are looked for; one's own are told at once
BEAT_SECONDS = 10  # a sign of life, by which a screen notices a dead line
LINES_OF_PARTICIPANT, LINES_OF_TRAINER = 3, 8  # at once; a new one ends the oldest
PAUSE = "retry: 30000\n\n"  # milliseconds until a screen that found no line asks again
TRAINER = 0  # the "group" of what only the trainer's screens may know


@dataclass(eq=False, slots=True)
class Stream:
    """One screen.

    group : number of its group, None without    trainer : knows everything
    holder : whose screen it is; nobody holds more than a few    number : the later, the larger
    bare : it is told that something changed, and not what: a projector without an account
    """

    workshop: int
    group: int | None
    trainer: bool
    last: int
    holder: str = ""
    bare: bool = False
    number: int = field(default_factory=itertools.count().__next__)
    queue: SimpleQueue[Change | None] = field(default_factory=SimpleQueue)

    @property
    def most_of_holder(self) -> int:
        """How many screens its holder may have in this room."""
        return LINES_OF_TRAINER if self.trainer else LINES_OF_PARTICIPANT

    def may_know(self, change: Change) -> bool:
        """Return whether this screen may be told."""
        return self.trainer or change.group is None or change.group == self.group


class Hub:
    """All screens that listen to this process."""

    def __init__(self) -> None:
        self._streams: dict[int, set[Stream]] = defaultdict(set)
        self._last: dict[int, int] = {}
        self._news = threading.Condition()
        self._reader: threading.Thread | None = None
        self._fresh = False  # something was told while the reader was not waiting

    def is_full(self, stream: Stream) -> bool:
        """Return whether a screen cannot be served by a stream; it then asks by itself.

        Whoever holds all lines that one may have gets the new one for their oldest.
        """
        if len(self._lines_of(stream)) >= stream.most_of_holder:
            return False
        here = len(self._streams.get(stream.workshop, ()))
        everywhere = sum(len(streams) for streams in list(self._streams.values()))
        return here >= settings.MOST_STREAMS_OF_ROOM or everywhere >= settings.MOST_STREAMS

    def enter(self, stream: Stream) -> bool:
        """Let a screen listen from the change that it has; return False where no line is free."""
        with self._news:
            if self.is_full(stream):
                return False
            self._end_oldest(stream)
            known = self._last.get(stream.workshop, stream.last)
            self._last[stream.workshop] = min(known, stream.last)
            self._streams[stream.workshop].add(stream)
            if self._reader is None:
                self._reader = threading.Thread(target=self._read, daemon=True, name="room")
                self._reader.start()
            self._fresh = True
            self._news.notify_all()
            return True

    def _lines_of(self, stream: Stream) -> list[Stream]:
        """Return the lines of a screen's holder in its room, the oldest first."""
        here = list(self._streams.get(stream.workshop, ()))
        own = [one for one in here if stream.holder and one.holder == stream.holder]
        return sorted(own, key=lambda one: one.number)

    def _end_oldest(self, stream: Stream) -> None:
        own = self._lines_of(stream)
        for one in own[: max(len(own) - stream.most_of_holder + 1, 0)]:
            self._streams[stream.workshop].discard(one)
            one.queue.put(None)

    def leave(self, stream: Stream) -> None:
        """Forget a screen."""
        with self._news:
            streams = self._streams[stream.workshop]
            streams.discard(stream)
            if not streams:
                del self._streams[stream.workshop]
                self._last.pop(stream.workshop, None)
            self._news.notify_all()

    def end(self) -> None:
        """End every stream of this process; screens come back when it does."""
        self.end_within(0.0)

    def end_within(self, wait: float) -> bool:
        """End every stream of this process, and return whether all have gone.

        wait : seconds to wait at most until they have, and the reader with them
        """
        with self._news:
            for stream in (s for streams in self._streams.values() for s in streams):
                stream.queue.put(None)
            if wait:
                self._fresh = True
                self._news.wait_for(lambda: self._reader is None, wait)
            return self._reader is None

    def tell(self) -> None:
        """Say that something was changed."""
        with self._news:
            self._fresh = True
            self._news.notify_all()

    def _read(self) -> None:
        try:
            while self._look():
                with self._news:
                    self._news.wait_for(lambda: self._fresh, LOOK_SECONDS)
                    self._fresh = False
        finally:
            self._forget_reader()
            connection.close()

    def _forget_reader(self) -> None:
        """Let the next screen start a reader; screens that a broken one leaves behind come back."""
        with self._news:
            if self._reader is threading.current_thread():
                self._reader = None
                for stream in (s for streams in self._streams.values() for s in streams):
                    stream.queue.put(None)
                self._news.notify_all()

    def _look(self) -> bool:
        """Deliver; a database that is away for a moment ends no line, it is asked again."""
        try:
            return self._deliver()
        except DatabaseError:
            connection.close()
            return True

    def _deliver(self) -> bool:
        """Hand new changes out; return False, and end, when nobody listens."""
        with self._news:
            if not self._streams:
                self._reader = None
                self._news.notify_all()
                return False
            known = dict(self._last)
        for workshop, last in known.items():
            found = list(
                Change.objects.filter(workshop=workshop, number__gt=last).order_by("number")
            )
            if found:
                self._hand_out(workshop, last, found)
        return True

    def _hand_out(self, workshop: int, since: int, found: list[Change]) -> None:
        """Hand out the changes that were read since a number.

        A screen that entered while they were read, and lacks older ones, waits for the next look.
        """
        with self._news:
            if workshop not in self._last:
                return
            for stream in self._streams[workshop]:
                for change in found if stream.last >= since else ():
                    if change.number > stream.last:
                        stream.last = change.number
                        if stream.may_know(change):
                            stream.queue.put(change)
            self._last[workshop] = min(s.last for s in self._streams[workshop])


HUB = Hub()


def listen(stream: Stream) -> Iterator[str]:
    """Yield server-sent events until the screen goes; each carries the number to resume from."""
    if not HUB.enter(stream):
        yield PAUSE
        return
    if not connection.in_atomic_block:
        connection.close()  # a screen that only listens holds no connection
    try:
        yield f"retry: 1500\nid: {stream.last}\nevent: beat\ndata: {{}}\n\n"
        while True:
            try:
                change = stream.queue.get(timeout=BEAT_SECONDS)
            except Empty:
                yield "event: beat\ndata: {}\n\n"
                continue
            if change is None:
                return
            told = json.dumps(as_told(change, stream.bare))
            yield f"id: {change.number}\nevent: change\ndata: {told}\n\n"
    finally:
        HUB.leave(stream)


def as_told(change: Change, bare: bool = False) -> dict[str, Any]:
    """Return a change as screens read it. bare : without what was changed"""
    data = {} if bare else change.data
    return {"number": change.number, "part": change.part, "data": data}

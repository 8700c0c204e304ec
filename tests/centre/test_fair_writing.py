"""Long work on the embedded database lets others write in between."""

import threading
import time

import pytest
from django.db import OperationalError, connection, transaction

from scp_centre.centre.installation import fair_writing
from scp_centre.centre.installation.fair_writing import in_small_pieces
from scp_centre.centre.limits.models import Tally
from scp_centre.centre.limits.tallies import HOUR, count
from scp_centre.interfaces.cli import worker


@pytest.mark.django_db
def test_pieces_hold_all_values_once_and_go_on_where_they_were():
    assert [list(p) for p in in_small_pieces([1, 2, 3, 4, 5], 2)] == [[1, 2], [3, 4], [5]]
    assert [list(p) for p in in_small_pieces([1, 2, 3, 4, 5], 2, start=3)] == [[4, 5]]


@pytest.mark.django_db(transaction=True)
def test_between_two_pieces_the_others_write():
    """Each other writer gets in while the long work is not yet half done."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL lets all write at once.")
    pieces_done, written_at = [], []
    begun = threading.Event()

    def write():
        begun.wait(20)
        count("other", "writer", HOUR)
        written_at.append(len(pieces_done))
        connection.close()

    others = [threading.Thread(target=write) for _ in range(3)]
    for other in others:
        other.start()
    for number, _ in enumerate(in_small_pieces(range(20), 1)):
        with transaction.atomic():
            Tally.objects.filter(key="long").update(number=number)
            begun.set()
            time.sleep(0.15)
        pieces_done.append(number)
    for other in others:
        other.join()
    assert len(written_at) == 3 and max(written_at) < 10


@pytest.mark.django_db(transaction=True)
def test_the_pause_is_as_long_as_the_lock_was_held(monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL needs no pause.")
    pauses = []
    monkeypatch.setattr(fair_writing.time, "sleep", pauses.append)
    moments = iter([0.0, 3.0, 3.0, 3.01])
    monkeypatch.setattr(fair_writing.time, "monotonic", lambda: next(moments))
    assert len(list(in_small_pieces([1, 2], 1))) == 2
    assert pauses == [3.0, fair_writing.SHORTEST_PAUSE]


@pytest.mark.django_db
def test_a_busy_database_does_not_end_the_worker(monkeypatch, capfd):
    monkeypatch.setattr(worker, "AWAY_SECONDS", 0)
    monkeypatch.setattr(connection, "close", lambda: None)
    answers = iter([OperationalError("database is locked"), None])

    def work():
        if error := next(answers):
            raise error

    worker._work_on(work)
    assert "waits for the database: database is locked." in "".join(capfd.readouterr())
    assert list(answers) == []

"""Which statements each test sends to the database, so that PostgreSQL is asked each one once.

The embedded database runs all tests. Most of what a test then sends, others have sent before it; on
PostgreSQL that would be the same question again. A whole run therefore notes what each test sends,
by the shape of the statement and by whether the database refused it, and PostgreSQL runs what is
marked for it and, of the rest, the cheapest tests that together send everything.
"""

import json
import os
import re
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from django.db.backends.utils import CursorWrapper

VALUES = re.compile(r"\((?:%s|\?)(?:, ?(?:%s|\?))+\)(?:, ?\((?:%s|\?)(?:, ?(?:%s|\?))*\))*")
PASSING = re.compile(r'"?\b[a-z]+\d+_x\d+"?|"?__col\d+"?|\b\d+\b')


def folder():
    """Return where the notes of this run lie; None when nobody asked for them."""
    named = os.environ.get("SCP_TEST_STATEMENTS")
    return Path(named) if named else None


def shape_of(sql):
    """Return a statement without what differs from call to call: how many values, which numbers.

    >>> shape_of("SELECT a FROM b WHERE c IN (%s, %s) LIMIT 5")
    'SELECT a FROM b WHERE c IN (values) LIMIT n'
    """
    return PASSING.sub("n", VALUES.sub("(values)", sql))


class Notes:
    """What the tests of this process send: test -> shapes, and how long each takes."""

    def __init__(self):
        self.of_a_sql, self.sent, self.seconds = {}, defaultdict(set), defaultdict(float)
        self.test = None

    def note(self, sql, refused):
        sql = str(sql)
        if sql not in self.of_a_sql:
            self.of_a_sql[sql] = crc32(shape_of(sql).encode())
        if self.test:
            self.sent[self.test].add(self.of_a_sql[sql] ^ refused)

    def write(self, path):
        rows = {test: [self.seconds[test], sorted(sent)] for test, sent in self.sent.items()}
        path.mkdir(exist_ok=True)
        (path / f"{os.getpid()}.json").write_text(json.dumps(rows))


NOTES = Notes()


@contextmanager
def noting():
    """Note all statements, below whatever else watches them."""
    one, many = CursorWrapper._execute, CursorWrapper._executemany

    def watched(send):
        def sending(self, sql, *values):
            try:
                answer = send(self, sql, *values)
            except Exception:
                NOTES.note(sql, refused=1)
                raise
            NOTES.note(sql, refused=0)
            return answer

        return sending

    CursorWrapper._execute, CursorWrapper._executemany = watched(one), watched(many)
    try:
        yield
    finally:
        CursorWrapper._execute, CursorWrapper._executemany = one, many


def noted(path):
    """Return test -> (seconds, shapes) as the run before noted it; empty when none did."""
    rows = {}
    for file in sorted(path.glob("*.json")) if path else ():
        for test, (seconds, sent) in json.loads(file.read_text()).items():
            rows[test] = (seconds, set(sent))
    return rows


def without_repetition(tests, always, rows):
    """Return those of `tests` to run so that whatever any sends is sent by one at least.

    always : tests that run in any case        rows : see noted

    >>> rows = {"a": (1, {1, 2}), "b": (9, {1, 2, 3}), "c": (1, {3}), "d": (1, {4})}
    >>> sorted(without_repetition(["a", "b", "c", "d"], {"d"}, rows))
    ['a', 'c', 'd']
    """
    chosen = {test for test in tests if test in always or test not in rows}
    left = set().union(*(rows[test][1] for test in tests if test in rows))
    for test in chosen & rows.keys():
        left -= rows[test][1]
    rest = sorted(set(tests) - chosen)
    while left:
        best = max(rest, key=lambda test: len(rows[test][1] & left) / (0.1 + rows[test][0]))
        chosen.add(best)
        rest.remove(best)
        left -= rows[best][1]
    return chosen

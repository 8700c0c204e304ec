"""The order of a whole run names tests that there are; a rehearsal refuses each place in the code."""

from pathlib import Path
from types import SimpleNamespace

from tests.refusals import steps_to_refuse
from tests.run_order import LONG, longest_first

TESTS = Path(__file__).parents[1]


def test_each_long_test_is_one_that_there_is():
    missing = []
    for name in LONG:
        file, _, test = name.partition("::")
        texts = [path.read_text("utf-8") for path in TESTS.rglob(file)]
        if not any(f"def {test}" in text for text in texts):
            missing.append(name)
    assert missing == []


def test_the_order_keeps_every_test_and_each_process_begins_with_long_ones():
    long = [f"tests/a/{name}{number}" for name in LONG for number in (1, 2)]
    short = [f"tests/b/test_b.py::test_{number}" for number in range(1_000)]
    items = [SimpleNamespace(nodeid=name) for name in (*short, *long)]
    for processes in (1, 2, 3, 8):
        ordered = longest_first(items, processes)
        assert sorted(map(id, ordered)) == sorted(map(id, items))
        for part in range(processes if processes > 1 else 0):
            assert ordered[part * len(items) // processes].nodeid in long, (processes, part)


def test_each_new_place_is_refused_first_and_last_and_the_last_step_always():
    places = ["header", "row", "row", "row", "log"]
    assert steps_to_refuse(places, set()) == [0, 1, 3, 4]
    assert steps_to_refuse(places, {"row"}) == [0, 4]
    assert steps_to_refuse(places, set(places)) == [4]
    assert steps_to_refuse([], set()) == []

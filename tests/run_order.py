"""The order and the housekeeping of a whole run, so that no core waits at its end."""

import gc
import os

# Tests that take longest on one core, with their seconds: rounded, a guide only. What one name
# begins stays together, since its tests share what takes the time.
LONG = {
    "test_accessible.py::test_every_page_is_accessible_and_fits_its_width": 200,
    "test_sent_forms.py::test_no_form_of_any_page_makes_a_thing_twice": 150,
    "test_hostile_addresses.py::test_every_route_takes_hostile_forms": 120,
    "test_hostile_addresses.py::test_every_route_with_every_hostile_value": 120,
    "test_hostile_addresses.py::test_every_place_of_an_address_with_extreme_values": 100,
    "test_form_values_in_every_language.py::test_each_page_sends_the_same_in_every_language": 100,
    "test_form_errors.py::test_a_form_of_any_page_is_refused_with_one_summary": 90,
    "test_adding_a_role.py::": 120,
    "test_exports.py::test_no_address_gives_a_sheet_that_runs_text": 80,
    "test_wheel.py::": 80,
    "test_first_start.py::test_two_first_starts_on_one_empty_folder": 60,
    "test_workshop.py::test_from_the_slide_to_the_report_back": 80,
}
# Objects made before the garbage collector looks for circles: it walks hundreds of thousands that
# live as long as the process, Django's models foremost, and found nothing in them.
MADE_BETWEEN = 50_000


def longest_first(items, processes):
    """Return tests in the order of a run: each process begins with its share of the long ones.

    The processes take equal parts of the list, one after another, and those that are done take
    from the end of another's part (pytest-xdist, worksteal).
    """
    groups = {name: [one for one in items if f"/{name}" in one.nodeid] for name in LONG}
    long = {id(one) for group in groups.values() for one in group}
    if processes < 2 or len(items) < 10 * len(long):
        return list(items)
    shares, seconds = [[] for _ in range(processes)], [0] * processes
    for name in sorted(LONG, key=LONG.get, reverse=True):
        if groups[name]:
            least = seconds.index(min(seconds))
            shares[least] += groups[name]
            seconds[least] += LONG[name]
    short = [one for one in items if id(one) not in long]
    size, ordered = len(items) // processes, []
    for share in shares:
        rest = max(size - len(share), 0)
        ordered += [*share, *short[:rest]]
        short = short[rest:]
    return ordered + short


def processes():
    return int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))


def spare_what_stays():
    """Let the garbage collector pass over what was loaded, and look for circles less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE_BETWEEN, 20, 50)

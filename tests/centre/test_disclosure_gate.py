"""The one gate: an attacker with all that it let pass finds no company, nor a change of one."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog

from scp_centre.centre.disclosure.actions import disclose
from scp_centre.centre.disclosure.gate import Figure, Gate, half_step
from scp_centre.centre.disclosure.models import DisclosedFigure
from scp_centre.centre.disclosure.rules import FEW, LARGE, NEAR, TOLD, rounded
from scp_centre.centre.registry.models import Organisation

pytestmark = pytest.mark.django_db


def sum_of(parts, *, year=2025, name="sum", figure_class="energy", half=0.0, weight=1.0):
    cells = {(holder, year): value for holder, value in parts.items()}
    value = weight * sum(parts.values())
    return Figure("results", name, figure_class, "MWh", cells, value, half, weight)


def even(*names, value=100.0):
    return dict.fromkeys(names, value)


FIVE = even("a", "b", "c", "d", "e")


def test_few_large_and_near_are_told_apart():
    gate = Gate()
    assert gate.reason_against(sum_of(FIVE)) == ""
    assert gate.reason_against(sum_of(even("a", "b", "c", "d"))) == FEW
    assert gate.reason_against(sum_of(FIVE | {"a": 410.0})) == LARGE
    # b and c know 46 of 100; the rest is 54 at most, and a has 50: within 10 %.
    near = {"a": 50.0, "b": 30.0, "c": 16.0, "d": 2.0, "e": 2.0}
    assert gate.reason_against(sum_of(near)) == NEAR


def test_a_sum_is_shown_again_only_when_five_have_come_in():
    gate = Gate()
    assert gate.decide([sum_of(FIVE)]) == [""]
    for newcomers in ("f", "fg", "fgh", "fghi"):
        assert gate.reason_against(sum_of(FIVE | even(*newcomers))) == TOLD, newcomers
    assert gate.reason_against(sum_of(FIVE)) == ""  # it is known already
    assert gate.reason_against(sum_of(FIVE | even(*"fghij"))) == ""
    assert gate.reason_against(sum_of(FIVE | {"a": 112.0})) == TOLD  # a correction of one
    # Five come in, one of them alone with nearly all that is new.
    assert gate.reason_against(sum_of(FIVE | even(*"ghij", value=1.0) | {"f": 100.0})) == TOLD


def test_companies_of_one_owner_are_one():
    names = [f"Mill {n}" for n in range(4)]
    cells = {
        (str(Organisation.objects.create(name=name, country="V", sector="other").pk), 2025): 100.0
        for name in (*names, "MILL 3 Ltd")
    }
    figure = Figure("results", "sum", "energy", "MWh", cells, 500.0, 0.0)
    assert Gate().reason_against(figure) == FEW


def test_places_share_one_ledger():
    """What the policy page has shown counts for the public site, and the other way round."""
    assert disclose([sum_of(FIVE, name="policy share", weight=1 / 5000)]) == [""]
    assert Gate().reason_against(sum_of(FIVE | even("f"))) == TOLD
    assert Gate().reason_against(sum_of(FIVE | even("f"), figure_class="water")) == ""


def test_figures_of_a_group_are_shown_together_or_not_at_all():
    """What a share is of is hidden: then the share is, and the ledger says so of both."""
    few = replace(sum_of(even("a", "b"), figure_class="use"), group="share", name="of")
    share = replace(sum_of(FIVE), group="share", name="share")
    assert disclose([share, few]) == [FEW, FEW]
    assert not DisclosedFigure.objects.filter(reason="").exists()


def test_each_decision_is_entered_once_and_a_hidden_figure_without_its_parts():
    few = sum_of(even("a", "b"), name="few")
    for _again in range(2):
        assert disclose([sum_of(FIVE), few]) == ["", FEW]
    shown, hidden = DisclosedFigure.objects.order_by("pk")
    assert (shown.reason, shown.value, len(shown.cells)) == ("", 500.0, 5)
    assert (hidden.reason, hidden.value, hidden.cells) == (FEW, None, [])


def test_a_figure_without_a_year_is_that_of_the_year_of_equal_value():
    gate = Gate()
    assert gate.decide([sum_of(FIVE, year=2025)]) == [""]
    one_more = sum_of(FIVE | even("f"), year=0)
    assert gate.reason_against(one_more) == TOLD


def test_half_a_step_is_as_fine_as_the_digits_on_either_side():
    for value in (0.9996, 1.0, 99.7, 340.0, 1004.0, 12345.0):
        shown = rounded(value)
        half = half_step(shown, 2)
        assert rounded(shown - 0.999 * half) == shown == rounded(shown + 0.999 * half)


def draw_story(rng):
    """Sums of one class over a year: companies join, leave, correct their figures."""
    n = int(rng.integers(6, 13))
    value = np.round(rng.lognormal(3, 0.5, n), 1)
    version = np.zeros(n, int)
    there = rng.random(n) < 0.8
    for _month in range(6):
        yield {i: (int(version[i]), float(value[i])) for i in np.flatnonzero(there).tolist()}
        there ^= rng.random(n) < rng.choice([0.05, 0.5])
        changed = rng.random(n) < rng.choice([0.0, 0.1, 0.7])
        value[changed] = np.round(value[changed] * rng.lognormal(0.3, 0.3, changed.sum()), 1)
        version[changed] += 1


def found_by_attack(told):
    """Return (what, by whom) lies within 10 %: figures, and changes from one sum to another.

    told : company -> (version, value) of each sum that was shown, taken as exact
    """
    keys = sorted({(i, version) for parts in told for i, (version, _value) in parts.items()})
    place = {key: k for k, key in enumerate(keys)}
    true = np.zeros(len(keys))
    A = np.zeros((len(told), len(keys)))
    for row, parts in zip(A, told, strict=True):
        for i, (version, value) in parts.items():
            row[place[i, version]] = 1.0
            true[place[i, version]] = value
    aims = [np.eye(len(keys))[k] for k in range(len(keys))]
    for (i, _v), (j, _w) in combinations(keys, 2):
        if i == j:
            aims.append(np.eye(len(keys))[place[j, _w]] - np.eye(len(keys))[place[i, _v]])
    companies = sorted({i for i, _version in keys})
    found = []
    for insiders in [(), *((i,) for i in companies), *combinations(companies, 2)]:
        bounds = [
            (t, t) if i in insiders else (0, None)
            for (i, _version), t in zip(keys, true, strict=True)
        ]
        for aim in aims:
            owner = {keys[k][0] for k in np.flatnonzero(aim)}
            if owner & set(insiders) or not abs(aim @ true):
                continue
            for sign in (1, -1):
                answer = linprog(sign * aim, A_eq=A, b_eq=A @ true, bounds=bounds)
                near = abs(sign * answer.fun - aim @ true) if answer.status == 0 else np.inf
                if near < 0.1 * abs(aim @ true) * (1 - 1e-6):
                    found.append((sorted(owner), insiders))
    return found


@pytest.mark.parametrize("seed", range(3))
def test_whoever_has_all_sums_finds_no_company_and_no_change_of_one(seed):
    gate, told, refused = Gate(), [], 0
    for number, parts in enumerate(draw_story(np.random.default_rng(seed))):
        figure = sum_of({f"c{i}": value for i, (_v, value) in parts.items()}, name=str(number))
        if gate.decide([figure]) == [""]:
            told.append(parts)
        else:
            refused += 1
    assert refused  # something there was to hide
    assert found_by_attack(told) == []


def test_the_attacker_finds_what_no_gate_hides():
    first = dict.fromkeys(range(6), (0, 100.0))
    assert found_by_attack([first, {i: first[i] for i in range(5)}])

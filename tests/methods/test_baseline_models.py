"""Baseline models of weather, weekday and product mix: known balance points come back."""

from datetime import date

import numpy as np
import pytest

from scp_centre.methods.errors import MissingValueError
from scp_centre.methods.verification import (
    CHOOSE,
    Periods,
    choose_model,
    columns_of,
    fit_baseline,
    shifts_of,
    verify_saving,
)
from scp_centre.methods.verification.weather_search import lag_correlation, weekday_counts

MONDAY = date(2024, 1, 1).toordinal()
SPRING = 15 + 11 * np.sin(np.arange(731) / 365.25 * 2 * np.pi)


def days(use, temperatures, drivers=None, first=MONDAY):
    spans = [(first + i, first + i) for i in range(len(use))]
    return Periods(list(use), drivers or {}, spans, [[t] for t in temperatures])


@pytest.fixture
def noise():
    return np.random.default_rng(20).normal(0, 2, 731)


@pytest.fixture
def weather():
    return SPRING + np.random.default_rng(3).normal(0, 3, 731)


@pytest.mark.parametrize(
    ("shape", "use", "balance"),
    [
        ("heating", lambda t: 50 + 4 * np.maximum(13.3 - t, 0), (13.3,)),
        ("cooling", lambda t: 50 + 3 * np.maximum(t - 18.4, 0), (18.4,)),
        ("one", lambda t: 50 + 4 * np.maximum(16 - t, 0) + 1.5 * np.maximum(t - 16, 0), (16.0,)),
        (
            "two",
            lambda t: 50 + 4 * np.maximum(11.7 - t, 0) + 3 * np.maximum(t - 20.2, 0),
            (11.7, 20.2),
        ),
    ],
)
def test_the_shape_that_made_the_use_is_chosen_with_its_balance_points(
    shape, use, balance, weather, noise
):
    choice = choose_model(days(use(weather) + noise, weather), CHOOSE, even=True)
    assert choice.chosen.terms.key == shape
    assert choice.chosen.balance == pytest.approx(balance, abs=0.25)
    assert choice.chosen.baseline.mean_bias == pytest.approx(0, abs=1e-12)
    assert "lowest BIC" in choice.reason


def test_use_without_weather_gets_no_weather(weather, noise):
    made = np.random.default_rng(4).uniform(50, 100, 731)
    choice = choose_model(days(20 + 2 * made + noise, weather, {"cheese": made}), CHOOSE, even=True)
    assert choice.chosen.terms.weather == ""


def test_degree_days_of_months_by_hand(weather):
    """Months of daily temperatures: 30 a day and 5 a K d below 14 °C, without noise."""
    edges = np.cumsum([0, *[30, 31] * 11])
    spans = [(MONDAY + a, MONDAY + b - 1) for a, b in zip(edges, edges[1:], strict=False)]
    daily = [weather[a:b].tolist() for a, b in zip(edges, edges[1:], strict=False)]
    use = [30 * len(t) + 5 * sum(max(14 - x, 0) for x in t) for t in daily]
    periods = Periods(use, {}, spans, daily)
    choice = choose_model(periods, "heating", even=False)
    assert choice.chosen.balance == (14.0,)
    assert choice.chosen.baseline.coefficients[:2] == pytest.approx([30, 5], rel=1e-6)
    assert choice.chosen.baseline.cv_rmse == pytest.approx(0, abs=1e-9)


def test_weekdays_are_the_means_of_the_weekdays(noise):
    """With only weekdays in it the model is the mean of each weekday."""
    weekend = np.array([i % 7 >= 5 for i in range(731)])
    use = 100 - 40 * weekend + noise
    choice = choose_model(days(use, SPRING), "weekdays", even=True)
    b = choice.chosen.baseline.coefficients
    assert b[0] == pytest.approx(use[::7].mean())
    assert b[0] + b[6] == pytest.approx(use[6::7].mean())
    assert choose_model(days(use, SPRING), CHOOSE, even=True).chosen.terms.weekdays


def test_a_mix_of_products_is_told_from_their_sum(noise):
    rng = np.random.default_rng(8)
    butter, milk = rng.uniform(10, 50, 731), rng.uniform(10, 50, 731)
    drivers = {"butter": butter, "milk": milk}
    both = Periods([], {}, [(MONDAY + i, MONDAY + i) for i in range(731)], None)

    def chosen(use):
        periods = Periods(list(use), drivers, both.spans, None, ("butter", "milk"))
        return choose_model(periods, CHOOSE, even=True).chosen

    assert not chosen(5 + 3 * butter + 1 * milk + noise).terms.added_up
    alike = chosen(5 + 2 * butter + 2 * milk + noise)
    assert alike.terms.added_up
    assert alike.baseline.coefficients == pytest.approx([5, 2], abs=0.6)


def test_the_uncertainty_of_a_balance_point_is_that_of_simulation(weather):
    """200 draws of the noise: the spread of the fitted point agrees with its standard error."""
    truth = 50 + 4 * np.maximum(13 - weather[:365], 0)
    rng = np.random.default_rng(1)
    found, said = [], []
    for _draw in range(200):
        periods = days(truth + rng.normal(0, 6, 365), weather[:365])
        one = choose_model(periods, "heating", even=True).chosen
        found.append(one.balance[0])
        said.append(one.baseline.standard_errors[-1] / np.sqrt(one.baseline.inflation))
    assert np.std(found) == pytest.approx(np.mean(said), rel=0.25)


def test_a_proved_saving_of_nothing_is_as_rare_as_the_confidence_says(weather):
    """Of 200 sites with daily readings that resemble each other and no saving, few are "proved"."""
    rng, proved = np.random.default_rng(5), 0
    for _site in range(200):
        shocks, noise = rng.normal(0, 5, 731), np.zeros(731)
        for i in range(1, 731):
            noise[i] = 0.6 * noise[i - 1] + shocks[i]
        use = 80 + 3 * np.maximum(13 - weather, 0) + noise
        before, after = days(use[:365], weather[:365]), days(use[365:], weather[365:])
        chosen = choose_model(before, "heating", even=True).chosen
        columns = columns_of(chosen, after) | shifts_of(chosen, after)
        saving = verify_saving(chosen.baseline, after.use, columns, confidence=0.9)
        proved += saving.verdict == "proved"
    assert proved <= 200 * 0.05 + 3 * np.sqrt(200 * 0.05 * 0.95)


def test_weather_without_temperatures_is_asked_for():
    spans = [(MONDAY + i, MONDAY + i) for i in range(30)]
    with pytest.raises(MissingValueError, match="mean temperature"):
        choose_model(Periods([1.0] * 30, {}, spans, None), "heating", even=True)


def test_the_same_temperature_every_day_has_no_balance_point(noise):
    with pytest.raises(
        MissingValueError, match="The temperatures barely vary, so no balance point can be found."
    ):
        choose_model(days(50 + noise, [20.0] * 731), "heating", even=True)


def test_weekdays_of_longer_periods_are_counted():
    assert weekday_counts([(MONDAY, MONDAY + 8)])[0].tolist() == [2, 2, 1, 1, 1, 1, 1]
    assert weekday_counts([(MONDAY + 5, MONDAY + 6)])[0].tolist() == [0, 0, 0, 0, 0, 1, 1]


def test_neighbours_that_alternate_do_not_narrow_an_interval():
    spans = [(MONDAY + i, MONDAY + i) for i in range(40)]
    x = {"x": np.arange(40.0) % 9}
    alike = 10 + x["x"] + np.repeat([1.0, -1.0], 20)
    plain, wide = fit_baseline(alike, x), fit_baseline(alike, x, spans=spans)
    assert wide.inflation > 5 and wide.standard_errors[1] > 2 * plain.standard_errors[1]
    assert wide.cv_rmse == plain.cv_rmse
    assert lag_correlation(np.array([1.0, -1.0] * 20), spans) == 0

"""Which baseline model explains the use of a site: candidates, their fit, and the choice in words.

Shapes of weather, from the temperatures of the days of each period:

    heating   b_0 + b_1 sum max(tau - t, 0)                                     three parameters
    cooling   b_0 + b_1 sum max(t - tau, 0)                                     three parameters
    one       b_0 + b_1 sum max(tau - t, 0) + b_2 sum max(t - tau, 0)           four parameters
    two       b_0 + b_1 sum max(tau_1 - t, 0) + b_2 sum max(t - tau_2, 0)       five parameters

With daily readings these are the change point models; with longer periods, degree days with
fitted balance points. Drivers of production and weekdays are terms beside them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.errors import MissingValueError
from scp_centre.methods.messages import Number, _
from scp_centre.methods.verification.baseline import Baseline, fit_baseline
from scp_centre.methods.verification.weather_search import (
    COARSE,
    FINE,
    BalanceSearch,
    DailyWeather,
    Fitted,
    weekday_counts,
)

Array = NDArray[np.float64]
LINE, CHOOSE = "line", "choose"
WEATHER = {
    "": 0,
    "heating": 1,
    "cooling": 1,
    "one": 1,
    "two": 2,
}
WEATHER_WORDS = {
    "heating": _("heating degree days with a fitted base (3 parameters)"),
    "cooling": _("cooling degree days with a fitted base (3 parameters)"),
    "one": _("heating and cooling degree days with one fitted base (4 parameters)"),
    "two": _("heating and cooling degree days with two fitted bases (5 parameters)"),
}
SIGNS = {"heating": (1.0,), "cooling": (-1.0,), "one": (1.0, -1.0), "two": (1.0, -1.0)}
WEEKDAYS = (
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
LEAST_DAYS = 56  # daily readings from which weekdays can be told apart: eight of each
SHORT = 7  # days: shorter periods follow each other too closely to be independent
WEAKEST_T = 1.645  # of a term that earns its place: 90 % two-sided, many periods


@dataclass(frozen=True, slots=True)
class Terms:
    """What a model is made of.   weather : key of WEATHER    added_up : drivers as one sum"""

    weather: str = ""
    weekdays: bool = False
    added_up: bool = False

    @property
    def key(self) -> str:
        """Return the name by which the model is kept: line, heating, two-weekdays …"""
        parts = [self.weather, "weekdays" * self.weekdays, "sum" * self.added_up]
        return "-".join(p for p in parts if p) or LINE

    @classmethod
    def read(cls, key: str) -> "Terms":
        """Return the terms of a name. Raises MissingValueError for a name that is none."""
        for terms in ALL_TERMS:
            if terms.key == key:
                return terms
        raise MissingValueError(
            _("The baseline model '{key}' does not exist.", key=key),
            where="model",
            cure=_("Choose an option from the list."),
        )


ALL_TERMS = tuple(Terms(*t) for t in product(WEATHER, (False, True), (False, True)))


@dataclass(frozen=True, slots=True)
class Periods:
    """What is known of some periods.

    use : (period,)     drivers : name -> (period,)     spans : (period,) first and last day as
    ordinals, of which 1 is a Monday    temperatures : (period,) of (day,) °C; None where unknown
    addable : drivers in one unit, which may be added up to one production
    """

    use: Sequence[float]
    drivers: Mapping[str, Sequence[float]]
    spans: Sequence[tuple[int, int]]
    temperatures: Sequence[Sequence[float]] | None = None
    addable: tuple[str, ...] = ()

    @property
    def days(self) -> list[float]:
        return [float(b - a + 1) for a, b in self.spans]

    @property
    def is_daily(self) -> bool:
        return all(a == b for a, b in self.spans)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that was tried.

    baseline : fitted in full, of the chosen one only
    balance : °C    bic : n ln(SSE / n) + p ln n, of which the least is best
    refused : why it cannot be chosen, as a message; "" where it can
    """

    terms: Terms
    baseline: Baseline | None = None
    balance: tuple[float, ...] = ()
    bic: float = float("inf")
    cv_rmse: float | None = None
    refused: str = ""
    fit: Fitted | None = None

    @property
    def label(self) -> str:
        """What use depends on in this model."""
        weather = WEATHER_WORDS.get(self.terms.weather)
        names: list[str] = [weather] if weather else []
        if self.balance:
            names = weather_names(self)
        if self.terms.weekdays:
            names.append(_("weekday"))
        if self.terms.added_up:
            return _("Sum of drivers; {terms}", terms=names) if names else _("Sum of drivers")
        return _("Drivers; {terms}", terms=names) if names else _("Drivers only")


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """The model that was taken, and all that were tried, the best first."""

    chosen: Candidate
    candidates: tuple[Candidate, ...]
    asked_for: str

    @property
    def reason(self) -> str:
        """Say in a sentence why this model was taken."""
        others = [c for c in self.candidates if c is not self.chosen and not c.refused]
        if self.asked_for != CHOOSE:
            return _("This model was chosen manually.")
        if not others:
            return _("No other model is usable with these readings.")
        return _(
            "Of {count} usable models, this model explains use best for its number of terms "
            "(lowest BIC). Its CV(RMSE) is {mine}. The next best model is {other}.",
            count=1 + len(others),
            mine=_percent(self.chosen.cv_rmse),
            other=_percent(others[0].cv_rmse),
        )


def _percent(share: float | None) -> Number | str:
    return "–" if share is None else Number(share, ".1%")


def possible_terms(periods: Periods) -> list[Terms]:
    """Return the models that the readings allow to try, the simplest first."""
    weather = list(WEATHER) if periods.temperatures is not None else [""]
    weekdays = [False, True] if periods.is_daily and len(periods.use) >= LEAST_DAYS else [False]
    added_up = [False, True] if len(periods.addable) > 1 else [False]
    return [Terms(*terms) for terms in product(weather, weekdays, added_up)]


def choose_model(periods: Periods, asked_for: str, *, even: bool) -> ModelChoice:
    """Return the model asked for, or (asked_for "choose") the best of all that are possible.

    even : the periods count as equally long, so that the intercept is of a period, not of a day
    A model of weather can be chosen only if use rises with it and each of its terms is clear
    (|t| >= 1.645). Of those the one with the least BIC is chosen. Balance points are tried on a
    grid of 0.5 K, then on one of 0.1 K around the best: models are compared at their best.

    BIC = n ln(SSE / n) + p ln n,  p counts coefficients and fitted balance points
    Raises MethodError when the model asked for cannot be fitted.
    Source: three to five parameter models as in Bonneville Power Administration (2012),
    Regression for M&V, chapter 4 (table of contents read); G. Schwarz (1978), Estimating the
    dimension of a model (recalled).
    """
    if asked_for != CHOOSE:
        terms = Terms.read(asked_for)
        one = _fitted(periods, _try_all(periods, [terms], even)[0], even)
        return ModelChoice(one, (one,), asked_for)
    tried = sorted(
        map(_judged, _try_all(periods, possible_terms(periods), even)),
        key=lambda c: (bool(c.refused), c.bic),
    )
    tried[0] = _fitted(periods, tried[0], even)
    return ModelChoice(tried[0], tuple(tried), asked_for)


def _try_all(periods: Periods, terms: Sequence[Terms], even: bool) -> list[Candidate]:
    """Return the models with their fit, all from one matrix of cross products."""
    days = np.asarray(periods.days)
    weights = np.ones(len(days)) if even else 1 / days
    y = np.asarray(periods.use, float)
    groups = dict.fromkeys((t.weekdays, t.added_up) for t in terms)
    besides = {group: _besides_weather(periods, Terms("", *group)) for group in groups}
    every = {name: column for columns in besides.values() for name, column in columns.items()}
    place = {name: i for i, name in enumerate(every, start=1)}
    columns = np.column_stack([np.ones(len(y)) if even else days, *every.values()])
    wanted = any(t.weather for t in terms)
    weather = _weather(periods) if wanted else None
    bases = weather.bases() if weather else np.array([])
    known = weather if len(bases) else None
    search = BalanceSearch(y, columns, weights, known, bases)
    scale = float(np.sqrt(days.mean())) if not even else 1.0
    tried = []
    for group in groups:
        mine = [t for t in terms if (t.weekdays, t.added_up) == group]
        own = [0, *(place[n] for n in besides[group])]
        fits = _fits(search, own, [t.weather for t in mine])
        for t in mine:
            p = len(own) + len(SIGNS.get(t.weather, ())) + WEATHER[t.weather]
            fit = fits.get(t.weather)
            if fit and fit.balance and known:
                fit = _finer(y, columns[:, own], weights, known, t.weather, fit)
            tried.append(_candidate(t, fit, p, y, scale))
    return tried


def _fits(search: BalanceSearch, own: Sequence[int], shapes: Sequence[str]) -> dict[str, Fitted]:
    """Return the best of each shape; none where the columns say the same."""
    try:
        return search.fit(own, shapes if len(search.bases) else ("",))
    except np.linalg.LinAlgError:
        return {}


def _candidate(terms: Terms, fit: Fitted | None, p: int, y: Array, scale: float) -> Candidate:
    n = len(y)
    if fit is None:
        return Candidate(
            terms, refused=_("These readings cannot distinguish between the terms of the model.")
        )
    if n < p + 2:
        return Candidate(terms, refused=_("The model has too many terms for these readings."))
    mean = float(y.mean())
    return Candidate(
        terms,
        balance=fit.balance,
        bic=float(n * np.log(max(fit.sse, 1e-300) / n) + p * np.log(n)),
        cv_rmse=float(np.sqrt(fit.sse / (n - p))) * scale / mean if mean else None,
        fit=fit,
    )


def _judged(candidate: Candidate) -> Candidate:
    """Return a candidate, refused where a term of weather has the wrong sign or is not clear."""
    if candidate.refused or candidate.fit is None or not candidate.terms.weather:
        return candidate
    fit = candidate.fit
    for name, slope, t in zip(weather_names(candidate), fit.slopes, fit.t_values, strict=True):
        if slope <= 0 and candidate.terms.weather != "one":
            return replace(candidate, refused=_("Use falls as {term} rises.", term=name))
        if abs(t) < WEAKEST_T:
            return replace(candidate, refused=_("{term} has no clear effect.", term=name))
    return candidate


def _finer(
    y: Array, X: Array, weights: Array, weather: DailyWeather, shape: str, fit: Fitted
) -> Fitted:
    """Return the fit with the best balance points of a fine grid around the ones found."""
    around = [np.arange(-COARSE, COARSE + 1e-9, FINE) + b for b in fit.balance]
    bases = np.unique(np.round(np.concatenate(around), 1)).astype(float)
    search = BalanceSearch(y, X, weights, weather, bases)
    return _fits(search, range(X.shape[1]), (shape,)).get(shape, fit)


def weather_names(candidate: Candidate) -> list[str]:
    """Return the names of the terms of weather, in the order of their balance points."""
    return [_degree_days(b, sign) for b, sign in _sides(candidate.terms, candidate.balance)]


def columns_of(candidate: Candidate, periods: Periods) -> dict[str, Sequence[float]]:
    """Return the terms of a model with their values in some periods: drivers, weather, weekdays.

    For the fit as for the reporting periods: the balance points are those of the candidate.
    Raises MissingValueError where a model of weather meets periods without temperatures.
    """
    terms = candidate.terms
    columns: dict[str, Sequence[float]] = dict(_production(periods, terms))
    if terms.weather:
        weather = _weather(periods)
        for base, sign in _sides(terms, candidate.balance):
            values = weather.degree_days(np.array([base]), sign)[:, 0]
            columns[_degree_days(base, sign)] = values.tolist()
    if terms.weekdays:
        counts = weekday_counts(periods.spans)
        columns |= {name: counts[:, i].tolist() for i, name in enumerate(WEEKDAYS, start=1)}
    return columns


def shifts_of(candidate: Candidate, periods: Periods) -> dict[str, list[float]]:
    """Return what use changes by when a fitted balance point moves by 1 K, in some periods.

    d(b max(tau - t, 0)) / d tau = b on each day that is colder than tau
    They carry the uncertainty of the balance points into that of the saving.
    """
    if candidate.fit is None or not candidate.terms.weather:
        return {}
    weather = _weather(periods)
    shifts: dict[str, list[float]] = {}
    sides = _sides(candidate.terms, candidate.balance)
    for (base, sign), slope in zip(sides, candidate.fit.slopes, strict=True):
        moved = sign * slope * weather.days_beyond(base, sign)
        name = _balance_point(base)
        shifts[name] = (np.asarray(shifts.get(name, 0.0)) + moved).tolist()
    return shifts


def _fitted(periods: Periods, candidate: Candidate, even: bool) -> Candidate:
    """Return the candidate with its line and the uncertainty of line and balance points."""
    if candidate.terms.weather and not candidate.balance:
        raise MissingValueError(
            _("The temperatures barely vary, so no balance point can be found."),
            where="temperatures",
            cure=_("Choose a model without weather data."),
        )
    model = fit_baseline(
        periods.use,
        columns_of(candidate, periods),
        None if even else periods.days,
        shifts=shifts_of(candidate, periods),
        spans=periods.spans if np.median(periods.days) < SHORT else None,
    )
    return replace(candidate, baseline=model, cv_rmse=model.cv_rmse)


def _besides_weather(periods: Periods, terms: Terms) -> dict[str, Sequence[float]]:
    return columns_of(Candidate(replace(terms, weather="")), periods)


def _production(periods: Periods, terms: Terms) -> Mapping[str, Sequence[float]]:
    """Return the drivers, those of one unit as their sum where the model says so."""
    if not terms.added_up:
        return periods.drivers
    apart = {n: v for n, v in periods.drivers.items() if n not in periods.addable}
    together = np.sum([periods.drivers[n] for n in periods.addable], axis=0)
    return {_("sum of {names}", names=list(periods.addable)): together.tolist()} | apart


def _weather(periods: Periods) -> DailyWeather:
    if periods.temperatures is None:
        raise MissingValueError(
            _("This model requires the mean temperature of each day."),
            where="temperatures",
            cure=_("Import daily temperatures on the readings page."),
        )
    return DailyWeather.of(periods.temperatures)


def _sides(terms: Terms, balance: Sequence[float]) -> list[tuple[float, float]]:
    """Return balance point and sign of each term of weather."""
    signs = SIGNS.get(terms.weather, ())
    points = list(balance) * 2 if terms.weather == "one" else list(balance)
    return list(zip(points, signs, strict=True))


def _degree_days(base: float, sign: float) -> str:
    value = Number(base, ".1f")
    if sign > 0:
        return _("heating degree days below {base} °C", base=value)
    return _("cooling degree days above {base} °C", base=value)


def _balance_point(base: float) -> str:
    return _("balance point {base} °C", base=Number(base, ".1f"))

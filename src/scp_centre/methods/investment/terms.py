"""The terms on which an option is appraised."""

from dataclasses import dataclass
from math import isclose

from scp_centre.methods.errors import InvalidValueError, MissingValueError
from scp_centre.methods.messages import Number, _

TERMS = {  # as errors call them
    "loan amount": _("Loan amount"),
    "loan rate": _("Loan interest rate"),
    "loan years": _("Loan term in years"),
    "escalation": _("Price growth"),
    "operating_escalation": _("Growth in running costs"),
    "later investment": _("Later investment"),
    "year of the later investment": _("Year of the later investment"),
    "investment": _("Investment"),
    "years": _("Lifetime in years"),
    "discount_rate": _("Discount rate"),
    "subsidy": _("Subsidy"),
    "replaced": _("Replaced investment"),
    "renewal": _("Cost of renewal"),
    "renewal_years": _("Years between renewals"),
    "salvage": _("Salvage value"),
    "tax_rate": _("Tax rate"),
    "depreciation_years": _("Depreciation period in years"),
    "book value": _("Book value"),
    "sale": _("Sale value"),
    "remaining depreciation years": _("Remaining depreciation period in years"),
}


@dataclass(frozen=True, slots=True)
class Loan:
    """A loan paid back in equal yearly instalments (annuity)."""

    amount: float
    rate: float
    years: int

    def __post_init__(self) -> None:
        _require_range("loan amount", self.amount, 0)
        _require_range("loan rate", self.rate, 0, 1)
        _require_range("loan years", self.years, 1, 100)


@dataclass(frozen=True, slots=True)
class TariffSaving:
    """What is saved of one tariff in year 1 (currency/year), and how that tariff grows (1/year)."""

    amount: float
    escalation: float = 0.0
    name: str = ""

    def __post_init__(self) -> None:
        _require_range("escalation", self.escalation, -0.5, 1)


@dataclass(frozen=True, slots=True)
class Outlay:
    """An investment at the end of a later year: a second stage, a further machine.

    amount : currency, in prices of year 1    year : 1 to the year before the last of the option
    """

    amount: float
    year: int
    name: str = ""

    def __post_init__(self) -> None:
        _require_range("later investment", self.amount, 0)
        _require_range("year of the later investment", self.year, 1, 100)


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything that enters an appraisal. Money in one currency, in prices of year 1.

    annual_saving : currency/year      what is saved in year 1 (negative when it costs more)
    operating_cost : currency/year     what running the option costs in year 1
    escalation, operating_escalation : 1/year   growth of the two after year 1
    tariffs : the annual saving by tariff, each with its own growth; with them `escalation` must
              be 0 and `annual_saving` their sum
    subsidy : currency                 subsidy or rebate, paid in year 0
    replaced : currency                what would be bought in year 0 without the option: worn
                                       equipment replaced by its like; the rest is the extra cost
    renewal, renewal_years : currency, years   paid again each so many years, while the option
                                       lives; an expense of that year
    outlays : invested at the end of later years, depreciated over the years that follow
    book_value, book_years : currency, years   of equipment that the option replaces: what the
                                       accounts still show, and the years in which it would
                                       have been depreciated; written off in year 1
    sale : currency                    received in year 0 for equipment that the option replaces;
                                       what exceeds its book value is taxed in year 1
    salvage : currency                 received at the end of the last year, taxed
    tax_rate : 1                       on saving - operating cost - depreciation (- interest);
                                       a negative base lowers the tax of the rest of the firm
    depreciation_years : years         straight line on investment - subsidy; default: the life
    """

    investment: float
    annual_saving: float
    years: int
    discount_rate: float
    operating_cost: float = 0.0
    escalation: float = 0.0
    operating_escalation: float = 0.0
    subsidy: float = 0.0
    salvage: float = 0.0
    tax_rate: float = 0.0
    depreciation_years: int | None = None
    loan: Loan | None = None
    annual_co2e_t: float | None = None
    tariffs: tuple[TariffSaving, ...] = ()
    replaced: float = 0.0
    renewal: float = 0.0
    renewal_years: int | None = None
    outlays: tuple[Outlay, ...] = ()
    book_value: float = 0.0
    book_years: int | None = None
    sale: float = 0.0

    def __post_init__(self) -> None:
        _require_range("investment", self.investment, 0)
        _require_range("years", self.years, 1, 100)
        _require_range("discount_rate", self.discount_rate, -0.5, 2)
        _require_range("escalation", self.escalation, -0.5, 1)
        _require_range("operating_escalation", self.operating_escalation, -0.5, 1)
        _require_range("subsidy", self.subsidy, 0, self.investment)
        _require_range("replaced", self.replaced, 0, self.own_investment)
        _require_range("renewal", self.renewal, 0)
        if self.renewal_years is not None:
            _require_range("renewal_years", self.renewal_years, 1, 100)
        _require_range("salvage", self.salvage, 0)
        _require_range("tax_rate", self.tax_rate, 0, 0.99)
        if self.depreciation_years is not None:
            _require_range("depreciation_years", self.depreciation_years, 1, 100)
        self._check_tariffs()
        self._check_later()
        if self.loan and self.loan.amount > self.own_investment:
            raise InvalidValueError(
                _(
                    "The loan of {amount} is larger than the investment less subsidy, "
                    "{own_investment}.",
                    amount=Number(self.loan.amount, "g"),
                    own_investment=Number(self.own_investment, "g"),
                ),
                where="loan.amount",
                cure=_("Reduce the loan."),
            )

    def _check_tariffs(self) -> None:
        total = sum(t.amount for t in self.tariffs)
        if self.tariffs and (self.escalation or not isclose(total, self.annual_saving)):
            raise InvalidValueError(
                _(
                    "The tariffs save a total of {total}, but the annual saving is "
                    "{annual_saving} with an escalation of {escalation}.",
                    total=Number(total, "g"),
                    annual_saving=Number(self.annual_saving, "g"),
                    escalation=Number(self.escalation, "g"),
                ),
                where="tariffs",
                cure=_("Enter an escalation for each tariff, or one saving with one escalation."),
            )

    def _check_later(self) -> None:
        """Raise for an investment after the end, or a book value without years."""
        _require_range("book value", self.book_value, 0)
        _require_range("sale", self.sale, 0)
        if self.book_years is not None:
            _require_range("remaining depreciation years", self.book_years, 1, 100)
        for outlay in self.outlays:
            if outlay.year >= self.years:
                raise InvalidValueError(
                    _(
                        "An investment is planned for year {year}, but the option ends in year "
                        "{last}.",
                        year=outlay.year,
                        last=self.years,
                    ),
                    where="outlays",
                    cure=_("Choose an earlier year, or a longer lifetime."),
                )
        if self.book_value and not self.book_years:
            raise MissingValueError(
                _("The book value has no remaining depreciation period."),
                where="book_years",
                cure=_(
                    "Enter the number of years over which the book value would still be "
                    "depreciated."
                ),
            )

    @property
    def own_investment(self) -> float:
        """Investment less subsidy: what has to be financed."""
        return self.investment - self.subsidy

    @property
    def net_investment(self) -> float:
        """Extra investment less what the replaced equipment is sold for: paid out in year 0."""
        return self.extra_investment - self.sale

    @property
    def extra_investment(self) -> float:
        """What is paid on top of what would be bought anyway: what savings have to pay back."""
        return self.own_investment - self.replaced

    @property
    def later_investment(self) -> float:
        """The sum of what is invested in later years."""
        return sum(outlay.amount for outlay in self.outlays)

    @property
    def renewals(self) -> tuple[int, ...]:
        """Years in which the renewal is paid; not in the last, after which nothing is left."""
        every = self.renewal_years
        return tuple(range(every, self.years, every)) if every and self.renewal else ()


def _require_range(name: str, value: float, low: float, high: float = float("inf")) -> None:
    if not low <= value <= high:
        cure = _("Enter {low} or more.", low=Number(low, "g"))
        if high < float("inf"):
            cure = _(
                "Enter a value between {low} and {high}.",
                low=Number(low, "g"),
                high=Number(high, "g"),
            )
        raise InvalidValueError(
            _("“{what}” cannot be {value}.", what=TERMS[name], value=Number(value, "g")),
            where=name,
            cure=cure,
        )

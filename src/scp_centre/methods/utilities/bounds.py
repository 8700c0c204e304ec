"""What a reading must hold to, said in the words of the person who entered it."""

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _


def require_saving(amount: float) -> float:
    """Return a saving; raise InvalidValueError when the change would cost more than it saves."""
    if amount < 0:
        raise InvalidValueError(
            _(
                "These readings show no saving: use rises by {amount}.",
                amount=Number(-amount, ",.4g"),
            ),
            where="readings",
            cure=_("Check which reading was taken before the change and which was taken after it."),
        )
    return amount


def require_above_zero(value: float, what: str) -> float:
    """Return a value that something is divided by; raise InvalidValueError for 0 and below."""
    if value <= 0:
        raise InvalidValueError(
            _("The reading “{what}” is {value}.", what=what, value=Number(value, "g")),
            where=what,
            cure=_("Enter a value above 0."),
        )
    return value


def require_hotter(hot: float, cold: float) -> float:
    """Return hot - cold, K; raise InvalidValueError unless hot is above cold (both °C or K)."""
    if hot <= cold:
        raise InvalidValueError(
            _(
                "The hot side ({hot}) is not hotter than the cold side ({cold}).",
                hot=Number(hot, ".4g"),
                cold=Number(cold, ".4g"),
            ),
            where="temperature",
            cure=_("Check both temperatures."),
        )
    return hot - cold

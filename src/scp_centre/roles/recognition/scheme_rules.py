"""What the law asks of a sustainability label, and what a scheme says of it.

Source, read: Directive 2005/29/EC, Article 2, point (r), inserted by Directive (EU) 2024/825,
Article 1; in force for traders since 27 September 2026.
"""

import re
from dataclasses import dataclass

from scp_centre.methods.messages import _
from scp_centre.roles.recognition.models import Scheme

SOURCE = "Directive 2005/29/EC, Article 2(r) (Directive (EU) 2024/825, Article 1)"


@dataclass(frozen=True, slots=True)
class SchemeRule:
    """One rule. field : of the scheme, in which it says how it keeps the rule"""

    field: str
    sentence: str


RULES = (
    SchemeRule("terms", _("The terms and requirements are public.")),
    SchemeRule(
        "openness",
        _("The scheme is open to all traders on transparent, fair and non-discriminatory terms."),
    ),
    SchemeRule(
        "stakeholders",
        _("The owner developed the requirements with experts and stakeholders."),
    ),
    SchemeRule(
        "sanctions",
        _("The scheme specifies when a licence is suspended or withdrawn."),
    ),
    SchemeRule(
        "monitoring",
        _("A competent third party, independent of the owner and the trader, monitors compliance."),
    ),
)


@dataclass(frozen=True, slots=True)
class CheckedRule:
    """A rule with what the scheme says of it; "" where that is missing."""

    rule: SchemeRule
    said: str


def check_scheme(scheme: Scheme) -> list[CheckedRule]:
    """Return each rule with what the scheme states on it; whether that is true, people judge."""
    return [CheckedRule(rule, getattr(scheme, rule.field).strip()) for rule in RULES]


def names_owner(scheme: Scheme) -> bool:
    """Return whether the scheme names its own owner as the third party that monitors it."""
    owner = scheme.owner.strip()
    words = rf"(?<!\w){re.escape(owner)}(?!\w)"
    return bool(owner) and re.search(words, scheme.monitoring, re.IGNORECASE) is not None


def missing_rules(scheme: Scheme) -> list[SchemeRule]:
    """Return the rules of which a scheme says nothing."""
    return [one.rule for one in check_scheme(scheme) if not one.said]

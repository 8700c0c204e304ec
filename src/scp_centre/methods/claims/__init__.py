"""The wording of environmental claims, held against the law and ISO 14021 before it is printed."""

from scp_centre.methods.claims.check import Checked, check_claim
from scp_centre.methods.claims.findings import Answer, Finding, Kind, Known, Words
from scp_centre.methods.claims.folding import LONGEST
from scp_centre.methods.claims.vocabulary import LANGUAGES, Rule, rule_of, wording_of

__all__ = [
    "LANGUAGES",
    "LONGEST",
    "Answer",
    "Checked",
    "Finding",
    "Kind",
    "Known",
    "Rule",
    "Words",
    "check_claim",
    "rule_of",
    "wording_of",
]

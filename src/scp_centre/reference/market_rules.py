"""Rules of access to markets: what is asked of which goods, from when, and where it was read."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from scp_centre.methods.entries import MACHINE, read_date
from scp_centre.reference.loader import load_table

READ = "read"


@dataclass(frozen=True, slots=True)
class Ask:
    """need : key of what is asked for; "note" asks for nothing    texts : language -> sentence"""

    need: str
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class CodeOfRule:
    """code : first digits of the HS    is_part : the rule covers only some goods of the code"""

    code: str
    group: str
    is_part: bool
    edition: str
    where_read: str


@dataclass(frozen=True, slots=True)
class MarketRule:
    """A rule of one market. codes : empty where the rule names no codes

    small_from : day for micro and small enterprises, where it is another one
    """

    key: str
    market: str
    instrument: str
    applies_from: date
    small_from: date | None
    asks: tuple[Ask, ...]
    codes: tuple[CodeOfRule, ...]
    source: str
    address: str
    where_read: str
    date_checked: date

    def code_of(self, hs: str) -> CodeOfRule | None:
        """Return the most exact code of the rule that covers a good, by its HS code."""
        fits = [one for one in self.codes if hs.startswith(one.code)]
        return max(fits, key=lambda one: len(one.code), default=None)

    def wider_code_of(self, hs: str) -> CodeOfRule | None:
        """Return a code of the rule that lies below an HS code that is less exact than it."""
        return next((one for one in self.codes if hs and one.code.startswith(hs)), None)


@cache
def market_rules() -> tuple[MarketRule, ...]:
    """Return the rules that were read at a source, by market and instrument."""
    codes: dict[str, list[CodeOfRule]] = {}
    for row in load_table("market_rule_codes").rows:
        if row["checked"] == READ:
            codes.setdefault(row["rule"], []).append(
                CodeOfRule(
                    row["code"],
                    row["group"],
                    row["part"] == "true",
                    row["edition"],
                    row["where_read"],
                )
            )
    return tuple(
        MarketRule(
            row["rule"],
            row["market"],
            row["instrument"],
            read_date(row["applies_from"], MACHINE),
            read_date(row["small_from"], MACHINE) if row["small_from"] else None,
            tuple(
                Ask(need, {lang: row[f"asks_{lang}"][place] for lang in ("en", "fr", "es", "ar")})
                for place, need in enumerate(row["needs"])
            ),
            tuple(codes.get(row["rule"], ())),
            row["source"],
            row["address"],
            row["where_read"],
            read_date(row["date_checked"], MACHINE),
        )
        for row in load_table("market_rules").rows
        if row["checked"] == READ
    )

"""What a role shows on the public site, in its module public_site.py.

OFFERS : what it does for whom, in the visitor's words
LATEST : a function that returns what it has published, the newest first
COUNTS : a function that returns how much it has done
RESULTS : a function that returns sums over organisations, which the centre publishes by its rules

None of them must be there. LATEST and COUNTS return only what everybody may see already.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

COMPANIES, GOVERNMENT, PUBLIC = "companies", "government", "public"
AUDIENCES = (COMPANIES, GOVERNMENT, PUBLIC)


class Offer(NamedTuple):
    """One sentence on what the centre does for somebody, and the public page on it.

    audience : COMPANIES, GOVERNMENT or PUBLIC
    """

    audience: str
    sentence: str
    url_name: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """Something that was published.

    kind : what it is, in a word or two    title : in its own language
    day : since when it is there, or the day of an event
    until : the last day on which one can take part; until then it stands first
    """

    kind: str
    title: str
    address: str
    day: date
    summary: str = ""
    language: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """What organisations together achieved in one year.

    kind : its name in the database, never changed    title : what is counted, in words
    by_organisation : key of an organisation -> its part, of those alone that consent to the use
    """

    kind: str
    title: str
    year: int
    unit: str
    by_organisation: Mapping[int, float] = field(default_factory=dict)

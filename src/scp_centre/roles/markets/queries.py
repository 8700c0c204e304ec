"""Every read of the markets role, limited to what this person may see."""

from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Case, F, Q, QuerySet, Value, When

from scp_centre.centre.evidence.consent import consenting
from scp_centre.centre.evidence.models import Observation, Use
from scp_centre.centre.evidence.queries import shared_figures
from scp_centre.centre.registry.models import Person, Product
from scp_centre.centre.registry.permissions import allowed, visible_organisations
from scp_centre.methods.retrieval.analysis import plain
from scp_centre.methods.tenders import Deadline, SoughtProduct
from scp_centre.methods.tenders.deadlines import ENDED
from scp_centre.roles.markets.models import Tender, TenderFile

GROUP_DIGITS = 3  # of a CPV code: below a group, codes are related
MOST_TERMS = 200  # that the database looks for at once


def products_of(person: Person) -> QuerySet[Product]:
    """Return the products for which a person may look for markets.

    A company sees its own; an adviser those of all companies that the adviser may see, and of
    those that agreed to be shown to buyers.
    """
    of = Q(organisation__in=visible_organisations(person))
    if allowed(person, "advise_markets"):
        of |= Q(organisation__in=consenting(Use.MARKET))
    return Product.objects.filter(of).select_related("organisation", "market_words")


def files_for(person: Person) -> QuerySet[TenderFile]:
    """Return the imports of tenders; what was published is for everybody in the role."""
    seen = TenderFile.objects.select_related("imported_by")
    return seen if allowed(person, "see_markets") else seen.none()


def tenders_for(person: Person) -> QuerySet[Tender]:
    """Return the tenders; what was published is for everybody in the role."""
    seen = Tender.objects.select_related("file").defer("content", "text")
    return seen if allowed(person, "see_markets") else seen.none()


def in_state(tenders: QuerySet[Tender], state: str, now: datetime) -> QuerySet[Tender]:
    """Return the tenders whose deadline is in a state at a moment."""
    ended = reduce(or_, (Q(status__iexact=word) for word in ENDED))
    if state == Deadline.CLOSED:
        return tenders.filter(ended | Q(closes__lt=now))
    going = tenders.exclude(ended)
    if state == Deadline.UNKNOWN:
        return going.filter(closes__isnull=True)
    going = going.filter(closes__gte=now)
    if state == Deadline.NOT_YET:
        return going.filter(opens__gt=now)
    return going.exclude(opens__gt=now)


def open_first(tenders: QuerySet[Tender], now: datetime) -> QuerySet[Tender]:
    """Return tenders with the next deadline first; those that are over stand last."""
    over = Case(When(closes__lt=now, then=Value(1)), default=Value(0))
    return tenders.order_by(over, F("closes").asc(nulls_last=True), "pk")


def with_words(tenders: QuerySet[Tender], text: str) -> QuerySet[Tender]:
    """Return the tenders that have all words of a text in title, description or buyer."""
    for word in text.split()[:10]:
        bare = plain(word.lower())
        tenders = tenders.filter(Q(text__contains=bare) | Q(buyer__icontains=word))
    return tenders


def may_fit(product: SoughtProduct) -> Q:
    """Return what a tender must have at least to fit a product; the method decides then."""
    found = Q(pk__in=())
    if product.cpv:
        found |= Q(codes__contains=f" {product.cpv[:GROUP_DIGITS]}")
        for code in product.table.chain(product.cpv):
            found |= Q(codes__contains=f" {code} ")
        if product.cpv.endswith("000000"):
            found |= Q(codes__contains=f" {product.cpv[:2]}")
    if product.hs:
        found |= Q(codes__contains=f" hs{product.hs[:4]}")
    for term in terms_of(product)[:MOST_TERMS]:
        found |= Q(text__contains=term)
    return found


def terms_of(product: SoughtProduct) -> list[str]:
    """Return the beginnings of words by which a product is looked for, each once.

    One that contains another of them finds nothing more and is left out.
    """
    every: set[str] = set()
    for phrase in product.phrases:
        for terms in phrase.terms.values():
            # A stem may end in another letter than the word: "happi" of "happy".
            every |= {term[:-1] if len(term) > 4 else term for term in terms}
    found: list[str] = []
    for term in sorted(every, key=lambda one: (len(one), one)):
        if not any(shorter in term for shorter in found):
            found.append(term)
    return found


def proved_figures(product: Product) -> QuerySet[Observation]:
    """Return the reviewed figures of a product that its company lets buyers see."""
    return shared_figures(Use.MARKET).filter(product=product).order_by("indicator", "-period_end")

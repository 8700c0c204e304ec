"""What the page of a product says: tenders that fit, what markets ask, what is missing."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from scp_centre.centre.evidence.consent import consenting
from scp_centre.centre.evidence.models import Observation, Use
from scp_centre.centre.product_proofs import ProductProof, product_proofs
from scp_centre.centre.registry.models import Person, Product
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import Number, _, n_
from scp_centre.methods.tenders import (
    BestTenders,
    Deadline,
    Match,
    SoughtProduct,
    deadline_of,
    match_tender,
    seek_product,
)
from scp_centre.methods.tenders.deadlines import Period
from scp_centre.reference.market_rules import CodeOfRule, MarketRule, market_rules
from scp_centre.reference.procurement_codes import cpv_table
from scp_centre.roles.markets.models import Tender
from scp_centre.roles.markets.queries import in_state, may_fit, proved_figures, tenders_for
from scp_centre.roles.markets.reference_mass import reference_mass
from scp_centre.roles.markets.rule_titles import GROUPS, NEEDS

MOST_SHOWN = 20
MOST_MATCHED = 1_000  # tenders that the method looks at, those with the next deadlines
YEAR = 365  # days after which a rule has to be read again
FOOTPRINT = ("footprint_total", "footprint_to_gate")


@dataclass(frozen=True, slots=True)
class Fit:
    """A tender that fits, and why.   state : of its deadline"""

    tender: Tender
    match: Match
    state: Deadline


@dataclass(frozen=True, slots=True)
class Fits:
    """Tenders that fit a product.

    open_ones : the best first    closed : how many that may fit are closed
    fault : why nothing can be looked for    skipped : tenders that were not looked at
    """

    open_ones: tuple[Fit, ...] = ()
    closed: int = 0
    skipped: int = 0
    fault: str = ""


def sought(product: Product) -> SoughtProduct:
    """Return what tenders are looked for; raise MethodError where the product says too little."""
    words = getattr(product, "market_words", None)
    phrases = words.words.splitlines() if words else []
    return seek_product(product.cpv, product.hs, phrases, cpv_table())


def fits_of(product: Product, person: Person, now: datetime) -> Fits:
    """Return the open tenders that fit a product; closed ones are counted only."""
    try:
        wanted = sought(product)
    except MethodError as error:
        return Fits(fault=error.in_full)
    near = tenders_for(person).defer(None).filter(may_fit(wanted))
    closed = in_state(near, Deadline.CLOSED, now)
    going = near.exclude(pk__in=closed.values("pk"))
    going = going.order_by(F("closes").asc(nulls_last=True), "pk")
    best = BestTenders(MOST_SHOWN)
    rows = {}
    for tender in going[:MOST_MATCHED]:
        match = match_tender(wanted, {"tender": tender.content})
        if match is not None:
            rows[tender.ocid] = tender
            best.add(tender.ocid, match, {"date": tender.released})
    over = closed.order_by(F("closes").desc(nulls_last=True), "pk")
    found = tuple(
        Fit(rows[ocid], match, state_of(rows[ocid], now)) for ocid, match, _r in best.in_order()
    )
    ended = sum(
        match_tender(wanted, {"tender": one.content}) is not None for one in over[:MOST_MATCHED]
    )
    return Fits(found, ended, max(going.count() - MOST_MATCHED, 0))


def state_of(tender: Tender, now: datetime) -> Deadline:
    """Return whether a tender takes offers at a moment."""
    return deadline_of(Period(tender.opens, tender.closes, tender.status), now)


@dataclass(frozen=True, slots=True)
class AskRow:
    """One thing that a rule asks.   need : its title, "" for a note    on_file : what is here"""

    text: str
    need: str
    on_file: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule beside a product.

    how : why it may apply    doubts : what is uncertain of that    asks : what it asks
    """

    rule: MarketRule
    how: str
    doubts: tuple[str, ...]
    asks: tuple[AskRow, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a buyer may see of a product.   consents : whether its company agreed to that"""

    consents: bool
    figures: tuple[Observation, ...]
    proofs: tuple[ProductProof, ...]


def evidence_of(product: Product) -> Evidence:
    """Return the reviewed figures that may be shown, and the public licences of a product."""
    consents = consenting(Use.MARKET).filter(pk=product.organisation_id).exists()
    return Evidence(consents, tuple(proved_figures(product)[:20]), tuple(product_proofs(product)))


def rules_of(
    product: Product, evidence: Evidence, language: str, today: date
) -> tuple[list[RuleRow], list[MarketRule]]:
    """Return the rules that may apply to a product, and those that name no code of it."""
    rows, others = [], []
    for rule in market_rules():
        code = rule.code_of(product.hs) if product.hs else None
        wider = None if code else rule.wider_code_of(product.hs)
        if not rule.codes or code or wider:
            rows.append(_row(rule, code, wider, evidence, language, today))
        else:
            others.append(rule)
    return rows, others


def _row(
    rule: MarketRule,
    code: CodeOfRule | None,
    wider: CodeOfRule | None,
    evidence: Evidence,
    language: str,
    today: date,
) -> RuleRow:
    if code is not None:
        how = _("HS code {code} is listed: {group}.", code=code.code, group=GROUPS[code.group])
    elif wider is not None:
        how = _("Some codes below the product’s HS code are listed: {group}.",
                group=GROUPS[wider.group])  # fmt: skip
    else:
        how = _("The rule names no codes. It may apply to any product.")
    return RuleRow(
        rule,
        how,
        tuple(_doubts(rule, code, wider, today)),
        tuple(_ask(one.need, one.texts[language], evidence) for one in rule.asks),
    )


def _doubts(
    rule: MarketRule, code: CodeOfRule | None, wider: CodeOfRule | None, today: date
) -> list[str]:
    found: list[str] = []
    if wider is not None or (code is not None and code.is_part):
        found.append(_("Only some goods of the code are covered. Read the list in the regulation."))
    if code is not None or wider is not None:
        found.append(_("The list uses {edition}. Check the edition of the product’s code.",
                       edition=(code or wider).edition))  # type: ignore[union-attr]  # fmt: skip
    if rule.applies_from > today:
        found.append(_("The rule does not apply before {day}.", day=rule.applies_from))
    if rule.small_from is not None and rule.small_from > today:
        found.append(_("For micro and small enterprises it may apply only from {day}.",
                       day=rule.small_from))  # fmt: skip
    if is_old(rule, today):
        found.append(_("Nobody has checked this rule for a year. Read the source first."))
    return found


def is_old(rule: MarketRule, today: date) -> bool:
    """Return whether a rule has not been checked for a year."""
    return (today - rule.date_checked).days > YEAR


def _ask(need: str, text: str, evidence: Evidence) -> AskRow:
    if need == "note":
        return AskRow(text, "", "", is_missing=False)
    if need == "footprint":
        known = [one for one in evidence.figures if one.indicator in FOOTPRINT]
        of_mass = [one for one in known if reference_mass(one.subject)]
        if of_mass:
            return AskRow(text, NEEDS[need], _per_tonne(of_mass[0]), is_missing=False)
        if known:
            said = _(
                "The reviewed footprint is for “{unit}”, which is not a mass. Enter a footprint "
                "for a mass, such as 1 kg.",
                unit=known[0].subject,
            )
            return AskRow(text, NEEDS[need], said, is_missing=True)
    return AskRow(text, NEEDS[need], "", is_missing=True)


def _per_tonne(figure: Observation) -> str:
    """Return the footprint of a mass as emissions per tonne, with what it stands on."""
    tonnes = reference_mass(figure.subject) or 1.0
    return _(
        "{value} {unit} per tonne, {period}, from the reviewed footprint for “{reference}”. Its "
        "boundaries may differ from the rule’s.",
        value=Number(figure.value / tonnes, ",.4g"),
        unit=figure.unit,
        period=figure.period,
        reference=figure.subject,
    )


def what_could_be_wrong(product: Product, fits: Fits) -> list[str]:
    """Return what a person should know before acting on the page."""
    found: list[str] = [
        _("A match shows similar codes or words. Read in the tender who may bid."),
        _("Deadlines and values are shown as published. The buyer may have changed them since."),
        _("Rules are listed only for the European Union, and only those that were read. Tariffs "
          "and technical standards are not listed."),
        _("The rules were read in summaries and restatements, not in the Official Journal. Check "
          "the regulation before you decide."),
    ]  # fmt: skip
    if not product.hs:
        found.insert(0, _("The product has no HS code, so rules by code cannot be looked up."))
    if not product.cpv:
        found.insert(0, _("The product has no CPV code, so tenders are looked for by words alone."))
    if fits.skipped:
        found.append(n_("{count} further tender was not compared.",
                        "{count} further tenders were not compared.", fits.skipped))  # fmt: skip
    return found

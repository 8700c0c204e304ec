"""What is known of a product: reviewed figures by consent, and what the applicant declares."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q

from scp_centre.centre.evidence.models import Observation, Use
from scp_centre.centre.evidence.queries import shared_figures
from scp_centre.centre.registry.models import Organisation, Product
from scp_centre.methods.criteria import (
    Criterion,
    Decision,
    Evidence,
    Outcome,
    Result,
    Scheme,
    conclude,
    decide,
)
from scp_centre.methods.criteria.rules import names_in
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.company_performance import PERFORMANCE, performance_of
from scp_centre.roles.recognition.criteria_texts import indicators_of, scheme_of
from scp_centre.roles.recognition.models import (
    Application,
    CriteriaVersion,
    Declaration,
    Finding,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of one measure, from the ledger or as the applicant declares it.

    figures : of the ledger, where it is computed from several
    other : what is known beside it and does not count
    """

    evidence: Evidence
    figure: Observation | None = None
    figures: tuple[Observation, ...] = ()
    declared: Declaration | None = None
    other: "Fact | None" = None

    @property
    def is_proved(self) -> bool:
        """Return whether a reviewed figure or a document stands behind it."""
        return self.declared is None or self.declared.document_id is not None

    @property
    def reviewed(self) -> tuple[Observation, ...]:
        """Return the figures of the ledger that it is, or is computed from."""
        return self.figures if self.figure is None else (self.figure,)


def ledger_facts(
    organisation: Organisation, product: Product | None, version: CriteriaVersion
) -> dict[str, Fact]:
    """Return what reviewed figures say of a product, or of a company: measure -> fact.

    A figure of the product counts before one of its only site, and that before one of the company;
    of each the latest. Nothing where the company has not consented to this use.
    """
    indicators = indicators_of(version.content)
    sites = list(product.sites.all() if product else organisation.sites.all())
    subject = Q(organisation=organisation)
    if product is not None:
        subject |= Q(product=product)
    if len(sites) == 1:
        subject |= Q(site=sites[0])
    found = shared_figures(Use.LABEL).filter(
        subject, indicator__in=set(indicators.values()), subject=""
    )
    # The last one stays: of the product, and of these the latest.
    ordered = sorted(found, key=lambda o: (*_nearness(o), _day_of(o), o.pk))
    latest = {one.indicator: one for one in ordered}
    facts = {
        measure: Fact(_of_figure(latest[key]), figure=latest[key])
        for measure, key in indicators.items()
        if key in latest
    }
    if product is None:
        facts |= _performance_facts(organisation, indicators)
    return facts


def _performance_facts(company: Organisation, indicators: Mapping[str, str]) -> dict[str, Fact]:
    """Return what the reviewed figures of a company's sites together say of its performance."""
    asked = {measure: key for measure, key in indicators.items() if key in PERFORMANCE}
    if not asked:
        return {}
    found = performance_of(company)
    return {
        measure: Fact(
            Evidence(found[key].value, found[key].unit, found[key].source),
            figures=found[key].figures,
        )
        for measure, key in asked.items()
        if key in found
    }


def _nearness(figure: Observation) -> tuple[bool, bool]:
    return figure.product_id is not None, figure.site_id is not None


def _day_of(figure: Observation) -> date:
    return figure.period_end or figure.created.date()


def _of_figure(figure: Observation) -> Evidence:
    return Evidence(figure.value, figure.unit, f"{figure.origin}, {figure.period}")


def facts_of(application: Application) -> dict[str, Fact]:
    """Return measure -> fact of an application.

    What is declared with a document counts before older figures; what is declared without one never
    counts before a figure.
    """
    found = ledger_facts(application.organisation, application.product, application.version)
    for one in application.declarations.select_related("document"):
        source = str(one.document or "")
        said = Fact(Evidence(one.value, one.unit, source), declared=one)
        found[one.measure] = _weighed(said, found.get(one.measure))
    return found


def _weighed(said: Fact, reviewed: Fact | None) -> Fact:
    """Return which of a declaration and a reviewed figure counts, with the other beside it."""
    if reviewed is None or not reviewed.reviewed:
        return said
    document = said.declared.document if said.declared else None
    newest = max(map(_day_of, reviewed.reviewed))
    if document is not None and not reviewed.figures and document.issued_on >= newest:
        return replace(said, other=reviewed)
    return replace(reviewed, other=said)


def decide_now(
    organisation: Organisation,
    product: Product | None,
    version: CriteriaVersion,
    language: str = "",
) -> tuple[Decision, dict[str, Fact]]:
    """Return how the criteria come out by reviewed figures alone."""
    facts = ledger_facts(organisation, product, version)
    return decide(scheme_of(version, language), _evidence(facts)), facts


def decide_application(application: Application, language: str = "") -> Decision:
    """Return how the criteria come out for an application: as it was verified, else as it is.

    What was verified is computed again from the criteria and the evidence of that day.
    """
    scheme = scheme_of(application.version, language)
    if application.verified is not None:
        kept = application.evidence
        proved = {name for name, one in kept.items() if one.get("proved", True)}
        return _decide(scheme, read_snapshot(kept), proved)
    facts = facts_of(application)
    proved = {name for name, fact in facts.items() if fact.is_proved}
    return _decide(scheme, _evidence(facts), proved)


def _decide(scheme: Scheme, evidence: Mapping[str, Evidence], proved: set[str]) -> Decision:
    """Return the decision in which nothing is met only because the applicant says so.

    A declaration without a document can make a criterion not met; to be met takes proof.
    """
    certain = decide(scheme, {name: evidence[name] for name in proved})
    if proved == set(evidence):
        return certain
    said = decide(scheme, evidence)
    unproved = set(evidence) - proved
    titles = {name: one.title for name, one in scheme.measures.items() if name in unproved}
    pairs = zip(certain.outcomes, said.outcomes, strict=True)
    return conclude(scheme, tuple(_cautious(one, two, titles) for one, two in pairs))


def _cautious(certain: Outcome, said: Outcome, unproved: Mapping[str, str]) -> Outcome:
    if certain.result != Result.NOT_KNOWN or said.result == Result.NOT_KNOWN:
        return certain
    if said.result == Result.NOT_MET:
        return said
    names = [name for name in measures_of(certain.criterion) if name in unproved]
    reasons = tuple(
        _("{title} has been declared, but no document proves it.", title=unproved[n]) for n in names
    )
    return replace(certain, reasons=reasons)


def measures_of(criterion: Criterion) -> list[str]:
    """Return the measures that a criterion asks for."""
    rules = (criterion.rule, criterion.when, criterion.unless)
    return sorted({name for rule in rules if rule is not None for name in names_in(rule)})


def _evidence(facts: Mapping[str, Fact]) -> dict[str, Evidence]:
    return {name: fact.evidence for name, fact in facts.items()}


def take_snapshot(facts: Mapping[str, Fact]) -> dict[str, Any]:
    """Return the evidence of a decision as JSON, with the versions that it stands on."""
    return {name: _kept(fact) for name, fact in facts.items()}


def _kept(fact: Fact) -> dict[str, Any]:
    said = fact.evidence
    kept: dict[str, Any] = {"value": said.value, "unit": said.unit, "source": said.source}
    kept["proved"] = fact.is_proved
    if fact.figures:
        kept["figures"] = [[one.pk, one.version] for one in fact.figures]
    if fact.figure is not None:
        kept |= {"figure": fact.figure.pk, "version": fact.figure.version}
    if fact.declared is not None and fact.declared.document is not None:
        document = fact.declared.document
        kept |= {"document": document.pk, "sha256": document.digest}
    return kept


def read_snapshot(kept: Mapping[str, Any]) -> dict[str, Evidence]:
    """Return the evidence that a decision was taken on."""
    return {
        name: Evidence(one["value"], one.get("unit", ""), one.get("source", ""))
        for name, one in kept.items()
    }


def verified_decision(application: Application, language: str = "") -> Decision:
    """Return the decision that follows from what the verifier decided of each criterion.

    A criterion that nobody has decided is not known.
    """
    found = {one.criterion: str(one.found) for one in application.findings.all()}
    computed = decide_application(application, language)
    outcomes = tuple(
        replace(one, result=Result(found.get(one.criterion.id, Result.NOT_KNOWN)))
        for one in computed.outcomes
    )
    return conclude(scheme_of(application.version, language), outcomes)


def undecided(application: Application, scheme: Scheme) -> list[str]:
    """Return the criteria of which the verifier has decided nothing that still counts."""
    done = findings_that_count(application)
    return [one.id for one in scheme.criteria if one.id not in done]


def findings_that_count(application: Application) -> dict[str, Finding]:
    """Return criterion -> finding, less those whose evidence has changed since.

    Once the verification is signed, all count: the evidence was kept with them.
    """
    found = {one.criterion: one for one in application.findings.select_related("verifier")}
    if application.verified is not None:
        return found
    facts = facts_of(application)
    now = {one.criterion.id: one for one in decide_application(application).outcomes}
    return {
        name: one
        for name, one in found.items()
        if name in now
        and one.computed == now[name].result
        and one.seen == seen_of(now[name].criterion, facts)
    }


def seen_of(criterion: Criterion, facts: Mapping[str, Fact]) -> dict[str, Any]:
    """Return the evidence on which a criterion is decided: measure -> as in a snapshot."""
    return take_snapshot({name: facts[name] for name in measures_of(criterion) if name in facts})

"""What is known of a product: reviewed figures by consent, and what the applicant declares."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from scp_centre.centre.evidence.models import Observation, Use
from scp_centre.centre.evidence.queries import shared_figures
from scp_centre.centre.registry.models import Organisation, Product
from scp_centre.methods.criteria import Decision, Evidence, Result, Scheme, conclude, decide
from scp_centre.roles.recognition.criteria_texts import indicators_of, scheme_of
from scp_centre.roles.recognition.models import Application, CriteriaVersion, Declaration


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of one measure, from the ledger or as the applicant declares it."""

    evidence: Evidence
    figure: Observation | None = None
    declared: Declaration | None = None


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
    ordered = sorted(found, key=lambda o: (*_nearness(o), o.period_end or o.created.date(), o.pk))
    latest = {one.indicator: one for one in ordered}
    return {
        measure: Fact(_of_figure(latest[key]), figure=latest[key])
        for measure, key in indicators.items()
        if key in latest
    }


def _nearness(figure: Observation) -> tuple[bool, bool]:
    return figure.product_id is not None, figure.site_id is not None


def _of_figure(figure: Observation) -> Evidence:
    return Evidence(figure.value, figure.unit, f"{figure.origin}, {figure.period}")


def facts_of(application: Application) -> dict[str, Fact]:
    """Return measure -> fact of an application: what is declared counts before older figures."""
    found = ledger_facts(application.organisation, application.product, application.version)
    for one in application.declarations.select_related("document"):
        source = str(one.document or "")
        found[one.measure] = Fact(Evidence(one.value, one.unit, source), declared=one)
    return found


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
    if application.evidence:
        return decide(scheme, read_snapshot(application.evidence))
    return decide(scheme, _evidence(facts_of(application)))


def _evidence(facts: Mapping[str, Fact]) -> dict[str, Evidence]:
    return {name: fact.evidence for name, fact in facts.items()}


def take_snapshot(facts: Mapping[str, Fact]) -> dict[str, Any]:
    """Return the evidence of a decision as JSON, with the versions that it stands on."""
    return {name: _kept(fact) for name, fact in facts.items()}


def _kept(fact: Fact) -> dict[str, Any]:
    said = fact.evidence
    kept: dict[str, Any] = {"value": said.value, "unit": said.unit, "source": said.source}
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
    """Return the criteria of which the verifier has decided nothing yet."""
    done = set(application.findings.values_list("criterion", flat=True))
    return [one.id for one in scheme.criteria if one.id not in done]

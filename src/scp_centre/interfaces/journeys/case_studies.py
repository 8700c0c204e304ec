"""From a reviewed assessment to a case study: with the company's consent, from evidence only."""

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.evidence.models import Consent, Observation, Use
from scp_centre.centre.evidence.queries import shared_figures
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.interfaces.journeys.knowledge import division_of, topics_of
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.actions.items import keep
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.models import Item, Standing
from scp_centre.roles.clearinghouse.vocabulary import code_named
from scp_centre.roles.production import queries
from scp_centre.roles.production.models import Assessment, Progress, Review

REASONS = {
    "consent": _("The company has not consented to a case study. It can consent on its own page."),
    "review": _("The reviewer has not approved the figures yet."),
}
LEFT_OUT = ("plan_",)  # what is only planned proves nothing


def consent_of(assessment: Assessment) -> Consent | None:
    """Return the consent of a company to case studies, where its latest word is yes."""
    company = assessment.site.organisation
    last = Consent.objects.filter(organisation=company, use=Use.CASE_STUDY).first()
    return last if last is not None and last.given else None


def evidence_of(assessment: Assessment) -> list[Observation]:
    """Return the figures that a case study may show: reviewed, current, and consented to."""
    found = shared_figures(Use.CASE_STUDY).filter(site=assessment.site).order_by("pk")
    return [f for f in found if not f.indicator.startswith(LEFT_OUT)]


def lacking(assessment: Assessment) -> list[str]:
    """Return what still stands between an assessment and a case study."""
    found: list[str] = []
    if consent_of(assessment) is None:
        found.append(REASONS["consent"])
    if assessment.review != Review.APPROVED:
        found.append(REASONS["review"])
    return found


@transaction.atomic
def offer_case_study(assessment: Assessment, *, acting_user: Person) -> Item:
    """Give an assessment to the editor as a case study, ready to polish.

    Raises ClearinghouseError without the company's consent or without reviewed figures. Figures
    are not written into the text: the page shows them from the ledger, as long as consent holds.
    """
    company = assessment.site.organisation
    require(acting_user, "offer_case_study", company)
    if missing := lacking(assessment):
        raise ClearinghouseError(
            missing[0],
            where="case study",
            cure=_("Offer the case study again once the problem is solved."),
        )
    evidence = evidence_of(assessment)
    consent = consent_of(assessment)
    if not evidence or consent is None:
        raise ClearinghouseError(
            _("There are no reviewed figures."),
            where="case study",
            cure=_("Submit the figures to the reviewer."),
        )
    if Item.objects.filter(company=company).exclude(standing=Standing.RETIRED).exists():
        raise ClearinghouseError(
            _("There is already a case study about {company}.", company=company),
            where="case study",
            cure=_("Ask the editor to change that case study."),
        )
    made = keep(
        _values(assessment),
        {"en": _said(assessment)},
        note=f"Consent: {consent.person}, {consent.created:%Y-%m-%d}",
        standing=Standing.SUGGESTED,
        company=company,
        evidence=[f.pk for f in evidence],
        suggested_by=acting_user.email,
        is_sample=company.is_sample,
    )
    record(
        "offer_case_study",
        made.title,
        acting_user=acting_user,
        organisation=company,
        after={"figures": len(evidence), "consent": consent.pk},
    )
    return made


def _values(assessment: Assessment) -> dict[str, object]:
    result = queries.result_of(assessment)
    losses = sorted(result.assessed.costs.losses, key=lambda x: -x.costs.total)[:3]
    done = _done(assessment)
    kinds = [code for o in done if (code := _kind(o.option.entry.kind))]
    division = division_of(assessment)
    country = code_named("country", assessment.country)
    return {
        "type": "case_study",
        "language": "en",
        "year": result.assessed.period.end.year,
        "topics": list(dict.fromkeys(t for x in losses for t in topics_of(x)))[:4],
        "sectors": [division] if division else [],
        "option_kinds": list(dict.fromkeys(kinds)),
        "roles": ["production"],
        "countries": [country] if country else [],
        "details": {"organisation": assessment.company},
    }


def _kind(name: str) -> str:
    return code_named("option_kind", name)


def _done(assessment: Assessment) -> list[queries.FollowedOption]:
    rows = queries.follow_up_of(assessment).rows
    return [r for r in rows if r.measure and r.measure.progress == Progress.CARRIED_OUT]


def _said(assessment: Assessment) -> dict[str, str]:
    """Return the text that the editor polishes: what was done, in the words of the assessment."""
    done = _done(assessment)
    about = {
        "company": assessment.company,
        "country": assessment.country,
        "product": assessment.product,
    }
    lines = ["## What was done", ""]
    for row in done:
        entry = row.option.entry
        when = row.measure.carried_out_on if row.measure else None
        said = f"- **{entry.name}** ({entry.kind}{f', {when:%B %Y}' if when else ''})"
        lines.append(f"{said}: {entry.description}" if entry.description else said)
    return {
        "title": f"{assessment.company}: {assessment.product}",
        "summary": _(
            "{company} in {country} makes {product}. After an assessment, it carried out these "
            "measures: {names}.",
            names=[r.option.entry.name for r in done],
            **about,
        )
        if done
        else _(
            "{company} in {country} makes {product}. It has not carried out any measures from its "
            "assessment yet.",
            **about,
        ),
        "body": "\n".join(lines),
        "for_whom": _("Makers of {product} and others in the sector", product=assessment.product),
        "proven": f"{assessment.company}, {assessment.site_name}, {assessment.country}",
    }

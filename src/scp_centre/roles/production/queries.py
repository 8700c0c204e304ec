"""Read assessments, already limited to what this person may see."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.db.models import CharField, Count, Max, Q, QuerySet
from django.db.models.functions import Cast, Substr

from scp_centre.centre.evidence.queries import reviewed_figures
from scp_centre.centre.registry.models import Centre, Organisation, Person, Site
from scp_centre.centre.registry.permissions import visible_organisations
from scp_centre.methods.messages import Message, _, word_of
from scp_centre.methods.verification.savings import VERDICTS
from scp_centre.roles.production.assessment import AssessmentResult, assess
from scp_centre.roles.production.assessment.results import OptionResult
from scp_centre.roles.production.assessment_rows import load_file
from scp_centre.roles.production.models import (
    VERIFICATION,
    Answer,
    Assessment,
    Comment,
    Measure,
    Meter,
    Progress,
    VerifiedSaving,
)


def assessments_for(person: Person) -> QuerySet[Assessment]:
    """Return the assessments of the organisations that a person may see."""
    return Assessment.objects.filter(
        site__organisation__in=visible_organisations(person)
    ).select_related("site__organisation", "changed_by")


def companies_for(person: Person) -> QuerySet[Organisation]:
    return visible_organisations(person)


def of_words(found: QuerySet[Any], words: str, *fields: str, **exact: str) -> QuerySet[Any]:
    """Return the rows in which every word occurs in some field, and given fields have a value."""
    for word in words.split()[:10]:
        found = found.filter(reduce(or_, (Q(**{f"{f}__icontains": word}) for f in fields)))
    return found.filter(**{name: value for name, value in exact.items() if value})


def with_sites_and_savings(
    companies: Iterable[Organisation],
) -> Iterator[tuple[Organisation, list[str], dict[str, float]]]:
    """Return companies with the names of their sites and what their plans save, by currency."""
    rows = list(companies)
    names: dict[int, list[str]] = defaultdict(list)
    money: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    sites = Site.objects.filter(organisation__in=[c.pk for c in rows]).order_by("name")
    for company, name in sites.values_list("organisation", "name"):
        names[company].append(name)
    plans = Assessment.objects.filter(site__organisation__in=[c.pk for c in rows])
    for company, currency, saving in plans.values_list(
        "site__organisation", "currency", "plan_saving"
    ):
        money[company][currency] += saving or 0.0
    for company_row in rows:
        pk = company_row.pk
        yield company_row, names[pk], dict(money[pk])


def result_of(assessment: Assessment) -> AssessmentResult:
    """Return what follows from an assessment as it stands; computed once per revision."""
    return _result(assessment.pk, assessment.revision, assessment.changed)


@lru_cache(maxsize=64)
def _result(pk: int, revision: int, changed: datetime) -> AssessmentResult:
    return assess(load_file(Assessment.objects.get(pk=pk, revision=revision, changed=changed)))


def measures_of(assessment: Assessment) -> dict[str, Measure]:
    """Return what became of each option that anybody has said something about."""
    found = Measure.objects.filter(assessment=assessment).select_related("answered_by")
    return {m.option: m for m in found}


def outcomes_of(assessment: Assessment) -> dict[str, Message]:
    """Return what became of those options that are settled: key -> a sentence."""
    found: dict[str, Message] = {}
    for key, measure in measures_of(assessment).items():
        if measure.progress == Progress.CARRIED_OUT:
            day = measure.carried_out_on
            found[key] = _("Carried out on {day}.", day=day) if day else _("Carried out.")
        elif measure.progress == Progress.GIVEN_UP:
            found[key] = _("Abandoned.")
        elif measure.answer == Answer.DECLINED:
            found[key] = _("Declined by the company.")
    return found


def comments_on(assessment: Assessment, key: str) -> QuerySet[Comment]:
    return Comment.objects.filter(assessment=assessment, option=key).select_related("author")


def sites_for(person: Person) -> QuerySet[Site]:
    return Site.objects.filter(organisation__in=visible_organisations(person)).select_related(
        "organisation"
    )


def meters_of(site: Site) -> QuerySet[Meter]:
    """Return the meters and drivers of a site with the number and the last of their readings."""
    current = Q(readings__current=True)
    return Meter.objects.filter(site=site).annotate(
        count=Count("readings", filter=current), last=Max("readings__end", filter=current)
    )


def reviewed_savings(person_sees: QuerySet[Assessment]) -> QuerySet[VerifiedSaving]:
    """Return the proved savings of assessments whose figures a reviewer has approved.

    A draft is nobody's result yet: it reaches neither the portfolio nor a donor.
    """
    approved = reviewed_figures("verified_saving", VERIFICATION).annotate(
        measure=Substr("origin", len(VERIFICATION) + 1)
    )
    rows = VerifiedSaving.objects.filter(
        measure__assessment__in=person_sees.order_by(), current=True
    )
    rows = rows.annotate(key_of_measure=Cast("measure_id", CharField()))
    return rows.filter(key_of_measure__in=approved.values("measure"))


def unreviewed_savings(person_sees: QuerySet[Assessment]) -> QuerySet[VerifiedSaving]:
    """Return the proved savings that wait for a reviewer: they count in no sum yet."""
    proved = VerifiedSaving.objects.filter(
        measure__assessment__in=person_sees.order_by(), current=True, verdict="proved"
    )
    return proved.exclude(pk__in=reviewed_savings(person_sees).values("pk"))


def saving_note(saved: VerifiedSaving, reviewed: bool) -> str:
    """Return why a verified saving is in no sum, as a message; empty where it counts."""
    if saved.verdict != "proved":
        return _("{verdict}; not in the total", verdict=word_of(saved.verdict, VERDICTS))
    return "" if reviewed else _("not yet reviewed, so not in the total")


@dataclass(frozen=True, slots=True)
class FollowedOption:
    """One option with what became of it."""

    option: OptionResult
    measure: Measure | None
    verified: VerifiedSaving | None
    reviewed: bool = False

    @property
    def accepted(self) -> bool:
        return bool(self.measure and self.measure.answer == Answer.ACCEPTED)

    @property
    def carried_out(self) -> bool:
        return bool(self.measure and self.measure.progress == Progress.CARRIED_OUT)

    @property
    def owner(self) -> str:
        return (self.measure and self.measure.owner) or self.option.entry.responsible or ""

    @property
    def due(self) -> date | None:
        return (self.measure and self.measure.due) or self.option.entry.due

    @property
    def is_open(self) -> bool:
        """True while somebody still has to do something."""
        if self.measure and self.measure.answer == Answer.DECLINED:
            return False
        return not self.measure or self.measure.progress in (
            Progress.PLANNED,
            Progress.UNDER_WAY,
        )

    @property
    def hindrance(self) -> str:
        """What kept it from happening, in the words of whoever said so."""
        if self.measure is None:
            return ""
        return self.measure.progress_reason or (
            self.measure.answer_reason if self.measure.answer == Answer.DECLINED else ""
        )

    @property
    def saving_note(self) -> str:
        """Why its verified saving is not in the sum; empty where it is, or where there is none."""
        return saving_note(self.verified, self.reviewed) if self.verified else ""

    @property
    def waits_for_review(self) -> bool:
        proved = self.verified is not None and self.verified.verdict == "proved"
        return proved and not self.reviewed

    @property
    def verified_money(self) -> float:
        """What was proved and approved; a draft counts nothing."""
        if self.verified is None or not self.reviewed or self.verified.verdict != "proved":
            return 0.0
        return self.verified.money or 0.0


@dataclass(frozen=True, slots=True)
class FollowUp:
    """All options of an assessment that were not rejected, with what became of each."""

    rows: tuple[FollowedOption, ...]

    def _sum(self, rows: Iterator[FollowedOption]) -> float:
        return sum(r.option.net_saving for r in rows)

    @property
    def identified(self) -> float:
        return self._sum(iter(self.rows))

    @property
    def accepted(self) -> float:
        return self._sum(r for r in self.rows if r.accepted or r.carried_out)

    @property
    def carried_out(self) -> float:
        return self._sum(r for r in self.rows if r.carried_out)

    @property
    def verified(self) -> float:
        return sum(r.verified_money for r in self.rows)

    @property
    def waiting(self) -> int:
        """How many proved savings no reviewer has approved yet."""
        return sum(r.waits_for_review for r in self.rows)

    @property
    def waiting_money(self) -> float:
        return sum(r.verified.money or 0.0 for r in self.rows if r.verified and r.waits_for_review)


def follow_up_of(assessment: Assessment) -> FollowUp:
    measures = measures_of(assessment)
    verified = {
        v.measure.option: v
        for v in VerifiedSaving.objects.filter(
            measure__assessment=assessment, current=True
        ).select_related("measure", "meter", "verified_by")
    }
    mine = Assessment.objects.filter(pk=assessment.pk)
    reviewed = set(reviewed_savings(mine).values_list("measure__option", flat=True))
    return FollowUp(
        tuple(
            FollowedOption(
                o,
                measures.get(o.entry.key),
                verified.get(o.entry.key),
                reviewed=o.entry.key in reviewed,
            )
            for o in result_of(assessment).options
            if o.entry.decision != "reject"
        )
    )


def factory_of_the_centre() -> dict[str, object]:
    """Return what the sheet Factory of a new workbook begins with."""
    centre = Centre.objects.filter(pk=1).first()
    if centre is None:
        return {}
    return {
        "country": centre.country,
        "currency": centre.currency,
        "gwp_set": centre.gwp_set,
        "electricity_factor": centre.electricity_factor,
        "electricity_factor_source": centre.electricity_factor_source or None,
    }

"""Read assessments, already limited to what this person may see."""

from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet

from scp_centre.centre.registry.acts import visible_organisations
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.roles.production.assessment import Assessment as Result
from scp_centre.roles.production.assessment import assess
from scp_centre.roles.production.models import Assessment, Comment, Measure
from scp_centre.roles.production.storage import load_file


def assessments_for(person: Person) -> QuerySet[Assessment]:
    """Return the assessments of the organisations that a person may see."""
    return Assessment.objects.filter(
        site__organisation__in=visible_organisations(person)
    ).select_related("site__organisation", "changed_by")


def companies_for(person: Person) -> QuerySet[Organisation]:
    return visible_organisations(person).prefetch_related("sites__assessment")


def result_of(assessment: Assessment) -> Result:
    """Return what follows from an assessment as it stands; computed once per revision."""
    return _result(assessment.pk, assessment.revision, assessment.changed)


@lru_cache(maxsize=64)
def _result(pk: int, revision: int, changed: datetime) -> Result:
    return assess(load_file(Assessment.objects.get(pk=pk, revision=revision, changed=changed)))


def measures_of(assessment: Assessment) -> dict[str, Measure]:
    """Return what became of each option that anybody has said something about."""
    found = Measure.objects.filter(assessment=assessment).select_related("answered_by")
    return {m.option: m for m in found}


def comments_on(assessment: Assessment, key: str) -> QuerySet[Comment]:
    return Comment.objects.filter(assessment=assessment, option=key).select_related("author")

"""Read jobs: one's own, as long as one may still see their company."""

from django.db.models import Q, QuerySet

from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import visible_organisations


def jobs_for(person: Person) -> QuerySet[Job]:
    """Return the jobs that a person asked for."""
    seen = Q(organisation__isnull=True) | Q(organisation__in=visible_organisations(person))
    return Job.objects.filter(owner=person).filter(seen)

"""Read jobs: one's own, as long as one may still see what they are about."""

from django.db.models import Q, QuerySet

from scp_centre.centre.jobs.actions import ACTS
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import allowed, visible_organisations


def jobs_for(person: Person) -> QuerySet[Job]:
    """Return the jobs that a person asked for, without those of a role that they have lost."""
    seen = Q(organisation__isnull=True) | Q(organisation__in=visible_organisations(person))
    closed = [kind for kind, act in ACTS.items() if not allowed(person, act)]
    return Job.objects.filter(seen, owner=person).exclude(kind__in=closed)

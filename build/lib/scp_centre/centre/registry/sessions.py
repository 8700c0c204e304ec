"""Sessions of a person: ended all at once, wherever they are."""

from django.contrib.auth import update_session_auth_hash
from django.db.models import F
from django.http import HttpRequest

from scp_centre.centre.registry.models import Person


def end_sessions(person: Person) -> None:
    """End every session of a person: none of them knows the new number."""
    Person.objects.filter(pk=person.pk).update(sessions_ended=F("sessions_ended") + 1)
    person.refresh_from_db(fields=["sessions_ended"])


def end_other_sessions(person: Person, request: HttpRequest) -> None:
    """End every session of a person but the one that asks."""
    end_sessions(person)
    if request.user.is_authenticated and request.user.pk == person.pk:
        update_session_auth_hash(request, person)

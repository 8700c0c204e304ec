"""Tokens for tests of the API."""

from datetime import timedelta

from django.utils import timezone

from scp_centre.centre.registry.models import ApiToken
from scp_centre.centre.registry.models.people import digest


def token_of(person, scopes):
    """Return the secret of a token with scopes that the person's roles may since have lost."""
    secret = "scp_a-secret-of-a-test"
    ApiToken.objects.update_or_create(
        digest=digest(secret),
        defaults={
            "person": person,
            "name": "test",
            "scopes": list(scopes),
            "expires": timezone.now() + timedelta(days=1),
        },
    )
    return secret

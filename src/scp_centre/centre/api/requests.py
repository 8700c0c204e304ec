"""What operations ask of a request: its scope, its page of a list, and that it is done once."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Field, Schema
from ninja.pagination import LimitOffsetPagination

from scp_centre.centre.errors import AccountError, NotPermittedError
from scp_centre.centre.registry.models import KeptAnswer, Person


class Pages(LimitOffsetPagination):
    """`limit` up to 1,000 and `offset`; the answer holds `items` and `count`."""

    class Input(Schema):
        limit: int = Field(100, ge=1, le=1_000)
        offset: int = Field(0, ge=0, le=10_000_000)


def need(request: HttpRequest, scope: str) -> None:
    """Raise when the token at hand lacks a scope; a session has them all."""
    scopes = getattr(request, "scopes", None)
    if scopes is not None and scope not in scopes:
        raise NotPermittedError(
            f"This token has not the scope {scope!r}.",
            where="scopes",
            cure="Make a token with that scope on your account page.",
        )


def do_once(person: Person, key: str, digest: str, work: Callable[[], Any]) -> Any:
    """Do a write once for each key; the same key with another body is refused."""
    if not key:
        return work()
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # one write of a person at a time
        kept = KeptAnswer.objects.filter(person=person, key=key).first()
        if kept is None:
            answer = work()
            KeptAnswer.objects.create(person=person, key=key, request=digest, answer=answer)
            return answer
        if kept.request != digest:
            raise AccountError(
                "This Idempotency-Key was used for another request.",
                where="Idempotency-Key",
                cure="Use a new key for each request.",
            )
        return kept.answer

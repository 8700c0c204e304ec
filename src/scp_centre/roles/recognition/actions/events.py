"""What happened to an application: in its own history and in the audit log."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.errors import IndependenceError, RecognitionError
from scp_centre.roles.recognition.models import Application, Event, State, Step


@transaction.atomic
def enter_event(
    application: Application,
    step: Step,
    note: str = "",
    *,
    acting_user: Person,
    after: dict[str, Any] | None = None,
) -> Event:
    """Enter a step that was taken; what was shown of the application before is stale now."""
    application.changes += 1
    application.save(update_fields=["changes"])
    record(
        str.__str__(step.value),
        str(application),
        acting_user=acting_user,
        organisation=application.organisation,
        after={"state": str.__str__(application.state), "note": note, **(after or {})},
    )
    return Event.objects.create(
        application=application, step=str.__str__(step.value), note=note[:2000], person=acting_user
    )


@transaction.atomic
def void_findings(
    application: Application, criteria: Collection[str], *, acting_user: Person
) -> None:
    """Void the findings of some criteria because their evidence changed; the history says so."""
    void = application.findings.filter(criterion__in=criteria)
    names = list(void.values_list("criterion", flat=True))
    if names:
        void.delete()
        enter_event(application, Step.VOID, ", ".join(names), acting_user=acting_user)


def locked(application: Application) -> Application:
    """Return an application as it stands, held until the transaction ends."""
    return Application.objects.select_for_update().get(pk=application.pk)


def require_state(application: Application, *states: State) -> None:
    """Raise RecognitionError where an application is in none of these states."""
    if application.state not in states:
        raise RecognitionError(
            _(
                "This action is not possible while the application is {state}.",
                state=application.state,
            ),
            where="state",
            cure=_("Reload the page to see the next step."),
        )


def require_other_than_verifier(person: Person, application: Application) -> None:
    """Raise IndependenceError where whoever verifies an application would write it, too."""
    if person.pk == application.verifier_id:
        raise IndependenceError(
            _("You are verifying this application, so somebody else must act for the applicant."),
            where="person",
            cure=_("Ask the applicant to take this step."),
        )


def require_text(text: str, where: str, cure: str) -> str:
    """Return a text without blanks around it; raise RecognitionError where nothing is left."""
    if not text.strip():
        raise RecognitionError(_("The text is empty."), where=where, cure=cure)
    return text.strip()

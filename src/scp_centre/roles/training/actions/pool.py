"""Record who may train what, as somebody else has seen."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.sent_forms.once import claim_form
from scp_centre.methods.messages import _
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Module, Readiness, TrainerObservation
from scp_centre.roles.training.pool import observers, trainers


@transaction.atomic
def observe_trainer(
    trainer: Person,
    module_key: str,
    readiness: str,
    observed_by: Person,
    observed: date,
    remark: str = "",
    *,
    acting_user: Person,
) -> TrainerObservation:
    """Record what somebody saw of a trainer; the earlier observations stay.

    Raises TrainingError where a trainer would judge themself, as observer or by recording it.
    """
    require(acting_user, "keep_trainers")
    claim_form()
    if not trainers().filter(pk=trainer.pk).exists():
        raise TrainingError(
            _("{name} is not a trainer of this centre.", name=trainer.name),
            where="trainer",
            cure=_("Ask the administrator to invite this person as a trainer."),
        )
    if trainer.pk in (observed_by.pk, acting_user.pk):
        raise TrainingError(
            _("Trainers cannot record observations of themselves."),
            where="observed_by" if trainer.pk == observed_by.pk else "trainer",
            cure=_("Ask the person who observed the training to record it."),
        )
    if not observers().filter(pk=observed_by.pk).exists():
        raise TrainingError(
            _("{name} cannot observe trainers.", name=observed_by.name),
            where="observed_by",
            cure=_("Choose a trainer or a director."),
        )
    if not Module.objects.filter(key=module_key).exists():
        raise TrainingError(
            _("This module does not exist."), where="module", cure=_("Choose from the list.")
        )
    if observed > timezone.localdate():
        raise TrainingError(
            _("The date of the observation is in the future."),
            where="observed",
            cure=_("Enter the date on which the training was observed."),
        )
    made = TrainerObservation.objects.create(
        trainer=trainer,
        module_key=module_key,
        readiness=Readiness(readiness),
        observed_by=observed_by,
        observed=observed,
        remark=remark.strip()[:500],
    )
    after = {"trainer": trainer.pk, "module": module_key, "readiness": str(readiness)}
    record("observe_trainer", module_key, acting_user=acting_user, after=after)
    return made

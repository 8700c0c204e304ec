"""What may be done in the training role, and by whom."""

from scp_centre.centre.registry.permissions import DIRECTOR, EVERYBODY, TRAINER, Act
from scp_centre.methods.messages import _

ACTS = (
    Act("see_training", _("View upcoming workshops and modules"), EVERYBODY),
    Act("see_workshops", _("View the people and the record of a workshop"), (TRAINER, DIRECTOR)),
    Act("write_module", _("Write and revise training modules"), (TRAINER,)),
    Act("run_workshop", _("Plan and lead workshops"), (TRAINER,)),
    Act("keep_trainers", _("Record who may deliver which module"), (TRAINER, DIRECTOR)),
    Act("certify", _("Certify people and revoke certificates"), (TRAINER, DIRECTOR)),
)

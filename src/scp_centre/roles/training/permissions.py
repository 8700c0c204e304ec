"""What may be done in the training role, and by whom."""

from scp_centre.centre.registry.permissions import DIRECTOR, EVERYBODY, TRAINER, Act

ACTS = (
    Act("see_training", "See workshops to come and the modules", EVERYBODY),
    Act("see_workshops", "See the people and the record of a workshop", (TRAINER, DIRECTOR)),
    Act("write_module", "Write and revise training modules", (TRAINER,)),
    Act("run_workshop", "Plan workshops and lead them", (TRAINER,)),
    Act("certify", "Certify people and revoke certificates", (TRAINER, DIRECTOR)),
)

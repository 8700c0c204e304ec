"""The training role as a Django app."""

from django.apps import AppConfig

from scp_centre.centre.roles import CentreRole, MenuGroup
from scp_centre.methods.messages import _


class TrainingConfig(AppConfig):
    name = "scp_centre.roles.training"
    label = "training"
    role = CentreRole(
        8, _("Training"), url_name="training", act="see_training", group=MenuGroup.KNOWLEDGE
    )

"""The training role as a Django app."""

from django.apps import AppConfig

from scp_centre.centre.registry.role_entry import RoleEntry
from scp_centre.methods.messages import _


class TrainingConfig(AppConfig):
    name = "scp_centre.roles.training"
    label = "training"
    role = RoleEntry(8, _("Training"), "training")
    act = "see_training"

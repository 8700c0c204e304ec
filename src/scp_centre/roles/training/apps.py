"""The training role as a Django app."""

from django.apps import AppConfig

from scp_centre.centre.roles import CentreRole, MenuGroup


class TrainingConfig(AppConfig):
    name = "scp_centre.roles.training"
    label = "training"
    role = CentreRole(
        8, "Training", url_name="training", act="see_training", group=MenuGroup.KNOWLEDGE
    )

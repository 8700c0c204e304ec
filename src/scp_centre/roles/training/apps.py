"""The training role as a Django app."""

from django.apps import AppConfig

from scp_centre.centre.registry.role_entry import RoleEntry


class TrainingConfig(AppConfig):
    name = "scp_centre.roles.training"
    label = "training"
    role = RoleEntry(8, "Training", "training")
    act = "see_training"

    def ready(self) -> None:
        from scp_centre.roles.training import jobs  # noqa: F401, registers its jobs

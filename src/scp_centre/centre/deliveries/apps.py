from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    name = "scp_centre.centre.deliveries"
    label = "deliveries"

"""The products role as a Django app."""

from django.apps import AppConfig

from scp_centre.centre.roles import CentreRole
from scp_centre.methods.messages import _


class ProductsConfig(AppConfig):
    name = "scp_centre.roles.products"
    label = "products"
    role = CentreRole(
        1,
        _("Products"),
        url_name="footprints",
        act="see_footprint",
        address="footprints/",
        empty_files=("footprint_template",),
    )

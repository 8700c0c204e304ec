"""Addresses of the markets role, below markets/."""

from django.urls import path

from scp_centre.roles.markets import views

urlpatterns = [
    path("", views.markets, name="markets"),
    path("tenders/", views.tenders, name="tenders"),
    path("tenders/import/", views.import_tenders, name="import_tenders"),
    path("tenders/<int:pk>/", views.tender, name="tender"),
    path("tender-files/<int:pk>/", views.tender_file, name="tender_file"),
    path("tender-files/<int:pk>/remove/", views.remove_tender_file, name="remove_tender_file"),
    path("products/<int:pk>/", views.market_product, name="market_product"),
    path("rules/", views.market_rule_list, name="market_rule_list"),
]

"""Addresses of organisations, sites, products and contact persons."""

from django.urls import path

from scp_centre.interfaces.web import organisation_pages as pages

urlpatterns = [
    path("organisations/", pages.organisations, name="organisations"),
    path("organisations/new/", pages.new_organisation, name="new_organisation"),
    path("organisations/<int:pk>/", pages.organisation, name="organisation"),
    path("organisations/<int:pk>/edit/", pages.edit_organisation, name="edit_organisation"),
    path("organisations/<int:pk>/remove/", pages.delete_organisation, name="remove_organisation"),
    path("organisations/<int:pk>/sites/new/", pages.new_site, name="new_site"),
    path("organisations/<int:pk>/contacts/new/", pages.new_contact, name="new_contact"),
    path("organisations/<int:pk>/products/new/", pages.new_product, name="new_product"),
    path("sites/<int:pk>/edit/", pages.edit_site, name="edit_site"),
    path("sites/<int:pk>/remove/", pages.delete_site, name="remove_site"),
    path("contacts/<int:pk>/edit/", pages.edit_contact, name="edit_contact"),
    path("contacts/<int:pk>/remove/", pages.delete_contact, name="remove_contact"),
    path("products/<int:pk>/", pages.product, name="product"),
    path("products/<int:pk>/edit/", pages.edit_product, name="edit_product"),
    path("products/<int:pk>/remove/", pages.delete_product, name="remove_product"),
]

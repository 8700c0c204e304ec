"""Addresses of the recognition role: recognition/ of its work, register/ of everybody."""

urlpatterns = []

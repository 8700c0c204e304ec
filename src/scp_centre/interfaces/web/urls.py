"""All addresses."""

from django.urls import include, path

from scp_centre.interfaces.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/", include("allauth.account.urls")),
    path("", include("scp_centre.roles.production.urls")),
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<uuid:pk>/", views.job, name="job"),
    path("jobs/<uuid:pk>/file", views.job_file, name="job_file"),
    path("figures/<int:pk>/", views.figure, name="figure"),
    path("people/", views.people, name="people"),
    path("audit/", views.audit, name="audit"),
    path("api/compute/", views.methods, name="methods"),
    path("api/compute/<slug:method>", views.compute, name="compute"),
    path("health", views.health, name="health"),
]
handler404 = "scp_centre.interfaces.web.views.not_found"
handler500 = "scp_centre.interfaces.web.views.broken"

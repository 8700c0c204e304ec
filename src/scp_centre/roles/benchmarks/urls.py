"""Addresses of the benchmarks role."""

from django.urls import path

from scp_centre.roles.benchmarks import target_views, views

urlpatterns = [
    path("", views.benchmarks, name="benchmarks"),
    path("new/", views.new_benchmark, name="new_benchmark"),
    path("published/", views.published, name="published_benchmarks"),
    path("targets/<int:pk>/", target_views.target, name="benchmark_target"),
    path("targets/<int:pk>/act/", target_views.act_on_target, name="act_on_target"),
    path("<slug:slug>/<int:version>/target/", target_views.new_target, name="new_target"),
    path("<slug:slug>/", views.benchmark, name="benchmark"),
    path("<slug:slug>/survey.xlsx", views.survey_template, name="survey_template"),
    path("<slug:slug>/plants/<int:pk>/", views.plant, name="benchmark_plant"),
    path("<slug:slug>/gather/", views.gather, name="gather_plants"),
    path("<slug:slug>/<int:version>/plants/", views.contributions, name="release_plants"),
    path("<slug:slug>/release/", views.make_release, name="make_release"),
    path("<slug:slug>/place/", views.place, name="benchmark_place"),
    path("<slug:slug>/place-<slug:form>.svg", views.place_picture, name="place_picture"),
    path("<slug:slug>/<int:version>/", views.release, name="benchmark_release"),
    path("<slug:slug>/<int:version>/data.<slug:ending>", views.release_data, name="release_data"),
    path("<slug:slug>/<int:version>/<slug:form>.svg", views.release_picture, name="release_curve"),
]

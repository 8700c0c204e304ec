"""Addresses of the benchmarks role."""

from django.urls import path

from scp_centre.roles.benchmarks import target_views, views, workbench_views

urlpatterns = [
    path("", views.benchmarks, name="benchmarks"),
    path("new/", workbench_views.new_benchmark, name="new_benchmark"),
    path("map/", workbench_views.region_map, name="region_map"),
    path("published/", views.published, name="published_benchmarks"),
    path("targets/<int:pk>/", target_views.target, name="benchmark_target"),
    path("targets/<int:pk>/act/", target_views.act_on_target, name="act_on_target"),
    path("<slug:slug>/<int:version>/target/", target_views.new_target, name="new_target"),
    path("<slug:slug>/", workbench_views.benchmark, name="benchmark"),
    path("<slug:slug>/survey.xlsx", workbench_views.survey_template, name="survey_template"),
    path("<slug:slug>/plants/<int:pk>/", workbench_views.plant, name="benchmark_plant"),
    path("<slug:slug>/revise/", workbench_views.revise_benchmark, name="revise_benchmark"),
    path("<slug:slug>/columns/", workbench_views.variables, name="benchmark_variables"),
    path(
        "<slug:slug>/columns/<int:pk>/remove/",
        workbench_views.remove_variable,
        name="remove_variable",
    ),
    path("<slug:slug>/method/", workbench_views.method, name="benchmark_method"),
    path(
        "<slug:slug>/method/<slug:name>-<slug:form>.svg",
        workbench_views.method_picture,
        name="method_picture",
    ),
    path("<slug:slug>/gather/", workbench_views.gather, name="gather_plants"),
    path("<slug:slug>/<int:version>/plants/", workbench_views.contributions, name="release_plants"),
    path("<slug:slug>/release/", workbench_views.make_release, name="make_release"),
    path("<slug:slug>/place/", views.place, name="benchmark_place"),
    path("<slug:slug>/place-<slug:form>.svg", views.place_picture, name="place_picture"),
    path("<slug:slug>/place/<int:pk>-<slug:form>.svg", views.gap_picture, name="gap_picture"),
    path("<slug:slug>/place/board-<slug:paper>.pdf", views.place_board, name="place_board"),
    path(
        "<slug:slug>/<int:version>/trend-<slug:form>.svg", views.trend_picture, name="trend_picture"
    ),
    path("<slug:slug>/<int:version>/map-<slug:form>.svg", views.map_picture, name="map_picture"),
    path(
        "<slug:slug>/<int:version>/regions-<slug:form>.svg",
        views.region_picture,
        name="region_picture",
    ),
    path("<slug:slug>/<int:version>/", views.release, name="benchmark_release"),
    path("<slug:slug>/<int:version>/data.<slug:ending>", views.release_data, name="release_data"),
    path("<slug:slug>/<int:version>/<slug:form>.svg", views.release_picture, name="release_curve"),
]

"""Addresses of the benchmarks role."""

from django.urls import path

from scp_centre.roles.benchmarks.views import (
    benchmarks,
    own_scores,
    participation,
    survey_uploads,
    targets,
    workbench,
)

urlpatterns = [
    path("", benchmarks.benchmarks, name="benchmarks"),
    path("new/", workbench.new_benchmark, name="new_benchmark"),
    path("map/", workbench.region_map, name="region_map"),
    path("published/", benchmarks.published, name="published_benchmarks"),
    path("history/", own_scores.history, name="benchmark_history"),
    path("history/history.csv", own_scores.history_file, name="benchmark_history_file"),
    path("history/<int:pk>/remove/", own_scores.remove_own_score, name="remove_own_score"),
    path("targets/<int:pk>/", targets.target, name="benchmark_target"),
    path("targets/<int:pk>/act/", targets.act_on_target, name="act_on_target"),
    path("<slug:slug>/<int:version>/target/", targets.new_target, name="new_target"),
    path("<slug:slug>/", workbench.benchmark, name="benchmark"),
    path("<slug:slug>/survey.xlsx", workbench.survey_template, name="survey_template"),
    path("<slug:slug>/survey/<uuid:pk>/", survey_uploads.survey_upload, name="survey_upload"),
    path(
        "<slug:slug>/survey/<uuid:pk>/to-correct.xlsx",
        survey_uploads.survey_findings,
        name="survey_findings",
    ),
    path(
        "<slug:slug>/layouts/<int:pk>/forget/", survey_uploads.forget_layout, name="forget_layout"
    ),
    path("<slug:slug>/plants/<int:pk>/", workbench.plant, name="benchmark_plant"),
    path("<slug:slug>/revise/", workbench.revise_benchmark, name="revise_benchmark"),
    path("<slug:slug>/columns/", workbench.variables, name="benchmark_variables"),
    path(
        "<slug:slug>/columns/<int:pk>/remove/",
        workbench.remove_variable,
        name="remove_variable",
    ),
    path("<slug:slug>/method/", workbench.method, name="benchmark_method"),
    path(
        "<slug:slug>/method/<slug:name>-<slug:form>.svg",
        workbench.method_picture,
        name="method_picture",
    ),
    path("<slug:slug>/method/compute/", workbench.compute_method, name="compute_method"),
    path("<slug:slug>/check/", workbench.check_plants, name="check_plants"),
    path("<slug:slug>/gather/", workbench.gather, name="gather_plants"),
    path("<slug:slug>/<int:version>/plants/", workbench.contributions, name="release_plants"),
    path("<slug:slug>/release/", workbench.make_release, name="make_release"),
    path("<slug:slug>/place/", benchmarks.place, name="benchmark_place"),
    path("<slug:slug>/place-<slug:form>.svg", benchmarks.place_picture, name="place_picture"),
    path("<slug:slug>/place/<int:pk>-<slug:form>.svg", benchmarks.gap_picture, name="gap_picture"),
    path("<slug:slug>/place/board-<slug:paper>.pdf", benchmarks.place_board, name="place_board"),
    path(
        "<slug:slug>/<int:version>/trend-<slug:form>.svg",
        benchmarks.trend_picture,
        name="trend_picture",
    ),
    path(
        "<slug:slug>/<int:version>/map-<slug:form>.svg", benchmarks.map_picture, name="map_picture"
    ),
    path(
        "<slug:slug>/<int:version>/regions-<slug:form>.svg",
        benchmarks.region_picture,
        name="region_picture",
    ),
    path("<slug:slug>/participation/", participation.participation, name="participation"),
    path("<slug:slug>/<int:version>/score/", own_scores.score_plant, name="score_plant"),
    path("<slug:slug>/<int:version>/", benchmarks.release, name="benchmark_release"),
    path(
        "<slug:slug>/<int:version>/data.<slug:ending>", benchmarks.release_data, name="release_data"
    ),
    path(
        "<slug:slug>/<int:version>/<slug:form>.svg",
        benchmarks.release_picture,
        name="release_curve",
    ),
]

"""Addresses of the policy role."""

from django.urls import path

from scp_centre.roles.policy.views import (
    briefs,
    comparison,
    consultations,
    explore,
    global_tables,
    register,
    scenarios,
)

urlpatterns = [
    path("", explore.policy, name="policy"),
    path("tables/new/", explore.new_table, name="new_table"),
    path("tables/template.xlsx", explore.table_template, name="table_template"),
    path("tables/example.xlsx", explore.table_example, name="table_example"),
    path("tables/<int:pk>/", explore.policy_table, name="policy_table"),
    path("tables/<int:pk>/confirm/", explore.confirm_product, name="confirm_product"),
    path("tables/<int:pk>/remove/", explore.remove_table, name="remove_table"),
    path("tables/<int:pk>/balance/", explore.balance_table, name="balance_table"),
    path("tables/<int:pk>/table", explore.table_file, name="table_file"),
    path("tables/<int:pk>/accounts.csv", explore.accounts_file, name="accounts_file"),
    path("tables/<int:pk>/hot-spots/<slug:side>/", explore.hot_spots, name="hot_spots"),
    path(
        "tables/<int:pk>/hot-spots/<slug:side>.csv", explore.hot_spots_file, name="hot_spots_file"
    ),
    path("tables/<int:pk>/scenarios/", scenarios.scenarios, name="scenarios"),
    path("tables/<int:pk>/scenarios/upload/", scenarios.upload_scenario, name="upload_scenario"),
    path("tables/<int:pk>/scenarios/compare/", comparison.compare, name="compare_scenarios"),
    path("tables/<int:pk>/scenarios/join/", comparison.join_scenarios, name="join_scenarios"),
    path(
        "tables/<int:pk>/scenarios/compare/<slug:form>.svg",
        comparison.compare_picture,
        name="compare_picture",
    ),
    path(
        "tables/<int:pk>/scenarios/new/<slug:type_>/", scenarios.new_scenario, name="new_scenario"
    ),
    path("tables/<int:pk>/of/<str:code>/", explore.policy_indicator, name="policy_indicator"),
    path("tables/<int:pk>/of/<str:code>/chains/", explore.policy_chains, name="policy_chains"),
    path("tables/<int:pk>/of/<str:code>/trend/", explore.policy_trend, name="policy_trend"),
    path(
        "tables/<int:pk>/of/<str:code>/<slug:name>/<slug:form>.svg",
        explore.policy_picture,
        name="policy_picture",
    ),
    path("worlds/<int:pk>/", global_tables.world, name="world"),
    path("worlds/<int:pk>/remove/", global_tables.remove_world, name="remove_world"),
    path("worlds/<int:pk>/<int:region>/", global_tables.country, name="world_country"),
    path("worlds/<int:pk>/<int:region>/table.xlsx", global_tables.nation_file, name="nation_file"),
    path(
        "worlds/<int:pk>/<int:region>/<int:place>.csv",
        global_tables.country_file,
        name="country_file",
    ),
    path("scenarios/<int:pk>/", scenarios.scenario, name="scenario"),
    path("scenarios/<int:pk>/scenario.json", scenarios.scenario_file, name="scenario_file"),
    path("scenarios/<int:pk>/range/", scenarios.compute_range, name="compute_range"),
    path("scenarios/<int:pk>/result.csv", scenarios.scenario_result, name="scenario_result"),
    path("scenarios/<int:pk>/changes/", scenarios.scenario_changes, name="scenario_changes"),
    path("scenarios/<int:pk>/years/", scenarios.scenario_header, name="scenario_header"),
    path("scenarios/<int:pk>/remove/", scenarios.remove_scenario, name="remove_scenario"),
    path("scenarios/<int:pk>/add/<slug:type_>/", scenarios.add_instrument, name="add_instrument"),
    path(
        "scenarios/<int:pk>/instruments/<int:number>/",
        scenarios.change_instrument,
        name="change_instrument",
    ),
    path(
        "scenarios/<int:pk>/instruments/<int:number>/remove/",
        scenarios.remove_instrument,
        name="remove_instrument",
    ),
    path(
        "scenarios/<int:pk>/of/<str:code>/<slug:form>.svg",
        scenarios.scenario_picture,
        name="scenario_picture",
    ),
    path("published/", briefs.published_briefs, name="published_briefs"),
    path("briefs/new/", briefs.write_brief, name="new_brief"),
    path("briefs/<slug:slug>/", briefs.brief, name="brief"),
    path("briefs/<slug:slug>/write/", briefs.write_brief, name="write_brief"),
    path("briefs/<slug:slug>/newest/", briefs.take_newest_scenarios, name="newest_scenarios"),
    path(
        "briefs/<slug:slug>/scenarios/<int:number>/", briefs.brief_scenario, name="brief_scenario"
    ),
    path("briefs/<slug:slug>/publish/", briefs.publish_brief, name="publish_brief"),
    path("briefs/<slug:slug>/remove/", briefs.remove_brief, name="remove_brief"),
    path("briefs/<slug:slug>/consult/", briefs.open_consultation, name="open_consultation"),
    path("briefs/<slug:slug>/bundle.zip", briefs.brief_bundle, name="brief_bundle"),
    path("briefs/<slug:slug>/figures/<str:name>/", briefs.brief_figure, name="brief_figure"),
    path(
        "briefs/<slug:slug>/pictures/<str:name>/<slug:form>.svg",
        briefs.brief_picture,
        name="brief_picture",
    ),
    path(
        "briefs/<slug:slug>/<slug:length>.<slug:ending>",
        briefs.brief_document,
        name="brief_document",
    ),
    path("consultations/<int:pk>/", consultations.consultation, name="consultation"),
    path("consultations/<int:pk>/comment/", consultations.comment, name="comment_brief"),
    path("consultations/<int:pk>/end/", consultations.end, name="end_consultation"),
    path(
        "consultations/<int:pk>/record.xlsx",
        consultations.consultation_record,
        name="consultation_record",
    ),
    path("comments/<int:pk>/answer/", consultations.answer, name="answer_comment"),
    path("register/", register.register, name="policy_register"),
    path("register/new/", register.enter_instrument, name="enter_instrument"),
    path("register/<int:pk>/", register.instrument, name="register_entry"),
    path("register/<int:pk>/write/", register.enter_instrument, name="correct_instrument"),
    path("register/<int:pk>/step/", register.move_instrument, name="move_instrument"),
    path("register/<int:pk>/goal/", register.set_goal, name="set_goal"),
]

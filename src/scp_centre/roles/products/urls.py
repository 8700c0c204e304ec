"""Addresses of the products role, below footprints/."""

from django.urls import path

from scp_centre.roles.products.views import (
    build,
    costs,
    databases,
    design,
    products,
    result,
    review,
)

ONE = "<int:pk>/"
urlpatterns = [
    path("", products.footprints, name="footprints"),
    path("new/", products.new_footprint, name="new_footprint"),
    path("background/", products.background, name="background_rows"),
    path("databases/", databases.life_cycle_database, name="life_cycle_database"),
    path("template.xlsx", products.footprint_template, name="footprint_template"),
    path(f"{ONE}", result.footprint, name="footprint"),
    path(f"{ONE}remove/", review.remove_footprint, name="remove_footprint"),
    path(f"{ONE}import/", products.import_footprint, name="import_footprint"),
    path(
        f"{ONE}pictures/<slug:name>/<slug:form>.svg",
        result.footprint_picture,
        name="footprint_picture",
    ),
    path(f"{ONE}report.<slug:ending>", result.footprint_report, name="footprint_report"),
    path(f"{ONE}model.xlsx", result.footprint_workbook, name="footprint_workbook"),
    path(f"{ONE}pact.json", result.footprint_pact, name="footprint_pact"),
    path(f"{ONE}build/", build.footprint_build, name="footprint_build"),
    path(f"{ONE}about/", build.footprint_about, name="footprint_about"),
    path(f"{ONE}lines/new/", build.footprint_line, name="new_footprint_line"),
    path(f"{ONE}lines/<slug:key>/", build.footprint_line, name="footprint_line"),
    path(f"{ONE}lines/<slug:key>/remove/", build.remove_line, name="remove_footprint_line"),
    path(f"{ONE}parameters/", build.footprint_parameter, name="new_footprint_parameter"),
    path(f"{ONE}parameters/<slug:name>/", build.footprint_parameter, name="footprint_parameter"),
    path(
        f"{ONE}parameters/<slug:name>/remove/",
        build.remove_parameter,
        name="remove_footprint_parameter",
    ),
    path(f"{ONE}rows/", build.footprint_own_row, name="footprint_own_row"),
    path(f"{ONE}rows/<slug:key>/remove/", build.remove_own_row, name="remove_footprint_row"),
    path(f"{ONE}flows/", build.footprint_flows, name="footprint_flows"),
    path(f"{ONE}flows/<int:figure>/<int:place>/", build.footprint_flow, name="footprint_flow"),
    path(f"{ONE}costs/", costs.cost_basis, name="footprint_cost_basis"),
    path(f"{ONE}costs/new/", costs.footprint_cost, name="new_footprint_cost"),
    path(f"{ONE}costs/<slug:key>/", costs.footprint_cost, name="footprint_cost"),
    path(f"{ONE}costs/<slug:key>/remove/", costs.remove_cost, name="remove_footprint_cost"),
    path(f"{ONE}end-of-life/new/", costs.part_cycle, name="new_part_cycle"),
    path(f"{ONE}end-of-life/<slug:key>/", costs.part_cycle, name="part_cycle"),
    path(f"{ONE}end-of-life/<slug:key>/remove/", costs.remove_cycle, name="remove_part_cycle"),
    path(
        f"{ONE}alternatives/<slug:key>/costs/",
        costs.alternative_costs,
        name="alternative_costs",
    ),
    path(f"{ONE}design/", design.footprint_design, name="footprint_design"),
    path(f"{ONE}proposals/<int:number>/", design.keep_proposal, name="keep_proposal"),
    path(
        f"{ONE}alternatives/<slug:key>/remove/",
        design.remove_alternative,
        name="remove_alternative",
    ),
    path(f"{ONE}submit/", review.submit_footprint, name="submit_footprint"),
    path(f"{ONE}approve/", review.approve_footprint, name="approve_footprint"),
    path(f"{ONE}return/", review.return_footprint, name="return_footprint"),
    path(f"{ONE}reopen/", review.reopen_footprint, name="reopen_footprint"),
]

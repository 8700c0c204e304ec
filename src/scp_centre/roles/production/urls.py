"""Addresses of the production role."""

from django.urls import path

from scp_centre.roles.production.views import assessment as views
from scp_centre.roles.production.views import (
    companies,
    financing,
    floor,
    follow_up,
    options,
    portfolio,
    review,
)

urlpatterns = [
    path("assessments/", views.assessments, name="assessments"),
    path("assessments/import/", views.upload, name="upload"),
    path("assessments/template.xlsx", views.template, name="template"),
    path("assessments/sample.xlsx", views.sample_workbook, name="sample_workbook"),
    path("assessments/<int:pk>/", views.overview, name="assessment"),
    path("assessments/<int:pk>/flows/", views.flows, name="flows"),
    path("assessments/<int:pk>/losses/", views.losses, name="losses"),
    path("assessments/<int:pk>/indicators/", views.indicators, name="indicators"),
    path("assessments/<int:pk>/options/", options.options, name="options"),
    path(
        "assessments/<int:pk>/options/<path:key>/verify/<slug:form>.svg",
        follow_up.verify_picture,
        name="verify_picture",
    ),
    path("assessments/<int:pk>/options/<path:key>/verify/", follow_up.verify, name="verify"),
    path("assessments/<int:pk>/options/<path:key>/", options.option, name="option"),
    path("assessments/<int:pk>/review/", review.review, name="review"),
    path("assessments/<int:pk>/follow-up/", follow_up.follow_up, name="follow_up"),
    path(
        "assessments/<int:pk>/follow-up/<slug:form>.svg",
        follow_up.stages_picture,
        name="stages_picture",
    ),
    path("sites/<int:pk>/floor/", floor.floor, name="floor"),
    path("sites/<int:pk>/floor/entries/", floor.floor_entry, name="floor_entry"),
    path("sites/floor-worker.js", floor.floor_worker, name="floor_worker"),
    path("notes/<int:pk>/photo", floor.note_photo, name="note_photo"),
    path("sites/<int:pk>/readings/", follow_up.readings, name="readings"),
    path(
        "sites/<int:pk>/readings/template.xlsx",
        follow_up.readings_template,
        name="readings_template",
    ),
    path(
        "verified-savings/<int:pk>/approve/",
        follow_up.approve_verification,
        name="approve_verification",
    ),
    path("assessments/<int:pk>/file/", portfolio.assessment_file, name="assessment_file"),
    path("assessments/<int:pk>/investments/new/", financing.new_investment, name="new_investment"),
    path("investments/<int:pk>/", financing.investment, name="investment"),
    path("investments/<int:pk>/edit/", financing.edit_investment, name="edit_investment"),
    path("investments/<int:pk>/consent/", financing.consent_investment, name="consent_investment"),
    path("investments/<int:pk>/make/", financing.make_investment, name="make_investment"),
    path("portfolio/", portfolio.show_portfolio, name="portfolio"),
    path("portfolio/donor-report/", portfolio.donor_report, name="donor_report"),
    path("programmes/", portfolio.programmes, name="programmes"),
    path("remarks/<int:pk>/answer/", review.answer_remark, name="answer_remark"),
    path("assessments/<int:pk>/plan/", views.plan, name="plan"),
    path("assessments/<int:pk>/report/", views.report, name="report"),
    path("assessments/<int:pk>/workbook.xlsx", views.workbook, name="workbook"),
    path(
        "assessments/<int:pk>/pictures/<int:revision>/<slug:name>-<slug:form>.<slug:ending>",
        views.picture,
        name="picture",
    ),
    path("companies/", companies.companies, name="companies"),
    path("companies/<int:pk>/", companies.company, name="company"),
    path("companies/<int:pk>/consent/", companies.consent, name="consent"),
    path("companies/<int:pk>/data/", companies.take_data, name="take_data"),
    path("catalogue/", views.catalogue_page, name="catalogue"),
    path("catalogue/cases/", views.cases, name="cases"),
]

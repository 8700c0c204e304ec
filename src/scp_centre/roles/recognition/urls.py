"""Addresses of the recognition role: its work; register/ and claims/ for everybody."""

from django.urls import path

from scp_centre.roles.recognition.views import (
    applications,
    claims,
    complaints,
    credential_check,
    criteria_drafts,
    draft_criteria,
    fees,
    overview,
    passports,
    register,
    schemes,
    surveillance,
    verification,
)

ONE = "recognition/applications/<int:pk>/"
DRAFT = "recognition/schemes/<int:pk>/draft/"
CRITERION = "recognition/schemes/<int:pk>/draft/criteria/<int:place>/"
urlpatterns = [
    path("recognition/", overview.recognition, name="recognition"),
    path(
        "recognition/check/<int:pk>/<int:company>/<int:product>/",
        overview.label_check,
        name="label_check",
    ),
    path("recognition/schemes/new/", schemes.edit_scheme, name="new_scheme"),
    path("recognition/schemes/<int:pk>/", schemes.edit_scheme, name="edit_scheme"),
    path("recognition/schemes/<int:pk>/criteria/", schemes.draft_criteria, name="draft_criteria"),
    path(DRAFT, criteria_drafts.criteria_draft, name="criteria_draft"),
    path(f"{DRAFT}points/", criteria_drafts.draft_points, name="draft_points"),
    path(f"{DRAFT}measures/new/", criteria_drafts.draft_measure, name="new_draft_measure"),
    path(f"{DRAFT}measures/<slug:name>/", criteria_drafts.draft_measure, name="draft_measure"),
    path(
        f"{DRAFT}measures/<slug:name>/remove/",
        criteria_drafts.remove_draft_measure,
        name="remove_draft_measure",
    ),
    path(f"{DRAFT}criteria/new/", draft_criteria.new_draft_criterion, name="new_draft_criterion"),
    path(CRITERION, draft_criteria.draft_criterion, name="draft_criterion"),
    path(
        f"{CRITERION}up/",
        draft_criteria.move_draft_criterion,
        {"by": -1},
        name="raise_draft_criterion",
    ),
    path(
        f"{CRITERION}down/",
        draft_criteria.move_draft_criterion,
        {"by": 1},
        name="lower_draft_criterion",
    ),
    path(
        f"{CRITERION}remove/", draft_criteria.remove_draft_criterion, name="remove_draft_criterion"
    ),
    path(
        f"{CRITERION}<slug:rule>/new/", draft_criteria.draft_condition, name="new_draft_condition"
    ),
    path(
        f"{CRITERION}<slug:rule>/<int:part>/",
        draft_criteria.draft_condition,
        name="draft_condition",
    ),
    path(
        f"{CRITERION}<slug:rule>/<int:part>/remove/",
        draft_criteria.remove_draft_condition,
        name="remove_draft_condition",
    ),
    path(
        "recognition/criteria/<int:pk>/publish/", schemes.publish_criteria, name="publish_criteria"
    ),
    path("recognition/documents/", applications.label_documents, name="label_documents"),
    path("recognition/documents/<int:pk>/", applications.label_document, name="label_document"),
    path("recognition/applications/", overview.decided_applications, name="decided_applications"),
    path("recognition/applications/new/", applications.new_application, name="new_application"),
    path(ONE, applications.application, name="application"),
    path(f"{ONE}evidence/", applications.declare_evidence, name="declare_evidence"),
    path(f"{ONE}submit/", applications.submit_application, name="submit_application"),
    path(f"{ONE}close/", applications.close_application, name="close_application"),
    path(f"{ONE}check/", verification.check_application, name="check_application"),
    path(f"{ONE}accept/", verification.accept_application, name="accept_application"),
    path(f"{ONE}return/", verification.return_application, name="return_application"),
    path(f"{ONE}holding/", verification.keep_affiliation, name="keep_affiliation"),
    path(f"{ONE}verify/", verification.verify_application, name="verify_application"),
    path(f"{ONE}verify/<int:place>/", verification.verify_criterion, name="verify_criterion"),
    path(f"{ONE}ask/", verification.ask_applicant, name="ask_applicant"),
    path(f"{ONE}sign/", verification.sign_verification, name="sign_verification"),
    path(f"{ONE}decide/", verification.decide_application, name="decide_application"),
    path(f"{ONE}appeal/", applications.appeal_decision, name="appeal_decision"),
    path(
        "recognition/questions/<int:pk>/",
        applications.answer_question,
        name="answer_label_question",
    ),
    path("recognition/licences/<int:pk>/", verification.keep_licence, name="keep_licence"),
    path("recognition/licences/<int:pk>/renew/", applications.renew_licence, name="renew_licence"),
    path("recognition/licences/<int:pk>/passport/", passports.issue_passport, name="passport"),
    path("recognition/schemes/<int:pk>/fees/", fees.fee_table, name="fee_table"),
    path("recognition/schemes/<int:pk>/fees/rule/", fees.set_fee_rule, name="set_fee_rule"),
    path("recognition/fees/<int:pk>/remove/", fees.remove_fee, name="remove_fee"),
    path(f"{ONE}fees/", fees.ask_fee, name="ask_fee"),
    path("recognition/fees/<int:pk>/settle/", fees.settle_fee, name="settle_fee"),
    path("recognition/letters/<int:pk>/", fees.letter, name="label_letter"),
    path("recognition/licences/<int:pk>/check/", surveillance.open_check, name="open_check"),
    path("recognition/licences/<int:pk>/change/", surveillance.give_notice, name="give_notice"),
    path("recognition/changes/<int:pk>/", surveillance.change_notice, name="change_notice"),
    path("recognition/checks/<int:pk>/", surveillance.licence_check, name="licence_check"),
    path("recognition/surveillance/", surveillance.surveillance_desk, name="surveillance"),
    path("recognition/surveillance/draws/new/", surveillance.announce_draw, name="announce_draw"),
    path(
        "recognition/surveillance/draws/<int:pk>/",
        surveillance.draw_licences,
        name="draw_licences",
    ),
    path("recognition/complaints/", complaints.complaints, name="complaints"),
    path("recognition/complaints/<int:pk>/", complaints.complaint, name="complaint"),
    path(
        "recognition/complaints/<int:pk>/check/",
        complaints.check_complaint,
        name="check_complaint",
    ),
    path("complaints/new/<slug:number>/", complaints.complain, name="complain"),
    path("complaints/<str:secret>/", complaints.complaint_state, name="complaint_state"),
    path("claims/", claims.check_wording, name="check_wording"),
    path("credential-check/", credential_check.check_credential, name="check_credential"),
    path("register/", register.licence_register, name="licence_register"),
    path("register/table.csv", register.licence_table, name="licence_table"),
    path("register/licences.json", register.licence_json, name="licence_json"),
    path("register/labels/<slug:code>/", schemes.label_scheme, name="label_scheme"),
    path("register/draws/<int:pk>/", surveillance.published_draw, name="published_draw"),
    path("register/<slug:number>/", register.licence, name="licence"),
    path("register/<slug:number>/code.svg", register.licence_code, name="licence_code"),
    path(
        "register/<slug:number>/licence.jsonld",
        register.licence_linked_data,
        name="licence_linked_data",
    ),
    path(
        "register/<slug:number>/passport.json",
        passports.licence_passport,
        name="licence_passport",
    ),
    path(
        "register/<slug:number>/conformity.json",
        passports.licence_conformity,
        name="licence_conformity",
    ),
    path(
        "register/<slug:number>/registry.json",
        passports.passport_registry,
        name="passport_registry",
    ),
    path("r/<slug:number>/", register.scan_licence, name="scan_licence"),
    path("01/<slug:gtin>/", register.scan_gtin, name="scan_gtin"),
]

"""All addresses."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path

from scp_centre.centre.roles.addresses import role_addresses
from scp_centre.centre.signing.actions import SUSPENSION
from scp_centre.interfaces.api.routes import api
from scp_centre.interfaces.web import (
    accounts,
    assessment_requests,
    availability,
    centre_pages,
    credentials,
    evidence_pages,
    faults,
    knowledge,
    people,
    public_site,
    robots,
    search_pages,
    site_settings,
    views,
    year_report,
)


def api_urls() -> tuple[list[URLPattern | URLResolver], str, str]:
    """Return the addresses of the API, which asks for a token itself."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        assert isinstance(pattern, URLPattern)  # noqa: S101 -- the API nests no addresses
        pattern.callback = login_not_required(pattern.callback)
    return patterns, app, namespace


own: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("accounts/", include("scp_centre.interfaces.web.own_account.urls")),
    path("account/", accounts.account, name="account"),
    path("account/tokens/<int:pk>/withdraw/", accounts.withdraw_token, name="withdraw_token"),
    path("account/tokens/withdraw/", accounts.withdraw_tokens, name="withdraw_tokens"),
    path("account/remove/", accounts.remove_account, name="remove_account"),
    path("invitations/<str:token>/", accounts.invitation, name="invitation"),
    path("verify/<uuid:pk>/", credentials.verify_credential, name="verify_credential"),
    path("verify/<uuid:pk>/credential.json", credentials.credential_file, name="credential_file"),
    path(".well-known/did.json", credentials.did_document, name="did_document"),
    path("centre/keys/", credentials.change_key, name="change_key"),
    path("credentials/status/1", credentials.status_list, name="status_list"),
    path(
        "credentials/status/2",
        credentials.status_list,
        {"purpose": SUSPENSION},
        name="suspension_list",
    ),
    path("language/", views.language, name="language"),
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<uuid:pk>/", views.job, name="job"),
    path("jobs/<uuid:pk>/cancel/", views.job_act, {"act": "cancel"}, name="cancel_job"),
    path("jobs/<uuid:pk>/retry/", views.job_act, {"act": "retry"}, name="retry_job"),
    path("jobs/<uuid:pk>/file", views.job_file, name="job_file"),
    path("figures/<int:pk>/", evidence_pages.figure, name="figure"),
    path("figures/<int:pk>/confirm/", evidence_pages.confirm, name="confirm_figure"),
    path("figures/look-again/", evidence_pages.look_again, name="look_again"),
    path("figures/look-again/confirm/", evidence_pages.confirm_made, name="confirm_made"),
    path("", include("scp_centre.interfaces.web.organisation_urls")),
    path("set-up/", centre_pages.set_up, name="set_up"),
    path("centre/ready/", centre_pages.ready, name="centre_ready"),
    path("centre/ready/letter/", centre_pages.test_letter, name="test_letter"),
    path("centre/", centre_pages.centre_settings, name="centre_settings"),
    path("pages/<slug:key>/", public_site.site_page, name="site_page"),
    path("mark/<slug:digest>", public_site.centre_mark, name="centre_mark"),
    path("colours/<slug:colours>.css", public_site.centre_style, name="centre_style"),
    path("ask/", public_site.ask_for_assessment, name="ask_for_assessment"),
    path("ask/sent/", public_site.request_sent, name="request_sent"),
    path("centre/look/", site_settings.look, name="centre_look"),
    path("centre/pages/", site_settings.site_pages, name="site_pages"),
    path(
        "centre/pages/<slug:key>/<slug:language>/",
        site_settings.edit_site_page,
        name="edit_site_page",
    ),
    path("centre/results/", site_settings.results, name="site_results"),
    path("centre/disclosures/", site_settings.disclosures, name="disclosures"),
    path(
        "centre/results/<slug:kind>/<int:year>/",
        site_settings.publish_results,
        name="publish_results",
    ),
    path(
        "centre/results/<int:pk>/withdraw/",
        site_settings.withdraw_results,
        name="withdraw_results",
    ),
    path("requests/", assessment_requests.requests, name="assessment_requests"),
    path("requests/<int:pk>/", assessment_requests.assessment_request, name="assessment_request"),
    path("year/", year_report.year_report, name="year_report"),
    path("year/make/", year_report.make_year_report, name="make_year_report"),
    path("year/figures/<slug:key>/", year_report.year_figure, name="year_figure"),
    path("year/<slug:name>.<slug:form>.svg", year_report.year_chart, name="year_chart"),
    path("people/", people.people, name="people"),
    path("people/invite/", accounts.invite, name="invite"),
    path("people/memberships/<int:pk>/end/", people.end_membership, name="end_membership"),
    path("people/invitations/<int:pk>/withdraw/", people.withdraw, name="withdraw_invitation"),
    path("people/<int:pk>/remove/", people.remove_person, name="remove_person"),
    path("people/<int:pk>/second-factor/", people.reset_second_factor, name="reset_second_factor"),
    path("search/", search_pages.search, name="search"),
    path("search/suggestions/", search_pages.suggestions, name="suggestions"),
    path("audit/", views.audit, name="audit"),
    path("faults/", faults.faults, name="faults"),
    path("api/v1/", api_urls()),
    path("api/compute/", views.methods, name="methods"),
    path("api/compute/<slug:method>", views.compute, name="compute"),
    path("robots.txt", robots.robots, name="robots"),
    path("health", availability.health, name="health"),
]
# Pages of journeys that cross roles; some stand below an address of a role.
journeys = [
    path("assessments/<int:pk>/knowledge/", knowledge.knowledge, name="knowledge"),
    path(
        "assessments/<int:pk>/knowledge/follow/",
        knowledge.follow_assessment,
        name="follow_assessment",
    ),
    path("new-for-you/", knowledge.brought, name="brought"),
    path("new-for-you/<int:pk>/dismiss/", knowledge.dismiss_item, name="dismiss_item"),
    path("companies/<int:pk>/new-items/", knowledge.want_items, name="want_items"),
    path("clearinghouse/<int:pk>/told/", knowledge.who_is_told, name="who_is_told"),
    path("assessments/<int:pk>/knowledge/offer/", knowledge.offer, name="offer_case_study"),
]
urlpatterns = [*own, *role_addresses(own), *journeys]
handler400 = "scp_centre.interfaces.web.views.bad_request"
handler404 = "scp_centre.interfaces.web.views.not_found"
handler500 = "scp_centre.interfaces.web.faults.broken"

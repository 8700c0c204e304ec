"""Nobody sees another company's data: every address of the URL table, as every role."""

import uuid

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from scp_centre.centre.evidence.models import Observation, Remark
from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.public_site.models import AssessmentRequest, Mark, PublishedResult
from scp_centre.centre.registry.actions import invite_person
from scp_centre.centre.registry.models import (
    ContactPerson,
    Membership,
    Organisation,
    Product,
    Role,
)
from scp_centre.centre.registry.permissions import ACTS, PERSON_ROLES, allowed
from scp_centre.centre.registry.tokens import make_token
from scp_centre.roles.benchmarks.actions.targets import propose_target
from scp_centre.roles.benchmarks.models import (
    Benchmark,
    Contribution,
    OwnScore,
    Plant,
    Release,
    Variable,
)
from scp_centre.roles.markets.models import Tender, TenderFile
from scp_centre.roles.production.models import Assessment, InvestmentFile, Note, VerifiedSaving
from scp_centre.roles.training.models import Course, Module, Participant, Workshop
from tests.interfaces.clearinghouse_fixtures import clearinghouse_things
from tests.interfaces.nation_fixtures import policy_things
from tests.interfaces.network_fixtures import network_things
from tests.interfaces.permission_fixtures import (
    AWARDED,
    EXAMPLES,
    FOR_ALL,
    JOINING,
    OF_OTHERS,
    OF_TRAINER,
    OPEN,
    PUBLISHED,
    ROOM,
    SIGNING_IN,
)
from tests.interfaces.product_fixtures import footprint_things
from tests.interfaces.recognition_fixtures import recognition_things
from tests.interfaces.survey_fixtures import survey_things

pytestmark = pytest.mark.postgresql_statements
SECRET = "Rivermouth"


def addresses(resolver=None, namespace=""):
    """Yield (name, keyword arguments) of every address that this project declares."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            within = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, within)
        elif isinstance(pattern, URLPattern):
            yield namespace + pattern.name, set(pattern.pattern.converters)


@pytest.fixture
def dairy_things(sample_centre):
    """One thing of the dairy for each kind of address."""
    company = Organisation.objects.get(name="Rivermouth Dairy")
    assessment = Assessment.objects.get(site__organisation=company)
    job = Job.objects.create(
        kind="report",
        title="Report of Rivermouth Dairy",
        state=State.DONE,
        owner=sample_centre["expert"],
        organisation=company,
        payload={"assessment": assessment.pk, "format": "pdf"},
    )
    figure = Observation.objects.filter(site__organisation=company).first()
    remark = Remark.objects.create(
        figure=figure, author=sample_centre["reviewer"], text="Is the Rivermouth meter right?"
    )
    invitation, _ = invite_person(
        "new@rivermouth.example", Role.COMPANY, company, acting_user=sample_centre["expert"]
    )
    investment = InvestmentFile.objects.create(
        assessment=assessment, title="Rivermouth boiler", written_by=sample_centre["expert"]
    )
    contact = ContactPerson.objects.create(
        organisation=company, name="Head of Rivermouth", telephone="+000 1"
    )
    product = Product.objects.create(
        organisation=company, name="Rivermouth cheese", reference_unit="kg"
    )
    note = Note.objects.create(
        site=assessment.site, author=sample_centre["expert"], text="Rivermouth", made=timezone.now()
    )
    token, _ = make_token("meters", ["read"], 5, acting_user=sample_centre["expert"])
    of_assessment = {"pk": assessment.pk}
    workshop = Workshop.objects.get()
    Participant.objects.filter(name="Ana Abebe").update(name="Ana of Rivermouth")
    of_workshop = {"pk": workshop.pk}
    of_benchmark = {"slug": Benchmark.objects.get(year=2025).slug}
    aim = propose_target(
        Release.objects.get(benchmark__year=2025),
        "contraction",
        2030,
        "Rates of good practice.",
        acting_user=sample_centre["statistician"],
        rate=0.02,
    )
    things = dict.fromkeys(
        (
            "assessment",
            "flows",
            "losses",
            "indicators",
            "options",
            "pinch",
            "plan",
            "review",
            "follow_up",
            "report",
            "workbook",
            "data",
            "news",
            "knowledge",
            "follow_assessment",
            "offer_case_study",
        ),
        of_assessment,
    )
    things |= policy_things(sample_centre) | clearinghouse_things(sample_centre, company)
    things |= footprint_things(sample_centre, company, figure)
    things |= recognition_things(company) | network_things(company)
    things |= {
        "stages_picture": of_assessment | {"form": "wide"},
        "verify": of_assessment | {"key": "leaks"},
        "verify_picture": of_assessment | {"key": "leaks", "form": "wide"},
        "data_of": of_assessment | {"kind": "centres"},
        "new_record": of_assessment | {"kind": "flows"},
        "record": of_assessment | {"kind": "flows", "place": 0},
        "assessment_file": of_assessment,
        "new_investment": of_assessment,
        **dict.fromkeys(
            ("investment", "edit_investment", "consent_investment", "make_investment"),
            {"pk": investment.pk},
        ),
        "floor": {"pk": assessment.site_id},
        "floor_entry": {"pk": assessment.site_id},
        "note_photo": {"pk": note.pk},
        "readings": {"pk": assessment.site_id},
        "readings_template": {"pk": assessment.site_id},
        "approve_verification": {"pk": VerifiedSaving.objects.get(measure__option="leaks").pk},
        **dict.fromkeys(OF_TRAINER | ROOM | {"screen", "screen_stream"}, of_workshop),
        **dict.fromkeys(
            (
                "add_module_picture",
                "training_module",
                "write_module",
                "module_deck",
                "module_ready",
                "module_text",
            ),
            {"pk": Module.objects.get(pk=workshop.module_id).pk},
        ),
        "room_quiz": of_workshop | {"place": 1},
        **dict.fromkeys(("room_poll", "room_vote"), of_workshop | {"poll": 1}),
        "workshop_record": of_workshop | {"ending": "pdf"},
        **dict.fromkeys(
            ("module_guide", "module_handout"), {"pk": workshop.module_id, "ending": "pdf"}
        ),
        **dict.fromkeys(
            ("certificate", "take_certificate_back", "renew_certificate"),
            {"pk": Participant.objects.get(name="Ana of Rivermouth").pk},
        ),
        **dict.fromkeys(
            ("course", "enrol", "accept_learner", "course_certificate"),
            {"pk": Course.objects.get().pk},
        ),
        "learn": {"pk": Course.objects.get().pk, "number": 0},
        "module_scorm": {"pk": workshop.module_id, "version": "1.2"},
        "training_figures_file": {"ending": "xlsx"},
        **dict.fromkeys(
            ("verify_credential", "credential_file", "module_picture"), {"pk": uuid.uuid4()}
        ),
        "participant": {"pk": Participant.objects.get(name="Ana of Rivermouth").pk},
        "join_code": {"code": "NOCODE"},
        "room_back": of_workshop | {"key": "an-unknown-key"},
        "room_photo": of_workshop | {"photo": uuid.uuid4()},
        "api:get_assessment": of_assessment,
        "api:get_figure": {"pk": figure.pk},
        "api:list_meters": {"pk": assessment.site_id},
        "api:list_readings": {"pk": assessment.site_id},
        "api:post_readings": {"pk": assessment.site_id},
        "withdraw_token": {"pk": token.pk},
        "option": of_assessment | {"key": assessment.option_set.first().key},
        "calculate": of_assessment | {"key": "leaks"},
        "picture": of_assessment
        | {"revision": assessment.revision, "name": "loss-costs", "form": "wide", "ending": "csv"},
        "company": {"pk": company.pk},
        **dict.fromkeys(
            (
                "organisation",
                "edit_organisation",
                "remove_organisation",
                "new_site",
                "new_contact",
                "new_product",
            ),
            {"pk": company.pk},
        ),
        **dict.fromkeys(("edit_site", "remove_site"), {"pk": assessment.site_id}),
        **dict.fromkeys(("edit_contact", "remove_contact"), {"pk": contact.pk}),
        **dict.fromkeys(("product", "edit_product", "remove_product"), {"pk": product.pk}),
        "confirm_figure": {"pk": figure.pk},
        "consent": {"pk": company.pk},
        "take_data": {"pk": company.pk},
        "answer_remark": {"pk": remark.pk},
        "invitation": {"token": "an-unknown-token"},
        "confirm_address": {"secret": "an-unknown-secret"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "an-unknown-key"},
        "end_membership": {"pk": Membership.objects.get(role=Role.REVIEWER).pk},
        "withdraw_invitation": {"pk": invitation.pk},
        "remove_person": {"pk": sample_centre["reviewer"].pk},
        "reset_second_factor": {"pk": sample_centre["reviewer"].pk},
        "job": {"pk": job.pk},
        "job_file": {"pk": job.pk},
        "cancel_job": {"pk": job.pk},
        "retry_job": {"pk": job.pk},
        "figure": {"pk": figure.pk},
        **dict.fromkeys(
            (
                "benchmark",
                "survey_template",
                "make_release",
                "gather_plants",
                "benchmark_place",
                "revise_benchmark",
                "benchmark_variables",
                "benchmark_method",
                "participation",
                "compute_method",
                "check_plants",
            ),
            of_benchmark,
        ),
        "benchmark_plant": of_benchmark
        | {"pk": Plant.objects.get(benchmark__year=2025, name="Rivermouth works").pk},
        **survey_things(sample_centre["statistician"]),
        "place_picture": of_benchmark | {"form": "wide"},
        "remove_variable": of_benchmark
        | {"pk": Variable.objects.get(benchmark__year=2025, key="water").pk},
        "method_picture": of_benchmark | {"name": "spread", "form": "wide"},
        "gap_picture": of_benchmark
        | {
            "pk": Contribution.objects.get(
                release__benchmark__year=2025, name="Rivermouth works"
            ).pk,
            "form": "wide",
        },
        "place_board": of_benchmark | {"paper": "letter"},
        "trend_picture": of_benchmark | {"version": 1, "form": "wide"},
        "map_picture": of_benchmark | {"version": 1, "form": "wide"},
        "region_picture": of_benchmark | {"version": 1, "form": "wide"},
        "benchmark_release": of_benchmark | {"version": 1},
        **dict.fromkeys(("score_plant", "api:score_plant"), of_benchmark | {"version": 1}),
        "remove_own_score": {"pk": own_score(company, sample_centre).pk},
        "new_target": of_benchmark | {"version": 1},
        **dict.fromkeys(("benchmark_target", "act_on_target"), {"pk": aim.pk}),
        "release_plants": of_benchmark | {"version": 1},
        "release_data": of_benchmark | {"version": 1, "ending": "csv"},
        "release_curve": of_benchmark | {"version": 1, "form": "wide"},
        **site_things(sample_centre),
        "tender": {"pk": Tender.objects.first().pk},
        **dict.fromkeys(("tender_file", "remove_tender_file"), {"pk": TenderFile.objects.get().pk}),
        "market_product": {"pk": product.pk},
        "compute": {"method": "appraise"},
        "api:compute": {"method": "appraise"},
    }
    return things


def own_score(company, people):
    """Return a score that the dairy saved."""
    return OwnScore.objects.create(
        organisation=company,
        release=Release.objects.get(benchmark__year=2025),
        name="Rivermouth new works",
        year=2026,
        use=1_000,
        made=100,
        score=50,
        low=40,
        high=60,
        created_by=people["company"],
    )


def site_things(people):
    """One thing of the public site for each kind of address."""
    made = PublishedResult.objects.create(
        kind="water",
        year=2025,
        value=1200,
        unit="m³",
        by_organisation={},
        published_by=people["director"],
    )
    return {
        "site_page": {"key": "about"},
        "edit_site_page": {"key": "about", "language": "fr"},
        "centre_mark": {"digest": Mark.objects.get().digest},
        "centre_style": {"colours": "1f5f4a-6fc3a3"},
        "publish_results": {"kind": "water", "year": 2025},
        "withdraw_results": {"pk": made.pk},
        "assessment_request": {"pk": AssessmentRequest.objects.get().pk},
        "year_figure": {"key": "assessments_begun"},
        "year_chart": {"name": "energy", "form": "wide"},
    }


def reach(client, name, things, method="get"):
    from django.urls import reverse

    address = reverse(name, kwargs=things.get(name))
    return getattr(client, method)(address)


def test_every_address_with_an_object_has_a_thing_to_test_it_with(dairy_things):
    """A new address is covered the day it appears: this fails until it has a thing."""
    assert {n for n, keys in addresses() if keys} == set(dairy_things)


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_signing_in_everything_leads_to_the_sign_in(client, dairy_things, method):
    for name, _ in addresses():
        response = reach(client, name, dairy_things, method)
        if name in OPEN:
            here = response.status_code == 302 and response.url == "/"
            assert here or response.status_code in (200, 404, 405, 422)  # an empty form
        elif name in JOINING | SIGNING_IN:
            assert response.status_code in (200, 302, 404, 405, 422), (name, response.status_code)
        elif name in ROOM:
            led = response.status_code == 302 and response.url == "/join/"
            assert led or response.status_code == 405, (name, response.status_code)
        elif name.startswith("api:") or name in ("methods", "compute"):
            assert response.status_code in (401, 405), (name, response.status_code)
        else:
            assert response.status_code == 302 and "/accounts/login/" in response.url, name


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_member_of_another_company_sees_nothing(signed_in, dairy_things, method):
    client = signed_in("dyehouse")
    for name, keys in addresses():
        if name == "account_logout":
            continue  # the walk goes on signed in
        response = reach(client, name, dairy_things, method)
        if keys and not name.endswith("compute") and name not in PUBLISHED:
            if name in OF_OTHERS:
                assert response.status_code in (403, 405), (name, response.status_code)
                continue
            if name in ROOM | JOINING | FOR_ALL | SIGNING_IN:
                assert response.status_code in (200, 302, 404, 405, 422), name
                continue
            # An API write without a body is refused before anything is looked up.
            bare = name.startswith("api:") and method == "post"
            expected = (404, 405, 415) if bare else (404, 405)
            assert response.status_code in expected, (name, response.status_code)
        if name not in EXAMPLES | AWARDED and not response.streaming:
            text = response.content.decode("utf-8", "replace")
            text = text.replace("Completed workbook for the sample dairy, as an example", "")
            assert SECRET not in text, name


# Pages that ask before something is done to somebody's account.
OF_ADMINISTRATOR = {
    "end_membership",
    "withdraw_invitation",
    "remove_person",
    "reset_second_factor",
    "edit_site_page",
}


@pytest.mark.parametrize("who", ["admin"])
def test_an_administrator_manages_people_and_sees_no_figures(signed_in, dairy_things, who):
    client = signed_in(who)
    for name, keys in addresses():
        response = reach(client, name, dairy_things)
        if name in OF_ADMINISTRATOR:
            assert response.status_code == 200, name
        elif keys and name not in PUBLISHED | ROOM | JOINING | SIGNING_IN:
            assert response.status_code in (403, 404, 405), name


@pytest.mark.parametrize("who", ["expert", "reviewer", "director", "company"])
def test_those_who_may_see_it_do(signed_in, dairy_things, who):
    client = signed_in(who)
    for name in (
        "assessment",
        "flows",
        "losses",
        "indicators",
        "options",
        "option",
        "plan",
        "review",
        "follow_up",
        "verify",
        "readings",
        "report",
        "company",
        "figure",
    ):
        response = reach(client, name, dairy_things)
        assert response.status_code == 200 and SECRET in response.content.decode(), (who, name)


def test_a_role_without_the_act_cannot_post(signed_in, dairy_things):
    client = signed_in("reviewer")
    response = client.post(
        f"/assessments/{dairy_things['options']['pk']}/options/", {"decision-pushout": "study"}
    )
    assert response.status_code == 403
    assert "You are not allowed to" in response.content.decode()


def test_nobody_without_a_membership_may_do_anything(sample_centre):
    person = sample_centre["expert"]
    Membership.objects.filter(person=person).delete()
    stranger = type(person).objects.get(pk=person.pk)
    assert not any(allowed(stranger, act) for act in ACTS)


def test_the_table_of_acts_is_about_known_roles():
    for act in ACTS.values():
        assert act.sentence and set(act.roles) <= set(PERSON_ROLES)


def test_a_member_whose_job_was_of_a_company_they_left_loses_the_file(
    signed_in, dairy_things, sample_centre
):
    job = Job.objects.get(pk=dairy_things["job"]["pk"])
    Job.objects.filter(pk=job.pk).update(owner=sample_centre["company"])
    client = signed_in("company")
    assert client.get(f"/jobs/{job.pk}/").status_code == 200
    Membership.objects.filter(person=sample_centre["company"]).delete()
    assert client.get(f"/jobs/{job.pk}/").status_code == 404

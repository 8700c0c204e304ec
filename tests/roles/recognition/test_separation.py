"""Nobody whom anything binds to the applicant does any act of the workflow for the centre."""

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.actions import end_membership
from scp_centre.centre.registry.models import Membership, Organisation, Person
from scp_centre.roles.recognition.models import Affiliation, Event, Step
from tests.interfaces.form_walk import within_the_test
from tests.roles.recognition.applications import dairy, staff
from tests.roles.recognition.posts import CASES, World
from tests.roles.recognition.test_sent_twice import form_of, rows, sent

pytestmark = pytest.mark.django_db
# What holds for all companies alike: rules, criteria and fees are public, and a draw is decided by
# a public event, so whoever is bound to one company decides nothing about it.
FOR_ALL_ALIKE = {
    *("new_scheme", "edit_scheme", "draft_criteria", "criteria_draft", "draft_points"),
    *("new_draft_measure", "draft_measure", "remove_draft_measure", "new_draft_criterion"),
    *("draft_criterion", "raise_draft_criterion", "lower_draft_criterion"),
    *("remove_draft_criterion", "new_draft_condition", "draft_condition"),
    *("remove_draft_condition", "publish_criteria", "fee_table", "remove_fee"),
    *("announce_draw", "draw_licences"),
}
OF_APPLICANT = {
    *("label_documents", "new_application", "declare_evidence", "submit_application"),
    *("close_application", "appeal_decision", "answer_label_question", "renew_licence"),
    *("give_notice", "complain", "passport"),
}
ACTS = sorted(set(CASES) - FOR_ALL_ALIKE - OF_APPLICANT)
OTHER_VALUES = (  # a second way in which the same address acts
    ("settle_fee", {"outcome": "waived", "reason": "A pilot.", "paid_on": ""}),
    ("decide_application", {"award": "again", "reason": "One report is old."}),
    ("decide_application", {"award": "no", "reason": "One report is old."}),
    ("keep_licence", {"act": "withdraw", "reason": "False."}),
    ("change_notice", {"decision": "no verification needed", "reason": "Fine.", "due": ""}),
    ("licence_check", {"finding": "criteria kept", "note": "Seen."}),
)


def sister():
    """Return another company of the dairy's holding."""
    found = Organisation.objects.get(name="Lower Bridge Dyehouse")
    for company in (dairy(), found):
        Affiliation.objects.update_or_create(organisation=company, defaults={"holding": "River"})
    return found


def member(person, company=None):
    values = {"role": "company member", "organisation": company or dairy()}
    return Membership.objects.create(person=person, **values)


def former_member(person):
    end_membership(member(person), acting_user=Person.objects.get(email__startswith="admin@"))


def adviser(person, company=None):
    record("write_footprint", "A model", acting_user=person, organisation=company or dairy())


def colleague_of_adviser(person):
    firm = Organisation.objects.create(name="Advice Ltd", country="Verdania", kind="company")
    other = staff("consultant", "expert")
    for one in (person, other):
        member(one, firm)
    adviser(other)


def helper_with_evidence(person):
    last = Event.objects.filter(application__organisation=dairy()).last()
    step = str.__str__(Step.DECLARED.value)
    Event.objects.create(
        application=last.application, step=step, person=person, moment=timezone.now()
    )


TIES = {
    "is a member of Rivermouth Dairy": member,
    "same group as Rivermouth Dairy": lambda person: member(person, sister()),
    "within the last 24 months": former_member,
    "has advised Rivermouth Dairy": adviser,
    "has advised Lower Bridge Dyehouse, which belongs to the same group": (
        lambda person: adviser(person, sister())
    ),
    "belongs to has advised": colleague_of_adviser,
    "has advised": helper_with_evidence,
}


def refused_with(client, post, values):
    """Return what is said to somebody, and whether anything was saved."""
    before = rows()
    answer = sent(client, post, values)
    return answer.status_code, answer.content.decode(), rows() != before


def walk(name, sample_centre, values):
    sister()
    post = CASES[name](World(sample_centre))
    client = Client()
    client.force_login(post.person)
    filled = form_of(client, post) | values
    for said, bind in TIES.items():
        with within_the_test():
            bind(post.person)
            status, page, is_changed = refused_with(client, post, filled)
            assert status in (403, 409, 422) and said in page, (name, said, status, page)
            assert not is_changed, (name, said)
            transaction.set_rollback(True)
    assert sent(client, post, filled).status_code == 302, "without a tie the act is done"


@pytest.mark.parametrize("name", ACTS)
def test_whoever_is_bound_does_no_act_of_the_workflow(name, sample_centre):
    walk(name, sample_centre, {})


@pytest.mark.parametrize(("name", "values"), OTHER_VALUES)
def test_nor_in_any_other_way(name, values, sample_centre):
    walk(name, sample_centre, values)


def test_every_act_is_of_the_applicant_for_all_alike_or_walked():
    assert len(ACTS) == 16 and set(CASES) >= FOR_ALL_ALIKE | OF_APPLICANT
    assert not FOR_ALL_ALIKE & OF_APPLICANT

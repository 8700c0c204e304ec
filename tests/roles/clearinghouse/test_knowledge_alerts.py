"""A new item comes by itself to the companies that it fits, and to nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.registry.models import Organisation
from scp_centre.interfaces.journeys import knowledge_alerts
from scp_centre.roles.clearinghouse.actions.followers import follow, send_digests, told_of
from scp_centre.roles.clearinghouse.models import Brought, Follower, Item, Need
from scp_centre.roles.production.models import Assessment
from tests.roles.clearinghouse.clearinghouse_fixtures import written

DAIRY = "Rivermouth Dairy"
BASE = "https://centre.example"


@pytest.fixture
def dairy_losses(sample_centre):
    """The sample centre without what was brought so far, and the needs of its dairy."""
    Brought.objects.all().delete()
    knowledge_alerts.read_needs()
    return sample_centre, Need.objects.get(organisation__name=DAIRY)


def test_an_item_comes_with_the_loss_that_it_is_for(dairy_losses, client):
    people, need = dairy_losses
    dearest = need.losses[0]
    item = written(people["information"], "For dairies", topics=dearest["topics"], sectors=["10"])
    other = written(
        people["information"], "For tanneries", topics=dearest["topics"], sectors=["15"]
    )
    written(people["information"], "On labels", topics=["labels"])
    written(
        people["information"], "Loans", topics=dearest["topics"], type="funding", countries=["IN"]
    )
    assert knowledge_alerts.bring_new() >= 1 and knowledge_alerts.bring_new() == 0  # each once
    (brought,) = Brought.objects.filter(organisation__name=DAIRY)
    assert brought.item == item and brought.loss["loss"] == dearest["loss"]
    assert not Brought.objects.filter(organisation__name=DAIRY, item=other).exists()
    client.force_login(people["company"])
    assert '<span class="count">1' in client.get("/companies/").content.decode()
    page = client.get("/new-for-you/").content.decode()
    assert '<span class="count">' not in client.get("/companies/").content.decode()  # seen
    assert "For dairies" in page and dearest["loss"] in page and dearest["period"] in page
    assert f"/assessments/{dearest['assessment']}/knowledge/" in page
    client.force_login(people["dyehouse"])  # another company
    assert DAIRY not in client.get("/new-for-you/").content.decode()
    assert client.post(f"/new-for-you/{brought.pk}/dismiss/").status_code == 404
    client.force_login(people["analyst"])
    assert client.get("/new-for-you/").status_code == 403


def test_the_company_chooses(dairy_losses, client):
    people, need = dairy_losses
    topics = need.losses[0]["topics"]
    written(people["information"], "First", topics=topics, sectors=["10"])
    knowledge_alerts.bring_new()
    client.force_login(people["company"])
    brought = Brought.objects.get(organisation__name=DAIRY)
    client.post(f"/new-for-you/{brought.pk}/dismiss/")
    assert "First" not in client.get("/new-for-you/").content.decode()
    company = Organisation.objects.get(name=DAIRY)
    client.post(f"/companies/{company.pk}/new-items/", {"wanted": "no"})
    written(people["information"], "Second", topics=topics, sectors=["10"])
    knowledge_alerts.bring_new()
    assert not Brought.objects.filter(organisation=company, item__texts__title="Second").exists()
    assert DAIRY in client.get("/new-for-you/").content.decode()  # said, and to be taken back
    client.post(f"/companies/{company.pk}/new-items/", {"wanted": "yes"})
    written(people["information"], "Third", topics=topics, sectors=["10"])
    knowledge_alerts.bring_new()
    assert "Third" in client.get("/new-for-you/").content.decode()
    with pytest.raises(NotPermittedError):
        knowledge_alerts.want(company, False, acting_user=people["reviewer"])


def test_an_expert_sees_the_companies_that_they_lead_first(dairy_losses, client):
    people, need = dairy_losses
    for other in Need.objects.all():
        loss = other.losses[0]
        division = [loss["division"]] if loss["division"] else []
        written(people["information"], f"For {other.pk}", topics=loss["topics"], sectors=division)
    knowledge_alerts.bring_new()
    client.force_login(people["expert"])
    Assessment.objects.update(lead=None)
    page = client.get("/new-for-you/").content.decode()
    assert DAIRY in page and "Lower Bridge" in page
    Assessment.objects.filter(company=DAIRY).update(lead=people["expert"])
    page = client.get("/new-for-you/").content.decode()
    assert DAIRY in page and "Lower Bridge" not in page
    assert "Lower Bridge" in client.get("/new-for-you/?all=1").content.decode()


def test_a_flood_brings_the_best_few(dairy_losses):
    people, need = dairy_losses
    topics = need.losses[0]["topics"]
    for n in range(7):
        written(people["information"], f"Any sector {n}", topics=topics)
    own = written(people["information"], "Own sector", topics=topics, sectors=["10"])
    old = written(people["information"], "Old", topics=topics, sectors=["10"])
    Item.objects.filter(pk=old.pk).update(published=timezone.now() - timedelta(days=30))
    knowledge_alerts.bring_new()
    rows = Brought.objects.filter(organisation__name=DAIRY)
    assert rows.count() == knowledge_alerts.MOST_AT_ONCE
    assert rows.filter(item=own).exists() and not rows.filter(item=old).exists()


def test_needs_follow_the_assessment(dairy_losses):
    _, need = dairy_losses
    assert knowledge_alerts.read_needs() == 0
    Assessment.objects.filter(company=DAIRY).update(revision=99)
    assert knowledge_alerts.read_needs() == 1
    assert Need.objects.get(pk=need.pk).version != need.version


def test_the_editor_sees_who_will_be_told_and_nobody_is_named(dairy_losses, client):
    people, need = dairy_losses
    Follower.objects.all().delete()
    editor = people["information"]
    for n in range(3):
        follow(f"r{n}@example.org", "topic=water", "Water", "weekly", "en")
    follow("s@example.org", "q=vinegar+tank", "“vinegar tank”", "at once", "en")
    follow("t@example.org", "topic=labels", "Labels", "weekly", "en")
    follow("u@example.org", "newsletter", "The newsletter", "monthly", "en")
    Follower.objects.update(confirmed=timezone.now())
    topics = ["water", need.losses[0]["topics"][0]]
    item = written(editor, "Vinegar tank", topics=topics, sectors=["10"], public=False)
    assert told_of(item) == [("Water", "weekly", 3), ("“vinegar tank”", "at once", 1)]
    client.force_login(editor)
    page = client.get(f"/clearinghouse/{item.pk}/told/").content.decode()
    assert "4 followers" in page and "1 company" in page
    assert DAIRY not in page and "r1@" not in page
    client.force_login(people["company"])
    assert client.get(f"/clearinghouse/{item.pk}/told/").status_code == 403
    from scp_centre.roles.clearinghouse.search.item_search import search

    assert item.pk not in search("vinegar").items  # looked at is not published


def test_who_follows_the_newsletter_gets_no_letters_beside_it(dairy_losses):
    people, _ = dairy_losses
    Follower.objects.all().delete()
    follow("u@example.org", "newsletter", "The newsletter", "at once", "en")
    Follower.objects.update(confirmed=timezone.now())
    written(people["information"], "Tank")
    assert send_digests(timezone.now(), BASE) == 0

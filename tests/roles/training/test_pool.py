"""The trainers' pool: who may train what, as somebody else observed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.registry.models import Membership, Person
from scp_centre.roles.training.actions import workshops
from scp_centre.roles.training.actions.pool import observe_trainer
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Module, TrainerObservation
from scp_centre.roles.training.pool import trainers_pool
from tests.roles.training.room_clock import hold
from tests.roles.training.test_workshops import trainer, workshop  # noqa: F401

KEY = "roles-and-opportunities"


@pytest.fixture
def novice(sample_centre):
    person = Person.objects.create(email="novice@verdania.example", name="N. Ovice")
    Membership.objects.create(person=person, role="trainer")
    return person


@pytest.fixture
def director(sample_centre):
    return sample_centre["director"]


def observe(trainer, by, readiness="may train alone", days=0, **more):  # noqa: F811
    day = timezone.localdate() - timedelta(days=days)
    asked = {"module_key": KEY, "observed_by": by, "observed": day, "acting_user": by} | more
    return observe_trainer(trainer, readiness=readiness, **asked)


def of(person, language="en"):
    return next(t for t in trainers_pool(language) if t.person == person)


def test_the_newest_observation_says_what_a_trainer_may_do(novice, trainer, director):  # noqa: F811
    observe(novice, trainer, "may assist", days=1)
    observe(novice, director, "in training", days=30)
    observe(novice, trainer, "may train alone", remark=" Lets people talk ")
    (field,) = of(novice).fields
    assert field.newest.readiness == "may train alone" and field.newest.observed_by == trainer
    assert field.newest.remark == "Lets people talk"
    assert [o.readiness for o in field.earlier] == ["may assist", "in training"]
    french = Module.objects.filter(key=KEY, language="fr").latest("version")
    assert of(novice, "fr").fields[0].title == french.title
    entry = Entry.objects.filter(act="observe_trainer").first()
    assert entry.after["readiness"] == "may train alone" and "Ovice" not in str(entry.after)


def test_nobody_judges_themself_and_only_trainers_are_judged(
    novice,
    trainer,  # noqa: F811
    director,
    sample_centre,
):
    tomorrow = timezone.localdate() + timedelta(days=1)
    for who, by, more, words in (
        (trainer, trainer, {}, "of themselves"),
        (trainer, novice, {"acting_user": trainer}, "of themselves"),
        (director, trainer, {}, "not a trainer"),
        (novice, sample_centre["expert"], {"acting_user": director}, "cannot observe"),
        (novice, trainer, {"module_key": "no-module"}, "module does not exist"),
        (novice, trainer, {"observed": tomorrow}, "in the future"),
    ):
        with pytest.raises(TrainingError, match=words):
            observe(who, by, **more)
    with pytest.raises(NotPermittedError):
        observe(novice, trainer, acting_user=sample_centre["expert"])
    assert not TrainerObservation.objects.exists()


def test_the_next_workshop_is_named_and_whether_its_trainer_was_observed(
    workshop,  # noqa: F811
    trainer,  # noqa: F811
    director,
):
    other = Module.objects.get(key="material-flow-cost", language="en")
    soon = timezone.now() - timedelta(days=1)
    first = workshops.plan_workshop(other, "First", soon, acting_user=trainer)
    assert of(trainer).coming == first and not of(trainer).is_observed
    observe(trainer, director, "in training", module_key=other.key)
    assert not of(trainer).is_observed
    observe(trainer, director, "may assist", module_key=other.key)
    assert of(trainer).is_observed
    before = of(trainer).held
    hold(first, trainer)
    assert of(trainer).held == before + 1 and of(trainer).coming == workshop


def test_the_page_records_and_shows_what_was_observed(novice, signed_in, director):
    client = signed_in("director")
    day = timezone.localdate()
    sent = {
        "trainer": novice.pk,
        "module": KEY,
        "readiness": "may assist",
        "observed_by": director.pk,
        "observed": day.isoformat(),
        "remark": "<b>Good questions</b>",
    }
    refused = client.post("/training/trainers/", sent | {"readiness": ""})
    assert refused.status_code == 422 and "Good questions" in refused.content.decode()
    assert client.post("/training/trainers/", sent).status_code == 302
    page = client.get("/training/trainers/").content.decode()
    assert "N. Ovice" in page and "may assist" in page
    assert "&lt;b&gt;Good questions&lt;/b&gt;" in page
    assert signed_in("company").get("/training/trainers/").status_code == 403

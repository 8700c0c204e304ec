"""One person is on the list once, however the name is written; what was typed is never lost."""

import pytest

from scp_centre.roles.training import queries
from scp_centre.roles.training.actions import corrections, people, plenary, privacy
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Participant
from scp_centre.roles.training.names import entries_alike, name_key
from tests.roles.training.test_workshops import join, trainer, workshop  # noqa: F401


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Élan", "élan", True),
        ("Élan", "elan", True),
        ("Jean-Paul  Sartre", "jean paul sartre", True),
        ("STRASSE", "straße", True),
        ("İnci", "inci", True),
        ("أحمد", "أَحْمَد", True),
        ("Ana", "Anna", False),
        ("李", "王", False),
    ],
)
def test_names_are_compared_as_people_write_them(one, other, same):
    assert (name_key(one) == name_key(other)) is same


def test_who_is_on_the_list_in_another_spelling_is_asked_back(workshop, client):  # noqa: F811
    first = join(workshop, "Élan Vital", "Société Mill SA")
    sent = {"name": "élan vital", "organisation": "Societe Mill", "key": people.new_key()}
    page = client.post(f"/join/{workshop.code}/", sent)
    text = page.content.decode()
    assert page.status_code == 422 and "Élan Vital is already on the list. Is that you?" in text
    assert 'value="élan vital"' in text and 'value="Societe Mill"' in text
    mine = client.post(f"/join/{workshop.code}/", sent | {"meant": "me"})
    assert mine.status_code == 422 and "ask the trainer to let you back in" in mine.content.decode()
    other = client.post(f"/join/{workshop.code}/", sent | {"meant": "other"})
    assert other.status_code == 302 and workshop.participants.count() == 2
    first.refresh_from_db()
    assert first.name == "Élan Vital"


def test_who_was_typed_in_in_another_spelling_takes_the_entry_over(
    workshop,  # noqa: F811
    trainer,  # noqa: F811
):
    typed = people.type_in(workshop, {"name": "Jose Nunez"}, acting_user=trainer)
    values = {"name": "José Núñez", "organisation": ""}
    with pytest.raises(TrainingError, match="already on the list"):
        people.join_workshop(workshop, values, people.new_key())
    who = people.join_workshop(workshop, values, people.new_key(), is_other=False)
    assert who == typed and who.name == "José Núñez"
    assert people.type_in(workshop, {"name": "Ana"}, acting_user=trainer) == join(workshop, "ANA")


def test_the_trainer_types_nobody_in_twice(workshop, trainer):  # noqa: F811
    people.type_in(workshop, {"name": "Élan"}, acting_user=trainer)
    with pytest.raises(TrainingError, match="Élan is already on the list"):
        people.type_in(workshop, {"name": "ELAN"}, acting_user=trainer)
    zoe = people.type_in(workshop, {"name": "Zoë"}, acting_user=trainer)
    with pytest.raises(TrainingError) as refused:
        corrections.correct_participant(zoe, {"name": "elan"}, acting_user=trainer)
    assert "combine the two entries" in refused.value.cure
    corrections.correct_participant(zoe, {"name": "Zoe"}, acting_user=trainer)
    assert entries_alike(workshop, "zoé", "") == [zoe]


def test_a_forgotten_person_is_forgotten_in_the_plan_too(workshop, trainer):  # noqa: F811
    who = join(workshop, "Élan")
    values = {"what": "Audit", "who": "élan"}
    plenary.propose_action(trainer, workshop, values, "6f2c8a9e-0000-4000-8000-000000000001")
    privacy.forget(who, acting_user=trainer)
    assert workshop.actions.get().who == "–"


def test_one_organisation_is_counted_once(workshop):  # noqa: F811
    for name, organisation in (("A", "Élan SA"), ("B", "elan"), ("C", "Mill"), ("D", "")):
        join(workshop, name, organisation)
    assert queries.organisations_of(workshop) == 2


def test_what_was_typed_in_stays_when_it_is_refused(workshop, signed_in):  # noqa: F811
    client = signed_in("trainer")
    add = f"/training/workshops/{workshop.pk}/type-in/"
    sent = {"name": "Ana", "organisation": "Mill of the valley"}
    assert client.post(add, sent).status_code == 302
    again = client.post(add, sent)
    page = again.content.decode()
    assert again.status_code == 422 and "Ana is already on the list" in page
    assert 'value="Ana"' in page and 'value="Mill of the valley"' in page
    nameless = client.post(add, {"name": " ", "organisation": "Mill of the hill"})
    assert nameless.status_code == 422 and 'value="Mill of the hill"' in nameless.content.decode()
    assert Participant.objects.filter(workshop=workshop).count() == 1


def test_addresses_stay_when_an_invitation_is_refused(workshop, signed_in):  # noqa: F811
    sent = {"addresses": "ana@example.org\nben@@example.org"}
    answer = signed_in("trainer").post(f"/training/workshops/{workshop.pk}/invite/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and "These are not valid e-mail addresses:" in page
    assert "ana@example.org\nben@@example.org" in page

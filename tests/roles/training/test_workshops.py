"""A workshop: its people, groups and clock."""

from datetime import timedelta
from itertools import combinations

import pytest
from django.utils import timezone

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.roles.training import queries
from scp_centre.roles.training.actions import modules, people, room_groups, workshops
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Change, Kind, Module, Participant, Workshop


@pytest.fixture
def trainer(sample_centre):
    return sample_centre["trainer"]


@pytest.fixture
def workshop(trainer):
    """A workshop of today that nobody has joined."""
    module = Module.objects.get(key="roles-and-opportunities", language="en")
    return workshops.plan_workshop(module, "Ours", timezone.now(), acting_user=trainer)


def join(workshop, name, organisation="", **more):
    return people.join_workshop(
        workshop, {"name": name, "organisation": organisation, **more}, people.new_key()
    )


def fill(workshop, sizes):
    """Let people of so many organisations join, so many of each."""
    return [
        join(workshop, f"P{o}-{i}", f"Organisation {o}")
        for o, n in enumerate(sizes)
        for i in range(n)
    ]


def same_pairs(groups):
    return sum(
        a.organisation == b.organisation
        for g in groups
        for a, b in combinations(list(g.members.all()), 2)
    )


def test_23_people_of_9_organisations_sit_in_groups_of_4_or_5_with_the_fewest_pairs(
    workshop, trainer
):
    fill(workshop, (4, 3, 3, 3, 2, 3, 2, 2, 1))
    groups = room_groups.form_room_groups(workshop, acting_user=trainer)
    assert sorted(g.members.count() for g in groups) == [4, 4, 5, 5, 5]
    assert same_pairs(groups) == 0
    assert [s.heading for s in groups[0].sheets.all()][0] == "Roles we choose, and why"
    assert Entry.objects.filter(act="form_groups").latest("pk").after["pairs"] == 0
    why = queries.why_placed(queries.groups_of(workshop))
    assert len(why) == 23 and all(w.startswith("Group ") for w in why.values())


@pytest.mark.parametrize("n", [1, 2, 3, 6, 7, 11])
def test_a_class_of_any_size_is_seated(workshop, trainer, n):
    fill(workshop, (1,) * n)
    groups = room_groups.form_room_groups(workshop, acting_user=trainer)
    sizes = [g.members.count() for g in groups]
    assert sum(sizes) == n and max(sizes) - min(sizes) <= 1


def test_an_empty_class_is_told_what_to_do(workshop, trainer):
    with pytest.raises(TrainingError, match="Nobody has joined"):
        room_groups.form_room_groups(workshop, acting_user=trainer)


def test_a_latecomer_is_seated_and_nobody_else_moves(workshop, trainer):
    fill(workshop, (4, 4, 4, 4))
    room_groups.form_room_groups(workshop, acting_user=trainer)
    before = dict(workshop.participants.values_list("pk", "group__number"))
    late = join(workshop, "Late", "Organisation 0")
    after = dict(workshop.participants.exclude(pk=late.pk).values_list("pk", "group__number"))
    assert after == before and Participant.objects.get(pk=late.pk).group is not None


def test_who_leaves_makes_no_empty_chair_for_the_rest_to_fill(workshop, trainer):
    who = fill(workshop, (4, 4))[0]
    groups = room_groups.form_room_groups(workshop, acting_user=trainer)
    who.refresh_from_db()
    room_groups.name_spokesperson(who.group, who, by=trainer)
    people.note_leaving(who, True, acting_user=trainer)
    group = next(g for g in queries.groups_of(workshop) if g.pk == who.group_id)
    assert group.spokesperson is None and len(groups) == 2
    newcomer = join(workshop, "New", "Organisation 9")
    assert Participant.objects.get(pk=newcomer.pk).group_id == who.group_id


def test_pinned_people_stay_together_when_the_groups_are_drawn_anew(workshop, trainer):
    fill(workshop, (4, 4, 4, 4))
    room_groups.form_room_groups(workshop, acting_user=trainer)
    first = workshop.groups.get(number=1)
    pair = list(first.members.all()[:2])
    for who in pair:
        room_groups.pin(who, True, acting_user=trainer)
    for seed in range(5):
        room_groups.form_room_groups(workshop, seed=seed, acting_user=trainer)
        a, b = (Participant.objects.get(pk=p.pk) for p in pair)
        assert a.group_id == b.group_id


def test_two_people_change_places_and_one_moves(workshop, trainer):
    fill(workshop, (4, 4))
    one, two = room_groups.form_room_groups(workshop, acting_user=trainer)
    a, b = one.members.first(), two.members.first()
    room_groups.swap(a, b, acting_user=trainer)
    assert (Participant.objects.get(pk=a.pk).group, Participant.objects.get(pk=b.pk).group) == (
        two,
        one,
    )
    room_groups.move_to(a, 3, acting_user=trainer)
    assert workshop.groups.get(number=3).members.get() == a
    with pytest.raises(TrainingError, match="no group 9"):
        room_groups.move_to(a, 9, acting_user=trainer)


def test_a_form_that_is_sent_twice_joins_once(workshop):
    key = people.new_key()
    values = {"name": "Ana", "organisation": "A"}
    first = people.join_workshop(workshop, dict(values), key)
    assert people.join_workshop(workshop, dict(values), key) == first
    with pytest.raises(TrainingError, match="has already joined"):
        people.join_workshop(workshop, dict(values), people.new_key())


def test_who_was_typed_in_takes_their_place_over_with_a_phone(workshop, trainer):
    typed = people.type_in(workshop, {"name": "Ana", "organisation": "A"}, acting_user=trainer)
    assert join(workshop, "ana", "a") == typed


def test_a_lost_phone_is_shut_out_and_the_new_one_is_in(workshop, trainer):
    key = people.new_key()
    who = people.join_workshop(workshop, {"name": "Ana", "organisation": ""}, key)
    new = people.let_back_in(who, acting_user=trainer)
    digests = Participant.objects.values_list("digest", flat=True)
    assert people.digest_of(key) not in digests and people.digest_of(new) in digests


def test_a_code_ends_and_a_new_one_lets_people_in(workshop, trainer):
    Workshop.objects.filter(pk=workshop.pk).update(code_ends=timezone.now() - timedelta(hours=1))
    with pytest.raises(TrainingError, match="no longer valid"):
        join(workshop, "Ana")
    old = workshop.code
    workshop = workshops.renew_code(workshop, acting_user=trainer)
    assert workshop.code != old and join(workshop, "Ana")


def test_the_clock_is_the_servers_and_survives_a_restart(workshop, trainer):
    def left():
        return workshops.seconds_left(Workshop.objects.get(pk=workshop.pk))

    workshops.set_clock(workshop, "start", 120, acting_user=trainer)
    assert 7195 <= left() <= 7200
    workshops.set_clock(workshop, "pause", acting_user=trainer)
    paused = left()
    assert Workshop.objects.get(pk=workshop.pk).clock_ends is None
    workshops.set_clock(workshop, "extend", 5, acting_user=trainer)
    assert left() == paused + 300
    workshops.set_clock(workshop, "go on", acting_user=trainer)
    assert paused + 295 <= left() <= paused + 300
    Workshop.objects.filter(pk=workshop.pk).update(
        clock_ends=timezone.now() - timedelta(seconds=61)
    )
    clock = queries.clock_of(Workshop.objects.get(pk=workshop.pk))
    assert clock["state"] == "over" and clock["text"].startswith("-0:01:0")
    workshops.set_clock(workshop, "stop", acting_user=trainer)
    assert left() is None
    with pytest.raises(TrainingError, match="cannot be set"):
        workshops.set_clock(workshop, "start", 0, acting_user=trainer)


def test_steps_lead_through_all_slides_and_back(workshop, trainer):
    slides = sum(max(len(queries.slides_of(s.slides)), 1) for s in workshops.sections_of(workshop))
    seen = [(0, 0)]
    for _ in range(slides - 1):
        at = workshops.step(workshop, 1, acting_user=trainer)
        seen.append((at.section, at.slide))
    assert len(set(seen)) == slides
    end = workshops.step(workshop, 1, acting_user=trainer)
    assert (end.section, end.slide) == seen[-1]
    for place in reversed(seen[:-1]):
        at = workshops.step(workshop, -1, acting_user=trainer)
        assert (at.section, at.slide) == place


def test_the_report_back_closes_the_charts_and_the_vote_opens_with_its_section(workshop, trainer):
    kinds = [s.kind for s in workshops.sections_of(workshop)]
    at = workshops.go_to(workshop, kinds.index(Kind.REPORT), acting_user=trainer)
    assert at.charts_closed and not at.votes_open
    at = workshops.go_to(workshop, kinds.index(Kind.VOTE), acting_user=trainer)
    assert at.votes_open
    at = workshops.go_to(workshop, kinds.index(Kind.ACTIVITY), acting_user=trainer)
    assert not at.charts_closed and not at.votes_open


def test_changes_are_numbered_without_gaps(workshop, trainer):
    for minutes in (1, 2, 3):
        workshops.set_clock(workshop, "start", minutes, acting_user=trainer)
    numbers = list(Change.objects.filter(workshop=workshop).values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("who", ["expert", "company", "director", "admin", "statistician"])
def test_only_trainers_plan_and_lead(sample_centre, workshop, who):
    person = sample_centre[who]
    for act in (
        lambda: workshops.plan_workshop(workshop.module, "", timezone.now(), acting_user=person),
        lambda: workshops.step(workshop, 1, acting_user=person),
        lambda: workshops.set_clock(workshop, "start", 5, acting_user=person),
        lambda: room_groups.form_room_groups(workshop, acting_user=person),
        lambda: workshops.end_workshop(workshop, acting_user=person),
    ):
        with pytest.raises(NotPermittedError):
            act()


def test_a_workshop_that_has_ended_is_led_no_more(workshop, trainer):
    workshops.end_workshop(workshop, acting_user=trainer)
    with pytest.raises(TrainingError, match="has ended"):
        workshops.step(workshop, 1, acting_user=trainer)
    with pytest.raises(TrainingError, match="no longer valid"):
        join(workshop, "Ana")


def test_a_draft_cannot_be_held(trainer):
    from scp_centre.roles.training.views.modules import EXAMPLE

    draft = modules.write_from_text(EXAMPLE, acting_user=trainer)
    with pytest.raises(TrainingError, match="not ready"):
        workshops.plan_workshop(draft, "", timezone.now(), acting_user=trainer)

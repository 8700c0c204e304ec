"""Each finds what they may open, and nothing tells of the rest."""

import pytest
from django.urls import reverse

from scp_centre.centre.evidence.models import Observation
from scp_centre.centre.registry.models import (
    Organisation,
    Person,
    Product,
    Site,
)
from scp_centre.centre.search.everything import search_everything, suggest
from scp_centre.centre.search.search_rights import reader_of
from scp_centre.roles.clearinghouse.models import Item, Standing
from scp_centre.roles.policy.models import Brief
from scp_centre.roles.training.models import Course, Module
from scp_centre.roles.training.models.course import Door
from tests.centre.search_fixtures import OF_ACME, VISITOR, WIDE, found, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("numbered_entries")]


def test_of_another_company_nothing_is_found(sample_centre, acme):
    slips = [text[:-1] + "q" for text in OF_ACME] + [text[1:] for text in OF_ACME]
    begun = [text[:4] for text in OF_ACME]
    for person in (sample_centre["company"], sample_centre["dyehouse"], VISITOR):
        for text in (*OF_ACME, *slips, *begun):
            page = search_everything(text, person, language="en")
            assert not any(row.organisation == acme.name for row in found(person, text)), text
            assert not any(word in page.question.corrected for word in OF_ACME), text
            kinds = suggest(text, person, language="en")
            assert not any(row.organisation == acme.name for one in kinds for row in one.rows)


def test_each_company_finds_nothing_of_any_other(sample_centre):
    companies = list(Organisation.objects.all())
    for who in ("company", "dyehouse"):
        person = sample_centre[who]
        mine = set(person.memberships.values_list("organisation__name", flat=True))
        for other in companies:
            rows = found(person, other.name)
            assert {row.organisation for row in rows} <= mine | {""}, (who, other)


def snapshot(person, text):
    """Return all that an answer tells."""
    page = search_everything(text, person, language="en")
    return page, suggest(text, person, language="en")


def test_no_part_of_an_answer_changes_with_what_one_may_not_see(sample_centre):
    """Not by a count, an order, a correction, a suggestion or a share of rarity."""
    asked = (*WIDE, "watre", "enrgy", "glas", "wat", '"hot water"', "bottle water")
    people = [sample_centre["company"], sample_centre["analyst"], VISITOR]
    before = {(p, text): snapshot(p, text) for p in people for text in asked}
    other = Organisation.objects.create(name="Watre Enrgy Glaswater", country="Verdania")
    site = Site.objects.create(organisation=other, name="Hot water")
    for n in range(30):
        Product.objects.create(organisation=other, name=f"Water {n}", reference_unit="t")
        Observation.objects.create(
            site=site, origin=f"t{n}", indicator="w", name="Water energy production", value=1,
            unit="t", period="2025", formula="",
        )  # fmt: skip
    assert before == {(p, text): snapshot(p, text) for p in people for text in asked}


def test_what_is_no_longer_public_leaves_no_word_behind(sample_centre):
    item = Item.objects.filter(standing=Standing.PUBLISHED).first()
    item.texts.update(title="Xylophonic quenching")
    assert titles(VISITOR, "xylophonic") == ["Xylophonic quenching"]
    Item.objects.filter(pk=item.pk).update(standing=Standing.DRAFT)
    for text in ("xylophonic", "xylophonik", "xylo", '"xylophonic quenching"'):
        page = search_everything(text, VISITOR, language="en")
        assert page.total == 0 and page.question.corrected == ""
    assert titles(sample_centre["information"], "xylophonic") == ["Xylophonic quenching"]
    assert titles(sample_centre["expert"], "xylophonic") == []


def test_a_draft_is_found_by_those_who_see_drafts(sample_centre):
    brief = Brief.objects.first()
    brief.title, brief.standing = "Obsidian levy", "draft"
    brief.save()
    module = Module.objects.create(key="obsidian", language="en", title="Obsidian module")
    for who, person in {**sample_centre, "visitor": VISITOR}.items():
        expected = {"Obsidian levy"} if who in ("analyst", "director") else set()
        expected |= {"Obsidian module"} if who == "trainer" else set()
        assert set(titles(person, "obsidian")) == expected, who
    module.standing = "ready"
    module.save()
    assert "Obsidian module" in titles(sample_centre["company"], "obsidian")


def test_a_course_of_chosen_companies_is_found_by_their_people(client, sample_centre):
    course = Course.objects.first()
    course.title, course.door = "Obsidian course", Door.COMPANIES
    course.save()
    dairy = Organisation.objects.get(name="Rivermouth Dairy")
    course.companies.set([dairy])
    enrolled = set(course.enrolments.values_list("person", flat=True))
    for who, person in sample_centre.items():
        expected = ["Obsidian course"] if who in ("company", "trainer") else []
        assert titles(person, "obsidian") == expected, who
        client.force_login(person)
        opens = client.get(reverse("course", args=[course.pk])).status_code == 200
        assert opens == bool(expected) or person.pk in enrolled, who
    course.companies.clear()
    assert titles(sample_centre["company"], "obsidian") == []


def test_whoever_loses_a_role_finds_nothing_of_it(sample_centre):
    member = sample_centre["company"]
    assert titles(member, "rivermouth")
    member.memberships.all().delete()
    member = Person.objects.get(pk=member.pk)
    assert not any(row.organisation for row in found(member, "rivermouth"))
    Person.objects.filter(pk=member.pk).update(is_active=False)
    member = Person.objects.get(pk=member.pk)
    assert reader_of(member) == reader_of(VISITOR)

"""The chain of a figure, from what was read to what was made of it."""

from dataclasses import replace

import pytest

from scp_centre.centre.evidence.chain import chain_of, marked_for
from scp_centre.centre.evidence.models import Dependent, Observation
from scp_centre.roles.clearinghouse.actions.items import retire
from scp_centre.roles.clearinghouse.models import Item
from scp_centre.roles.production import actions
from scp_centre.roles.production.sample import sample_file

pytestmark = pytest.mark.django_db


def water():
    """The dairy's water of the year that was benchmarked."""
    return Observation.objects.get(
        site__organisation__name="Rivermouth Dairy", indicator="water", period="2025"
    )


def sector():
    return Observation.objects.get(sector="1050", indicator="water_per_cheese")


def test_a_reading_in_a_dairy_becomes_a_national_argument(whole_chain):
    """The expert sees every step: reading, figure of the site, figure of the sector, brief."""
    chain = chain_of(water(), whole_chain["expert"])
    assert [one.pk for one in chain.below[0].figures if one.sector] == [sector().pk]
    labels = {m.label for m in chain_of(water(), whole_chain["expert"]).everything_made}
    assert labels == {"Benchmark release", "Case study", "Policy brief"}
    back = chain_of(sector(), whole_chain["expert"])
    assert water().pk in back.all_above
    assert back.readings and all(r.where for r in back.readings)


def test_who_sees_no_company_sees_no_figure_of_a_company(whole_chain):
    """An analyst sees the figure of the sector, and that others stand below it, not which."""
    chain = chain_of(sector(), whole_chain["analyst"])
    assert chain.hidden_above and not chain.above
    assert {m.label for m in chain.made} == {"Benchmark release", "Policy brief"}
    assert chain.all_above == []


def test_the_page_of_a_sector_names_no_company_to_a_competitor(whole_chain, signed_in):
    page = signed_in("dyehouse").get(f"/figures/{sector().pk}/").content.decode()
    assert "Water of cheese dairies" in page
    assert "Rivermouth" not in page
    assert signed_in("dyehouse").get(f"/figures/{water().pk}/").status_code == 404


def test_a_change_marks_what_stands_on_it_and_tells_its_owner(whole_chain, signed_in):
    assert not Dependent.objects.exclude(look_again=None).exists()
    file = sample_file("dairy")
    last = file.periods[-1]
    later = replace(last, end=last.end.replace(day=last.end.day - 1))
    changed = tuple(later if p.key == last.key else p for p in file.periods)
    actions.import_file(replace(file, periods=changed), acting_user=whole_chain["expert"])
    assert sector().look_again is not None
    kinds = set(Dependent.objects.exclude(look_again=None).values_list("kind", flat=True))
    assert kinds == {"benchmark_release", "case_study", "brief"}
    assert [m.label for m in marked_for(whole_chain["analyst"])] == ["Policy brief"]
    client = signed_in("analyst")
    page = client.get("/figures/look-again/").content.decode()
    assert "Water in the dairies of Verdania" in page
    brief = Dependent.objects.filter(kind="brief").first()
    client.post("/figures/look-again/confirm/", {"kind": brief.kind, "key": brief.key})
    assert marked_for(whole_chain["analyst"]) == []


def test_only_the_owner_or_a_reviewer_takes_a_mark_off(whole_chain, signed_in):
    from django.utils import timezone

    Dependent.objects.update(look_again=timezone.now())
    brief = Dependent.objects.filter(kind="brief").first()
    sent = {"kind": brief.kind, "key": brief.key}
    assert signed_in("dyehouse").post("/figures/look-again/confirm/", sent).status_code == 403
    assert Dependent.objects.filter(kind="brief", look_again=None).count() == 0
    assert signed_in("reviewer").post("/figures/look-again/confirm/", sent).status_code == 302
    assert not Dependent.objects.filter(kind="brief").exclude(look_again=None).exists()


def test_a_retired_case_study_stands_on_nothing(whole_chain):
    item = Item.objects.get(company__name="Rivermouth Dairy")
    assert Dependent.objects.filter(kind="case_study", key=item.pk).exists()
    retire(item, "Out of date.", acting_user=whole_chain["information"])
    assert not Dependent.objects.filter(kind="case_study", key=item.pk).exists()


def test_an_equal_import_marks_nothing(whole_chain):
    actions.import_file(sample_file("dairy"), acting_user=whole_chain["expert"])
    assert not Dependent.objects.exclude(look_again=None).exists()
    assert not Observation.objects.exclude(look_again=None).exists()


def test_a_figure_of_a_public_brief_leads_down_the_chain(whole_chain, signed_in, client):
    address = (
        "/policy/briefs/water-in-the-dairies-of-verdania/figures/evidence.1050.water_per_cheese/"
    )
    assert f"/figures/{sector().pk}/" in signed_in("analyst").get(address).content.decode()
    client.logout()
    assert f"/figures/{sector().pk}/" not in client.get(address).content.decode()


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_picture_is_on_the_page_for_screen_and_phone(whole_chain, signed_in, language):
    client = signed_in("expert")
    client.cookies["django_language"] = language
    page = client.get(f"/figures/{sector().pk}/").content.decode()
    assert page.partition("<main")[2].count("<svg") == 2

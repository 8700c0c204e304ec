"""An adviser models a product with a company, finds the hot spot, compares, and hands it over."""

import re

from django.core.cache import cache

from tests.journeys.test_daily_work import open_as  # noqa: F401
from tests.journeys.test_expert import browser, pytestmark  # noqa: F401


def add_line(page, stage, part, row, amount, unit=""):
    """Add a line to a stage on the page of the model."""
    page.click(f"h2:text-is('{stage}') >> xpath=following::a[text()='Add a line'][1]")
    page.fill("#id_part", part)
    page.select_option("#id_factor", row)
    page.fill("#id_amount", amount)
    page.select_option("#id_unit", unit)
    page.fill("#id_source", "Bill of materials of a test")
    page.click("main >> role=button[name='Save']")
    page.wait_for_selector("text=Line saved.")


def test_from_a_bill_of_materials_to_an_approved_footprint(open_as, live_server):  # noqa: F811
    cache.clear()
    adviser = open_as("expert")
    adviser.goto(f"{live_server.url}/footprints/")
    adviser.click("text=Start a product footprint")
    adviser.select_option("#id_company", label="Rivermouth Dairy")
    adviser.fill("#id_name", "Yoghurt pot")
    adviser.select_option("#id_reference_unit", "pieces")
    adviser.fill("#id_functional_unit", "One pot for 150 g of yoghurt")
    adviser.select_option("#id_declared_unit", "piece")
    adviser.click("text=Start the footprint")
    adviser.wait_for_selector("text=Add the first line")

    add_line(adviser, "Materials and parts", "Pot", "material_ps_with_forming_primary", "6", "g")
    add_line(adviser, "Packaging", "Lid", "material_paper_primary", "2", "g")
    add_line(adviser, "End of life", "Pot after use", "waste_ps_landfill", "6", "g")
    adviser.click("nav[aria-label='Product footprint'] >> text=Result")
    assert "Materials and parts" in adviser.inner_text("main") and "Pot alone causes" in (
        adviser.inner_text("p.lead")
    )
    assert adviser.eval_on_selector_all("figure img", "all => all.every(i => i.alt)")

    adviser.click("nav[aria-label='Product footprint'] >> text=Design")
    pot = adviser.locator("[name^='amount-pot']").first
    pot.fill("4")
    adviser.wait_for_selector("text=Change by stage")  # at once, before any button is pressed
    adviser.fill("#id_name", "Thinner pot")
    adviser.click("text=Save as an alternative")
    adviser.wait_for_selector("th:has-text('Thinner pot')")
    row = adviser.inner_text("tr:has(th:has-text('Thinner pot'))")
    assert re.search(r"100\s%", row)  # lower in every run: the same draws

    with adviser.expect_download() as report:
        adviser.click("text=DOCX")
    assert report.value.path().stat().st_size > 10_000
    adviser.click("text=Submit for review")
    adviser.wait_for_selector("text=The footprint has been submitted for review.")

    reviewer = open_as("reviewer")
    reviewer.goto(f"{live_server.url}/footprints/")
    reviewer.click("main >> role=link[name='Yoghurt pot']")
    reviewer.click("text=Approve the footprint")
    reviewer.wait_for_selector("text=The footprint has been approved.")


def test_without_javascript_a_button_shows_the_change(signed_in):
    client = signed_in("company")
    page = client.get("/footprints/").content.decode()
    address = re.search(r"/footprints/\d+/", page)[0]
    page = client.get(f"{address}design/").content.decode()
    assert "Show the change" in page and "Change by stage" not in page
    fields = dict(re.findall(r'<input type="text" name="([^"]+)" value="([^"]*)"', page))
    fields |= {
        name: re.search(r'value="([^"]*)" selected', options)[1]
        for name, options in re.findall(r'<select name="(factor-[^"]+)"(.*?)</select>', page, re.S)
    }
    changed = client.get(f"{address}design/", fields | {"uses": "50"}).content.decode()
    assert "Change by stage" in changed

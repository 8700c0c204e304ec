"""An analyst from the hot spots to a published brief, and a sceptic who checks it."""

import subprocess
import sys

from django.core.cache import cache

from tests.journeys.test_daily_work import open_as  # noqa: F401
from tests.journeys.test_expert import browser, pytestmark  # noqa: F401


def test_from_the_hot_spots_to_a_brief_that_a_sceptic_checks(
    open_as,  # noqa: F811
    browser,  # noqa: F811
    live_server,
    tmp_path,
):
    cache.clear()
    analyst = open_as("analyst")
    analyst.goto(f"{live_server.url}/policy/")
    analyst.click("text=See the hot spots")
    spots = analyst.inner_text("p.lead")
    assert "Electricity" in spots and "Cattle" in spots
    analyst.click("table.heat thead >> text=Greenhouse gases")
    analyst.wait_for_selector("text=Main supply chains")
    assert analyst.eval_on_selector_all("figure img", "all => all.every(i => i.alt)")

    analyst.click("nav[aria-label=Table] >> text=Scenarios")
    analyst.click("main >> role=link[name='Standard']")
    analyst.fill("#id_name", "Clinker limit")
    analyst.select_option("#id_indicator", label="Greenhouse gases")
    analyst.select_option("#id_sectors", label=["Cement, lime, concrete"])
    for field, value in {"limit": "4000", "limit_low": "3800", "limit_high": "4300"}.items():
        analyst.fill(f"#id_{field}", value)
    analyst.fill("#id_basis", "Assumed in a test")
    analyst.fill("#id_title", "Clinker standard")
    analyst.click("text=Save and run")
    analyst.wait_for_selector("h1:has-text('Clinker standard')")
    said = analyst.inner_text("p.lead")
    assert "down by" in said and "in nine out of ten cases" in said

    analyst.click("nav[aria-label=Table] >> text=Scenarios")
    analyst.click("main >> role=link[name='Change in consumption']")
    analyst.fill("#id_name", "Less waste at home")
    analyst.select_option("#id_goods", label=["Meat", "Dairy products"])
    analyst.fill("#id_change", "-10")
    analyst.fill("#id_basis", "Assumed in a test")
    analyst.fill("#id_title", "Kitchen campaign")
    analyst.click("text=Save and run")
    analyst.wait_for_selector("text=Who gains and who pays")
    analyst.click("nav[aria-label=Table] >> text=Scenarios")
    for title in ("Clinker standard", "Kitchen campaign"):
        analyst.check(f"text=Compare {title}")
    analyst.click("text=Compare the chosen scenarios")
    analyst.wait_for_selector("th:has-text('Kitchen campaign')")

    analyst.goto(f"{live_server.url}/policy/briefs/new/")
    analyst.fill("#id_title", "Cement and kitchens")
    analyst.fill("#id_summary", "Two instruments that can begin next year.")
    analyst.check("text=Clinker standard")
    analyst.check("text=Kitchen campaign")
    analyst.fill(
        "#id_text",
        "# What we see\n\n{{sentence:hot_spots.production}}\n\n{{picture:ghg.sides}}\n\n"
        "# What can be done\n\n{{sentence:scenario.1.ghg}}\n\nMeat: {{scenario.2.ghg.change}}.",
    )
    analyst.click("text=Save the brief")
    analyst.wait_for_selector("h1:has-text('Cement and kitchens')")
    analyst.click("text=Open a public consultation")
    analyst.fill("#id_question", "Which should begin first?")
    analyst.fill("#id_closes", "2099-01-31")
    analyst.click("main >> role=button[name='Open the consultation']")
    analyst.wait_for_selector("text=Which should begin first?")

    public = browser.new_context(viewport={"width": 390, "height": 800}).new_page()
    public.set_default_timeout(60_000)
    public.goto(f"{live_server.url}/policy/published/")
    public.click("text=Cement and kitchens")
    public.click("main >> text=Submit comments by")
    public.click("text=Comment on paragraph 2")
    assert public.input_value("#paragraph") == "2"
    public.fill("#id_name", "A. Mason")
    public.fill("#id_text", "Kilns need three years to change.")
    public.click("text=Send the comment")
    public.wait_for_selector("text=Thank you.")

    analyst.reload()
    analyst.select_option("select[name=outcome]", "taken up in part")
    analyst.fill("textarea[name=answer]", "The limit grows over three years.")
    analyst.click("text=Save the answer")
    analyst.wait_for_selector("p.answer")
    analyst.fill("#id_changes", "The standard begins later.")
    analyst.click("main >> role=button[name='End the consultation']")
    analyst.wait_for_selector("text=The standard begins later.")
    analyst.click(".crumbs a >> nth=-1")
    analyst.click("text=Publish and freeze the figures")
    analyst.wait_for_selector("text=its figures are frozen")

    public.goto(f"{live_server.url}/policy/briefs/cement-and-kitchens/")
    with public.expect_response(lambda answer: answer.url.endswith("/narrow.svg")) as drawn:
        public.reload()
    assert drawn.value.status in (200, 304)  # the reader may have it already
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert public.evaluate(wide) == 0
    public.click("article a >> nth=-1")
    public.wait_for_selector("text=Unrounded")
    assert "Kitchen campaign" in public.inner_text("dl.facts")
    with public.expect_download() as download:
        public.click("text=Download the data package")
    bundle = tmp_path / "brief.zip"
    download.value.save_as(bundle)
    command = [sys.executable, "-m", "scp_centre.interfaces.cli.main", "brief", str(bundle)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and ", 0 differ." in done.stdout, done.stdout + done.stderr
    public.context.close()

"""A statistician who starts with 60 plants and ends with a released benchmark and a target."""

import io

import numpy as np
import openpyxl

from tests.journeys.test_daily_work import open_as  # noqa: F401
from tests.journeys.test_expert import browser, pytestmark  # noqa: F401


def fill_template(path, slip):
    """Fill the downloaded template with 60 plants; with `slip` two cells are wrong."""
    book = openpyxl.load_workbook(path)
    sheet = book["Plants"]
    titles = [cell.value for cell in sheet[3]]
    rng = np.random.default_rng(60)
    made, load = rng.lognormal(8, 0.5, 60), rng.uniform(50, 100, 60)
    use = 900 * made * np.exp(-0.006 * load + np.abs(rng.normal(0, 0.25, 60)))
    for i in range(60):
        values = {
            "Plant": f"Brewery {i:02}",
            "Company": f"Company {i:02}",
            "Holding": "Hops Holding" if i < 4 else None,
            "Region": ("North", "South", "West")[i % 3],
            "Use": float(use[i].round()),
            "Unit of use": "m3" if slip and i == 7 else "MJ",
            "Output": "much" if slip and i == 9 else float(made[i].round()),
            "Load, %": float(load[i].round()),
            "Source": "Questionnaire",
        }
        for title, value in values.items():
            sheet.cell(4 + i, 1 + titles.index(title), value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_from_sixty_plants_to_a_release_with_a_target(open_as, live_server, tmp_path):  # noqa: F811
    page = open_as("statistician")
    page.goto(f"{live_server.url}/benchmarks/")
    page.click("text=Define a benchmark")
    for field, value in {
        "title": "Energy of breweries",
        "isic": "1103",
        "boundary": "Whole site",
        "use": "energy",
        "use_unit": "MJ",
        "output": "beer",
        "output_unit": "hl",
        "year": "2025",
    }.items():
        page.fill(f"#id_{field}", value)
    page.click("main button:has-text('Define the benchmark')")
    page.click("text=Survey columns")
    page.fill("#id_title", "Load")
    page.fill("#id_unit", "%")
    page.click("main button:has-text('Add the column')")
    page.click("text=Energy of breweries, 2025")
    with page.expect_download() as download:
        page.click("text=Survey template")
    template = tmp_path / "survey.xlsx"
    download.value.save_as(template)

    for slip, place, act in (
        (True, "#id_survey", "Check and import"),
        (False, "#corrected_survey", "Upload the corrected file"),
    ):
        filled = {
            "name": "filled.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": fill_template(template, slip),
        }
        page.set_input_files(place, files=[filled])
        page.click(f"main button:has-text('{act}')")
        if slip:
            told = page.inner_text("main")
            assert "the file contains 2 errors" in told and "m³ is not the benchmark" in told
            page.click("text=Check the file or change how it is read")
    assert "60 new plants imported." in page.inner_text("main")
    page.click("text=Back to the page where you started this job")
    assert "Plants counted: 60. Companies or holdings: 57." in page.inner_text("main")

    page.click("text=Review the data and choose the method")
    page.click("text=Regression")
    assert "Equal variance (Breusch-Pagan), p" in page.inner_text("main")
    page.fill("#id_reason", "Load differs and cannot be changed this year.")
    page.click("main button:has-text('Choose the method')")
    page.click("main button:has-text('Check and release')")
    page.wait_for_url("**/jobs/*/")
    assert "Release 1 is published" in page.inner_text("main")
    page.goto(page.url.split("/jobs/")[0] + "/benchmarks/energy-of-breweries-2025/1/")
    told = page.inner_text("main")
    assert "60 plants reported" in told and "ln(output)" in told and "Brewery 0" not in told

    page.click("text=Propose a target")
    page.check("text=Convergence")
    page.fill("#id_end_value", "300")
    page.fill("#id_end_year", "2045")
    page.fill("#id_target_year", "2035")
    page.fill("#id_reason", "The road map of the breweries.")
    page.click("main button:has-text('Propose the target')")
    assert "in consultation" in page.inner_text("main")
    director = open_as("director")
    director.goto(page.url)
    director.click("main button:has-text('Adopt the target')")
    assert "adopted" in director.inner_text("main")

"""A SCORM package in a course system that we did not write (scorm-again), in a real browser."""

import functools
import http.server
import io
import json
import subprocess
import threading
import zipfile
from pathlib import Path

import pytest

from tests.journeys.test_expert import browser, pytestmark  # noqa: F401

ROOT = Path(__file__).parents[2]
HOST = {
    "1.2": ("scorm12.min.js", "window.API = new Scorm12API({});"),
    "2004": ("scorm2004.min.js", "window.API_1484_11 = new Scorm2004API({});"),
}
GOOD = {0: "2", 1: ["0", "1", "2", "3"]}


@pytest.fixture
def course_system(tmp_path):
    """Return a function that unpacks a package beside the course system and serves both."""
    found = subprocess.run(
        ["sh", ROOT / "tools/verifier.sh"], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    if not found.stdout.strip():
        pytest.skip(found.stderr.strip())
    scripts = Path(found.stdout.strip()) / "node_modules/scorm-again/dist"
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=tmp_path)
    handler.log_message = lambda *_: None
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def serve(content, version):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            package.extractall(tmp_path / "course")
        script, begin = HOST[version]
        (tmp_path / script).write_bytes((scripts / script).read_bytes())
        (tmp_path / "index.html").write_text(
            f'<!doctype html><script src="{script}"></script><script>{begin}</script>'
            '<iframe src="course/index.html" style="width:100%;height:90vh"></iframe>'
        )
        return f"http://127.0.0.1:{server.server_port}/index.html"

    yield serve
    server.shutdown()
    server.server_close()


def answer(frame):
    """Answer the five questions of the supplied quiz rightly."""
    frame.locator("fieldset >> nth=0").locator("input").nth(2).check()
    for i in range(4):
        frame.locator("fieldset >> nth=1").locator("input").nth(i).check()
    frame.locator("fieldset >> nth=2").locator("input").fill("635")
    frame.locator("fieldset >> nth=3").locator("input").fill("Quantity centre")
    pairs = ("energy cost", "system cost", "waste management cost", "material cost")
    for i, value in enumerate(pairs):
        frame.locator("fieldset >> nth=4").locator("select").nth(i).select_option(value)
    frame.locator("form button").click()


@pytest.mark.parametrize("version", ["1.2", "2004"])
def test_a_course_system_hears_of_place_answers_score_and_end(
    browser,  # noqa: F811
    sample_centre,
    course_system,
    version,
):
    from scp_centre.centre.translation import Speaker
    from scp_centre.roles.training.models import Module
    from scp_centre.roles.training.scorm import write_scorm

    module = Module.objects.get(key="material-flow-cost", language="en")
    address = course_system(write_scorm(module, version, Speaker("en")), version)
    page = browser.new_context().new_page()
    page.set_default_timeout(10_000)
    problems, asked = [], []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    frame = page.frame_locator("iframe")

    def told(name):
        old, new = ("LMSGetValue", "GetValue")
        system = "API" if version == "1.2" else "API_1484_11"
        return page.evaluate(f"window.{system}.{old if version == '1.2' else new}({name!r})")

    frame.get_by_role("button", name="Next").click()
    answer(frame.locator("section:visible"))
    frame.locator("section:visible").get_by_text("Marks: 5 out of 5").wait_for()
    assert told("cmi.interactions._count") in (5, "5")
    assert told("cmi.core.score.raw" if version == "1.2" else "cmi.score.raw") in (100, "100")
    if version == "2004":
        assert float(told("cmi.score.scaled")) == 1
    for _ in range(40):
        if frame.get_by_role("button", name="Next").is_disabled():
            break
        if frame.locator("section:visible form button").count():
            answer(frame.locator("section:visible"))
        frame.get_by_role("button", name="Next").click()
    if version == "1.2":
        assert told("cmi.core.lesson_status") == "passed"
        assert int(told("cmi.core.lesson_location")) > 10
    else:
        assert (told("cmi.completion_status"), told("cmi.success_status")) == (
            "completed",
            "passed",
        )
        assert int(told("cmi.location")) > 10
    assert json.loads(told("cmi.suspend_data"))["finished"] is True
    assert problems == [] and all(a.startswith("http://127.0.0.1:") for a in asked)
    page.context.close()


def test_a_package_reads_units_as_the_centre_does(browser, sample_centre, tmp_path):  # noqa: F811
    """Without a server of ours: by the factors that the package carries."""
    from scp_centre.centre.translation import Speaker
    from scp_centre.roles.training.models import Module
    from scp_centre.roles.training.scorm import write_scorm

    module = Module.objects.get(key="national-hot-spots", language="en")
    with zipfile.ZipFile(io.BytesIO(write_scorm(module, "2004", Speaker("en")))) as package:
        package.extractall(tmp_path)
    page = browser.new_context().new_page()
    page.set_default_timeout(10_000)
    page.goto((tmp_path / "index.html").as_uri())
    page.get_by_role("button", name="Next").click()
    form = page.locator("section:visible form")
    field = form.locator("fieldset").filter(has_text="in tonnes?").locator("input")
    plain = form.locator("fieldset").filter(has_text="How much must").locator("input")
    plain.fill("1,247.52 EUR")
    for typed, words in (
        ("800 stones", "Use one of these: t, "),
        ("much", "Write a number"),
    ):
        field.fill(typed)
        form.locator("button[type=submit]").click()
        form.get_by_text(words).wait_for()
    form.get_by_text("Enter only the number.").wait_for()
    plain.fill("1,247.52")
    field.fill("807,920 kg")
    form.locator("button[type=submit]").click()
    told = form.locator("fieldset").filter(has_text="in tonnes?").locator(".told")
    told.wait_for()
    assert told.inner_text().startswith("Correct.")
    page.context.close()

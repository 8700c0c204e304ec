"""The trainer's laptop dies in the middle of a workshop and starts again: nothing is lost."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.installations import prepare
from tests.journeys.test_expert import browser, pytestmark  # noqa: F401

SECONDS = 90


@pytest.fixture
def laptop(tmp_path, tmp_path_factory):
    """The real server as a trainer starts it, in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "SCP_DATABASE"))}
    env |= {"SCP_DATA": str(tmp_path / "data")}
    prepare(tmp_path / "data", "demo", tmp_path_factory)
    command = [sys.executable, "-m", "scp_centre.interfaces.cli.main", "demo", "--port", str(port)]
    running = []

    def start():
        running.append(
            subprocess.Popen(
                command,
                env=env,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )
        for _ in range(SECONDS * 5):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2):
                    return f"http://127.0.0.1:{port}"
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise AssertionError("the server did not start")

    def die():
        os.killpg(running[-1].pid, signal.SIGKILL)
        running[-1].wait()

    start.data, start.die = tmp_path / "data", die
    yield start
    if running[-1].poll() is None:
        die()


def seconds(page):
    hours, minutes, rest = page.inner_text(".clock").split(":")
    return 3600 * int(hours) + 60 * int(minutes) + int(rest)


def test_the_room_goes_on_after_the_laptop_has_died(laptop, browser):  # noqa: F811
    base = laptop()
    trainer, phone = browser.new_context().new_page(), browser.new_context().new_page()
    for page in (trainer, phone):
        page.set_default_timeout(20_000)
    trainer.goto(f"{base}/accounts/login/")
    trainer.fill("#id_login", "trainer@verdania.example")
    trainer.fill("#id_password", (laptop.data / "sample-password").read_text())
    trainer.click("main button[type=submit]")
    trainer.goto(f"{base}/training/workshops/1/console/")
    trainer.click("main button:has-text('Start the clock')")
    trainer.locator(".clock").wait_for()
    trainer.goto(f"{base}/training/workshops/1/")
    code = re.search(r"\w{6}", trainer.inner_text(".code"))[0]
    phone.goto(f"{base}/join/{code}/")
    phone.fill("#id_name", "Zoe")
    phone.click("main form.stack button")
    phone.click("nav a:has-text('Flip chart')")
    form = phone.locator("form.new-note").first
    form.locator("textarea").fill("Before")
    form.locator("button").click()
    phone.get_by_text("Everything you wrote is on the chart.").wait_for()
    left = seconds(phone)

    laptop.die()
    form.locator("textarea").fill("While it was dead")
    form.locator("button").click()
    phone.get_by_text("Saved on this phone, not sent yet: 1").wait_for()
    laptop()
    phone.get_by_text("Everything you wrote is on the chart.").wait_for()
    trainer.goto(f"{base}/training/workshops/1/charts/")
    told = trainer.inner_text("main")
    assert "Before" in told and "While it was dead" in told
    phone.reload()
    assert 0 < left - seconds(phone) < 3 * SECONDS, "the clock ran on"
    for page in (trainer, phone):
        page.context.close()

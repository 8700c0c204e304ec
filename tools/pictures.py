"""Make the three pictures of the README anew, from the sample centre in a browser.

    .venv/bin/python tools/pictures.py

It prepares a sample centre in a folder of its own, serves it for a minute, and writes
docs/images/*.png in few colours, so that they stay small.
"""

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs/images"
SIZE = {"width": 1180, "height": 760}
COLOURS = 96
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
# picture -> who looks, at which page, and which link of it is followed
PAGES = {
    "production": ("expert", "/assessments/1/", ""),
    "benchmarks": ("", "/benchmarks/published/", "main ul li:last-child a"),
    "policy": ("analyst", "/policy/tables/1/hot-spots/consumption/", ""),
}


def main() -> int:
    """Return 0 when all pictures are written."""
    browser = shutil.which("chromium")
    if browser is None:
        sys.stderr.write("Chromium is needed: apt-get install chromium\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        server, address = start(Path(folder))
        try:
            password = (Path(folder) / "sample-password").read_text("utf-8").strip()
            with sync_playwright() as playwright:
                opened = playwright.chromium.launch(executable_path=browser, args=FLAGS)
                for name, (person, path, link) in PAGES.items():
                    page = opened.new_page(viewport=SIZE, locale="en-GB")
                    page.set_default_timeout(120_000)
                    sign_in(page, address, person, password)
                    page.goto(address + path)
                    if link:
                        page.locator(link).first.click()
                        page.wait_for_load_state("networkidle")
                    write(page, name)
        finally:
            server.terminate()
            server.wait(timeout=30)
    return 0


def start(data: Path) -> "tuple[subprocess.Popen[bytes], str]":
    """Serve the sample centre; return the process and the address, once it answers."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    words = [sys.executable, "-m", "scp_centre.interfaces.cli.main", "demo", "--port", str(port)]
    environment = os.environ | {"SCP_DATA": str(data), "SCP_MEANING": "off"}
    server = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(2_400):  # a busy machine takes its time
        try:
            urllib.request.urlopen(f"{address}/health", timeout=5).close()
            return server, address
        except OSError:
            time.sleep(0.5)
    server.terminate()
    raise SystemExit("The sample centre does not answer.")


def sign_in(page: Page, address: str, person: str, password: str) -> None:
    """Sign one of the sample's people in; nobody for a public page."""
    if person:
        page.goto(f"{address}/accounts/login/")
        page.fill("[name=login]", f"{person}@verdania.example")
        page.fill("[name=password]", password)
        page.click("main [type=submit]")
        page.wait_for_load_state()


def write(page: Page, name: str) -> None:
    """Write what the browser shows as a picture of few colours."""
    page.wait_for_load_state("networkidle")  # charts come after the page
    whole = Image.open(io.BytesIO(page.screenshot()))
    few = whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    IMAGES.mkdir(exist_ok=True)
    few.save(IMAGES / f"{name}.png", optimize=True)
    sys.stdout.write(
        f"docs/images/{name}.png {(IMAGES / f'{name}.png').stat().st_size // 1024} kB\n"
    )


if __name__ == "__main__":
    sys.exit(main())

"""Services that start at once on a fresh checkout make one environment, and it works."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(shutil.which("flock") is None, reason="this system has no flock")
def test_three_services_at_once_install_once(tmp_path):
    """The script's own steps, with the installing itself replaced by one that takes a while."""
    for name in ("lock", "tools"):
        (tmp_path / name).mkdir()
    (tmp_path / "lock/run.txt").write_text("nothing\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    text = (ROOT / "centre").read_text()
    head = text[: text.index("word=${1:-help}")]
    slow = """
install_packages() {
    echo "$$ begins" >> "$here/told"; mkdir -p "$venv/bin"; sleep 0.4
    printf '#!/bin/sh\\n' > "$venv/bin/python"; chmod +x "$venv/bin/python"
    printf '%s' "$sum" > "$venv/.installed-$1"; echo "$$ ends" >> "$here/told"
}
install run
"""
    script = tmp_path / "centre"
    script.write_text(head + slow)
    started = [subprocess.Popen(["sh", str(script)]) for _ in range(3)]
    assert [one.wait(timeout=60) for one in started] == [0, 0, 0]
    told = (tmp_path / "told").read_text().split()
    assert told[1::2] == ["begins", "ends"], "one installs; the others find it done"

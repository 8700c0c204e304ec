"""Fetch pip's own wheel from the package index, for a Debian without python3-venv.

Prints the wheel's path. The version and its hash are pinned; the index is the one that pip would
use (PIP_INDEX_URL, else the public one).
"""

import hashlib
import os
import re
import sys
import urllib.parse
import urllib.request
from pathlib import Path

NAME = "pip-26.3-py3-none-any.whl"
SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"


def main(folder: str) -> str:
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
    with urllib.request.urlopen(index, timeout=60) as page:
        links = re.findall(r'href="([^"#]+)', page.read().decode())
    link = next(link for link in links if link.endswith(NAME))
    with urllib.request.urlopen(urllib.parse.urljoin(index, link), timeout=120) as file:
        data = file.read()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise SystemExit("The pip that the index gave is not the one expected.")
    path = Path(folder) / NAME
    path.write_bytes(data)
    return str(path)


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1]))

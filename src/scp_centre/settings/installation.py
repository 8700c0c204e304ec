"""Which installation a command is about, when the environment does not say.

A server notes in its data folder which settings it ran with, and in the checkout where that folder
is. So a command that is run without those settings says which ones it needs, and never works on
another centre's data.
"""

import json
import os
import tempfile
from pathlib import Path
from urllib.parse import urlparse

from scp_centre.centre.installation.whole_files import write_note


def home() -> Path:
    """Return where data is kept unless SCP_DATA says otherwise: in the checkout, or the user's own.

    What pip installed lies among the packages of Python, where nothing else belongs.
    """
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "pyproject.toml").exists():
        return checkout
    shared = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    return Path(shared) / "scp-centre"


def data_folder() -> Path:
    """Return the folder of the data, as the environment says it now."""
    return Path(os.environ.get("SCP_DATA", home() / "data"))


ROOT = home()
CENTRE_DATA = ROOT / "centre-data"
SERVED = ROOT / ".served.json"  # in the checkout: what was last served from it
NOTE = "installation.json"  # in the data folder: with which settings


class UnknownInstallationError(Exception):
    """The command would work on another installation than the one that is served here."""


def choose_installation(*, empty: bool = False) -> None:
    """Take the real centre where there is one (or is to be one), else the sample centre.

    What SCP_DATA or DJANGO_SETTINGS_MODULE say counts first.

    Raises UnknownInstallationError when a centre is served from this checkout with settings that
    this command does not have.
    """
    require_served_settings()
    if "DJANGO_SETTINGS_MODULE" not in os.environ:
        if "SCP_DATA" not in os.environ and (empty or CENTRE_DATA.exists()):
            os.environ["SCP_DATA"] = str(CENTRE_DATA)
        own = "SCP_DATA" in os.environ
        os.environ["DJANGO_SETTINGS_MODULE"] = f"scp_centre.settings.{'local' if own else 'sample'}"
    require_same_database()


def require_served_settings() -> None:
    """Refuse a command without settings where a centre is served with settings of its own."""
    if "DJANGO_SETTINGS_MODULE" not in os.environ and "SCP_DATA" not in os.environ:
        _require_settings_of(_read(SERVED))


def require_same_database() -> None:
    """Raise UnknownInstallationError when the data folder belongs to another database."""
    data = os.environ.get("SCP_DATA", "")
    noted = _read(Path(data) / NOTE) if data else {}
    if noted and noted.get("database") != describe_database():
        _refuse(noted, data)


def require_installation() -> None:
    """Raise UnknownInstallationError where there is nothing that a command could work on."""
    data = Path(os.environ.get("SCP_DATA", ROOT / "data"))
    if describe_database() == "embedded" and not (data / "centre.sqlite3").exists():
        raise UnknownInstallationError(
            f"There is no centre in {data}. Load the settings of its server first, for example: "
            "set -a; . /etc/scp-centre.env; set +a. To begin a new one: ./centre serve"
        )


def describe_database() -> str:
    """Return which database the environment names, without its password."""
    address = os.environ.get("SCP_DATABASE_URL", "")
    if not address:
        return "embedded"
    url = urlparse(address)
    # Without a host, PostgreSQL is asked by its socket on this machine.
    return f"{url.hostname or 'socket'}:{url.port or 5432}{url.path}"


def note_served(data: Path) -> None:
    """Note which settings this server runs with, for commands that are run without them."""
    noted = {
        "settings": os.environ["DJANGO_SETTINGS_MODULE"],
        "database": describe_database(),
        "data": str(data),
    }
    text = json.dumps(noted, indent=1).encode()
    write_note(data / NOTE, text)
    passing = Path(tempfile.gettempdir()) in data.parents  # of a test or a trial
    if os.access(ROOT, os.W_OK) and not passing:
        write_note(SERVED, text)


def _require_settings_of(noted: dict[str, str]) -> None:
    """Refuse when the centre served from here lies elsewhere than a command would look."""
    data = noted.get("data", "")
    usual = {str(CENTRE_DATA), str(ROOT / "data")}
    if data and data not in usual and Path(data).exists():
        _refuse(noted, data)
    if data in usual and noted.get("database") != describe_database():
        _refuse(noted, data)


def _refuse(noted: dict[str, str], data: str) -> None:
    raise UnknownInstallationError(
        f"The centre in {data} runs with the settings {noted.get('settings')} on the database "
        f"{noted.get('database')}. This command does not have these settings. Load them first, "
        "for example: set -a; . /etc/scp-centre.env; set +a. If the database was moved on "
        f"purpose, delete {Path(data) / NOTE}."
    )


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}

"""Which installation a command is about, when the environment does not say."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CENTRE_DATA = ROOT / "centre-data"


def choose_installation(*, empty: bool = False) -> None:
    """Take the real centre where there is one (or is to be one), else the sample centre.

    What SCP_DATA or DJANGO_SETTINGS_MODULE say counts first.
    """
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        return
    if "SCP_DATA" not in os.environ and (empty or CENTRE_DATA.exists()):
        os.environ["SCP_DATA"] = str(CENTRE_DATA)
    own = "SCP_DATA" in os.environ
    os.environ["DJANGO_SETTINGS_MODULE"] = f"scp_centre.settings.{'local' if own else 'sample'}"

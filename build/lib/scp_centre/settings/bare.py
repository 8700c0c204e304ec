"""Settings of commands that work on files alone: no database is opened, nothing is written."""

import os

os.environ.setdefault("SCP_SECRET_KEY", "nothing is signed by these commands")

from scp_centre.settings.base import *  # noqa: E402, F403

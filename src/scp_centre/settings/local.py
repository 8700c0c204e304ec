"""A real centre on one machine or a local network of its own: embedded database, no sample."""

import os

from scp_centre.settings.sample import *  # noqa: F403

ALLOWED_HOSTS += [h for h in os.environ.get("SCP_HOSTS", "").split(",") if h]  # noqa: F405
SAMPLE_CENTRE = False

"""The sample centre on one's own machine: embedded database, local addresses, and a room's."""

import os

from scp_centre.settings.base import *  # noqa: F403

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS += [h for h in os.environ.get("SCP_HOSTS", "").split(",") if h]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
TYPEFACE.mkdir(parents=True, exist_ok=True)  # noqa: F405
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
SAMPLE_CENTRE = True
WATCH_LINKS = False  # real addresses of sample items: nobody asked for them to be visited

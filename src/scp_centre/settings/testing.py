"""Settings of the tests: nothing is left behind, jobs run at once."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SCP_DATA", tempfile.mkdtemp(prefix="scp-test-"))
if worker := os.environ.get("PYTEST_XDIST_WORKER"):  # each process of a run has its own files
    own = Path(os.environ["SCP_DATA"]) / worker
    own.mkdir(mode=0o700, exist_ok=True)
    os.environ["SCP_DATA"] = str(own)
os.environ.setdefault("SCP_SECRET_KEY", "tests only")

from scp_centre.settings.base import *  # noqa: E402, F403

DEBUG = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
TYPEFACE.mkdir(parents=True, exist_ok=True)  # noqa: F405
if "sqlite3" in str(DATABASES["default"]["ENGINE"]):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": DATA / "test.sqlite3"}  # noqa: F405
WHITENOISE_USE_FINDERS = True
SAMPLE_CENTRE = True
SEARCH_COUNT_SECONDS = 0
SEARCH_PATIENCE = None  # type: ignore[assignment]  # a float elsewhere
KEEP_PAGES_SECONDS = 0  # rows change beside the actions; tests of it turn it on
SEARCH_MEANING = False  # tests of it turn it on; the others need not wait for it

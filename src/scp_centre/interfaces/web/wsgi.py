"""The door for web servers."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.production")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 -- two roles with one address are refused at start

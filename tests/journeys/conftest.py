"""What every journey needs before a browser opens its first page."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def typeface():
    """Pages look as users see them; a server cuts the typeface when it starts."""
    from django.conf import settings

    from scp_centre.centre.typeface import prepare_typeface

    prepare_typeface(settings.TYPEFACE)

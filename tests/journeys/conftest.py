"""What every journey needs before a browser opens its first page."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def typeface():
    """Pages look as users see them; a server cuts the typeface when it starts."""
    from django.conf import settings

    from scp_centre.centre.typeface import prepare_typeface

    prepare_typeface(settings.TYPEFACE)


@pytest.fixture(autouse=True)
def listening_ended(request):
    """No screen of a room listens on when its test has ended and its pages are closed.

    The first of all fixtures is the last to end: pages are closed before it, the database after.
    """
    if "live_server" not in request.fixturenames:
        yield
        return
    from scp_centre.roles.training.live_updates import HUB

    request.getfixturevalue("transactional_db")
    yield
    assert HUB.end_within(30), "a screen still listens"

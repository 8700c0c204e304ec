"""What every command does first that works on an installation: find it, open it, check it."""

import faulthandler

from scp_centre.settings.installation import (
    UnknownInstallationError,
    choose_installation,
    require_same_database,
)


def open_installation(*, chosen: bool = False, empty: bool = False, prepared: bool = True) -> None:
    """Set Django up on the installation that this command is about.

    chosen : the environment says already which    empty : it need not hold anything yet
    prepared : its database has to be of this version

    Raises UnknownInstallationError or InstallationError, whose messages are for the person.
    """
    faulthandler.enable()  # a crash below Python leaves its lines on standard error
    if chosen:
        require_same_database()
    else:
        choose_installation(empty=empty)
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from scp_centre.centre.installation.database import require_prepared_database
    from scp_centre.centre.installation.whole_files import keep_private

    try:
        keep_private(settings.DATA)
        django.setup()
    except ImproperlyConfigured as error:
        raise UnknownInstallationError(str(error)) from None
    if prepared:
        require_prepared_database()

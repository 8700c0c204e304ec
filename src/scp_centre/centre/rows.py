"""Rows of the database: a change never makes anew what somebody else removed in the meantime."""

from django.db import DatabaseError
from django.db.models import Model

from scp_centre.centre.errors import GoneError
from scp_centre.methods.messages import _


def save_row(row: Model) -> None:
    """Save a row that is new, or one that was read and still exists.

    Django inserts a row that it finds no more, with everything that its last reader remembers.
    Raises GoneError where the row was removed after it was read.
    """
    try:
        row.save(force_update=not row._state.adding)
    except DatabaseError as error:
        if is_gone(error):
            raise gone() from error
        raise


def is_gone(error: Exception) -> bool:
    """Return whether Django says that the row of an update has been removed.

    It says so with the bare class; what a database says is of a class below.
    """
    return type(error) is DatabaseError and "did not affect any rows" in str(error)


def gone() -> GoneError:
    """Return what is told to whoever changes what somebody has removed."""
    return GoneError(
        _("Somebody has removed this entry in the meantime."), cure=_("Go back to the list.")
    )

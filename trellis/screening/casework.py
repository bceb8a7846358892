"""Getting the casework database ready for a command: Django set up, and the tables those of this version."""

import os

from trellis.analysis.home import Home
from trellis.problem import Refusal


class CannotPrepare(Refusal):
    """The database cannot be reached, or may not be written to."""


def connect() -> None:
    """Set Django up, which reads the settings and makes the home. Raises CannotPrepare with what to check."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise CannotPrepare(str(error)) from error
    except OSError as error:
        raise CannotPrepare(
            f"{Home.from_environment().root} cannot be used as the home of this installation "
            f"({error.strerror or error}). Name a folder that you may write to in TRELLIS_HOME."
        ) from error


def prepare() -> None:
    """Set Django up and bring the casework database up to date, making it where there is none.

    Raises CannotPrepare with what to check.
    """
    connect()
    from django.db import DatabaseError

    from trellis.screening import tables

    try:
        tables.bring_up_to_date()
    except DatabaseError as error:
        raise CannotPrepare(
            f"The database cannot be brought up to date: {error}. Check DATABASE_URL, and that you may write to it."
        ) from error

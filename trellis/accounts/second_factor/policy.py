"""Of whom a second factor is asked. The roles are decided here, in code; the setting says how strictly."""

from datetime import date
from enum import StrEnum

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission

# Who can decide about schools, replace what is known of them, or give others access
NEED_IT = frozenset(
    {
        Permission.LEVEL_SETTLE,
        Permission.LEVEL_RATIFY,
        Permission.REGISTER_KEEP,
        Permission.DATA_IMPORT,
        Permission.ACCOUNTS_MANAGE,
    }
)


class Mode(StrEnum):
    """What TRELLIS_SECOND_FACTOR may be."""

    OFF = "off"
    """Neither offered nor asked for."""
    OFFERED = "offered"
    """Anybody may set one up, and who has is asked for it."""
    FOR_ROLES = "required-for-roles"
    """Who holds a role with one of the permissions above must have one."""
    FOR_ALL = "required-for-all"
    """Everybody must have one."""


def must_have(user: User, *, mode: Mode, on: date) -> bool:
    """Say whether the user may open no page before they have a second factor. This will make at most one query."""
    if mode is Mode.FOR_ALL:
        return True
    if mode is not Mode.FOR_ROLES:
        return False
    held = access.of(user, on=on)
    return any(held.may(permission) for permission in NEED_IT)

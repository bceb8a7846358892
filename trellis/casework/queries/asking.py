"""One thing that is asked of somebody, whichever machine asks."""

from dataclasses import dataclass
from datetime import date

from trellis.accounts.models import User
from trellis.accounts.roles import Permission


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What is asked, of whom, and by when.

    `page` and `step` name where it is done. `person` is the one it was given to; without one it is for whoever has
    `permission`, and `roles` are those who usually do it. `note` says what the day rests on, or what follows.
    """

    kind: str
    what: str
    page: str
    permission: Permission
    roles: tuple[str, ...]
    step: str = ""
    by: date | None = None
    person: User | None = None
    note: str = ""
    non_compliant: bool = False

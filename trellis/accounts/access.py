"""What a user may do today, from the posts they hold. Which schools that reaches: `schools.queries.visible_to`."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied

from trellis.accounts.models import User
from trellis.accounts.roles import ROLES, Permission, Role


@dataclass(frozen=True, kw_only=True)
class Held:
    """One post as access sees it."""

    role: Role
    authority_code: str
    urn: int | None


@dataclass(frozen=True)
class Access:
    """Everything one user may do on one day, read from the database once."""

    held: tuple[Held, ...]

    def authorities(self, permission: Permission) -> frozenset[str]:
        """The codes of the authorities for which the user has this permission."""
        return frozenset(post.authority_code for post in self.held if permission in post.role.permissions)

    def may(self, permission: Permission, *, authority: str | None = None) -> bool:
        """Say whether the user has the permission, for this authority or for any."""
        allowed = self.authorities(permission)
        return authority in allowed if authority is not None else bool(allowed)

    def posts_with(self, permission: Permission) -> tuple[Held, ...]:
        """The posts that carry the permission."""
        return tuple(post for post in self.held if permission in post.role.permissions)


def of(user: User, *, on: date) -> Access:
    """Return what the user may do on this day. This will make one query."""
    return Access(
        tuple(
            Held(role=ROLES[post.role], authority_code=post.authority_code, urn=post.urn)
            for post in user.posts.all().held_on(on)
        )
    )


def require(user: User, permission: Permission, *, authority: str, on: date) -> None:
    """Raise PermissionDenied, with a sentence to show, unless the user has the permission for the authority."""
    if not of(user, on=on).may(permission, authority=authority):
        needed = [role.name for role in ROLES.values() if permission in role.permissions]
        raise PermissionDenied(f"This needs one of these roles: {', '.join(needed)}.")

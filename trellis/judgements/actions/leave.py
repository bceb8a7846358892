"""Whether somebody may write about a school, and in which role they do."""

from datetime import date

from django.core.exceptions import PermissionDenied

from trellis.accounts import access
from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import ROLES, Permission
from trellis.schools import queries as schools
from trellis.schools.models import School

LONGEST = 4000


def role_for(held: Access, permission: Permission, *, school: School) -> str | None:
    """The id of the first role held that carries the permission for the school; None where none does."""
    for post in held.posts_with(permission):
        if schools.reaches(Access((post,)), permission, school=school):
            return post.role.id
    return None


def require(user: User, permission: Permission, *, school: School, on: date) -> str:
    """Return the role in which somebody has the permission for a school. Raises PermissionDenied, with a sentence."""
    held = access.of(user, on=on)
    role = role_for(held, permission, school=school)
    if role is not None:
        return role
    if held.may(permission, authority=school.authority_id):
        raise PermissionDenied("This school is not one of those that you work with.")
    needed = [each.name for each in ROLES.values() if permission in each.permissions]
    raise PermissionDenied(f"This needs one of these roles: {', '.join(needed)}.")


def alone(school: School) -> None:
    """Let one writer at a time at a school, where the database can: call it first in the transaction."""
    School.objects.select_for_update().filter(pk=school.pk).first()

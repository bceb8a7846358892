"""Keeping somebody with an interest in a school from deciding about it, and saying who could in their place."""

from datetime import date

from trellis.accounts.access import Access, Held
from trellis.accounts.models import Post, User
from trellis.accounts.roles import ROLES, Permission, Role
from trellis.problem import Refusal
from trellis.schools.models import School
from trellis.schools.queries import reaches, stands_aside


class StandsAside(Refusal):
    """Whoever would decide has an interest in the school. The message says so to them, and who else could."""


def check(user: User, permission: Permission, *, school: School, on: date) -> None:
    """Raise StandsAside where the user has an interest in the school, naming others who hold the permission for it."""
    if why := stands_aside(user, school, on):
        raise StandsAside(f"{why} {in_your_place(permission, school=school, on=on, besides=user)}")


def others_who_may(
    permission: Permission, *, school: School, on: date, besides: User
) -> list[tuple[User, Role]]:
    """Who else has a permission for a school on this day, and does not stand aside: each once, with a role, by name."""
    roles = [role.id for role in ROLES.values() if permission in role.permissions]
    posts = (
        Post.objects.all()
        .held_on(on)
        .filter(authority_code=school.authority_id, role__in=roles, user__is_active=True)
        .exclude(user=besides)
        .select_related("user")
        .order_by("user__name", "user_id")
    )
    found: dict[int, tuple[User, Role]] = {}
    for post in posts:
        reach = Access((Held(role=post.role_held, authority_code=post.authority_code, urn=post.urn),))
        if post.user_id in found or not reaches(reach, permission, school=school):
            continue
        if not stands_aside(post.user, school, on):
            found[post.user_id] = (post.user, post.role_held)
    return list(found.values())


def in_your_place(permission: Permission, *, school: School, on: date, besides: User) -> str:
    """Say who else could act for a school where the user stands aside."""
    others = others_who_may(permission, school=school, on=on, besides=besides)
    if not others:
        return (
            "Nobody else has the role that it takes and is free to use it: "
            "ask whoever looks after accounts to give somebody a post."
        )
    named = [f"{user.name} ({role.name})" for user, role in others[:3]]
    return f"{' or '.join(named)} could do it."

"""Who may work a case: the senior advisers of the school’s phase first, the principal adviser after them."""

from dataclasses import dataclass
from datetime import date

from trellis.accounts.access import Access, Held
from trellis.accounts.models import Post, User
from trellis.accounts.roles import PHASES, ROLES, Permission, Role, Scope
from trellis.schools.models import School
from trellis.schools.queries import reaches, stands_aside


@dataclass(frozen=True, kw_only=True)
class Adviser:
    """Somebody who may work a case. `aside` says why they stand aside from this school; "" where they do not."""

    user: User
    role: Role
    aside: str

    @property
    def is_of_the_phase(self) -> bool:
        return self.role.scope in PHASES


def of_school(school: School, *, on: date) -> list[Adviser]:
    """Everybody whose role lets them work the case of this school, those of its phase first, each once."""
    roles = [role.id for role in ROLES.values() if Permission.CASE_WORK in role.permissions]
    posts = (
        Post.objects.all()
        .held_on(on)
        .filter(authority_code=school.authority_id, role__in=roles, user__is_active=True)
        .select_related("user")
        .order_by("user__name", "user_id")
    )
    found: dict[int, Adviser] = {}
    for post in sorted(posts, key=lambda post: post.role_held.scope == Scope.AUTHORITY):
        held = Access((Held(role=post.role_held, authority_code=post.authority_code, urn=post.urn),))
        if post.user_id not in found and reaches(held, Permission.CASE_WORK, school=school):
            aside = stands_aside(post.user, school, on)
            found[post.user_id] = Adviser(user=post.user, role=post.role_held, aside=aside)
    return list(found.values())


def usual(advisers: list[Adviser]) -> Adviser | None:
    """Who works the case unless somebody says otherwise: the first of the phase who is free to, else the first of all."""
    free = [each for each in advisers if not each.aside]
    return next((each for each in free if each.is_of_the_phase), free[0] if free else None)

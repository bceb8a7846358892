"""Who holds which posts at an authority on a day: for saying whose something is, and of which team."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from trellis.accounts.access import Access, Held
from trellis.accounts.models import Post
from trellis.accounts.roles import PHASES, ROLES, Permission, Scope
from trellis.schools import queries
from trellis.schools.models import School

TEAMS = {
    "primary": "Primary advisers",
    "secondary": "Secondary advisers",
    "leaders": "Team leader and principal adviser",
    "quality": "Quality and Standards data officers",
    "support": "Traded services and system leaders",
    "leadership": "Director and leadership team",
    "members": "Members and auditors",
    "schools": "Schools and trusts",
}
"""The teams by which work is looked at. No account is put into one: the post by which something is somebody’s says which."""
OF_ROLE = {
    "spa": "primary",
    "ssa": "secondary",
    "sitl": "leaders",
    "pa": "leaders",
    "data_officer": "quality",
    "traded_services": "support",
    "system_leader": "support",
    "director": "leadership",
    "leadership_team": "leadership",
    "executive_member": "members",
    "scrutiny_member": "members",
    "forum_member": "members",
    "auditor": "members",
    "administrator": "members",
    **{role.id: "schools" for role in ROLES.values() if role.at_school},
}
"""The team of each role; that of an adviser with schools of their own is of the phase of the school."""
_OF_PHASE = {Scope.PRIMARY: "primary", Scope.SECONDARY: "secondary"}


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Somebody by a post that they hold."""

    user_id: int
    name: str
    post: Held

    def reaches(self, permission: Permission, *, school: School | None) -> bool:
        """Whether the post carries a permission for a school; for the authority itself where there is no school."""
        if school is not None:
            return queries.reaches(Access((self.post,)), permission, school=school)
        return permission in self.post.role.permissions

    def teams(self, *, school: School | None) -> frozenset[str]:
        """The teams in which the post does something for a school. A special school is of both phases, as it is of both seniors."""
        if self.post.role.id in OF_ROLE:
            return frozenset((OF_ROLE[self.post.role.id],))
        phase = school.phase_group if school is not None else ""
        of_it = frozenset(team for scope, team in _OF_PHASE.items() if phase in PHASES[scope])
        return of_it or frozenset(_OF_PHASE.values())


@dataclass(frozen=True)
class Holders:
    """Everybody who holds a post at an authority or at a school of it, and may sign in, by name."""

    every: tuple[Holder, ...]

    def of_roles(self, roles: Iterable[str], *, school: School | None = None) -> dict[int, str]:
        """The names of those who hold one of these roles and whom it brings to a school, by account."""
        found: dict[int, str] = {}
        for role in roles:
            places = ((role, school.pk), (role, None)) if school is not None else ((role, None),)
            for place in places:
                scope = ROLES[role].scope
                if school is None or scope not in PHASES or school.phase_group in PHASES[scope]:
                    found |= {each.user_id: each.name for each in self._at.get(place, ())}
        return found

    def who_may(self, permission: Permission, *, school: School | None) -> dict[int, str]:
        """The names of those whose post carries a permission for a school, by account; for the authority itself without one."""
        return {each.user_id: each.name for each in self.every if each.reaches(permission, school=school)}

    def answering(
        self, people: Collection[int], permission: Permission, *, school: School | None
    ) -> tuple[Holder, ...]:
        """The posts by which any of these people can do something; none where all have left, or have other schools now."""
        posts = [each for pk in people for each in self.of_account.get(pk, ())]
        return tuple(each for each in posts if each.reaches(permission, school=school))

    @cached_property
    def of_account(self) -> Mapping[int, tuple[Holder, ...]]:
        found: dict[int, tuple[Holder, ...]] = {}
        for each in self.every:
            found[each.user_id] = (*found.get(each.user_id, ()), each)
        return found

    @cached_property
    def _at(self) -> Mapping[tuple[str, int | None], tuple[Holder, ...]]:
        found: dict[tuple[str, int | None], list[Holder]] = {}
        for each in self.every:
            found.setdefault((each.post.role.id, each.post.urn), []).append(each)
        return {place: tuple(those) for place, those in found.items()}


def at(authority_code: str, *, on: date) -> Holders:
    """Who holds a post at an authority on a day. This will make one query."""
    held = Post.objects.all().held_on(on).filter(authority_code=authority_code, user__is_active=True)
    rows = held.order_by("user__name", "user_id", "pk").values_list("role", "urn", "user_id", "user__name")
    return Holders(
        tuple(
            Holder(
                user_id=pk,
                name=name,
                post=Held(role=ROLES[role], authority_code=authority_code, urn=urn),
            )
            for role, urn, pk, name in rows
        )
    )

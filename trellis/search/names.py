"""Schools and people by their names: few enough to be looked through, so that what is typed half is found too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trellis.accounts.access import Access
from trellis.accounts.models import Post, User
from trellis.accounts.roles import ROLES, Permission
from trellis.schools import queries as schools
from trellis.search.words import starts, tokens

MOST = 20


@dataclass(frozen=True, kw_only=True)
class SchoolFound:
    """A school that the reader may see. `opens` is false where they read its level and not its evidence."""

    urn: int
    name: str
    town: str
    postcode: str
    trust: str
    is_open: bool
    opens: bool
    rank: int


@dataclass(frozen=True, kw_only=True)
class PersonFound:
    """Somebody who holds a post at an authority of the reader’s, or at a school that they may see."""

    user_id: int
    name: str
    email: str
    role: str
    urn: int | None
    school: str


def schools_named(user: User, *, held: Access, on: date, typed: str) -> list[SchoolFound]:
    """The schools that the reader may see with all of these words in their name, URN, town, postcode or trust.

    An exact URN stands first, then an exact name, then names that begin so, then names, then the rest.
    """
    wanted = tokens(typed)
    if not wanted:
        return []
    seen = schools.visible_to(user, on=on, permission=Permission.LEVEL_READ, held=held)
    opens = set(schools.visible_to(user, on=on, held=held).values_list("urn", flat=True))
    found = []
    rows = seen.values_list("urn", "name", "town", "postcode", "trust_name", "is_open")
    for urn, name, town, postcode, trust, is_open in rows.iterator():
        called = tokens(name)
        rest = [*tokens(town), *tokens(postcode), "".join(tokens(postcode)), *tokens(trust), str(urn)]
        if starts(wanted, [*called, *rest]):
            found.append(
                SchoolFound(
                    urn=urn,
                    name=name,
                    town=town,
                    postcode=postcode,
                    trust=trust,
                    is_open=is_open,
                    opens=urn in opens,
                    rank=_rank(wanted, called, urn=urn),
                )
            )
    return sorted(found, key=lambda each: (each.rank, not each.is_open, each.name, each.urn))


def _rank(wanted: Sequence[str], called: Sequence[str], *, urn: int) -> int:
    if list(wanted) == [str(urn)]:
        return 0
    if list(wanted) == list(called):
        return 1
    if " ".join(called).startswith(" ".join(wanted)):
        return 2
    return 3 if starts(wanted, called) else 4


def people_named(user: User, *, held: Access, on: date, typed: str) -> list[PersonFound]:
    """The people whose name has all of these words, for those who work at the authority: nobody at a school is told others.

    Colleagues are those who hold a post at the reader’s authority, and those at a school that the reader may see.
    """
    wanted = tokens(typed)
    codes = {post.authority_code for post in held.posts_with(Permission.DATA_READ) if not post.role.at_school}
    if not wanted or not codes:
        return []
    seen = dict(
        schools.visible_to(user, on=on, held=held).filter(authority__in=codes).values_list("urn", "name")
    )
    posts = (
        Post.objects.all()
        .held_on(on)
        .filter(authority_code__in=codes, user__is_active=True)
        .order_by("user__name", "user_id", "role", "urn")
        .values_list("user_id", "user__name", "user__email", "role", "urn")
    )
    found: dict[tuple[int, str, int | None], PersonFound] = {}
    for user_id, name, email, role, urn in posts.iterator():
        at_school = ROLES[role].at_school
        if (at_school and urn not in seen) or not starts(wanted, tokens(name)):
            continue
        place = urn if at_school else None  # an adviser’s allocation is told on its own page
        found.setdefault(
            (user_id, role, place),
            PersonFound(
                user_id=user_id,
                name=name,
                email=email,
                role=ROLES[role].name,
                urn=place,
                school=seen.get(place, "") if place is not None else "",
            ),
        )
    return list(found.values())

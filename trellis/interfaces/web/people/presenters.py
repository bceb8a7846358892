"""People, posts and allocations as pages. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trellis.accounts import matrix
from trellis.accounts.models import Post, User
from trellis.accounts.queries import Person
from trellis.accounts.roles import ROLES
from trellis.interfaces.web.govuk import words
from trellis.schools.models import PHASES, Interest


@dataclass(frozen=True, kw_only=True)
class PersonLine:
    """Somebody in the list."""

    id: int
    name: str
    email: str
    may_sign_in: bool
    held: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PostShown:
    """One post: the role, where, from when to when, and whether it can still be given a last day."""

    id: int
    role: str
    place: str
    dates: str
    can_end: bool


@dataclass(frozen=True, kw_only=True)
class AdviserShown:
    """An adviser and the schools that they have, or will have."""

    id: int
    name: str
    schools: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Allocation:
    """Every school by adviser; those with none; and the choices of the form, those with none first."""

    advisers: tuple[AdviserShown, ...]
    without: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class RoleShown:
    """One role, in words and as its row of the matrix."""

    id: str
    name: str
    description: str
    reaches: str
    does: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]
    aliases: str


@dataclass(frozen=True, kw_only=True)
class InterestShown:
    """One interest. `kind` and `reason` are "" for a reader who sees only that somebody stands aside."""

    id: int
    who: str
    school: str
    kind: str
    reason: str
    dates: str
    holds: bool
    ended: str
    can_end: bool


def line(person: Person, *, names: Mapping[int, str]) -> PersonLine:
    by_role: dict[str, list[str]] = {}
    for post in person.held:
        by_role.setdefault(post.role, []).append(_place(post, names=names))
    return PersonLine(
        id=person.user.pk,
        name=person.named,
        email=person.user.email,
        may_sign_in=person.user.is_active,
        held=tuple(
            f"{ROLES[role].name}, {places[0]}"
            if len(places) == 1
            else f"{ROLES[role].name}, {words.count(len(places), 'school')}"
            for role, places in by_role.items()
        ),
    )


def post(each: Post, *, names: Mapping[int, str], today: date) -> PostShown:
    return PostShown(
        id=each.pk,
        role=ROLES[each.role].name,
        place=_place(each, names=names),
        dates=dates(each.from_date, each.to_date)
        + (", waits for its holder to enter the code" if each.code else ""),
        can_end=each.to_date is None or each.to_date >= today,
    )


def dates(first: date, last: date | None) -> str:
    return f"from {words.day(first)}" + (f" to {words.day(last)}" if last is not None else "")


def allocation(
    schools: Sequence[tuple[int, str, str]], *, advisers: Sequence[User], posts: Sequence[Post], today: date
) -> Allocation:
    """Return the table of who advises which of the schools, given as URN, name and phase."""
    names = {urn: name for urn, name, _ in schools}
    phases = {urn: PHASES.get(phase, "") for urn, _, phase in schools}
    now: dict[int, list[str]] = {}
    of_adviser: dict[int, list[tuple[str, str]]] = {each.pk: [] for each in advisers}
    for each in sorted(posts, key=lambda each: names.get(each.urn or 0, "")):
        if each.urn not in names:
            continue
        of_adviser.setdefault(each.user_id, []).append(
            (names[each.urn], dates(each.from_date, each.to_date) if _is_odd(each, today) else "")
        )
        now.setdefault(each.urn, []).append(
            each.user.name if each.from_date <= today else f"{each.user.name} {dates(each.from_date, None)}"
        )
    without = [urn for urn, _, _ in schools if urn not in now]
    with_one = [urn for urn, _, _ in schools if urn in now]
    return Allocation(
        advisers=tuple(
            AdviserShown(id=each.pk, name=each.name, schools=tuple(of_adviser[each.pk])) for each in advisers
        ),
        without=tuple(names[urn] for urn in without),
        choices=tuple(
            (
                str(urn),
                f"{names[urn]} ({phases[urn].lower()}): {' and '.join(now[urn]) if urn in now else 'nobody'}",
            )
            for urn in (*without, *with_one)
        ),
    )


def _is_odd(each: Post, today: date) -> bool:
    """Whether the dates of a post say something that the table does not: it has not begun, or has a last day."""
    return each.from_date > today or each.to_date is not None


def roles(aliases: Mapping[str, Sequence[str]]) -> tuple[RoleShown, ...]:
    """Return every role. `aliases` are the names that the pack in force calls them by, too."""
    return tuple(
        RoleShown(
            id=role.id,
            name=role.name,
            description=role.description,
            reaches=matrix.SCOPES[role.scope],
            does=matrix.does(role),
            cells=tuple(zip((area.name for area in matrix.AREAS), matrix.cells(role), strict=True)),
            aliases=", ".join(aliases.get(role.id, ())),
        )
        for role in ROLES.values()
    )


def interest(
    each: Interest, *, today: date, reader: User, reads: bool = False, keeps: bool = False
) -> InterestShown:
    """Return an interest as a reader may see it: whole to whose it is and to who reads or keeps the register."""
    ended = getattr(each, "ended", None)
    last = min((day for day in (each.to_date, ended.to_date if ended else None) if day), default=None)
    whole = reads or keeps or each.user_id == reader.pk
    return InterestShown(
        id=each.pk,
        who=each.user.name,
        school=each.school.name,
        kind=each.get_kind_display() if whole else "",
        reason=each.reason if whole else "",
        dates=dates(each.from_date, last),
        holds=each.from_date <= today and (last is None or last >= today),
        ended=f"Said to have passed by {ended.by}, {words.moment(ended.at)}: {ended.reason}"
        if ended is not None and whole
        else "",
        can_end=keeps and ended is None and each.user_id != reader.pk and (last is None or last >= today),
    )


def _place(each: Post, *, names: Mapping[int, str]) -> str:
    if each.urn is None:
        return "the authority"
    return names.get(each.urn, f"URN {each.urn}")

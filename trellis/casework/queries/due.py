"""What is due, derived from what has happened: what, of whom, by when and how late. Nothing here is ever stored.

A task ends when the thing is done, since then it is not derived any more. See ADR 0022.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.calendars import queries as calendars
from trellis.calendars.calendar import Term
from trellis.casework import rules as pack_rules
from trellis.casework.queries import due_cases, due_groups, due_levels, levels, standing
from trellis.casework.queries.asking import Ask
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.standing import Standing
from trellis.casework.rules import Rules
from trellis.schools import holders
from trellis.schools import queries as schools
from trellis.schools.holders import Holders
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class Due:
    """One thing that is due of a school.

    `people` are those it is due of, by account, where the posts or the case say who; `names` are theirs.
    """

    school: School
    ask: Ask
    people: Mapping[int, str]
    today: date

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.people.values()))

    @property
    def overdue(self) -> int:
        """How many days late it is; 0 where it is not."""
        by = self.ask.by
        return max(0, (self.today - by).days) if by is not None else 0

    def is_of(self, user: User, held: Access) -> bool:
        """Whether it waits for this user: it is theirs by name, or nobody’s by name and their role may do it."""
        if self.people:
            return user.pk in self.people and (
                self.ask.person == user or schools.reaches(held, self.ask.permission, school=self.school)
            )
        return schools.reaches(held, self.ask.permission, school=self.school)


@dataclass(frozen=True, kw_only=True)
class Board:
    """All that is due, the latest first; how far the termly look at levels has come; and who holds which post there."""

    items: tuple[Due, ...]
    cases: Mapping[int, CaseFile]
    term: Term | None
    reviewed: int
    to_review: int
    estimated: bool
    holders: Holders
    today: date

    @property
    def overdue(self) -> int:
        return sum(1 for each in self.items if each.overdue)

    @property
    def of_school(self) -> Mapping[int, tuple[Due, ...]]:
        found: dict[int, list[Due]] = {}
        for each in self.items:
            found.setdefault(each.school.pk, []).append(each)
        return {urn: tuple(listed) for urn, listed in found.items()}


def board(visible: QuerySet[School], *, authority: str, today: date) -> Board:
    """All that is due on a day of an authority’s maintained schools that are visible, latest first.

    The number of queries grows neither with the schools nor with their years. The cases are in brief, and what was read
    for one reader serves another until something is written.
    """
    ours = visible.filter(authority_id=authority, relationship="maintained", is_open=True)
    every = tuple(ours.order_by("name", "urn"))
    rules = pack_rules.of(authority)
    stands = standing.of(every, authority=authority, rules=rules, today=today)
    posts = holders.at(authority, on=today)
    items = [
        Due(school=school, ask=ask, people=_who(ask, school, posts), today=today)
        for school in every
        for ask in _asked(school, stands, rules=rules, today=today)
    ]
    held, term = stands.levels, stands.term
    level_in_force = {urn for urn, each in held.items() if any(e.state == "in_force" for e in each)}
    return Board(
        items=tuple(sorted(items, key=_first)),
        cases=stands.cases,
        term=term,
        reviewed=len(level_in_force & stands.looked_at),
        to_review=len(level_in_force),
        estimated=term is not None and term.is_estimated,
        holders=posts,
        today=today,
    )


def of_case(file: CaseFile) -> tuple[Due, ...]:
    """All that is due of one case and of the level of its school, latest first."""
    school, today = file.case.school, file.today
    calendar = calendars.of_school(school, on=today, known_on=today)
    posts = holders.at(school.authority_id, on=today)
    under_way = [each for each in file.levels if each.state not in levels.SETTLED]
    asks = [
        *due_levels.asked(under_way, today=today),
        *due_cases.asked(file, calendar=calendar),
        *due_groups.asked(file, calendar=calendar),
    ]
    items = [Due(school=school, ask=ask, people=_who(ask, school, posts), today=today) for ask in asks]
    return tuple(sorted(items, key=_first))


def _asked(school: School, stands: Standing, *, rules: Rules, today: date) -> tuple[Ask, ...]:
    """What a school's level and case ask for, derived once for as long as it stands."""
    if school.pk not in stands.asks:
        stands.asks[school.pk] = tuple(_derived(school, stands, rules=rules, today=today))
    return stands.asks[school.pk]


def _derived(school: School, stands: Standing, *, rules: Rules, today: date) -> Iterable[Ask]:
    file, held = stands.cases.get(school.pk), stands.levels.get(school.pk, [])
    calendar, term = stands.calendars[school.pk], stands.term
    yield from due_levels.asked(held, today=today)
    if file is None:
        yield from due_levels.identify(held, rules=rules, calendar=calendar)
    else:
        yield from due_cases.asked(file, calendar=calendar)
        yield from due_groups.asked(file, calendar=calendar)
    if term is not None and school.pk not in stands.looked_at:
        yield from due_levels.look_at(held, term=term, is_worked=file is not None)


def _who(ask: Ask, school: School, posts: Holders) -> dict[int, str]:
    """Those it is due of: the one it was given to, else those who hold the roles that usually do it."""
    if ask.person is not None:
        return {ask.person.pk: ask.person.name}
    return posts.of_roles(ask.roles, school=school)


def _first(each: Due) -> tuple[int, date, str, str]:
    """The latest first, then by the day, then what has no day."""
    return (-each.overdue, each.ask.by or date.max - timedelta(days=1), each.school.name, each.ask.kind)

"""What is due, derived from what has happened: what, of whom, by when and how late. Nothing here is ever stored.

A task ends when the thing is done, since then it is not derived any more. See ADR 0022.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from trellis.accounts.access import Access
from trellis.accounts.models import Post, User
from trellis.calendars import queries as calendars
from trellis.calendars.calendar import Calendar, NoTermSetUp, Term
from trellis.casework import rules as pack_rules
from trellis.casework.models import Evaluation, LevelReview, Proposal
from trellis.casework.queries import due_cases, due_groups, due_levels, in_brief, levels
from trellis.casework.queries.asking import Ask
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.days import end_of
from trellis.casework.queries.levels import LevelCase
from trellis.casework.rules import Rules
from trellis.schools import queries as schools
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
    """All that is due, the latest first; and how far the termly look at levels has come."""

    items: tuple[Due, ...]
    cases: Mapping[int, CaseFile]
    term: Term | None
    reviewed: int
    to_review: int
    estimated: bool
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


@dataclass(frozen=True, kw_only=True)
class _Read:
    """What was read at once of an authority’s schools."""

    rules: Rules
    schools: tuple[School, ...]
    calendars: Mapping[int, Calendar]
    cases: Mapping[int, CaseFile]
    levels: Mapping[int, list[LevelCase]]
    today: date


def board(visible: QuerySet[School], *, authority: str, today: date) -> Board:
    """All that is due on a day of an authority’s maintained schools that are visible, latest first.

    The number of queries grows neither with the schools nor with their years. The cases are read in brief.
    """
    ours = visible.filter(authority_id=authority, relationship="maintained", is_open=True)
    held = in_brief.current_levels(ours, on=today)
    read_cases = in_brief.open_cases(ours, current=held, today=today)
    open_cases = {each.case.school_id: each for each in read_cases}
    every = tuple(ours.order_by("name", "urn"))
    read = _Read(
        rules=pack_rules.of(authority),
        schools=every,
        calendars=calendars.of_schools(every, authority=authority, on=today, known_on=today),
        cases=open_cases,
        levels=held,
        today=today,
    )
    term = _term(calendars.of_authority(authority, on=today, known_on=today), today)
    looked_at = _looked_at(ours, term=term, today=today) if term is not None else frozenset()
    posts = _names(authority, on=today)
    items = [
        Due(school=school, ask=ask, people=_who(ask, school, posts), today=today)
        for school in every
        for ask in _asked(school, read, looked_at=looked_at, term=term)
    ]
    level_in_force = {urn for urn, each in held.items() if any(e.state == "in_force" for e in each)}
    return Board(
        items=tuple(sorted(items, key=_first)),
        cases=open_cases,
        term=term,
        reviewed=len(level_in_force & looked_at),
        to_review=len(level_in_force),
        estimated=term is not None and term.is_estimated,
        today=today,
    )


def of_case(file: CaseFile) -> tuple[Due, ...]:
    """All that is due of one case and of the level of its school, latest first."""
    school, today = file.case.school, file.today
    calendar = calendars.of_school(school, on=today, known_on=today)
    posts = _names(school.authority_id, on=today)
    under_way = [each for each in file.levels if each.state not in levels.SETTLED]
    asks = [
        *due_levels.asked(under_way, today=today),
        *due_cases.asked(file, calendar=calendar),
        *due_groups.asked(file, calendar=calendar),
    ]
    items = [Due(school=school, ask=ask, people=_who(ask, school, posts), today=today) for ask in asks]
    return tuple(sorted(items, key=_first))


def _asked(school: School, read: _Read, *, looked_at: frozenset[int], term: Term | None) -> Iterable[Ask]:
    file, held = read.cases.get(school.pk), read.levels.get(school.pk, [])
    calendar = read.calendars[school.pk]
    yield from due_levels.asked(held, today=read.today)
    if file is None:
        yield from due_levels.identify(held, rules=read.rules, calendar=calendar)
    else:
        yield from due_cases.asked(file, calendar=calendar)
        yield from due_groups.asked(file, calendar=calendar)
    if term is not None and school.pk not in looked_at:
        yield from due_levels.look_at(held, term=term, is_worked=file is not None)


def _looked_at(ours: QuerySet[School], *, term: Term, today: date) -> frozenset[int]:
    """The schools whose level was looked at in a term: reviewed, proposed anew, or evaluated in their case."""
    since = term.starts
    reviewed = LevelReview.objects.filter(school__in=ours, term=term.name, at__lt=end_of(today))
    proposed = Proposal.objects.filter(
        school__in=ours, at__lt=end_of(today), at__gte=end_of(since - timedelta(days=1))
    )
    evaluated = Evaluation.objects.filter(
        case__school__in=ours, at__lt=end_of(today), at__gte=end_of(since - timedelta(days=1))
    )
    return frozenset(
        [
            *reviewed.values_list("school_id", flat=True),
            *proposed.values_list("school_id", flat=True),
            *evaluated.values_list("case__school_id", flat=True),
        ]
    )


def _term(calendar: Calendar, today: date) -> Term | None:
    try:
        return calendar.term_of(today)
    except NoTermSetUp:
        return None


def _names(authority: str, *, on: date) -> dict[tuple[str, int | None], dict[int, str]]:
    """The names of the people who hold a role at the authority or at a school of it, by account."""
    found: dict[tuple[str, int | None], dict[int, str]] = {}
    held = Post.objects.all().held_on(on).filter(authority_code=authority, user__is_active=True)
    for post in held.select_related("user").order_by("user__name", "user_id"):
        found.setdefault((post.role, post.urn), {})[post.user_id] = post.user.name
    return found


def _who(
    ask: Ask, school: School, posts: Mapping[tuple[str, int | None], Mapping[int, str]]
) -> dict[int, str]:
    """Those it is due of: the one it was given to, else those who hold the roles that usually do it."""
    if ask.person is not None:
        return {ask.person.pk: ask.person.name}
    found: dict[int, str] = {}
    for role in ask.roles:
        for place in ((role, school.pk), (role, None)):
            found |= posts.get(place, {})
    return found


def _first(each: Due) -> tuple[int, date, str, str]:
    """The latest first, then by the day, then what has no day."""
    return (-each.overdue, each.ask.by or date.max - timedelta(days=1), each.school.name, each.ask.kind)

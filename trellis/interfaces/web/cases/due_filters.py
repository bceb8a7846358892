"""What the page of what is due is narrowed by: read from the address, held against what the reader may see, and written back."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from trellis.interfaces.web.cases.due_rows import Row
from trellis.schools.holders import TEAMS, Holders

ME, NOBODY, NO_SCHOOL = "me", "nobody", "none"
AT_AUTHORITY = "At the authority"
KINDS = {
    "": "Everything",
    "late": "What is overdue",
    "cases": "Steps of a case",
    "visits": "Visits and inspections",
    "plans": "Plans and reviews",
    "groups": "Task groups",
    "levels": "Levels",
    "notices": "Warning notices and concerns",
    "practice": "Good practice",
    "events": "Courses and events",
    "inductions": "Inductions of headteachers",
    "helpers": "Providers and system leaders",
    "brokered": "Support from school to school",
    "services": "Services and adviser days",
    "documents": "Documents",
    "intelligence": "Soft intelligence",
    "returns": "Local returns",
    "duties": "Duties of the authority",
}
_OF_KIND = {
    "visits": {"identify", "inform", "visit", "follow_up", "fieldwork"},
    "plans": {"plan_of_action", "plan", "review", "evaluate", "decision", "support"},
    "groups": {"group", "meeting", "papers", "hold", "minutes", "outcomes", "seen", "report"},
    "levels": {"level_step", "level_yearly", "level_review", "reply", "reply_late", "entry"},
    "notices": {"notice_step", "notice_copies", "concern_step", "challenge_step"},
    "practice": {"practice"},
    "events": {"event"},
    "inductions": {"induction"},
    "helpers": {"helpers"},
    "brokered": {"brokered"},
    "services": {"service"},
    "documents": {"document"},
    "intelligence": {"intelligence"},
    "returns": {"return"},
    "duties": {"duty"},
}
_ELSEWHERE = frozenset[str]().union(*_OF_KIND.values())
LABELS = {"kind": "What", "person": "Of whom", "school": "School", "team": "Team"}
WRONG = {
    "kind": "What the address asks to be shown is none of the choices. Choose one from the list.",
    "person": "The address asks for a person of whom nothing is due that you may see. Choose a person from the list.",
    "school": "The address asks for a school that is not one of those you work with here. Choose a school from the list.",
    "team": "What the address asks for is no team here. Choose a team from the list.",
}
"""What is said of a value that is none of the choices: the same for what does not exist and for what is not the reader’s to see."""


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What an address narrows the page to; "" for all. A person is the number of an account, and a school its URN."""

    kind: str = ""
    person: str = ""
    school: str = ""
    team: str = ""

    def address(self, *, authority: str, **changes: str) -> str:
        """The query string of this with some things changed."""
        state = vars(replace(self, **changes))
        return "?" + urlencode(
            {**{name: value for name, value in state.items() if value}, "authority": authority}
        )

    @property
    def narrowed(self) -> bool:
        return any(vars(self).values())


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One choice of a filter."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One filter: its choices, by the heading under which they stand; "" for those that stand under none."""

    name: str
    label: str
    groups: tuple[tuple[str, tuple[Choice, ...]], ...]

    @property
    def chosen(self) -> Choice | None:
        """What it narrows to; None for nothing."""
        return next((c for _, those in self.groups for c in those if c.chosen and c.value), None)


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What each filter may be, as words by value, under each heading: what occurs among the rows that the reader may see."""

    kind: Mapping[str, Mapping[str, str]]
    person: Mapping[str, Mapping[str, str]]
    school: Mapping[str, Mapping[str, str]]
    team: Mapping[str, Mapping[str, str]]

    def text(self, name: str, value: str) -> str | None:
        """The words of a value of a filter; None where it is no choice."""
        return next((held[value] for held in self.groups(name).values() if value in held), None)

    def groups(self, name: str) -> Mapping[str, Mapping[str, str]]:
        found: Mapping[str, Mapping[str, str]] = getattr(self, name)
        return found


def read(given: Mapping[str, str], *, reader: int) -> Filters:
    """The filters as an address has them, before they are held against what there is. The reader’s own number is "me"."""
    asked = Filters(**{name: given.get(name, "") for name in LABELS})
    return replace(asked, person=ME) if asked.person == str(reader) else asked


def offered(
    rows: Sequence[Row],
    asked: Filters,
    *,
    holders: Holders,
    reader: int,
    known_schools: Mapping[int, str],
    known_people: Mapping[int, str],
) -> Offered:
    """What may be chosen: what occurs among the rows, and what is asked for though nothing is due of it now.

    Of people and schools those are the ones `known` to the reader; an address that was kept still narrows.
    """
    has_nobodys = any(row.whose.nobodys for row in rows)
    schools = {row.urn: row.school for row in rows if row.urn is not None}
    teams = frozenset((asked.team,)).union(*(row.whose.teams for row in rows))
    named = {**known_people, **{pk: name for row in rows for pk, name in row.whose.people.items()}}
    people = _people({pk: named[pk] for pk in named if pk != reader}, holders, schools)
    nobodys, nobodys_team = (
        {NOBODY: "Nobody yet"} if has_nobodys or value == NOBODY else {}
        for value in (asked.person, asked.team)
    )
    of_authority = asked.school == NO_SCHOOL or any(row.urn is None for row in rows)
    return Offered(
        kind={"": KINDS},
        person={"": {"": "Everybody", ME: "You", **nobodys}, **people},
        school={
            "": {
                "": "All schools",
                **({NO_SCHOOL: "No school: the authority itself"} if of_authority else {}),
                **_schools({**known_schools, **schools}),
            }
        },
        team={
            "": {
                "": "All teams",
                **{team: name for team, name in TEAMS.items() if team in teams},
                **nobodys_team,
            }
        },
    )


def held_against(asked: Filters, offered: Offered) -> tuple[Filters, dict[str, str]]:
    """The filters without what is none of the choices, and the sentence about each that is not."""
    wrong = {name: WRONG[name] for name, value in vars(asked).items() if offered.text(name, value) is None}
    return replace(asked, **dict.fromkeys(wrong, "")), wrong


def narrowed(rows: Iterable[Row], filters: Filters) -> list[Row]:
    return [
        row
        for row in rows
        if _is_of_kind(row, filters.kind)
        and _is_of_person(row, filters.person)
        and filters.school in ("", str(row.urn) if row.urn is not None else NO_SCHOOL)
        and _is_of_team(row, filters.team)
    ]


def shown(offered: Offered, filters: Filters, *, wrong: Collection[str]) -> tuple[Filter, ...]:
    """The filters as they are drawn. One that could tell nothing apart is left out, but where the address had it `wrong`."""
    every = (
        Filter(
            name=name,
            label=label,
            groups=tuple(
                (
                    heading,
                    tuple(
                        Choice(value=value, text=text, chosen=getattr(filters, name) == value)
                        for value, text in held.items()
                    ),
                )
                for heading, held in offered.groups(name).items()
                if held
            ),
        )
        for name, label in LABELS.items()
    )
    return tuple(
        each for each in every if each.chosen is not None or each.name in wrong or _tells_apart(each)
    )


def _tells_apart(each: Filter) -> bool:
    """Whether there is more to choose from than all of it and the one thing that there is."""
    return sum(len(those) for _, those in each.groups) > 2


def _is_of_kind(row: Row, kind: str) -> bool:
    if kind == "late":
        return bool(row.overdue)
    if kind == "cases":  # what no other kind has, so that nothing that is asked for is under Everything alone
        return row.kind not in _ELSEWHERE
    return not kind or row.kind in _OF_KIND[kind]


def _is_of_person(row: Row, person: str) -> bool:
    match person:
        case "":
            return True
        case str() if person == ME:
            return row.mine
        case str() if person == NOBODY:
            return row.whose.nobodys
        case _:
            return int(person) in row.whose.people


def _is_of_team(row: Row, team: str) -> bool:
    return not team or (row.whose.nobodys if team == NOBODY else team in row.whose.teams)


def _people(
    names: Mapping[int, str], holders: Holders, schools: Mapping[int, str]
) -> dict[str, dict[str, str]]:
    """People by where they are, and in it by name; those at one school with its name."""
    found: dict[str, dict[int, str]] = {AT_AUTHORITY: {}, "At schools": {}, "With no post here now": {}}
    for pk, name in sorted(names.items(), key=lambda pair: (pair[1], pair[0])):
        posts = holders.of_account.get(pk, ())
        at = {schools.get(each.post.urn or 0, "") for each in posts} - {""}
        if not posts:
            found["With no post here now"][pk] = name
        elif all(each.post.role.at_school for each in posts):
            found["At schools"][pk] = f"{name}, {min(at)}" if len(at) == 1 else name
        else:
            found[AT_AUTHORITY][pk] = name
    return {
        heading: {str(pk): text for pk, text in _told_apart(those, holders).items()}
        for heading, those in found.items()
    }


def _told_apart(names: Mapping[int, str], holders: Holders) -> dict[int, str]:
    """Names that two people share, each with the role that they hold."""
    times = Counter(names.values())

    def role(pk: int) -> str:
        posts = holders.of_account.get(pk, ())
        return f", {posts[0].post.role.name}" if posts else f", account {pk}"

    return {pk: name + (role(pk) if times[name] > 1 else "") for pk, name in names.items()}


def _schools(names: Mapping[int, str]) -> dict[str, str]:
    """Schools by name, with the URN where two have the same."""
    times = Counter(names.values())
    return {
        str(urn): f"{name} ({urn})" if times[name] > 1 else name
        for urn, name in sorted(names.items(), key=lambda pair: (pair[1], pair[0]))
    }

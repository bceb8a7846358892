"""The reader’s own schools: those their posts name and those they watch, each with where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.casework import rules as pack_rules
from trellis.casework.queries import due, standing
from trellis.casework.queries import levels as kept_levels
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.due import Board
from trellis.casework.rules import Rules
from trellis.interfaces.web.govuk import levels, words
from trellis.interfaces.web.govuk.levels import LevelTag
from trellis.schools import queries as schools
from trellis.schools.models import School
from trellis.screening import listed
from trellis.screening import queries as screening

MOST = 60
_NONE = {True: "None", False: "Not open to your role"}


@dataclass(frozen=True, kw_only=True)
class Mine:
    """One school of the reader’s. What they may not read of it says so."""

    urn: int
    name: str
    why: str
    page: str
    tag: LevelTag | None
    level: str
    case: str
    next: str
    late: str
    missing: str


@dataclass(frozen=True, kw_only=True)
class _Read:
    levels: Mapping[int, kept_levels.LevelCase]
    cases: Mapping[int, CaseFile]
    due: Mapping[int, tuple[due.Due, ...]]
    results: Mapping[int, listed.ListedResult]


def of(user: User, held: Access, *, today: date, read: Mapping[str, Board]) -> tuple[tuple[Mine, ...], bool]:
    """The reader’s schools by name, and whether there are more than are shown. `read` is what `sources.boards` gave.

    The number of queries grows with the authorities they are of, and with nothing else.
    """
    named = {post.urn for post in held.posts_with(Permission.LEVEL_READ) if post.urn is not None}
    seen = schools.visible_to(user, on=today, permission=Permission.LEVEL_READ, held=held)
    watched = schools.watched_by(user, among=seen)
    if not named and not watched:
        return (), False
    theirs = list(seen.filter(pk__in=named | watched, is_open=True).order_by("name", "urn")[: MOST + 1])
    shown = theirs[:MOST]
    found: dict[int, Mine] = {}
    for code in sorted({each.authority_id for each in shown}):
        of_it = [each for each in shown if each.authority_id == code]
        rules = pack_rules.of(code)
        known = _read(of_it, read.get(code), user=user, held=held, rules=rules, today=today)
        names = dict(enumerate(rules.level_names, start=1))
        found |= {each.pk: _mine(each, known, named=names, own=each.pk in named, held=held) for each in of_it}
    return tuple(found[each.pk] for each in shown), len(theirs) > MOST


def _read(
    theirs: list[School], board: Board | None, *, user: User, held: Access, rules: Rules, today: date
) -> _Read:
    code, urns = theirs[0].authority_id, [each.pk for each in theirs]
    maintained = [each for each in theirs if each.relationship == "maintained"]
    stands = standing.of(maintained, authority=code, rules=rules, today=today)
    in_force = {
        urn: found
        for urn, cases in stands.levels.items()
        if (found := kept_levels.standing_of(cases, on=today)) is not None
    }
    run = screening.run_for(code)
    results: dict[int, listed.ListedResult] = {}
    if run is not None and held.may(Permission.EVIDENCE_READ, authority=code):
        seen = schools.visible_to(user, on=today, held=held).filter(pk__in=urns)
        results = {each.school_id: each for each in listed.results(run, schools=seen)}
    return _Read(
        levels=in_force,
        cases=board.cases if board is not None else {},
        due=board.of_school if board is not None else {},
        results=results,
    )


def _mine(school: School, read: _Read, *, named: Mapping[int, str], own: bool, held: Access) -> Mine:
    urn = school.pk
    agreed, file, asked = read.levels.get(urn), read.cases.get(urn), read.due.get(urn, ())
    first = next((each for each in asked if each.ask.by is not None), asked[0] if asked else None)
    opens = schools.reaches(held, Permission.EVIDENCE_READ, school=school)
    return Mine(
        urn=urn,
        name=school.name,
        why="" if own else "Watched",
        page="where_we_are" if opens else "level",
        tag=levels.tag(agreed.level, named=named, raises_concerns=False) if agreed is not None else None,
        level="No level agreed yet"
        if school.relationship == "maintained"
        else "No level is agreed with an academy",
        case=file.state_words if file is not None else _NONE[opens],
        next=_next(first) or _NONE[opens],
        late=f"{words.count(first.overdue, 'day')} overdue" if first is not None and first.overdue else "",
        missing=_missing(read.results.get(urn)) if opens else _NONE[False],
    )


def _next(first: due.Due | None) -> str:
    if first is None:
        return ""
    return f"{first.ask.what}, by {words.day(first.ask.by)}" if first.ask.by is not None else first.ask.what


def _missing(result: listed.ListedResult | None) -> str:
    """How much of the evidence is missing, in words."""
    if result is None:
        return "Not screened yet"
    lacking = result.counted - result.known
    if lacking <= 0:
        return "Nothing"
    return f"{lacking} of {words.count(result.counted, 'criterion', 'criteria')} not known"

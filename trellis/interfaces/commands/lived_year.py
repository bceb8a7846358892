"""A year of Severnshire's life with its levels, played through the same actions as the pages take.

Three terms: levels agreed with every maintained school and a first edition of the register; a second term in which some
change, one is disputed and settled, and a second edition; and one that is under way, with a level at every stage.
Nobody here can sign in but the people that `trellis demonstrate` names.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils import timezone

from trellis.accounts.models import User
from trellis.casework.queries.levels import LevelCase
from trellis.interfaces.commands import lived_cases, lived_visits
from trellis.interfaces.commands.lived_people import Workers
from trellis.schools.models import School
from trellis.screening.models import Result, Run

DAYS_AGO = (340, 230)
"""How long before today the two terms were closed whose editions are frozen."""
_INTERESTS = (
    "Pupils get support while it can still change their year, and teachers know what is asked of them."
)


@dataclass(frozen=True, kw_only=True)
class People:
    """Who acts: the authority's own people, and two for each school."""

    principal: User
    officer: User
    leader: User
    director: User
    senior_of: Callable[[School], User]
    adviser_of: Callable[[School], User]
    head_of: Callable[[School], User]
    chair_of: Callable[[School], User]


def play(
    *,
    authority: str,
    then: Run,
    now: Run,
    people: People,
    at: datetime,
    tell: Callable[[str, int, int], None],
) -> dict[str, int]:
    """Play the terms; `then` is a screening as of the first term's end and `now` today's. Returns how many of what."""
    from trellis.casework.actions import register
    from trellis.casework.queries import levels as kept

    schools = list(
        School.objects.filter(authority_id=authority, is_open=True, relationship="maintained").order_by("urn")
    )
    first, second = (at - timedelta(days=days) for days in DAYS_AGO)
    results = {result.school_id: result for result in Result.objects.filter(run=then)}
    newest = {result.school_id: result for result in Result.objects.filter(run=now)}
    known = [s for s in schools if s.pk in results and results[s.pk].level is not None]
    for place, school in enumerate(known):
        tell("the first term", place, len(known))
        result = results[school.pk]
        _whole(school, int(result.level or 1), result, "as screened", people, at=first)
    register.freeze(
        authority=authority,
        term=term_of(timezone.localdate(first)),
        after=0,
        by=people.officer,
        at=_hours(first, 8),
    )
    held = kept.standing(School.objects.filter(authority_id=authority), on=timezone.localdate(second))
    shown = with_a_sign_in(authority)
    at_risk = _at_risk([s for s in known if s.pk not in shown], held)
    cased = {school.pk for school in at_risk}
    steady = [s for s in known if held[s.pk].level in (1, 2) and s.pk not in shown | cased]
    tell("the second term", 0, 1)
    for school in steady[1:12:4]:
        _whole(school, min(3, held[school.pk].level + 1), None, "as a visit found", people, at=second)
    if steady:
        _disputed(steady[0], results[steady[0].pk], people, at=second)
    tell("the cases of schools at risk", 0, 1)
    workers = _workers(people)
    cases = lived_cases.play(at_risk, who=workers, began=_hours(first, 24), now=at)
    register.freeze(
        authority=authority,
        term=term_of(timezone.localdate(second)),
        after=1,
        by=people.officer,
        at=_hours(second, 8),
    )
    tell("the term under way", 0, 1)
    moved = [
        s
        for s in schools
        if s.pk in newest
        and s.pk not in shown | cased
        and newest[s.pk].level is not None
        and (
            s.pk not in held
            or kept.standing(_only(s), on=timezone.localdate(at))[s.pk].level != newest[s.pk].level
        )
    ]
    stages = _stages(moved[:8], newest, people, at=at)
    for school in schools:
        if school.pk in shown:
            _shared(school, 2, None, _FOUND, people, at=at - timedelta(days=2))
            lived_cases.answered_at_home(school, who=workers, now=at)
            cases += 1
    seen = lived_visits.play(
        [school for school in schools if school.pk in shown], inspected=steady[-2:], who=workers, now=at
    )
    return {
        "agreed": len(known),
        "under way": stages + len(shown),
        "cases": cases,
        "visits": seen,
    }


def _at_risk(schools: list[School], held: dict[int, LevelCase]) -> list[School]:
    """Schools whose level was 2 or 3, one at level 3 in the place of the story that is about special measures.

    The last is at level 1: it has just been identified.
    """
    two = [school for school in schools if held[school.pk].level == 2]
    three = [school for school in schools if held[school.pk].level == 3]
    chosen = two[:8]
    if three:
        chosen.insert(min(lived_cases.SPECIAL, len(chosen)), three[0])
    one = [school for school in schools if held[school.pk].level == 1]
    return [*chosen, *one[-1:]]


def _workers(people: People) -> Workers:
    def in_force(case: LevelCase, at: datetime) -> LevelCase:
        from trellis.casework.actions import levels

        shared = levels.share(
            case,
            reply_by=timezone.localdate(at) + timedelta(days=14),
            by=people.adviser_of(case.proposal.school),
            at=at,
        )
        return _finished(_agreed(shared, people, at=at), people, at=_hours(at, 1))

    return Workers(
        principal=people.principal,
        leader=people.leader,
        director=people.director,
        senior_of=people.senior_of,
        adviser_of=people.adviser_of,
        head_of=people.head_of,
        chair_of=people.chair_of,
        in_force=in_force,
    )


_FOUND = "as the autumn visit found: new leaders in two phases, and reading not yet taught the same way in every class"


def with_a_sign_in(authority: str) -> set[int]:
    """The schools whose headteacher can sign in: each is left with a level to answer."""
    heads = User.objects.filter(posts__role="headteacher", posts__authority_code=authority)
    with_password = heads.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return {urn for urn in with_password.values_list("posts__urn", flat=True) if urn is not None}


def people_of(*, authority: str, on: date) -> People:
    """Return who acts, making accounts that nobody can sign in with for those there are not."""
    from trellis.accounts.actions import accounts

    def account(address: str, name: str) -> User:
        email = f"{address}@{authority}.example"
        found = User.objects.filter(email=email).first()
        return found or User.objects.create_user(email=email, name=name, password=None)

    def adviser(urn: int) -> User:
        """One of a few, each of whom has some dozen schools."""
        number = urn % len(_ADVISERS)
        return account(f"sia-{number + 2}", _ADVISERS[number])

    def held(role: str, urn: int | None = None) -> User:
        posts = User.objects.filter(posts__role=role, posts__authority_code=authority, posts__urn=urn)
        found = posts.order_by("pk").first()
        if found is not None:
            return found
        user = (
            adviser(urn)
            if role == "sia" and urn
            else account(f"{role.replace('_', '-')}-{urn or authority}", _NAMED[role])
        )
        accounts.give_posts(
            user=user, role=role, authority_code=authority, from_date=on, urns=[urn] if urn else ()
        )
        return user

    def of(role: str) -> Callable[[School], User]:
        known: dict[int, User] = {}

        def who(school: School) -> User:
            if school.pk not in known:
                known[school.pk] = held(role, school.pk)
            return known[school.pk]

        return who

    return People(
        principal=held("pa"),
        officer=held("data_officer"),
        leader=held("sitl"),
        director=held("director"),
        senior_of=lambda school: held("ssa" if school.phase_group == "secondary" else "spa"),
        adviser_of=of("sia"),
        head_of=of("headteacher"),
        chair_of=of("chair"),
    )


_ADVISERS = ("Ines Calloway", "Tom Ashdown", "Miriam Oseni", "Gwen Pritchett", "Rafi Lindqvist", "Joan Tabor")
_NAMED = {
    "headteacher": "The headteacher",
    "chair": "The chair of governors",
    "pa": "Another principal adviser",
    "data_officer": "Another data officer",
    "sitl": "Another team leader",
    "spa": "Another senior adviser",
    "ssa": "Another senior adviser",
    "director": "Another director",
}


def term_of(day: date) -> str:
    """The name of the term that a day falls in: “Autumn 2026”."""
    season = "Autumn" if day.month >= 9 else "Spring" if day.month <= 3 else "Summer"
    return f"{season} {day.year}"


def _only(school: School):  # type: ignore[no-untyped-def]
    return School.objects.filter(pk=school.pk)


def _hours(at: datetime, hours: int) -> datetime:
    return at + timedelta(hours=hours)


def _shared(
    school: School, level: int, result: Result | None, why: str, people: People, *, at: datetime
) -> LevelCase:
    from trellis.casework.actions import levels

    adviser = people.adviser_of(school)
    case = levels.propose(
        school=school,
        level=level,
        reasons=f"Level {level}, {why}. {result.main_reason if result is not None else ''}".strip(),
        result=result,
        by=adviser,
        at=at,
    )
    return levels.share(
        case, reply_by=timezone.localdate(at) + timedelta(days=14), by=adviser, at=_hours(at, 1)
    )


def _agreed(case: LevelCase, people: People, *, at: datetime) -> LevelCase:
    from trellis.casework.actions import levels
    from trellis.casework.models import Party, Position

    school = case.proposal.school
    for party, who in ((Party.HEAD, people.head_of), (Party.CHAIR, people.chair_of)):
        case = levels.answer(case, party=party, position=Position.AGREES, said="", by=who(school), at=at)
    return case


def _finished(case: LevelCase, people: People, *, at: datetime) -> LevelCase:
    from trellis.casework.actions import levels

    case = _recorded(case, people, at=at)
    case = _ratified(case, people, at=_hours(at, 1))
    return levels.take_effect(case, from_date=timezone.localdate(at), by=people.officer, at=_hours(at, 2))


def _recorded(case: LevelCase, people: People, *, at: datetime) -> LevelCase:
    from trellis.casework.actions import levels

    return levels.record(
        case,
        kind="note",
        dated=timezone.localdate(at),
        text="We met the headteacher and the chair of governors, looked at the evidence together and agreed what comes next.",
        by=people.adviser_of(case.proposal.school),
        at=at,
    )


def _ratified(case: LevelCase, people: People, *, at: datetime) -> LevelCase:
    from trellis.casework.actions import levels

    return levels.ratify(
        case,
        meeting="Quality and Standards meeting",
        held_on=timezone.localdate(at),
        best_interests=_INTERESTS,
        by=people.principal,
        at=at,
    )


def _whole(
    school: School, level: int, result: Result | None, why: str, people: People, *, at: datetime
) -> LevelCase:
    case = _shared(school, level, result, why, people, at=at)
    return _finished(_agreed(case, people, at=_hours(at, 2)), people, at=_hours(at, 3))


def _disputed(
    school: School, result: Result, people: People, *, at: datetime, settle: bool = True
) -> LevelCase:
    from trellis.casework.actions import levels
    from trellis.casework.models import Party, Position

    case = _shared(school, 2, None, "as a visit found", people, at=at)
    criteria = list(result.evidence.filter(level=2).values_list("criterion", flat=True)[:1])
    case = levels.answer(
        case,
        party=Party.HEAD,
        position=Position.DISPUTES,
        said="The visit was on the day of a school trip, with two classes away. Please look again.",
        criteria=criteria,
        by=people.head_of(school),
        at=_hours(at, 2),
    )
    if not settle:
        return case
    case = levels.settle(
        case,
        agreed=True,
        level=1,
        reasons="A second visit saw the whole school, and found no ground for level 2.",
        by=people.director,  # the principal adviser ratifies it, and one person does not do both
        at=_hours(at, 3),
    )
    return _finished(case, people, at=_hours(at, 4))


def _stages(schools: Sequence[School], newest: dict[int, Result], people: People, *, at: datetime) -> int:
    """Leave the level of each school one stage further than the last: proposed, shared, disputed, agreed and so on."""
    from trellis.casework.actions import levels

    begun = at - timedelta(days=9)
    for place, school in enumerate(schools):
        result = newest[school.pk]
        level = int(result.level or 1)
        if place == 0:
            levels.propose(
                school=school,
                level=level,
                reasons=f"Level {level}, as screened. {result.main_reason}",
                result=result,
                by=people.adviser_of(school),
                at=begun,
            )
        elif place == 2:
            _disputed(school, result, people, at=begun, settle=False)
        else:
            case = _shared(school, level, result, "as screened", people, at=begun)
            if place >= 3:
                case = _agreed(case, people, at=_hours(begun, 2))
            if place >= 4:
                case = _recorded(case, people, at=_hours(begun, 3))
            if place >= 5:
                _ratified(case, people, at=_hours(begun, 4))
    return len(schools)

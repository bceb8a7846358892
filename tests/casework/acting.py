"""People of the fictitious authority and the steps they take, for the tests of casework."""

from datetime import date, datetime, timedelta

from tests import builders
from trellis.accounts.models import User
from trellis.casework.actions import levels
from trellis.casework.models import Party, Position
from trellis.casework.queries.levels import LevelCase
from trellis.schools.models import School
from trellis.screening.models import Result

AT = builders.AT
INTERESTS = "Pupils keep the teaching they have while leadership is rebuilt."
CHILDREN = {"best_interests": INTERESTS}


def adviser(urn: int = builders.OAK) -> User:
    return builders.person("sia", urns=(urn,))


def principal() -> User:
    return builders.person("pa")


def head(urn: int = builders.OAK) -> User:
    return builders.person("headteacher", urns=(urn,))


def chair(urn: int = builders.OAK) -> User:
    return builders.person("chair", urns=(urn,))


def officer() -> User:
    return builders.person("data_officer")


def proposed(urn: int = builders.OAK, *, level: int = 2, at: datetime = AT) -> LevelCase:
    school = School.objects.get(pk=urn)
    result = Result.objects.filter(school=school).first()
    return levels.propose(
        school=school,
        level=level,
        reasons="Absence has been high for two years.",
        result=result,
        by=adviser(urn),
        at=at,
    )


def shared(urn: int = builders.OAK, *, level: int = 2, at: datetime = AT) -> LevelCase:
    case = proposed(urn, level=level, at=at)
    return levels.share(case, reply_by=at.date() + timedelta(days=14), by=adviser(urn), at=at)


def agreed(urn: int = builders.OAK, *, level: int = 2, at: datetime = AT) -> LevelCase:
    case = shared(urn, level=level, at=at)
    case = levels.answer(case, party=Party.HEAD, position=Position.AGREES, said="", by=head(urn), at=at)
    return levels.answer(case, party=Party.CHAIR, position=Position.AGREES, said="", by=chair(urn), at=at)


def recorded(case: LevelCase, *, at: datetime = AT) -> LevelCase:
    return levels.record(
        case,
        kind="note",
        dated=at.date(),
        text="We met and agreed.",
        by=adviser(case.proposal.school_id),
        at=at,
    )


def ratified(case: LevelCase, *, at: datetime = AT) -> LevelCase:
    return levels.ratify(
        case, meeting="Quality and Standards", held_on=at.date(), by=principal(), at=at, **CHILDREN
    )


def in_force(
    urn: int = builders.OAK, *, level: int = 2, at: datetime = AT, from_date: date | None = None
) -> LevelCase:
    case = ratified(recorded(agreed(urn, level=level, at=at), at=at), at=at)
    return levels.take_effect(case, from_date=from_date or at.date(), by=officer(), at=at)

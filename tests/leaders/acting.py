"""System leaders, for the tests."""

from datetime import date, datetime, timedelta
from typing import Any

from tests import builders
from tests.casework import acting as casework
from trellis.accounts.models import User
from trellis.leaders.actions import designations, learning, papers, portraits
from trellis.leaders.actions.designations import Given
from trellis.leaders.models import LeaderKind, Protocol
from trellis.leaders.queries.leaders import LeaderFile
from trellis.schools.models import School

AT = builders.AT
TODAY = builders.AS_OF
A_DAY = timedelta(days=1)
WORDS = "I have led a school for nine years and listen before I speak."


def keeper() -> User:
    return builders.person("sitl")


def principal() -> User:
    return builders.person("pa")


def person() -> User:
    return builders.person("system_leader")


def head(urn: int = builders.BEECH) -> User:
    return casework.head(urn)


def school(urn: int = builders.BEECH) -> School:
    return School.objects.select_related("authority").get(pk=urn)


def entered(
    urn: int | None = builders.BEECH,
    *,
    name: str = "Una Leader",
    user: User | None = None,
    by: User | None = None,
    at: datetime = AT,
    **more: Any,
) -> LeaderFile:
    place = {"school": school(urn)} if urn is not None else {"works_at": "Ferndale School, Westmarch"}
    return designations.enter(
        authority="801", name=name, user=user, **place, **more, by=by or keeper(), at=at
    )


def given(**more: Any) -> Given:
    told: dict[str, Any] = {
        "kind": LeaderKind.LLE,
        "body": "The authority",
        "from_date": date(2026, 9, 1),
        "until": date(2027, 8, 31),
        "cohort": "Cohort 1",
        "areas": ("early-reading",),
        "phases": ("primary",),
    }
    return Given(**{**told, **more})


def designated(
    urn: int | None = builders.BEECH,
    *,
    at: datetime = AT,
    user: User | None = None,
    name: str = "Una Leader",
    **more: Any,
) -> LeaderFile:
    file = entered(urn, at=at, user=user, name=name)
    return designations.designate(file, given=given(**more), by=principal(), at=at)


def own(*, at: datetime = AT) -> LeaderFile:
    """A designated leader with an account."""
    return designated(user=person(), at=at)


def written(*, at: datetime = AT, words: str = WORDS) -> LeaderFile:
    return portraits.write(own(at=at), words=words, offers="Phonics.", by=person(), at=at)


def take(file: LeaderFile, name: str, by: User, *, at: datetime = AT) -> LeaderFile:
    return portraits.take(file, name, reasons="As it is.", by=by, at=at)


def consented(*, at: datetime = AT) -> LeaderFile:
    return take(written(at=at), "consent", person(), at=at)


def verified(*, at: datetime = AT) -> LeaderFile:
    return take(consented(at=at), "verify", principal(), at=at)


def published(*, at: datetime = AT) -> LeaderFile:
    return take(verified(at=at), "publish", principal(), at=at)


def protocol(
    *, at: datetime = AT, route: str = "both", from_date: date | None = None, **more: Any
) -> Protocol:
    told: dict[str, Any] = {"title": "How we work together", "text": "We agree the days before they begin."}
    return papers.make_protocol(
        authority="801", route=route, from_date=from_date or at.date(), **{**told, **more}, by=keeper(), at=at
    )


def again(file: LeaderFile, *, days: int = 0) -> LeaderFile:
    """The same leader, as read some days after AT."""
    return designations.read(file.leader, at=AT + days * A_DAY)


def one_of_each() -> dict[str, object]:
    """One of each thing that an address of system leaders can name."""
    file = learning.say(published(), need="Coaching", source="leader", by=person(), at=AT)
    document = papers.add_document(
        authority="801", title="Guide for new leaders", text="Begin with a visit.", by=keeper(), at=AT
    )
    return {
        "leader": file.leader.pk,
        "designation": file.held[0].designation.pk,
        "learning": file.needs[0].pk,
        "protocol": protocol().pk,
        "paper": document.pk,
    }
